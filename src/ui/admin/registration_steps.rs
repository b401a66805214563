//! What may be decided about a registration, each behind a dialog that says what it will do.

use crate::domain::account::Decision;
use crate::domain::registration::RegistrationState;
use crate::ui::parts::confirm::{Ask, ConfirmForm, ConfirmPart, Step};
use leptos::prelude::*;

/// Why some of those that were selected stay as they are.
pub const QUICKER: &str = "somebody else was quicker, or the state does not allow it";
const DECIDE: &str = "/admin/registrations/decide";
const ALL: [Decision; 3] = [Decision::Approve, Decision::Reject, Decision::Revoke];

/// One request, in the words that name it to a person.
pub struct Request<'a> {
    pub id: &'a str,
    pub state: RegistrationState,
    pub application: &'a str,
    pub owner: &'a str,
    /// "Payments 2026-06".
    pub api: &'a str,
}

fn possible(state: Option<RegistrationState>) -> impl Iterator<Item = Decision> {
    ALL.into_iter().filter(move |decision| state.is_none_or(|state| state.decided(*decision).is_ok()))
}

fn verb(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "Approve",
        Decision::Reject => "Reject",
        Decision::Revoke => "Revoke",
    }
}

/// Of the field `step`.
fn value(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "approve",
        Decision::Reject => "reject",
        Decision::Revoke => "revoke",
    }
}

fn danger(decision: Decision) -> bool {
    decision != Decision::Approve
}

impl Request<'_> {
    fn id(&self, decision: Decision) -> String {
        [value(decision), "-", self.id].concat()
    }

    pub fn buttons(&self) -> AnyView {
        let button = |decision| {
            let name = [verb(decision), " ", self.application, " for ", self.api].concat();
            view! { <Ask id=self.id(decision) label=verb(decision) name class="button small"/> }
        };
        possible(Some(self.state)).map(button).collect_view().into_any()
    }

    fn step(&self, decision: Decision) -> Step {
        let Self { application, owner, api, .. } = self;
        let effect = match decision {
            Decision::Approve => {
                format!("Within a second the gateway lets {application} call {api}. {owner} is told by mail.")
            }
            Decision::Reject => {
                format!("{application} gets no access to {api}. {owner} is told by mail, and may ask again.")
            }
            Decision::Revoke => format!(
                "Within a second the gateway refuses every call of {application} to {api}. {owner} is told by mail. \
                 You can approve it again."
            ),
        };
        Step {
            id: self.id(decision),
            title: [verb(decision), " ", application, " for ", api, "?"].concat(),
            effect,
            verb: verb(decision),
            value: value(decision),
            danger: danger(decision),
            told: Some([owner, " is told."].concat()),
        }
    }

    /// Stand outside of tables, whose styles they must not get. `way_back` is where the answer leads.
    pub fn dialogs(&self, way_back: &str) -> AnyView {
        let dialog = |decision| {
            let hidden = vec![("registration", self.id.to_owned()), ("return", way_back.to_owned())];
            view! { <ConfirmForm step=self.step(decision) action=DECIDE hidden/> }
        };
        possible(Some(self.state)).map(dialog).collect_view().into_any()
    }
}

/// The form to which the checkboxes of the rows belong.
pub fn bulk(state: Option<RegistrationState>, way_back: &str) -> AnyView {
    let id = |decision| ["bulk-", value(decision)].concat();
    let ask = |decision| {
        let label = [verb(decision), " the selected"].concat();
        view! { <Ask id=id(decision) label class="button small"/> }
    };
    let dialog = |decision| {
        let effect = match decision {
            Decision::Approve => "Within a second the gateway lets these applications call the APIs they asked for.",
            Decision::Reject => "These applications get no access. Their developers may ask again.",
            Decision::Revoke => "Within a second the gateway refuses their calls to these APIs.",
        };
        let step = Step {
            id: id(decision),
            title: [verb(decision), " the selected?"].concat(),
            effect: [effect, " What somebody else has decided meanwhile stays as it is."].concat(),
            verb: verb(decision),
            value: value(decision),
            danger: danger(decision),
            told: Some("All of their developers are told.".to_owned()),
        };
        view! { <ConfirmPart step/> }
    };
    view! {
        <form class="bulk" id="bulk" method="post" action=DECIDE>
            // Enter on a checkbox presses the first button: this one, which does nothing, and not a decision.
            <button disabled hidden></button>
            <input type="hidden" name="return" value=way_back.to_owned()/>
            <span class="bulk-what">"With the selected"</span>
            {possible(state).map(ask).collect_view()}
            {possible(state).map(dialog).collect_view()}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn offered(state: Option<RegistrationState>, verbs: &[&str]) {
        assert_eq!(possible(state).map(verb).collect::<Vec<_>>(), verbs, "{state:?}");
    }

    #[test]
    fn only_what_the_state_allows_is_offered() {
        offered(Some(RegistrationState::Pending), &["Approve", "Reject"]);
        offered(Some(RegistrationState::Approved), &["Revoke"]);
        offered(Some(RegistrationState::Rejected), &["Approve"]);
        offered(Some(RegistrationState::Revoked), &["Approve"]);
        offered(None, &["Approve", "Reject", "Revoke"]);
    }

    #[test]
    fn a_dialog_names_whom_it_is_about() {
        let request = Request {
            id: "r1",
            state: RegistrationState::Pending,
            application: "Freight desk",
            owner: "Ada",
            api: "Payments v3",
        };
        let html = Owner::new().with(|| request.dialogs("/admin/registrations").to_html());
        for part in ["Approve Freight desk for Payments v3?", "Ada is told.", "value=\"r1\"", "name=\"reason_reject\""]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("Revoke"), "{html}");
    }
}
