//! The last word before a step, without a script: the browser itself opens and closes the dialog, and the step is a
//! plain form.

use leptos::prelude::*;

/// What is about to be done, in words, and how the form says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Of the dialog, and the beginning of every id inside it.
    pub id: String,
    /// Verb and thing: "Approve Ada Lovelace?".
    pub title: String,
    /// What will happen.
    pub effect: String,
    /// Once more, on the button.
    pub verb: &'static str,
    /// Of the field `step`.
    pub value: &'static str,
    pub danger: bool,
    /// Who reads the reason; none: there is no place for one.
    pub told: Option<String>,
}

/// The button that asks first.
#[component]
pub fn Ask(
    /// Of the step's dialog.
    id: String,
    #[prop(into)] label: String,
    /// Where the same word stands in each row of a list: the word and what it is about.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(default = "button")] class: &'static str,
) -> impl IntoView {
    view! {
        <button class=class type="button" commandfor=id command="show-modal" aria-label=name>
            {label}
        </button>
    }
}

/// A dialog with a form of its own.
#[component]
pub fn ConfirmForm(
    step: Step,
    #[prop(into)] action: String,
    #[prop(optional)] hidden: Vec<(&'static str, String)>,
    /// More fields, above the reason.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let hidden = hidden.collect_view();
    let fields = children.map(|children| children().into_any());
    let content = content(&step, fields);
    let (title, body) = ids(&step.id);
    view! {
        <dialog class="dialog" id=step.id aria-labelledby=title aria-describedby=body closedby="any">
            <form method="post" action=action>{hidden} {content}</form>
        </dialog>
    }
}

/// A dialog inside the form that it sends.
#[component]
pub fn ConfirmPart(
    step: Step,
    /// More fields, above the reason.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let fields = children.map(|children| children().into_any());
    let content = content(&step, fields);
    let (title, body) = ids(&step.id);
    view! {
        <dialog class="dialog" id=step.id aria-labelledby=title aria-describedby=body closedby="any">{content}</dialog>
    }
}

/// Of the title, and of what is said below it.
fn ids(id: &str) -> (String, String) {
    ([id, "-title"].concat(), [id, "-body"].concat())
}

fn content(step: &Step, fields: Option<AnyView>) -> AnyView {
    let Step { id, title, effect, verb, value, danger, told } = step.clone();
    let (title_id, body_id) = ids(&id);
    let class = if danger { "button danger primary" } else { "button primary" };
    view! {
        <div class="dialog-head"><h2 id=title_id>{title}</h2></div>
        <div class="dialog-body">
            <p id=body_id>{effect}</p>
            {fields}
            {told.map(|told| reason(&id, value, told))}
        </div>
        <div class="dialog-foot">
            <button class="button" type="button" commandfor=id command="close">"Cancel"</button>
            <button class=class name="step" value=value>{verb}</button>
        </div>
    }
    .into_any()
}

/// Named after its step: a form may hold several steps, and what was typed for another is not meant.
fn reason(id: &str, step: &str, told: String) -> impl IntoView + use<> {
    let name = ["reason_", step].concat();
    let (field, hint) = ([id, "-reason"].concat(), [id, "-hint"].concat());
    view! {
        <div class="field">
            <label for=field.clone()>"Reason "<span class="optional">"(optional)"</span></label>
            <p class="hint" id=hint.clone()>{told}</p>
            <textarea class="input" id=field name=name rows="2" maxlength="1000" aria-describedby=hint></textarea>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(told: Option<&str>) -> Step {
        Step {
            id: "revoke-1".to_owned(),
            title: "Revoke Ada?".to_owned(),
            effect: "Her sessions end.".to_owned(),
            verb: "Revoke",
            value: "revoke",
            danger: true,
            told: told.map(str::to_owned),
        }
    }

    #[test]
    fn a_step_is_a_form_that_asks_first() {
        let html = Owner::new().with(|| {
            let hidden = vec![("account", "1".to_owned())];
            view! { <Ask id="revoke-1".to_owned() label="Revoke"/><ConfirmForm step=step(Some("Ada is told.")) action="/x" hidden/> }
                .to_html()
        });
        for part in [
            "commandfor=\"revoke-1\"",
            "command=\"show-modal\"",
            "<dialog",
            "id=\"revoke-1\"",
            "aria-labelledby=\"revoke-1-title\"",
            "method=\"post\"",
            "action=\"/x\"",
            "name=\"account\"",
            "id=\"revoke-1-body\"",
            "name=\"reason_revoke\"",
            "value=\"revoke\"",
            "command=\"close\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn a_reason_is_asked_only_where_somebody_reads_it() {
        let html = Owner::new().with(|| view! { <ConfirmPart step=step(None)/> }.to_html());
        assert!(!html.contains("reason") && !html.contains("<form"), "{html}");
    }
}
