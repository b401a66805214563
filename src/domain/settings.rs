//! What admins decide about the portal as a whole.

use super::account::Email;
use super::key::Prefix;
use super::slug::Slug;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub portal_name: String,
    pub sign_up_open: bool,
    /// Whoever confirms an address is in, without an admin.
    pub auto_approve: bool,
    /// Only addresses of these domains may sign up; empty: all.
    pub allowed_domains: Vec<String>,
    /// Addresses of these domains need no admin.
    pub approved_domains: Vec<String>,
    /// None: made from the portal's own host.
    pub sender: Option<Email>,
    /// What stands under the catalog's title.
    pub tagline: String,
    /// The strategy that a new version begins with, by its name.
    pub default_strategy: Option<Slug>,
    /// Every request for access is approved at once. What waits already goes on waiting.
    pub auto_approve_registrations: bool,
    /// How many applications one developer can have.
    pub applications_per_developer: u32,
    /// How many active keys one application can have.
    pub credentials_per_application: u32,
    /// How keys begin: two letters and an underscore.
    pub key_prefix: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            portal_name: "Portcullis".to_owned(),
            sign_up_open: true,
            auto_approve: false,
            allowed_domains: Vec::new(),
            approved_domains: Vec::new(),
            sender: None,
            tagline: "Find an API, register an application for it, and start making requests.".to_owned(),
            default_strategy: Slug::parse("key-auth").ok(),
            auto_approve_registrations: false,
            applications_per_developer: 500,
            credentials_per_application: 20,
            key_prefix: "pk_".to_owned(),
        }
    }
}

/// What every page knows of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct House {
    pub name: String,
    pub tagline: String,
    pub sign_up_open: bool,
}

impl Default for House {
    fn default() -> Self {
        Settings::default().into()
    }
}

impl From<Settings> for House {
    fn from(settings: Settings) -> Self {
        Self { name: settings.portal_name, tagline: settings.tagline, sign_up_open: settings.sign_up_open }
    }
}

/// One field of the form that could not be read, and why.
pub type Wrong = (&'static str, String);

impl Settings {
    pub const LONGEST_NAME: usize = 60;
    pub const LONGEST_TAGLINE: usize = 160;
    pub const MOST_APPLICATIONS: u32 = 100_000;
    pub const MOST_CREDENTIALS: u32 = 1_000;

    /// From the fields of a form; every mistake is told at once.
    pub fn read(field: impl Fn(&str) -> String) -> Result<Self, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let portal_name = field("portal_name").split_whitespace().collect::<Vec<_>>().join(" ");
        if portal_name.is_empty()
            || portal_name.chars().count() > Self::LONGEST_NAME
            || portal_name.chars().any(char::is_control)
        {
            wrong.push(("portal_name", format!("Enter a name of 1 to {} characters.", Self::LONGEST_NAME)));
        }
        let mut domains = |name: &'static str| {
            read_domains(&field(name)).unwrap_or_else(|domain| {
                wrong.push((name, format!("“{domain}” is not a mail domain like example.com.")));
                Vec::new()
            })
        };
        let (allowed_domains, approved_domains) = (domains("allowed_domains"), domains("approved_domains"));
        let sender = match field("sender").trim() {
            "" => None,
            text => Email::parse(text).map_err(|why| wrong.push(("sender", why.to_string()))).ok(),
        };
        let tagline = field("tagline").split_whitespace().collect::<Vec<_>>().join(" ");
        if tagline.chars().count() > Self::LONGEST_TAGLINE || tagline.chars().any(char::is_control) {
            wrong.push(("tagline", format!("Keep it within {} characters.", Self::LONGEST_TAGLINE)));
        }
        let default_strategy = match field("default_strategy").trim() {
            "" => None,
            name => Slug::parse(name).map_err(|why| wrong.push(("default_strategy", why.to_string()))).ok(),
        };
        // What a form does not have stays at its default.
        let number = |name: &str, usual: u32, most: u32| match field(name).trim() {
            "" => Ok(usual),
            text => text.parse().ok().filter(|number| (1..=most).contains(number)).ok_or(most),
        };
        let usual = Self::default();
        let mut count = |name: &'static str, usual: u32, most: u32| {
            number(name, usual, most).unwrap_or_else(|most| {
                wrong.push((name, format!("Enter a number from 1 to {most}.")));
                usual
            })
        };
        let applications_per_developer =
            count("applications_per_developer", usual.applications_per_developer, Self::MOST_APPLICATIONS);
        let credentials_per_application =
            count("credentials_per_application", usual.credentials_per_application, Self::MOST_CREDENTIALS);
        let key_prefix = match field("key_prefix").trim() {
            "" => usual.key_prefix,
            text => match Prefix::parse(text) {
                Ok(prefix) => prefix.as_str().to_owned(),
                Err(_) => {
                    wrong.push(("key_prefix", "Enter two letters and an underscore, like pk_.".to_owned()));
                    usual.key_prefix
                }
            },
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let on = |name: &str| field(name) == "on";
        let (sign_up_open, auto_approve) = (on("sign_up_open"), on("auto_approve"));
        Ok(Self {
            portal_name,
            tagline,
            sign_up_open,
            auto_approve,
            allowed_domains,
            approved_domains,
            sender,
            default_strategy,
            auto_approve_registrations: on("auto_approve_registrations"),
            applications_per_developer,
            credentials_per_application,
            key_prefix,
        })
    }

    pub fn may_sign_up(&self, email: &Email) -> bool {
        self.allowed_domains.is_empty() || self.allowed_domains.contains(&email.domain())
    }

    pub fn approves(&self, email: &Email) -> bool {
        self.auto_approve || self.approved_domains.contains(&email.domain())
    }
}

/// Parted by commas, spaces or lines. The first that is none is the error.
fn read_domains(text: &str) -> Result<Vec<String>, String> {
    let words = text.split([',', ' ', '\n', '\r', '\t', ';']).filter(|word| !word.is_empty());
    let mut domains = Vec::new();
    for word in words {
        let domain = word.trim_start_matches('@').to_ascii_lowercase();
        // A domain is one that an address can have.
        if Email::parse(&format!("someone@{domain}")).is_err() {
            return Err(word.to_owned());
        }
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    Ok(domains)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> Result<Settings, Vec<Wrong>> {
        Settings::read(|name| {
            fields.iter().find(|(field, _)| *field == name).map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        })
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let wrong = read(&[("allowed_domains", "example.com, nonsense"), ("sender", "nobody")]).expect_err("wrong");
        let fields: Vec<_> = wrong.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["portal_name", "allowed_domains", "sender"]);
    }

    #[test]
    fn domains_decide_who_may_come_and_who_is_in_at_once() {
        let settings = read(&[
            ("portal_name", " Harbour  APIs "),
            ("sign_up_open", "on"),
            ("allowed_domains", "@Example.com\nharbour.example example.com"),
            ("approved_domains", "harbour.example"),
        ])
        .expect("settings");
        assert_eq!(settings.portal_name, "Harbour APIs");
        assert_eq!(settings.allowed_domains, ["example.com", "harbour.example"]);
        let email = |text: &str| Email::parse(text).expect("an address");
        assert!(settings.may_sign_up(&email("a@EXAMPLE.com")) && !settings.may_sign_up(&email("a@sub.example.com")));
        assert!(settings.approves(&email("a@harbour.example")) && !settings.approves(&email("a@example.com")));
        assert!(Settings::default().may_sign_up(&email("a@any.example")));
    }
}
