//! Where a person goes after signing in: a path of this site, and nothing that a browser could read as another.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayBack(String);

impl WayBack {
    /// Anything that is not plainly a path here leads to the catalog.
    pub fn parse(text: &str) -> Self {
        let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        let here = text.starts_with('/') && !text.starts_with("//");
        // Back to the way in would be a circle.
        let circle = ["/sign-in", "/sign-up"].iter().any(|page| text.starts_with(page));
        Self(if plain && here && !circle && text.len() <= 2000 { text.to_owned() } else { "/".to_owned() })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the value of a query key: the few signs that would end it are escaped.
    pub fn in_query(&self) -> String {
        self.0.replace('%', "%25").replace('&', "%26").replace('#', "%23").replace('+', "%2B")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, leads_to: &str) {
        assert_eq!(WayBack::parse(text).as_str(), leads_to, "{text:?}");
    }

    #[test]
    fn the_way_back_never_leaves_the_site() {
        check("/apps/1?tab=2&x=a%20b#top", "/apps/1?tab=2&x=a%20b#top");
        check("/", "/");
        check("", "/");
        check("apps", "/");
        check("//evil.example", "/");
        check("/\\evil.example", "/");
        check("\\\\evil.example", "/");
        check("https://evil.example", "/");
        check("javascript:alert(1)", "/");
        check("/\t/evil.example", "/");
        check("/a\r\nset-cookie: x", "/");
        check("/sign-in?return=/sign-in", "/");
        check(&format!("/{}", "a".repeat(3000)), "/");
    }

    #[test]
    fn in_a_query_it_stays_one_value() {
        assert_eq!(WayBack::parse("/a?b=c&d#e").in_query(), "/a?b=c%26d%23e");
    }
}
