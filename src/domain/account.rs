//! People: what an address and a name are, and how an account moves from one state to the next.

use super::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An address that mail can be sent to, as the person wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter an email address like ada@example.com.")]
pub struct NotAnEmail;

impl Email {
    pub const LONGEST: usize = 254;

    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
        let atom = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        };
        let label = |part: &str| {
            (1..=63).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !part.starts_with('-')
                && !part.ends_with('-')
        };
        let local_fits = local.len() <= 64 && local.split('.').all(atom);
        let domain_fits = domain.contains('.') && domain.split('.').all(label);
        if text.len() > Self::LONGEST || !local_fits || !domain_fits {
            return Err(NotAnEmail);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Two spellings of one mailbox have one key. Case is the only thing that every mail server ignores.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    pub fn domain(&self) -> String {
        self.0.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = NotAnEmail;
    fn try_from(text: String) -> Result<Self, NotAnEmail> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// What a person is called. Any script, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FullName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter a name of 1 to {} characters.", FullName::LONGEST)]
pub struct NotAName;

impl FullName {
    pub const LONGEST: usize = 250;

    pub fn parse(text: &str) -> Result<Self, NotAName> {
        if text.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
            return Err(NotAName);
        }
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // Signs that turn the direction of what follows, and names in which nothing can be seen.
        let turned = name.chars().any(|sign| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        let seen = name.chars().any(|sign| sign.is_alphanumeric() || sign.is_ascii_punctuation());
        if turned || !seen || name.chars().count() > Self::LONGEST {
            return Err(NotAName);
        }
        Ok(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for FullName {
    type Error = NotAName;
    fn try_from(text: String) -> Result<Self, NotAName> {
        Self::parse(&text)
    }
}

impl From<FullName> for String {
    fn from(name: FullName) -> Self {
        name.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Developer,
    Admin,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Developer => "developer",
            Self::Admin => "admin",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Developer, Self::Admin].into_iter().find(|role| role.as_str() == text)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// The address is not confirmed yet.
    Unverified,
    /// Confirmed; an admin has not looked yet.
    Pending,
    Approved,
    Rejected,
    Revoked,
}

/// What an admin can do with an account's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Reject,
    Revoke,
}

/// Somebody else was quicker, or the page was old: the state is already another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("This account is {}, so that can't be done.", .0.in_words())]
pub struct NotFrom(pub AccountState);

impl AccountState {
    pub const ALL: [Self; 5] = [Self::Unverified, Self::Pending, Self::Approved, Self::Rejected, Self::Revoked];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub fn in_words(self) -> &'static str {
        match self {
            Self::Unverified => "not confirmed yet",
            Self::Pending => "waiting for approval",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
        }
    }

    /// The person opened the link in the mail. Whoever is past that stays where they are.
    pub fn confirmed(self, auto_approved: bool) -> Self {
        match self {
            Self::Unverified if auto_approved => Self::Approved,
            Self::Unverified => Self::Pending,
            other => other,
        }
    }

    pub fn decided(self, decision: Decision) -> Result<Self, NotFrom> {
        match (self, decision) {
            (Self::Pending | Self::Rejected | Self::Revoked, Decision::Approve) => Ok(Self::Approved),
            (Self::Pending, Decision::Reject) => Ok(Self::Rejected),
            (Self::Approved, Decision::Revoke) => Ok(Self::Revoked),
            (other, _) => Err(NotFrom(other)),
        }
    }

    /// The one state that signs in, and whose keys open anything.
    pub fn may_sign_in(self) -> bool {
        self == Self::Approved
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: String,
    pub email: Email,
    pub name: FullName,
    pub role: Role,
    pub state: AccountState,
    pub reason: Option<String>,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub signed_in_at: Option<Timestamp>,
}

/// One place where a person is signed in, in words that let them recognise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionNote {
    pub handle: String,
    pub device: String,
    pub seen: String,
    /// It is the one that asks.
    pub here: bool,
}

/// What every page may know of the person who reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    pub name: FullName,
    pub email: Email,
    pub admin: bool,
    /// Not an admin, but named by a version to decide about its registrations.
    pub approver: bool,
}

impl Visitor {
    pub fn of(account: &Account, approver: bool) -> Self {
        let admin = account.role == Role::Admin;
        Self { name: account.name.clone(), email: account.email.clone(), admin, approver }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AccountState::{Approved, Pending, Rejected, Revoked, Unverified};
    use Decision::{Approve, Reject, Revoke};

    #[track_caller]
    fn email(text: &str, key: Option<&str>) {
        assert_eq!(Email::parse(text).ok().map(|email| email.key()).as_deref(), key, "{text:?}");
    }

    #[test]
    fn an_address_is_one_that_mail_reaches() {
        email("ada@example.com", Some("ada@example.com"));
        email(" Ada.Lovelace+x@Example.CO.uk ", Some("ada.lovelace+x@example.co.uk"));
        email("o'neil@x-y.example", Some("o'neil@x-y.example"));
        for wrong in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "ada@example",
            "a b@example.com",
            ".ada@example.com",
            "a..b@example.com",
            "ada@-x.com",
            "ada@x..com",
            "ada@example.com\r\nBcc: eve@example.com",
            "a,b@example.com",
            "<ada@example.com>",
            "\"ada\"@example.com",
            "ada@exa_mple.com",
            "ädä@example.com",
            "ada@[127.0.0.1]",
            "a@b@example.com",
        ] {
            email(wrong, None);
        }
        email(&format!("{}@example.com", "a".repeat(65)), None);
    }

    #[track_caller]
    fn name(text: &str, read: Option<&str>) {
        assert_eq!(FullName::parse(text).ok().as_ref().map(FullName::as_str), read, "{text:?}");
    }

    #[test]
    fn a_name_is_any_script_without_control_characters() {
        name("  Ada   Lovelace ", Some("Ada Lovelace"));
        name("李小龙", Some("李小龙"));
        name("Ada\nLovelace", Some("Ada Lovelace"));
        name("<script>", Some("<script>"));
        name("Ada\u{0}", None);
        name("Ada\u{1b}[31m", None);
        name(" \t ", None);
        name("\u{200b}\u{2060}", None);
        name("Ada\u{202e}ecalevoL", None);
        name(&"x".repeat(251), None);
    }

    #[track_caller]
    fn decide(from: AccountState, decision: Decision, to: Result<AccountState, AccountState>) {
        assert_eq!(from.decided(decision), to.map_err(NotFrom), "{from:?} {decision:?}");
    }

    #[test]
    fn only_listed_decisions_are_possible() {
        decide(Pending, Approve, Ok(Approved));
        decide(Rejected, Approve, Ok(Approved));
        decide(Revoked, Approve, Ok(Approved));
        decide(Pending, Reject, Ok(Rejected));
        decide(Approved, Revoke, Ok(Revoked));
        decide(Unverified, Approve, Err(Unverified));
        decide(Unverified, Reject, Err(Unverified));
        decide(Unverified, Revoke, Err(Unverified));
        decide(Approved, Approve, Err(Approved));
        decide(Approved, Reject, Err(Approved));
        decide(Rejected, Reject, Err(Rejected));
        decide(Rejected, Revoke, Err(Rejected));
        decide(Revoked, Reject, Err(Revoked));
        decide(Revoked, Revoke, Err(Revoked));
        decide(Pending, Revoke, Err(Pending));
    }

    #[test]
    fn confirming_moves_only_who_has_not_confirmed() {
        assert_eq!(Unverified.confirmed(false), Pending);
        assert_eq!(Unverified.confirmed(true), Approved);
        for state in [Pending, Approved, Rejected, Revoked] {
            assert_eq!(state.confirmed(true), state);
        }
    }

    #[test]
    fn nobody_but_the_approved_signs_in() {
        let signing_in: Vec<_> = AccountState::ALL.into_iter().filter(|state| state.may_sign_in()).collect();
        assert_eq!(signing_in, [Approved]);
    }
}
