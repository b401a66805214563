//! What an admin may do with an account from here, each behind a dialog that says what it will do.

use crate::domain::account::{Account, AccountState, Decision, Role};
use crate::domain::people::Holdings;
use crate::ui::parts::confirm::{Ask, ConfirmForm, Step};
use leptos::prelude::*;

pub const DECIDE: &str = "/admin/developers/decide";

/// One thing to do, in all the words that lists and dialogs need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Decide(Decision),
    MakeAdmin,
    MakeDeveloper,
    Delete,
}

impl Doing {
    /// What the state allows. Roles and deletion are for the person's own page.
    pub fn in_list(state: AccountState) -> impl Iterator<Item = Self> {
        let all = [Decision::Approve, Decision::Reject, Decision::Revoke];
        all.into_iter().filter(move |decision| state.decided(*decision).is_ok()).map(Self::Decide)
    }

    pub fn on_page(account: &Account) -> Vec<Self> {
        let role = match account.role {
            Role::Admin => Some(Self::MakeDeveloper),
            Role::Developer => account.state.may_sign_in().then_some(Self::MakeAdmin),
        };
        Self::in_list(account.state).chain(role).chain([Self::Delete]).collect()
    }

    pub fn verb(self) -> &'static str {
        match self {
            Self::Decide(Decision::Approve) => "Approve",
            Self::Decide(Decision::Reject) => "Reject",
            Self::Decide(Decision::Revoke) => "Revoke",
            Self::MakeAdmin => "Make admin",
            Self::MakeDeveloper => "Make developer",
            Self::Delete => "Delete",
        }
    }

    /// Of the field `step`.
    pub fn value(self) -> &'static str {
        match self {
            Self::Decide(Decision::Approve) => "approve",
            Self::Decide(Decision::Reject) => "reject",
            Self::Decide(Decision::Revoke) => "revoke",
            Self::MakeAdmin => "make_admin",
            Self::MakeDeveloper => "make_developer",
            Self::Delete => "delete",
        }
    }

    pub fn danger(self) -> bool {
        matches!(self, Self::Decide(Decision::Reject | Decision::Revoke) | Self::Delete)
    }

    /// Whoever is concerned may be told why.
    pub fn has_reason(self) -> bool {
        matches!(self, Self::Decide(_) | Self::Delete)
    }

    fn title(self, name: &str) -> String {
        match self {
            Self::MakeAdmin => format!("Make {name} an admin?"),
            Self::MakeDeveloper => format!("Make {name} a developer?"),
            _ => format!("{} {name}?", self.verb()),
        }
    }

    /// `sessions` is known on the person's own page only.
    fn effect(self, name: &str, sessions: Option<usize>, is_admin: bool, holdings: Holdings) -> String {
        let sessions = match sessions {
            None => "Every open session ends at once.".to_owned(),
            Some(0) => "No session is open.".to_owned(),
            Some(1) => "1 session ends at once.".to_owned(),
            Some(count) => format!("{count} sessions end at once."),
        };
        let holdings = holdings.in_words();
        let stop = || match &holdings {
            Some(holdings) => format!(" The gateway refuses all calls within a second: {holdings}."),
            None => String::new(),
        };
        let gone = || match &holdings {
            Some(holdings) => format!(" With the account go {holdings}, and the gateway refuses their calls."),
            None => String::new(),
        };
        match self {
            Self::Decide(Decision::Approve) => {
                let admin = if is_admin { ", as the admin that the account was," } else { "" };
                format!("{name} may sign in from then on{admin} and is told by mail.")
            }
            Self::Decide(Decision::Reject) => format!("{name} can’t sign in, and is told by mail."),
            Self::Decide(Decision::Revoke) => {
                let again = "You can approve the account again.";
                let again =
                    if holdings.is_some() { [again, " Then its keys work again."].concat() } else { again.into() };
                format!("{name} can’t sign in any more, and is told by mail. {sessions}{} {again}", stop())
            }
            Self::MakeAdmin => format!("{name} may then do everything that you may: decide about accounts, yours too."),
            Self::MakeDeveloper => format!("{name} keeps the account, and no longer sees these pages."),
            Self::Delete => {
                format!("Name and address of {name} are erased. {sessions}{} Nobody can bring that back.", gone())
            }
        }
    }

    fn id(self, account: &Account) -> String {
        [self.value(), "-", &account.id].concat()
    }

    pub fn button(self, account: &Account, class: &'static str) -> AnyView {
        let name = format!("{} {}", self.verb(), account.name);
        view! { <Ask id=self.id(account) label=self.verb() name class/> }.into_any()
    }

    /// Stands outside of tables, whose styles it must not get. `way_back` is where the answer leads.
    pub fn dialog(self, account: &Account, holdings: Holdings, sessions: Option<usize>, way_back: &str) -> AnyView {
        let name = account.name.as_str();
        let step = Step {
            id: self.id(account),
            title: self.title(name),
            effect: self.effect(name, sessions, account.role == Role::Admin, holdings),
            verb: self.verb(),
            value: self.value(),
            danger: self.danger(),
            told: self.has_reason().then(|| format!("{name} is told.")),
        };
        let hidden = vec![("account", account.id.clone()), ("return", way_back.to_owned())];
        view! { <ConfirmForm step action=DECIDE hidden/> }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people;

    #[test]
    fn every_step_is_one_that_the_portal_reads() {
        for doing in [
            Doing::Decide(Decision::Approve),
            Doing::Decide(Decision::Reject),
            Doing::Decide(Decision::Revoke),
            Doing::MakeAdmin,
            Doing::MakeDeveloper,
            Doing::Delete,
        ] {
            assert!(people::Step::parse(doing.value()).is_some(), "{doing:?}");
        }
    }

    #[test]
    fn a_dialog_tells_what_goes_with_the_account() {
        let holdings = Holdings { applications: 2, registrations: 3, keys: 1 };
        let revoke = Doing::Decide(Decision::Revoke);
        for (doing, word) in [(revoke, "refuses all calls"), (Doing::Delete, "With the account go")] {
            let told = doing.effect("Ada", None, false, holdings);
            assert!(told.contains(word) && told.contains("2 applications, 3 registrations and 1 active key"), "{told}");
            assert!(!doing.effect("Ada", None, false, Holdings::default()).contains("application"));
        }
    }

    #[track_caller]
    fn offered(state: AccountState, verbs: &[&str]) {
        assert_eq!(Doing::in_list(state).map(Doing::verb).collect::<Vec<_>>(), verbs, "{state:?}");
    }

    #[test]
    fn only_what_the_state_allows_is_offered() {
        offered(AccountState::Pending, &["Approve", "Reject"]);
        offered(AccountState::Approved, &["Revoke"]);
        offered(AccountState::Rejected, &["Approve"]);
        offered(AccountState::Revoked, &["Approve"]);
        offered(AccountState::Unverified, &[]);
    }
}
