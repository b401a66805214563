//! Which page of a product an address means.

use crate::domain::html::SafeHtml;
use crate::domain::product::Product;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Overview,
    Document(String),
    Operation(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub slug: String,
    /// None: the one that speaks for the product.
    pub version: Option<String>,
    pub place: Place,
}

impl Address {
    /// `rest` is what follows the slug.
    pub fn parse(slug: &str, rest: &str) -> Option<Self> {
        let parts: Vec<_> = rest.split('/').filter(|part| !part.is_empty()).collect();
        let (version, place) = match parts[..] {
            [] => (None, Place::Overview),
            [version] => (Some(version), Place::Overview),
            [version, "docs", document] => (Some(version), Place::Document(document.to_owned())),
            [version, "reference", operation] => (Some(version), Place::Operation(operation.to_owned())),
            _ => return None,
        };
        Some(Self { slug: slug.to_owned(), version: version.map(str::to_owned), place })
    }

    pub fn product(&self) -> (String, Option<String>) {
        (self.slug.clone(), self.version.clone())
    }

    /// Whose list of operations stands beside the page.
    pub fn reference(&self) -> Option<(String, String)> {
        let version = self.version.clone().filter(|_| matches!(self.place, Place::Operation(_)));
        version.map(|version| (self.slug.clone(), version))
    }

    pub fn operation(&self) -> Option<String> {
        match &self.place {
            Place::Operation(key) => Some(key.clone()),
            _ => None,
        }
    }
}

/// Of a version, or of a page below it.
pub fn href(product: &Product, version: &str, place: &Place) -> String {
    let (folder, leaf) = match place {
        Place::Overview => ("", ""),
        Place::Document(slug) => ("/docs/", slug.as_str()),
        Place::Operation(key) => ("/reference/", key.as_str()),
    };
    ["/apis/", product.slug.as_str(), "/", version, folder, leaf].concat()
}

/// The beginning of a link to it; the caller writes its words and its end. `current` is for `aria-current`.
pub fn write_link(product: &Product, version: &str, place: &Place, current: Option<&'static str>, html: &mut SafeHtml) {
    html.markup("<a href=\"").text(&href(product, version, place));
    if let Some(current) = current {
        html.markup("\" aria-current=\"").markup(current);
    }
    html.markup("\">");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rest: &str, version: Option<&str>, place: Place) {
        let address = Address::parse("x", rest).map(|address| (address.version, address.place));
        assert_eq!(address, Some((version.map(str::to_owned), place)), "{rest}");
    }

    #[test]
    fn an_address_leads_to_one_page() {
        check("", None, Place::Overview);
        check("v1", Some("v1"), Place::Overview);
        check("v1/", Some("v1"), Place::Overview);
        check("v1/docs/start", Some("v1"), Place::Document("start".to_owned()));
        check("v1/reference/get-a", Some("v1"), Place::Operation("get-a".to_owned()));
        check("docs", Some("docs"), Place::Overview);
        for nowhere in ["v1/docs", "v1/reference", "v1/else/a", "v1/docs/a/b", "v1/reference/a/b"] {
            assert_eq!(Address::parse("x", nowhere), None, "{nowhere}");
        }
    }
}
