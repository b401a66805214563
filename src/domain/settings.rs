//! What admins decide about the portal as a whole.

use super::account::Email;
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
