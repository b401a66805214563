//! What is sent with the request.

use super::console::Console;
use crate::domain::try_it::{Body, Content, Field, Given, is_json};
use crate::ui::browser;
use leptos::prelude::*;

pub fn body(console: Console) -> Option<AnyView> {
    let (types, required) = console.call.with_value(|call| {
        let types: Vec<_> = call.bodies.iter().map(|body| body.media_type.clone()).collect();
        (types, call.body_required)
    });
    if types.is_empty() {
        return None;
    }
    let choose = move |change| console.filled.update(|filled| filled.body = event_target_value(&change).parse().ok());
    let only = types.len() == 1 && required;
    let choice = if only {
        view! { <p class="muted"><code>{types.into_iter().next()}</code></p> }.into_any()
    } else {
        let option = |(at, media_type): (usize, String)| view! { <option value=at.to_string()>{media_type}</option> };
        view! {
            <div class="field">
                <label for="try-type">"Content type"</label>
                <select class="input mono" id="try-type" on:change=choose>
                    {types.into_iter().enumerate().map(option).collect_view()}
                    {(!required).then(|| view! { <option value="">"(no body)"</option> })}
                </select>
            </div>
        }
        .into_any()
    };
    let chosen = Memo::new(move |_| console.filled.with(|filled| filled.body));
    let editor = move || {
        let at = chosen.get()?;
        console.call.with_value(|call| call.bodies.get(at).cloned()).map(|body| editor(console, at, body))
    };
    Some(view! { <fieldset class="console-group"><legend>"Body"</legend>{choice} {editor}</fieldset> }.into_any())
}

fn editor(console: Console, at: usize, body: Body) -> AnyView {
    let given = move |change: &dyn Fn(&mut Given)| console.filled.update(|filled| change(&mut filled.given[at]));
    match body.content {
        Content::Text(_) => {
            let now = move || console.filled.with(|filled| filled.given[at].text.clone());
            let json = is_json(&body.media_type);
            let problem = move || {
                Some(now()).filter(|text| json && !text.trim().is_empty()).and_then(|text| browser::json_problem(&text))
            };
            view! {
                <textarea
                    class="input mono writing"
                    id="try-body"
                    rows="6"
                    aria-label="Body"
                    aria-describedby="try-body-problem"
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=untrack(now)
                    on:input=move |input| given(&|given| given.text = event_target_value(&input))
                ></textarea>
                <p class="doubt" id="try-body-problem" role="status">
                    {move || problem().map(|problem| ["This is no JSON yet. ", &problem].concat())}
                </p>
            }
            .into_any()
        }
        Content::File => view! {
            <div class="field">
                <label for="try-file">"File"</label>
                <input
                    class="input"
                    type="file"
                    id="try-file"
                    on:change=move |change| given(&|given| given.file = file_name(&event_target_value(&change)))
                />
            </div>
        }
        .into_any(),
        Content::Fields(fields) => {
            let field = |(number, field): (usize, Field)| {
                let id = ["try-field-", &number.to_string()].concat();
                let value = console.filled.with_untracked(|filled| filled.given[at].fields[number].clone());
                let mark = if field.required { "required" } else { "optional" };
                let input = if field.file {
                    let chosen = move |change| {
                        let name = file_name(&event_target_value(&change));
                        given(&|given| given.fields[number].clone_from(&name));
                    };
                    view! { <input class="input" type="file" id=id.clone() name=field.name.clone() on:change=chosen/> }
                        .into_any()
                } else {
                    let typed = move |input| given(&|given| given.fields[number] = event_target_value(&input));
                    view! {
                        <input class="input mono" id=id.clone() autocomplete="off" spellcheck="false" prop:value=value on:input=typed/>
                    }
                    .into_any()
                };
                view! {
                    <div class="field">
                        <label for=id>{field.name} " " <span class="optional">{mark}</span></label>
                        {input}
                    </div>
                }
            };
            view! { <div class="fields">{fields.into_iter().enumerate().map(field).collect_view()}</div> }.into_any()
        }
    }
}

/// Browsers put a folder before it that is not there.
fn file_name(value: &str) -> String {
    value.rsplit(['\\', '/']).next().unwrap_or_default().to_owned()
}
