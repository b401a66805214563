//! What admins ask about people, and what they may do with them.

use super::account::{Account, AccountState, Decision, NotFrom, Role, SessionNote};
use super::audit::AuditNote;
use serde::{Deserialize, Serialize};

/// A list's question. Nothing set: everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuestion {
    /// Part of a name or an address.
    pub search: String,
    pub state: Option<AccountState>,
    pub after: Option<String>,
}

impl PeopleQuestion {
    /// As it stands in an address: those who wait are shown first, `all` shows everybody.
    pub fn parse(search: Option<String>, state: Option<&str>, after: Option<String>) -> Self {
        let state = match state {
            None | Some("") => Some(AccountState::Pending),
            Some(text) => AccountState::parse(text),
        };
        Self { search: search.unwrap_or_default().replace('\0', "").trim().chars().take(200).collect(), state, after }
    }
}

/// What stops, or goes, with an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holdings {
    pub applications: u32,
    pub registrations: u32,
    /// Active ones.
    pub keys: u32,
}

impl Holdings {
    /// "2 applications, 1 registration and 3 active keys"; none where there is no application.
    pub fn in_words(self) -> Option<String> {
        let count = |number: u32, one: &str, many: &str| match number {
            1 => format!("1 {one}"),
            _ => format!("{number} {many}"),
        };
        (self.applications > 0).then(|| {
            format!(
                "{}, {} and {}",
                count(self.applications, "application", "applications"),
                count(self.registrations, "registration", "registrations"),
                count(self.keys, "active key", "active keys"),
            )
        })
    }
}

/// A row of the list of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub account: Account,
    pub holdings: Holdings,
}

/// Everything about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub account: Account,
    pub holdings: Holdings,
    pub sessions: Vec<SessionNote>,
    /// The newest first.
    pub history: Vec<AuditNote>,
    /// It is the admin who looks.
    pub me: bool,
    pub last_admin: bool,
}

/// Why an admin's step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum StepRefusal {
    #[error(transparent)]
    NotFrom(#[from] NotFrom),
    #[error("You can't decide about your own account. Ask another admin.")]
    Oneself,
    #[error("This is the last admin. Make somebody else an admin first.")]
    LastAdmin,
}

/// What an admin may do to an account, beside deciding on its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Decide(Decision),
    MakeAdmin,
    MakeDeveloper,
    Delete,
}

impl Step {
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "approve" => Self::Decide(Decision::Approve),
            "reject" => Self::Decide(Decision::Reject),
            "revoke" => Self::Decide(Decision::Revoke),
            "make_admin" => Self::MakeAdmin,
            "make_developer" => Self::MakeDeveloper,
            "delete" => Self::Delete,
            _ => return None,
        })
    }
}

/// The account as the step leaves it; none: it is gone. `admins` counts the approved ones, this one included.
pub fn take(step: Step, account: &Account, by: &str, admins: u32) -> Result<Option<Account>, StepRefusal> {
    if account.id == by {
        return Err(StepRefusal::Oneself);
    }
    let loses_admin = match step {
        Step::Decide(Decision::Approve) | Step::MakeAdmin => false,
        Step::Decide(_) | Step::MakeDeveloper | Step::Delete => true,
    };
    if loses_admin && account.role == Role::Admin && account.state.may_sign_in() && admins <= 1 {
        return Err(StepRefusal::LastAdmin);
    }
    let changed = |state, role| Some(Account { state, role, ..account.clone() });
    Ok(match step {
        Step::Decide(decision) => changed(account.state.decided(decision)?, account.role),
        // Whoever is not in yet is let in first: one step, one meaning.
        Step::MakeAdmin if !account.state.may_sign_in() => return Err(NotFrom(account.state).into()),
        Step::MakeAdmin if account.role == Role::Admin => return Err(NotFrom(account.state).into()),
        Step::MakeDeveloper if account.role == Role::Developer => return Err(NotFrom(account.state).into()),
        Step::MakeAdmin => changed(account.state, Role::Admin),
        Step::MakeDeveloper => changed(account.state, Role::Developer),
        Step::Delete => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::{Email, FullName};
    use crate::domain::time::Timestamp;

    fn account(role: Role, state: AccountState) -> Account {
        Account {
            id: "bob".to_owned(),
            email: Email::parse("bob@example.com").expect("an address"),
            name: FullName::parse("Bob").expect("a name"),
            role,
            state,
            reason: None,
            created_at: Timestamp(0),
            decided_at: None,
            signed_in_at: None,
        }
    }

    #[test]
    fn nobody_decides_about_oneself() {
        let me = account(Role::Admin, AccountState::Approved);
        for step in [Step::Decide(Decision::Revoke), Step::MakeDeveloper, Step::Delete, Step::MakeAdmin] {
            assert_eq!(take(step, &me, "bob", 5), Err(StepRefusal::Oneself), "{step:?}");
        }
    }

    #[test]
    fn the_last_admin_stays() {
        let last = account(Role::Admin, AccountState::Approved);
        for step in [Step::Decide(Decision::Revoke), Step::MakeDeveloper, Step::Delete] {
            assert_eq!(take(step, &last, "ada", 1), Err(StepRefusal::LastAdmin), "{step:?}");
            assert!(take(step, &last, "ada", 2).is_ok(), "{step:?}");
        }
        let gone = account(Role::Admin, AccountState::Revoked);
        assert_eq!(take(Step::Delete, &gone, "ada", 1), Ok(None), "an admin who is out already is not the last one");
    }

    #[test]
    fn steps_change_what_they_say() {
        let bob = account(Role::Developer, AccountState::Pending);
        let approved = take(Step::Decide(Decision::Approve), &bob, "ada", 1).expect("a step").expect("an account");
        assert_eq!((approved.state, approved.role), (AccountState::Approved, Role::Developer));
        assert_eq!(take(Step::MakeAdmin, &approved, "ada", 1).expect("a step").expect("one").role, Role::Admin);
        assert!(matches!(take(Step::MakeAdmin, &bob, "ada", 1), Err(StepRefusal::NotFrom(_))));
    }

    #[test]
    fn what_hangs_on_an_account_is_counted() {
        let words = |applications, registrations, keys| Holdings { applications, registrations, keys }.in_words();
        assert_eq!(words(0, 0, 0), None);
        assert_eq!(words(1, 2, 1).as_deref(), Some("1 application, 2 registrations and 1 active key"));
        assert_eq!(words(2, 1, 0).as_deref(), Some("2 applications, 1 registration and 0 active keys"));
    }

    #[test]
    fn a_queue_begins_with_those_who_wait() {
        let parsed = |state: Option<&str>| PeopleQuestion::parse(None, state, None).state;
        assert_eq!(parsed(None), Some(AccountState::Pending));
        assert_eq!(parsed(Some("revoked")), Some(AccountState::Revoked));
        assert_eq!(parsed(Some("all")), None);
    }
}
