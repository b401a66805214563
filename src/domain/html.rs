//! Text that may be put into a page as it is.

use serde::{Deserialize, Serialize, Serializer};
use std::cell::Cell;

/// Either cleaned by the one function that cleans what people wrote, `content::markdown::render`, or written here
/// piece by piece: what the program says itself is a constant, everything else is escaped. A page accepts no
/// other text as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct SafeHtml(String);

thread_local! {
    static LEFT_OUT: Cell<bool> = const { Cell::new(false) };
}

/// What `SafeHtml` is written as while it is left out: not empty, so that a page which asks whether there is any
/// gets the same answer on both sides.
const STANDS_ELSEWHERE: &str = " ";

/// Writes something without its HTML, for a reader who has that already.
pub fn without_html<T>(write: impl FnOnce() -> T) -> T {
    struct Ended;
    impl Drop for Ended {
        fn drop(&mut self) {
            LEFT_OUT.set(false);
        }
    }
    LEFT_OUT.set(true);
    let _ended = Ended;
    write()
}

impl Serialize for SafeHtml {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let left_out = LEFT_OUT.get() && !self.0.is_empty();
        serializer.serialize_str(if left_out { STANDS_ELSEWHERE } else { &self.0 })
    }
}

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

    /// As the text of a page of its own: its headings follow the page's first one, and long lines can be scrolled to
    /// by keyboard. In text proper a `<` is escaped.
    pub fn as_page(&self) -> Self {
        let changes = [
            ("<h3", "<h2"),
            ("</h3", "</h2"),
            ("<h4", "<h3"),
            ("</h4", "</h3"),
            ("<h5", "<h4"),
            ("</h5", "</h4"),
            ("</h6", "</h5"),
            ("<h6", "<h5"),
            ("<pre>", "<pre tabindex=\"0\">"),
        ];
        let raised = |html: &str| changes.iter().fold(html.to_owned(), |html, (from, to)| html.replace(from, to));
        let mut html = raised(&self.0);
        // Whoever begins with `##` means the same: the highest heading that is there follows the page's own.
        while !html.contains("<h2") && ["<h3", "<h4", "<h5"].iter().any(|deeper| html.contains(deeper)) {
            html = raised(&html);
        }
        Self(html)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
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

    #[test]
    fn a_text_becomes_a_page() {
        let mut html = SafeHtml::default();
        html.markup("<h3>a</h3><h4>b</h4><h5>c</h5><pre>d</pre>").text("<h3>");
        let page = "<h2>a</h2><h3>b</h3><h4>c</h4><pre tabindex=\"0\">d</pre>&lt;h3&gt;";
        assert_eq!(html.as_page().as_str(), page);
        let mut deep = SafeHtml::default();
        deep.markup("<h5>a</h5><h6>b</h6><h5>c</h5>");
        assert_eq!(deep.as_page().as_str(), "<h2>a</h2><h3>b</h3><h2>c</h2>");
    }

    #[test]
    fn html_is_left_out_only_while_it_is_asked_for() {
        let mut some = SafeHtml::default();
        some.markup("<p>x</p>");
        let both = (some.clone(), SafeHtml::default());
        let write = || serde_json::to_string(&both).expect("JSON");
        assert_eq!(without_html(write), r#"[" ",""]"#);
        assert_eq!(write(), r#"["<p>x</p>",""]"#);
        assert_eq!(serde_json::from_str::<(SafeHtml, SafeHtml)>(&write()).expect("both"), both);
    }
}
