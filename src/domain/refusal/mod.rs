//! "Why was I refused?": the checks that a call went through, in the order of the gateway, up to the one that failed.
//! What failed is what the gateway noted; the rest is told as it stands today.

mod failed;

use super::account::AccountState;
use super::registration::RegistrationState;
use super::sheet::Limit;
use super::strategy::StrategyKind;
use super::time::Timestamp;
use super::version::VersionState;

/// What the gateway noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub request_id: String,
    pub at: Timestamp,
    pub code: String,
    pub detail: Option<String>,
}

/// The refusal, and what is known today of those whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub refusal: Refusal,
    /// Id and name.
    pub application: Option<(String, String)>,
    /// The id of its owner.
    pub account: Option<String>,
    pub account_state: Option<AccountState>,
    /// The application's.
    pub strategy: Option<String>,
    pub key: Option<KeyFacts>,
    pub version: Option<VersionFacts>,
    pub registration: Option<RegistrationFacts>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    pub name: String,
    pub start: String,
    pub tail: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFacts {
    pub slug: String,
    pub product: String,
    pub name: String,
    pub state: Option<VersionState>,
    /// None: it is open.
    pub strategy: Option<String>,
    pub kind: Option<StrategyKind>,
    /// The header in which a key is sent.
    pub key_name: Option<String>,
    pub limit: Option<Limit>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationFacts {
    pub state: RegistrationState,
    pub reason: Option<String>,
    pub requested_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

/// Who reads it: the ways that mend it differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Owner,
    Admin,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub request_id: String,
    pub at: Timestamp,
    pub code: String,
    /// What failed, in a few words.
    pub title: &'static str,
    pub checks: Vec<Check>,
    /// Where it can be mended: address and words.
    pub mend: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub name: &'static str,
    pub outcome: Outcome,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    /// Nobody asked any more.
    NotReached,
}

/// The gateway's checks in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Request,
    Gateway,
    Api,
    Credential,
    Validity,
    Account,
    Strategy,
    Registration,
    Scope,
    Limit,
    Answer,
}

impl Step {
    const ALL: [Self; 11] = [
        Self::Request,
        Self::Gateway,
        Self::Api,
        Self::Credential,
        Self::Validity,
        Self::Account,
        Self::Strategy,
        Self::Registration,
        Self::Scope,
        Self::Limit,
        Self::Answer,
    ];

    fn name(self, token: bool) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Gateway => "Gateway",
            Self::Api => "API",
            Self::Credential if token => "Access token",
            Self::Credential => "Key",
            Self::Validity if token => "Token’s time",
            Self::Validity => "Key’s time",
            Self::Account => "Account",
            Self::Strategy => "Auth strategy",
            Self::Registration => "Registration",
            Self::Scope => "Scopes",
            Self::Limit => "Limit",
            Self::Answer => "API’s answer",
        }
    }
}

impl Facts {
    fn is_token(&self) -> bool {
        let code = self.refusal.code.as_str();
        let oidc = self.version.as_ref().and_then(|version| version.kind) == Some(StrategyKind::OpenidConnect);
        code.starts_with("token_") || code == "scope_missing" || (oidc && self.key.is_none())
    }

    fn application(&self) -> &str {
        self.application.as_ref().map_or("the application", |(_, name)| name)
    }

    /// "Payments v3".
    fn api(&self) -> String {
        let named = |version: &VersionFacts| [&version.product, " ", &version.name].concat();
        self.version.as_ref().map_or_else(|| "this API".to_owned(), named)
    }

    fn key(&self) -> String {
        self.key
            .as_ref()
            .map_or_else(|| "The key".to_owned(), |key| format!("The key “{}” ({}…{})", key.name, key.start, key.tail))
    }
}

pub fn explain(facts: &Facts, reader: Reader) -> Explanation {
    let failed = failed::failed(facts, reader);
    let token = facts.is_token();
    let mut checks = Vec::new();
    for step in Step::ALL {
        let outcome = match step.cmp(&failed.step) {
            std::cmp::Ordering::Less => Outcome::Passed,
            std::cmp::Ordering::Equal => Outcome::Failed,
            std::cmp::Ordering::Greater => Outcome::NotReached,
        };
        let text = match outcome {
            Outcome::Failed => failed.text.clone(),
            // Said only where it went wrong: whoever reads this has nothing to do with it.
            _ if matches!(step, Step::Request | Step::Gateway) || (step == Step::Scope && !token) => continue,
            Outcome::Passed => passed(step, facts, token),
            Outcome::NotReached => "Not asked any more.".to_owned(),
        };
        checks.push(Check { name: step.name(token), outcome, text });
    }
    let Refusal { request_id, at, code, .. } = facts.refusal.clone();
    Explanation { request_id, at, code, title: failed.title, checks, mend: failed.mend }
}

fn passed(step: Step, facts: &Facts, token: bool) -> String {
    let version = facts.version.as_ref();
    match step {
        Step::Request => "It could be read.".to_owned(),
        Step::Gateway => "It knew what is allowed.".to_owned(),
        Step::Api if version.is_some() => format!("{} is served at this address.", facts.api()),
        Step::Api => "An API is served at this address.".to_owned(),
        Step::Credential if token => format!("It is genuine and names {}.", facts.application()),
        Step::Credential => format!("{} of {} was found.", facts.key(), facts.application()),
        Step::Validity => match facts.key.as_ref().and_then(|key| key.expires_at) {
            Some(end) => format!("It is valid until {}.", end.in_words()),
            None if token => "It was still valid.".to_owned(),
            None => "It has no end.".to_owned(),
        },
        Step::Account => "The account behind it is approved.".to_owned(),
        Step::Strategy => match &facts.strategy {
            Some(strategy) => format!("{} uses {strategy}, as {} asks for.", facts.application(), facts.api()),
            None => "The application’s fits the API’s.".to_owned(),
        },
        Step::Registration => match facts.registration.as_ref().and_then(|registration| registration.decided_at) {
            Some(at) => format!("Approved on {}.", at.in_words()),
            None => format!("{} has access to {}.", facts.application(), facts.api()),
        },
        Step::Scope => "The token has the scopes that are asked for.".to_owned(),
        Step::Limit => match version.and_then(|version| version.limit) {
            Some(limit) => format!("Within {limit}."),
            None => "There is none.".to_owned(),
        },
        Step::Answer => "It came.".to_owned(),
    }
}

#[cfg(test)]
mod tests;
