//! What pages about applications, registrations and credentials show, and what their lists are asked.

use super::application::Application;
use super::credential::{Credential, CredentialState};
use super::page::Page;
use super::registration::{Registration, RegistrationState};
use super::sheet::Limit;
use super::slug::Slug;
use super::strategy::{Strategy, StrategyKind};
use super::time::{Date, Timestamp};
use super::version::VersionState;
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Whose it is; only admins are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    pub id: String,
    pub name: String,
    pub email: String,
}

/// A line of My Apps, or of the admins' list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationRow {
    pub application: Application,
    /// Display name and kind.
    pub strategy: (String, StrategyKind),
    pub approved: u32,
    pub pending: u32,
    pub rejected: u32,
    pub revoked: u32,
    /// Active ones.
    pub keys: u32,
    /// When the first of its keys ends, where that is within 30 days.
    pub ending: Option<Timestamp>,
    /// The last use of any of its keys.
    pub used_at: Option<Timestamp>,
    pub owner: Option<Owner>,
}

/// A strategy that an application can be made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyOption {
    pub name: Slug,
    pub display_name: String,
    pub kind: StrategyKind,
    /// What it means for the application, in a sentence.
    pub how: String,
    pub default: bool,
}

/// `/apps` and, for admins, `/admin/applications`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyApps {
    pub page: Page<ApplicationRow>,
    /// Whether there is any at all, whatever was looked for.
    pub any: bool,
    /// Whether another one can be made: there is a strategy, and the most are not reached.
    pub may_add: Result<(), String>,
    /// The moment in which it was read: for "ends in 3 days".
    pub now: Timestamp,
}

/// Everything about one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationPage {
    pub application: Application,
    pub strategy: Strategy,
    pub owner: Option<Owner>,
    /// In the order of their products' names.
    pub registrations: Vec<RegistrationRow>,
    /// The newest first.
    pub credentials: Vec<Credential>,
    /// How many keys may be active at once.
    pub most_credentials: u32,
    /// Days that a new key is valid for; none: for ever.
    pub lifetime_days: Option<u32>,
    /// Header in which a key is sent.
    pub key_name: Option<String>,
    /// A call that works once there is a key, with a placeholder where it belongs.
    pub first_call: Option<String>,
    pub now: Timestamp,
}

impl ApplicationPage {
    /// Without what changes by itself, to be compared with how it stood before.
    pub fn as_it_stands(mut self) -> Self {
        self.now = Timestamp(0);
        self.credentials.iter_mut().for_each(|key| key.used_at = None);
        self
    }

    /// Another one as soon as something else is shown, short enough for an address. Only ever compared.
    pub fn mark(&self) -> String {
        let mut hasher = DefaultHasher::new();
        format!("{:?}", self.clone().as_it_stands()).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    pub fn active_credentials(&self) -> u32 {
        let active = self.credentials.iter().filter(|key| key.state(self.now) == CredentialState::Active).count();
        u32::try_from(active).unwrap_or(u32::MAX)
    }

    pub fn steps(&self) -> [(Milestone, bool); 4] {
        let any = !self.registrations.is_empty();
        let approved = self.registrations.iter().any(|row| row.registration.state == RegistrationState::Approved);
        // With OpenID Connect the identity provider keeps the credential.
        let credential = self.strategy.kind == StrategyKind::OpenidConnect || self.active_credentials() > 0;
        [
            (Milestone::Details, true),
            (Milestone::Api, any),
            (Milestone::Credential, credential),
            (Milestone::Approval, approved),
        ]
    }
}

/// On the way to the first call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    Details,
    Api,
    Credential,
    Approval,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationRow {
    pub registration: Registration,
    pub product: Slug,
    pub product_name: String,
    pub version: String,
    pub version_state: VersionState,
    pub sunset: Option<Date>,
    /// Whether its page can be opened by the developer: a version may have been hidden since.
    pub visible: bool,
    pub path: Option<String>,
    pub limit: Option<Limit>,
}

impl RegistrationRow {
    /// "Payments 2026-06".
    pub fn api(&self) -> String {
        [self.product_name.as_str(), " ", &self.version].concat()
    }
}

/// What "Register for …" shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterDialog {
    pub slug: Slug,
    pub product: String,
    pub version: String,
    pub strategy: Strategy,
    /// Whether access is given at once.
    pub at_once: bool,
    /// Those that can be used first, then by name.
    pub applications: Vec<Candidate>,
    /// Whether a new one can be made here.
    pub may_add: Result<(), String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: String,
    pub name: String,
    /// Display name of its strategy.
    pub strategy: String,
    /// Why it can't be chosen.
    pub unusable: Option<String>,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    pub application_id: String,
    pub registration_id: String,
    pub state: RegistrationState,
}

/// What is told once, and never again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    pub id: String,
    pub application_id: String,
    pub application: String,
    pub name: String,
    pub key: String,
    pub expires_at: Option<Timestamp>,
    /// Header in which it is sent.
    pub key_name: String,
    /// The end of the key whose place it takes.
    pub old_ends: Option<Timestamp>,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("id", &self.id).field("key", &"hidden").finish_non_exhaustive()
    }
}

/// A line of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    pub registration: Registration,
    pub application_id: String,
    pub application: String,
    pub owner: Owner,
    pub product: Slug,
    pub product_name: String,
    pub version: String,
}

impl QueueRow {
    /// "Payments 2026-06".
    pub fn api(&self) -> String {
        [self.product_name.as_str(), " ", &self.version].concat()
    }
}

/// What a list is asked. Nothing set: everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueQuestion {
    pub search: String,
    pub state: Option<RegistrationState>,
    /// Of one product, `slug` or `slug/version`.
    pub api: Option<String>,
    /// Of one person: an account's id.
    pub person: Option<String>,
    pub after: Option<String>,
}

impl QueueQuestion {
    /// As it stands in an address: those who wait are shown first, `all` shows everything.
    pub fn parse(
        search: Option<String>,
        state: Option<&str>,
        api: Option<String>,
        person: Option<String>,
        after: Option<String>,
    ) -> Self {
        let state = match state {
            None | Some("") => Some(RegistrationState::Pending),
            Some(text) => RegistrationState::parse(text),
        };
        let some = |text: Option<String>| text.map(|text| sought(&text)).filter(|text| !text.is_empty());
        Self { search: sought(&search.unwrap_or_default()), state, api: some(api), person: some(person), after }
    }
}

/// A line of the list of all keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    pub credential: Credential,
    pub application_id: String,
    pub application: String,
    pub owner: Owner,
}

/// `/admin/keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    pub page: Page<KeyRow>,
    /// The moment in which it was read: states depend on it.
    pub now: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyFilter {
    All,
    Active,
    /// Active, and not used for 90 days.
    Unused,
    /// Active, without an end.
    Endless,
    /// Active, ending within 30 days.
    Ending,
    Expired,
    Revoked,
}

impl KeyFilter {
    pub const ALL: [Self; 7] =
        [Self::All, Self::Active, Self::Unused, Self::Endless, Self::Ending, Self::Expired, Self::Revoked];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Active => "active",
            Self::Unused => "unused",
            Self::Endless => "endless",
            Self::Ending => "ending",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.as_str() == text)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Active => "Active",
            Self::Unused => "Unused for 90 days",
            Self::Endless => "Never expires",
            Self::Ending => "Ends within 30 days",
            Self::Expired => "Expired",
            Self::Revoked => "Revoked",
        }
    }
}

/// What was typed into a search field.
pub fn sought(text: &str) -> String {
    // No database keeps a zero in a text.
    text.replace('\0', "").trim().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_begins_with_those_who_wait() {
        let parsed = |state: Option<&str>| QueueQuestion::parse(None, state, None, None, None).state;
        assert_eq!(parsed(None), Some(RegistrationState::Pending));
        assert_eq!(parsed(Some("approved")), Some(RegistrationState::Approved));
        assert_eq!(parsed(Some("all")), None);
    }

    #[test]
    fn a_key_is_hidden_from_whoever_prints_what_was_issued() {
        let issued = Issued {
            id: "1".to_owned(),
            application_id: "2".to_owned(),
            application: "A".to_owned(),
            name: "B".to_owned(),
            key: "pk_secret".to_owned(),
            expires_at: None,
            key_name: "x-api-key".to_owned(),
            old_ends: None,
        };
        assert!(!format!("{issued:?}").contains("pk_secret"));
    }

    #[test]
    fn a_filter_survives_its_address() {
        for filter in KeyFilter::ALL {
            assert_eq!(KeyFilter::parse(filter.as_str()), Some(filter));
        }
    }
}
