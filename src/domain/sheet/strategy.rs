//! How calls are authenticated, as an admin decides it.

use super::{Fault, Faults};
use crate::domain::slug::Slug;
use crate::domain::strategy::StrategyKind;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategySheet {
    pub name: Slug,
    pub display_name: String,
    /// For developers, in their words.
    pub description: String,
    pub method: Method,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Method {
    /// Any of the headers may carry the key. None: a key has no end unless its owner gives it one.
    KeyAuth {
        key_names: Vec<String>,
        lifetime_days: Option<u32>,
    },
    OpenidConnect {
        issuer: String,
        audience: String,
        credential_claim: String,
        scopes: Vec<String>,
    },
}

impl Method {
    pub fn kind(&self) -> StrategyKind {
        match self {
            Self::KeyAuth { .. } => StrategyKind::KeyAuth,
            Self::OpenidConnect { .. } => StrategyKind::OpenidConnect,
        }
    }

    /// What an application has to do, in a sentence or two.
    pub fn in_words(&self) -> String {
        match self {
            Self::KeyAuth { key_names, lifetime_days } => {
                let names = key_names.join(" or ");
                let ends = match lifetime_days {
                    Some(1) => " A key is valid for one day.".to_owned(),
                    Some(days) => format!(" A key is valid for {days} days."),
                    None => String::new(),
                };
                format!("Send your application’s key in the header {names}.{ends}")
            }
            Self::OpenidConnect { issuer, scopes, .. } => {
                let scopes = if scopes.is_empty() { String::new() } else { format!(" Ask for {}.", scopes.join(", ")) };
                format!("Get an access token for your application at {issuer} and send it as a bearer token.{scopes}")
            }
        }
    }
}

/// As HTTP has it; lower case, since case says nothing there.
pub fn header_name(text: &str) -> Option<String> {
    let mark = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let fits = (1..=64).contains(&text.len()) && text.bytes().all(mark);
    fits.then(|| text.to_ascii_lowercase())
}

/// Headers that carry something else, or that the way of a request needs: a key there would never arrive.
const TAKEN: [&str; 12] = [
    "host",
    "connection",
    "content-length",
    "content-type",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "cookie",
    "origin",
    "x-request-id",
    "expect",
];

impl StrategySheet {
    pub const LONGEST_LIFETIME: u32 = 3650;

    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.address("name", self.name.as_str(), &["new"]);
        faults.line("display_name", &self.display_name, 80);
        faults.longest("description", &self.description, 500);
        match &self.method {
            Method::KeyAuth { key_names, lifetime_days } => {
                let names = (1..=10).contains(&key_names.len());
                faults.unless(names, "key_names", "Name 1 to 10 headers.");
                for name in key_names {
                    let known = header_name(name).is_some_and(|name| !TAKEN.contains(&name.as_str()));
                    faults.unless(known, "key_names", format!("“{name}” can’t be the name of a header with a key."));
                }
                let days = lifetime_days.is_none_or(|days| (1..=Self::LONGEST_LIFETIME).contains(&days));
                faults.unless(days, "lifetime_days", format!("Enter 1 to {} days.", Self::LONGEST_LIFETIME));
            }
            Method::OpenidConnect { issuer, audience, credential_claim, scopes } => {
                let safe = issuer.strip_prefix("https://").or_else(|| issuer.strip_prefix("http://"));
                let host = safe.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['));
                let plain = host && issuer.len() <= 256 && issuer.bytes().all(|byte| byte.is_ascii_graphic());
                faults.unless(plain, "issuer", "Enter the address of the issuer, like https://id.example.com.");
                faults.longest("audience", audience, 256);
                faults.line("credential_claim", credential_claim, 64);
                faults.unless(scopes.len() <= 50, "scopes", "Name at most 50 scopes.");
                for scope in scopes {
                    let fits = (1..=128).contains(&scope.len()) && scope.bytes().all(|byte| byte.is_ascii_graphic());
                    faults.unless(fits, "scopes", format!("“{scope}” can’t be a scope."));
                }
            }
        }
        faults.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(method: Method, wrong: &[&str]) {
        check_named("a", method, wrong);
    }

    #[track_caller]
    fn check_named(name: &str, method: Method, wrong: &[&str]) {
        let name = Slug::parse(name).expect("a slug");
        let sheet = StrategySheet { name, display_name: "A".to_owned(), description: String::new(), method };
        let faults: Vec<_> = sheet.check().into_iter().map(|fault| fault.field).collect();
        assert_eq!(faults, wrong, "{sheet:?}");
    }

    fn key(names: &[&str], lifetime_days: Option<u32>) -> Method {
        Method::KeyAuth { key_names: names.iter().map(|name| (*name).to_owned()).collect(), lifetime_days }
    }

    fn token(issuer: &str, claim: &str, scope: &str) -> Method {
        Method::OpenidConnect {
            issuer: issuer.to_owned(),
            audience: String::new(),
            credential_claim: claim.to_owned(),
            scopes: vec![scope.to_owned()],
        }
    }

    #[test]
    fn a_strategy_can_be_followed() {
        check(key(&["x-api-key", "apikey"], Some(365)), &[]);
        check(key(&["x-api-key"], None), &[]);
        check_named("new", key(&["x-api-key"], None), &["name"]);
        check(key(&[], Some(1)), &["key_names"]);
        check(key(&["a"; 11], Some(1)), &["key_names"]);
        check(key(&["Host"], Some(1)), &["key_names"]);
        check(key(&["x api key"], Some(0)), &["key_names", "lifetime_days"]);
        check(key(&["x"], Some(3651)), &["lifetime_days"]);
        check(token("https://id.example/", "sub", "read"), &[]);
        check(token("javascript:alert(1)", "sub", "read"), &["issuer"]);
        check(token("https://", "", "a b"), &["issuer", "credential_claim", "scopes"]);
    }
}
