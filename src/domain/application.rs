//! Applications: what a developer registers. Each has one auth strategy for life.

use super::registration::RegistrationState;
use super::strategy::StrategyKind;
use super::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One line of any script; kept apart from other texts so that none gets past its check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApplicationName(String);

/// An application's unique name outside: for OpenID Connect the client's id in the identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReferenceId(String);

pub const LONGEST: usize = 255;
pub const LONGEST_DESCRIPTION: usize = 2000;

impl ApplicationName {
    pub fn parse(text: &str) -> Result<Self, String> {
        line(text).map(Self).ok_or_else(|| format!("Enter a name of 1 to {LONGEST} characters."))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ReferenceId {
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let fits = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        let wrong = || format!("Enter 1 to {LONGEST} letters, digits and signs, without spaces.");
        if fits { Ok(Self(text.to_owned())) } else { Err(wrong()) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One line in which something can be seen, and nothing that turns the direction of what follows.
pub fn line(text: &str) -> Option<String> {
    if text.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
        return None;
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let turned = line.chars().any(|sign| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let seen = line.chars().any(|sign| sign.is_alphanumeric() || sign.is_ascii_punctuation());
    (!turned && seen && line.chars().count() <= LONGEST).then_some(line)
}

macro_rules! text {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $type {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.0
            }
        }
    };
}

text!(ApplicationName);
text!(ReferenceId);

/// As it was typed. What is wrong with it is told for all fields at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApplication {
    pub name: String,
    pub description: String,
    /// The strategy's name; empty: the portal's default. In the pop-up the version decides.
    pub strategy: String,
    pub reference_id: String,
}

/// The same, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub name: ApplicationName,
    pub description: String,
    /// None: one is made.
    pub reference_id: Option<ReferenceId>,
}

impl NewApplication {
    /// Field and what is wrong with it.
    pub fn read(&self, kind: StrategyKind) -> Result<Details, Vec<(&'static str, String)>> {
        let mut wrong = Vec::new();
        let name = ApplicationName::parse(&self.name).map_err(|why| wrong.push(("name", why))).ok();
        let description = self.description.replace("\r\n", "\n").trim().to_owned();
        if description.chars().count() > LONGEST_DESCRIPTION || description.contains('\0') {
            wrong.push(("description", format!("Enter at most {LONGEST_DESCRIPTION} characters.")));
        }
        let typed = self.reference_id.trim();
        let reference_id = match kind {
            StrategyKind::KeyAuth if typed.is_empty() => None,
            StrategyKind::OpenidConnect if typed.is_empty() => {
                wrong.push(("reference_id", "Enter the client’s id in the identity provider.".to_owned()));
                None
            }
            _ => ReferenceId::parse(typed).map_err(|why| wrong.push(("reference_id", why))).ok(),
        };
        match name {
            Some(name) if wrong.is_empty() => Ok(Details { name, description, reference_id }),
            _ => Err(wrong),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub id: String,
    pub name: ApplicationName,
    pub description: String,
    pub reference_id: ReferenceId,
    pub created_at: Timestamp,
}

/// What the pop-up knows of one of a developer's applications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The id of its strategy, and the name that people read.
    pub strategy: (&'a str, &'a str),
    /// For the version in question, if there is one.
    pub registration: Option<RegistrationState>,
}

/// Why an application can't be registered for a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("It uses {application}, and this API needs {version}. An application works with one strategy only.")]
    OtherStrategy { application: String, version: String },
    #[error("It has access already.")]
    Approved,
    #[error("Its request is waiting for approval.")]
    Pending,
    #[error("Its request was rejected. Ask again on the application’s page.")]
    Rejected,
    #[error("Its access was revoked.")]
    Revoked,
}

/// `version`: the id of the strategy that is needed, and its name.
pub fn usable(application: &Facts<'_>, version: (&str, &str)) -> Result<(), Unusable> {
    if application.strategy.0 != version.0 {
        let (application, version) = (application.strategy.1.to_owned(), version.1.to_owned());
        return Err(Unusable::OtherStrategy { application, version });
    }
    match application.registration {
        None => Ok(()),
        Some(RegistrationState::Approved) => Err(Unusable::Approved),
        Some(RegistrationState::Pending) => Err(Unusable::Pending),
        Some(RegistrationState::Rejected) => Err(Unusable::Rejected),
        Some(RegistrationState::Revoked) => Err(Unusable::Revoked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_line_in_which_something_is_seen() {
        for (text, read) in [
            ("  Freight   desk ", Some("Freight desk")),
            ("货运", Some("货运")),
            ("<b>", Some("<b>")),
            ("", None),
            (" \t", None),
            ("a\u{202e}b", None),
            ("a\0", None),
            ("\u{200b}", None),
        ] {
            assert_eq!(ApplicationName::parse(text).ok().as_ref().map(ApplicationName::as_str), read, "{text:?}");
        }
        assert!(ApplicationName::parse(&"x".repeat(256)).is_err());
    }

    #[test]
    fn a_reference_is_a_word() {
        for (text, fits) in [("0oa1b2c3", true), ("https://client.example/a?b", true), ("a b", false), ("é", false)] {
            assert_eq!(ReferenceId::parse(text).is_ok(), fits, "{text}");
        }
    }

    #[track_caller]
    fn check(kind: StrategyKind, new: &NewApplication, wrong: &[&str]) {
        let found: Vec<_> = new.read(kind).err().unwrap_or_default().into_iter().map(|(field, _)| field).collect();
        assert_eq!(found, wrong, "{new:?}");
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let named = NewApplication { name: "A".to_owned(), ..NewApplication::default() };
        check(StrategyKind::KeyAuth, &named, &[]);
        check(StrategyKind::OpenidConnect, &named, &["reference_id"]);
        let with = NewApplication { reference_id: "client".to_owned(), ..named };
        check(StrategyKind::OpenidConnect, &with, &[]);
        let long = NewApplication {
            description: "x".repeat(LONGEST_DESCRIPTION + 1),
            reference_id: "a b".to_owned(),
            ..NewApplication::default()
        };
        check(StrategyKind::KeyAuth, &long, &["name", "description", "reference_id"]);
    }

    #[test]
    fn an_application_that_can_not_be_used_says_why() {
        let facts = |strategy, registration| Facts { strategy: (strategy, "API key"), registration };
        let version = ("key", "Partner login");
        assert_eq!(usable(&facts("key", None), version), Ok(()));
        let other = usable(&facts("other", Some(RegistrationState::Approved)), version).expect_err("another strategy");
        assert!(other.to_string().contains("API key") && other.to_string().contains("Partner login"), "{other}");
        for state in RegistrationState::ALL {
            assert!(usable(&facts("key", Some(state)), version).is_err(), "{state:?}");
        }
    }
}
