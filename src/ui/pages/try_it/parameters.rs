//! A field for each parameter.

use super::console::Console;
use crate::domain::try_it::{Form, Parameter, Place};
use leptos::prelude::*;

const PLACES: [(&str, &[Place]); 4] = [
    ("Path", &[Place::Path]),
    ("Query", &[Place::Query, Place::Querystring]),
    ("Headers", &[Place::Header]),
    ("Cookies", &[Place::Cookie]),
];
/// More than these are folded away, unless they must be filled in.
const AT_SIGHT: usize = 3;

pub fn parameters(console: Console) -> impl IntoView {
    move || {
        // What the lock's own field says is asked only once.
        let lock = console.lock();
        let all = console.call.with_value(|call| call.parameters.clone());
        let all: Vec<_> =
            all.into_iter().enumerate().filter(|(_, parameter)| parameter.is_asked(lock.as_ref())).collect();
        PLACES
            .into_iter()
            .map(|(title, places)| {
                let here = all.iter().filter(|(_, parameter)| places.contains(&parameter.place)).cloned().collect();
                group(console, title, here)
            })
            .collect_view()
    }
}

fn group(console: Console, title: &'static str, all: Vec<(usize, Parameter)>) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let (asked, mut others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, parameter)| parameter.required);
    let mut asked = asked;
    if others.len() <= AT_SIGHT {
        asked.append(&mut others);
    }
    let fields = |all: Vec<(usize, Parameter)>| {
        let each = all.into_iter().map(|(at, parameter)| field(console, at, parameter)).collect_view();
        view! { <div class="fields">{each}</div> }.into_any()
    };
    let folded = (!others.is_empty()).then(|| {
        let count = others.len().to_string();
        view! { <details class="fold"><summary>{count} " optional"</summary>{fields(others)}</details> }.into_any()
    });
    let shown = (!asked.is_empty()).then(|| fields(asked));
    Some(view! { <fieldset class="console-group"><legend>{title}</legend>{shown} {folded}</fieldset> }.into_any())
}

fn field(console: Console, at: usize, parameter: Parameter) -> AnyView {
    let id = ["try-", &at.to_string()].concat();
    let (error_id, hint_id) = ([&id, "-error"].concat(), [&id, "-hint"].concat());
    let described = [error_id.as_str(), " ", &hint_id].concat();
    let hint = match (parameter.is_sent(), parameter.form) {
        (false, _) => "Only in the cURL line: browsers don’t let a page send it.",
        (true, Form::List) if parameter.options.is_empty() => "One value a line.",
        (true, Form::Object) => "A name=value a line.",
        _ => "",
    };
    let misfit = move || console.misfit(at);
    let required = parameter.required;
    let name = parameter.name.clone();
    let many = parameter.form == Form::List && !parameter.options.is_empty();
    let control = if many { checks(console, at, &id, parameter) } else { control(console, at, &id, parameter) };
    let wiring = view! {
        <{..} aria-describedby=described aria-invalid=move || misfit().is_some().then_some("true")/>
    };
    let mark = if required {
        view! { <em>"required"</em> }.into_any()
    } else {
        view! { <span class="optional">"optional"</span> }.into_any()
    };
    let label = if many {
        view! { <span class="label">{name} " " {mark}</span> }.into_any()
    } else {
        view! { <label for=id>{name} " " {mark}</label> }.into_any()
    };
    view! {
        <div class="field" class:wide=many>
            {label} {control.add_any_attr(wiring)} <p class="error" id=error_id>{misfit}</p>
            <p class="hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}

fn fill(console: Console, at: usize, text: String) {
    console.filled.update(|filled| {
        if let Some(value) = filled.parameters.get_mut(at) {
            *value = text;
        }
    });
}

fn control(console: Console, at: usize, id: &str, parameter: Parameter) -> AnyView {
    let Parameter { form, options, hint, required, .. } = parameter;
    let value = console.filled.with_untracked(|filled| filled.parameters.get(at).cloned().unwrap_or_default());
    let id = id.to_owned();
    if !options.is_empty() {
        let chosen = value.clone();
        let option = move |option: String| {
            let selected = option == chosen;
            view! { <option selected=selected>{option}</option> }
        };
        let nothing = (!required || value.is_empty()).then(|| view! { <option value="">"(nothing)"</option> });
        let choose = move |change| fill(console, at, event_target_value(&change));
        return view! {
            <select class="input" id=id on:change=choose>{nothing} {options.into_iter().map(option).collect_view()}</select>
        }
        .into_any();
    }
    let typed = move |input| fill(console, at, event_target_value(&input));
    if matches!(form, Form::List | Form::Object) {
        return view! {
            <textarea class="input mono writing" id=id rows="1" spellcheck="false" placeholder=hint on:input=typed prop:value=value></textarea>
        }
        .into_any();
    }
    let mode = (form == Form::Number).then_some("decimal");
    view! {
        <input
            class="input mono"
            id=id
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            inputmode=mode
            placeholder=hint
            prop:value=value
            on:input=typed
        />
    }
    .into_any()
}

/// Several of a few.
fn checks(console: Console, at: usize, id: &str, parameter: Parameter) -> AnyView {
    let (options, name) = (parameter.options, parameter.name);
    let set = move |option: &str, on: bool| {
        console.filled.update(|filled| {
            let Some(value) = filled.parameters.get_mut(at) else { return };
            let mut lines: Vec<&str> = value.lines().filter(|line| *line != option).collect();
            if on {
                lines.push(option);
            }
            *value = lines.join("\n");
        });
    };
    let check = |(number, option): (usize, String)| {
        // The first one bears the name by which a misfit is found.
        let id = if number == 0 { id.to_owned() } else { [id, "-", &number.to_string()].concat() };
        let checked = console.filled.with_untracked(|filled| filled.parameters[at].lines().any(|line| line == option));
        let said = option.clone();
        let change = move |change| set(&option, event_target_checked(&change));
        view! {
            <span class="check">
                <input type="checkbox" id=id.clone() checked=checked on:change=change/>
                <label for=id>{said}</label>
            </span>
        }
    };
    let checks = options.into_iter().enumerate().map(check).collect_view();
    view! { <div class="ticks" role="group" aria-label=name>{checks}</div> }.into_any()
}
