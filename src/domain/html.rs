//! Text that may be put into a page as it is.

use serde::{Deserialize, Serialize};

/// Either cleaned by the one function that cleans what people wrote, `content::markdown::render`, or written here
/// piece by piece: what the program says itself is a constant, everything else is escaped. A page accepts no
/// other text as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeHtml(String);

impl SafeHtml {
    pub fn cleaned(html: String) -> Self {
        Self(html)
    }

    /// Was made by this type once, and comes back from where it was kept.
    pub fn kept(html: String) -> Self {
        Self(html)
    }

    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    pub fn markup(&mut self, constant: &'static str) -> &mut Self {
        self.0.push_str(constant);
        self
    }

    /// Inside an element, or inside an attribute in double quotes.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some(at) = rest.find(['<', '>', '&', '"']) {
            let (plain, special) = rest.split_at(at);
            self.0.push_str(plain);
            self.0.push_str(match special.as_bytes()[0] {
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'&' => "&amp;",
                _ => "&quot;",
            });
            rest = &special[1..];
        }
        self.0.push_str(rest);
        self
    }

    pub fn html(&mut self, other: &SafeHtml) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_can_not_leave_its_place() {
        let mut html = SafeHtml::default();
        html.markup("<a title=\"").text("\"><script>'&amp;é").markup("\">").text("").markup("</a>");
        assert_eq!(html.as_str(), "<a title=\"&quot;&gt;&lt;script&gt;'&amp;amp;é\"></a>");
    }
}
