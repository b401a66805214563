//! A control with its label, its hint and what is wrong with it, tied together also for those who can't see that
//! they stand side by side. All of it works in a plain form: values and errors come from whoever renders it.

use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

/// Around an `<input>`, `<select>` or `<textarea>` that has only attributes of its own: name, id, class and what
/// describes it are given here.
#[component]
pub fn Field(
    name: &'static str,
    label: &'static str,
    /// Where two forms of a page have a field of that name.
    #[prop(optional)]
    id: Option<&'static str>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional, into)] error: MaybeProp<String>,
    /// Says so beside the label: most fields are not.
    #[prop(optional)]
    optional: bool,
    /// A link that belongs to it, in line with the label.
    #[prop(optional, into)]
    beside: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let described = move || described_by(id, hint.is_some(), is_wrong(error));
    let wiring = view! {
        <{..}
            id=id
            name=name
            class="input"
            aria-describedby=described
            aria-invalid=move || is_wrong(error).then_some("true")
        />
    };
    let label = view! {
        <label for=id>{label}{optional.then(|| view! { " "<span class="optional">"(optional)"</span> })}</label>
    };
    view! {
        <div class="field">
            {match beside {
                Some(beside) => view! { <div class="label-row">{label}{beside}</div> }.into_any(),
                None => label.into_any(),
            }}
            {hint.map(|hint| view! { <p class="hint" id=[id, "-hint"].concat()>{hint}</p> })}
            {children().add_any_attr(wiring)}
            {problem(id, error)}
        </div>
    }
}

/// One of several: around each `Choice` there is.
#[component]
pub fn Choices(
    name: &'static str,
    legend: &'static str,
    #[prop(optional, into)] error: MaybeProp<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <fieldset
                class="choices"
                role="radiogroup"
                aria-describedby=move || described_by(name, false, is_wrong(error))
                aria-invalid=move || is_wrong(error).then_some("true")
            >
                <legend>{legend}</legend>
                {children()}
            </fieldset>
            {problem(name, error)}
        </div>
    }
}

/// Fields inside it show when it is taken, without a script. Hence none of them may be `required`: a hidden one
/// would keep the form from being sent.
#[component]
pub fn Choice(
    /// The same for all choices of a group.
    name: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] label: String,
    /// What taking it means; or why it can't be taken.
    #[prop(into)]
    note: String,
    #[prop(optional)] checked: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let id = [name, "-", &value].concat();
    let note_id = [&id, "-note"].concat();
    view! {
        <div class="choice">
            <input
                type="radio"
                name=name
                id=id.clone()
                value=value
                checked=checked
                disabled=disabled
                aria-describedby=note_id.clone()
            />
            <label for=id>{label}</label>
            <p class="choice-note" id=note_id>{note}</p>
            {children.map(|children| view! { <div class="choice-body">{children()}</div> })}
        </div>
    }
}

fn is_wrong(error: MaybeProp<String>) -> bool {
    error.with(Option::is_some)
}

fn problem(id: &'static str, error: MaybeProp<String>) -> impl IntoView {
    move || {
        error.get().map(|text| view! { <p class="error" id=[id, "-error"].concat()>{Icon::Warning.view()}{text}</p> })
    }
}

/// The ids of what explains a control, in reading order.
fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some([id, "-hint"].concat()),
        (false, true) => Some([id, "-error"].concat()),
        (true, true) => Some([id, "-hint ", id, "-error"].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(error: Option<String>) -> String {
        Owner::new().with(|| {
            let field = view! {
                <Field name="email" id="my-email" label="Email" hint="At work." error>
                    <input type="email" value="ada@example"/>
                </Field>
            };
            field.to_html()
        })
    }

    #[test]
    fn a_control_is_named_and_described_by_what_stands_around_it() {
        let calm = html(None);
        assert!(calm.contains("<label for=\"my-email\">"), "{calm}");
        for given in ["type=\"email\"", "value=\"ada@example\"", "id=\"my-email\"", "name=\"email\"", "class=\"input\""]
        {
            assert!(calm.split("<input").nth(1).is_some_and(|input| input.contains(given)), "{given}: {calm}");
        }
        assert!(calm.contains("aria-describedby=\"my-email-hint\"") && !calm.contains("aria-invalid"), "{calm}");

        let wrong = html(Some("It needs a dot.".to_owned()));
        assert!(wrong.contains("aria-describedby=\"my-email-hint my-email-error\""), "{wrong}");
        assert!(wrong.contains("aria-invalid=\"true\"") && wrong.contains("id=\"my-email-error\""), "{wrong}");
    }
}
