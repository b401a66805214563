//! The part of an address that names a product.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Lower-case letters, digits and single inner hyphens, so that it needs no escaping in any address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(Arc<str>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a slug is 1 to {} of a-z, 0-9 and single hyphens between them", Slug::LONGEST)]
pub struct NotASlug;

impl Slug {
    pub const LONGEST: usize = 64;

    pub fn parse(text: &str) -> Result<Self, NotASlug> {
        let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let hyphens = text.starts_with('-') || text.ends_with('-') || text.contains("--");
        if text.is_empty() || text.len() > Self::LONGEST || !letters || hyphens {
            return Err(NotASlug);
        }
        Ok(Self(text.into()))
    }

    /// Made from what people call something; none where it has no letter or digit that could stand in one.
    pub fn from_name(name: &str) -> Option<Self> {
        let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
        let cut: String = slug.chars().take(Self::LONGEST).collect();
        Self::parse(cut.trim_end_matches('-')).ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = NotASlug;
    fn try_from(text: String) -> Result<Self, NotASlug> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, fits: bool) {
        assert_eq!(Slug::parse(text).is_ok(), fits, "{text:?}");
    }

    #[test]
    fn a_name_becomes_a_slug() {
        let made = |name: &str| Slug::from_name(name).map(|slug| slug.to_string());
        assert_eq!(made("Orders & Returns API (v2)").as_deref(), Some("orders-returns-api-v2"));
        assert_eq!(made("--"), None);
        assert_eq!(made(&"abcd ".repeat(40)).map(|slug| slug.len()), Some(Slug::LONGEST));
        assert_eq!(made(&"abc ".repeat(40)).map(|slug| slug.len()), Some(Slug::LONGEST - 1), "no hyphen at its end");
    }

    #[test]
    fn only_plain_names_are_slugs() {
        check("shipments", true);
        check("berth-booking-2", true);
        check("a", true);
        check("", false);
        check("-a", false);
        check("a-", false);
        check("a--b", false);
        check("Shipments", false);
        check("<script>", false);
        check("a/b", false);
        check("..", false);
        check("é", false);
        check(&"a".repeat(64), true);
        check(&"a".repeat(65), false);
    }
}
