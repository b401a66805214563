//! Which page of a product an address means.

#[derive(Clone, Debug, PartialEq, Eq)]
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
