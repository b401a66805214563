//! A version of a product, as an admin decides it.

use super::{Fault, Faults};
use crate::domain::slug::Slug;
use crate::domain::time::Date;
use crate::domain::version::{VersionState, Visibility};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionSheet {
    pub name: VersionName,
    pub state: VersionState,
    /// Only of what is deprecated or retired.
    pub sunset: Option<Date>,
    pub visibility: Visibility,
    pub spec: Option<SpecFile>,
    /// By its name. None: served openly.
    pub strategy: Option<Slug>,
    /// Whether applications may be registered for it.
    pub registration: bool,
    pub auto_approve: bool,
    /// None: documented here, but not served by our gateway.
    pub upstream: Option<Upstream>,
    pub path: Option<GatewayPath>,
    pub strip_path: bool,
    pub limit: Option<Limit>,
}

/// The part of an address that names a version: "v2", "2025-01", "1.4".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VersionName(Arc<str>);

impl VersionName {
    pub fn parse(text: &str) -> Result<Self, String> {
        let mark = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        let fits =
            (1..=40).contains(&text.len()) && text.bytes().all(mark) && text.as_bytes()[0].is_ascii_alphanumeric();
        // The product's picture has this address.
        if fits && text != "image" {
            Ok(Self(text.into()))
        } else {
            Err("A version is 1 to 40 letters, digits, dots, hyphens and underscores, like v2 or 2025-01.".to_owned())
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VersionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for VersionName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<VersionName> for String {
    fn from(name: VersionName) -> Self {
        name.0.as_ref().to_owned()
    }
}

/// An OpenAPI file. Two are the same when name and content are; the content itself is not always at hand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SpecFile {
    /// Its own name, without folders.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
}

/// Where the gateway sends calls on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upstream(String);

impl Upstream {
    pub fn parse(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let authority = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let plain = text.len() <= 512 && text.bytes().all(|byte| byte.is_ascii_graphic());
        let host = authority.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
        if plain && host && !text.contains(['?', '#', '@', '\\']) {
            Ok(Self(text.trim_end_matches('/').to_owned()))
        } else {
            Err("Enter an address like https://orders.internal:8080/v1, without user, query or fragment.".to_owned())
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Under which path of the gateway a version is served.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GatewayPath(String);

impl GatewayPath {
    pub fn parse(text: &str) -> Result<Self, String> {
        let segment = |part: &str| {
            let mark = |byte: u8| byte.is_ascii_alphanumeric() || b".-_~".contains(&byte);
            !part.is_empty() && part != "." && part != ".." && part.bytes().all(mark)
        };
        let fits = text.len() <= 200 && text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(segment));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err("Enter a path like /orders/v2: letters, digits and . - _ ~ between single slashes.".to_owned())
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Second,
    Minute,
    Hour,
    Day,
    Month,
}

impl Per {
    pub const ALL: [Self; 5] = [Self::Second, Self::Minute, Self::Hour, Self::Day, Self::Month];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|per| per.as_str() == text)
    }
}

/// How often one application may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub requests: u32,
    pub per: Per,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = if self.requests == 1 { "request" } else { "requests" };
        write!(f, "{} {requests} per {}", self.requests, self.per.as_str())
    }
}

impl VersionSheet {
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.address("name", self.name.as_str(), &["new"]);
        let ending = matches!(self.state, VersionState::Deprecated | VersionState::Retired);
        let sunset = self.sunset.is_none() || ending;
        faults.unless(sunset, "sunset", "Only a deprecated or retired version has a sunset date.");
        let whole = self.path.is_none() || self.upstream.is_some();
        faults.unless(whole, "upstream", "A version with a gateway path needs an upstream to send its calls to.");
        let reachable = self.upstream.is_none() || self.path.is_some();
        faults.unless(reachable, "path", "A version with an upstream needs a gateway path under which it is called.");
        let limit = self.limit.is_none_or(|limit| (1..=1_000_000_000).contains(&limit.requests));
        faults.unless(limit, "limit", "Enter 1 to 1,000,000,000 requests.");
        let registered = self.strategy.is_some() || !self.auto_approve;
        faults.unless(registered, "auto_approve", "Without a strategy there is nothing to register for or to approve.");
        if let Some(SpecFile { file, .. }) = &self.spec {
            let plain = (1..=120).contains(&file.len()) && !file.starts_with('.') && !file.contains(['/', '\\', '\0']);
            faults.unless(plain, "spec", "Name a file beside the product’s own, like openapi.yaml.");
        }
        faults.0
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn version(name: &str) -> VersionSheet {
        VersionSheet {
            name: VersionName::parse(name).expect("a name"),
            state: VersionState::Published,
            sunset: None,
            visibility: Visibility::Public,
            spec: None,
            strategy: None,
            registration: true,
            auto_approve: false,
            upstream: None,
            path: None,
            strip_path: true,
            limit: None,
        }
    }

    #[track_caller]
    fn check<T>(parse: impl Fn(&str) -> Result<T, String>, fit: &[&str], unfit: &[&str]) {
        for text in fit {
            assert!(parse(text).is_ok(), "{text:?} is fit");
        }
        for text in unfit {
            assert!(parse(text).is_err(), "{text:?} is not fit");
        }
    }

    #[test]
    fn names_stand_in_addresses_as_they_are() {
        check(VersionName::parse, &["v2", "2025-01", "1.4_rc"], &["", "v 2", "v/2", "..", "-1", "é", "<b>", "image"]);
    }

    #[test]
    fn a_name_is_no_word_of_the_portal_s_own_addresses() {
        for (name, wrong) in [("v1", &[][..]), ("New", &[]), ("new", &["name"])] {
            let sheet = VersionSheet {
                name: VersionName::parse(name).expect("a name"),
                state: VersionState::Draft,
                sunset: None,
                visibility: Visibility::Public,
                spec: None,
                strategy: None,
                registration: true,
                auto_approve: false,
                upstream: None,
                path: None,
                strip_path: true,
                limit: None,
            };
            assert_eq!(sheet.check().into_iter().map(|fault| fault.field).collect::<Vec<_>>(), wrong, "{name}");
        }
    }

    #[test]
    fn a_path_leads_to_one_place() {
        check(
            GatewayPath::parse,
            &["/a", "/orders/v2", "/a.b~c_d-e"],
            &["", "/", "a", "/a/", "//a", "/../a", "/a%2fb"],
        );
    }

    #[test]
    fn an_upstream_is_an_address_and_nothing_more() {
        let unfit = ["", "ftp://a", "http://", "http://u@a", "http://a?b", "http://a#b", "http://a b", "//a"];
        check(Upstream::parse, &["http://127.0.0.1:8099/x", "https://a.example", "http://[::1]:80"], &unfit);
        assert_eq!(Upstream::parse("http://a/b/").map(|upstream| upstream.0), Ok("http://a/b".to_owned()));
    }
}
