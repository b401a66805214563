//! What all pages of one file share while they are written, and one page in the making.

use super::node::Node;
use super::spec::Spec;
use crate::content::markdown;
use crate::domain::html::SafeHtml;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Rows of one page. A reader who wants more opens a schema's own page.
const ROWS: usize = 400;
/// Bytes from which a page says no more than it must.
const FULL: usize = 220_000;
/// A single text longer than this is cut.
const LONGEST_TEXT: usize = 60_000;

pub struct Desk<'a> {
    pub spec: &'a Spec,
    /// Where each named schema's page is.
    pub keys: HashMap<String, String>,
    /// Names that pages mention, in the order in which they came up: each gets its page.
    pub mentioned: RefCell<Mentioned>,
    texts: RefCell<HashMap<&'a str, SafeHtml>>,
}

#[derive(Default)]
pub struct Mentioned {
    pub names: Vec<String>,
    seen: HashSet<String>,
}

impl<'a> Desk<'a> {
    pub fn new(spec: &'a Spec, keys: HashMap<String, String>) -> Self {
        Self { spec, keys, mentioned: RefCell::default(), texts: RefCell::default() }
    }

    pub fn page(&self) -> Page<'_, 'a> {
        Page { desk: self, html: SafeHtml::with_capacity(8 << 10), rows: ROWS, path: Vec::new(), names: 0 }
    }

    /// The same sentence stands in a file hundreds of times: it is read once.
    fn rendered(&self, text: &'a str) -> SafeHtml {
        self.texts.borrow_mut().entry(text).or_insert_with(|| markdown::render(text)).clone()
    }
}

pub struct Page<'d, 'a> {
    pub desk: &'d Desk<'a>,
    pub html: SafeHtml,
    pub rows: usize,
    /// Pointers of the schemas we are inside of.
    pub path: Vec<&'a str>,
    /// How many named schemas that is.
    pub names: usize,
}

impl<'a> Page<'_, 'a> {
    pub fn spec(&self) -> &'a Spec {
        self.desk.spec
    }

    pub fn markup(&mut self, constant: &'static str) -> &mut Self {
        self.html.markup(constant);
        self
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.html.text(text);
        self
    }

    pub fn code(&mut self, text: &str) -> &mut Self {
        self.markup("<code>").text(text).markup("</code>")
    }

    pub fn is_full(&self) -> bool {
        self.html.as_str().len() > FULL
    }

    /// Somebody's Markdown. Most texts have none, and need no reading.
    pub fn prose(&mut self, text: &'a str) {
        let text = text.trim();
        let room = if self.is_full() { 200 } else { LONGEST_TEXT };
        if text.is_empty() {
            return;
        }
        if text.len() > room {
            let cut = &text[..text.floor_char_boundary(room)];
            self.markup("<p>").text(cut).markup(" …</p>");
        } else if is_plain(text) {
            self.markup("<p>").text(text).markup("</p>");
        } else {
            let rendered = self.desk.rendered(text);
            // A table of nothing can be a hundred times its text.
            if rendered.as_str().len() > LONGEST_TEXT.max(2 * text.len()) {
                self.markup("<p>").text(text).markup("</p>");
            } else {
                self.html.html(&rendered);
            }
        }
    }

    pub fn description(&mut self, node: &'a Node) {
        if let Some(text) = node.text_at("description") {
            self.prose(text);
        }
    }

    /// A schema's name, as a link to its page.
    pub fn schema_link(&mut self, name: &str) {
        let Some(key) = self.desk.keys.get(name) else {
            self.text(name);
            return;
        };
        self.desk.mention(name);
        self.html.markup("<a href=\"").text(key).markup("\">").text(name).markup("</a>");
    }

    /// To the world outside, if it is a web address.
    pub fn link(&mut self, address: &str, words: &str) {
        if is_web_address(address) {
            self.markup("<a href=\"")
                .text(address)
                .markup("\" rel=\"noopener noreferrer\">")
                .text(words)
                .markup("</a>");
        } else {
            self.text(words);
        }
    }

    pub fn external_docs(&mut self, owner: &'a Node) {
        let Some(docs) = owner.find("externalDocs") else { return };
        if let Some(address) = docs.text_at("url").filter(|address| is_web_address(address)) {
            let words = docs.text_at("description").map_or_else(|| "Further documentation".to_owned(), markdown::plain);
            self.markup("<p>").link(address, &words);
            self.markup("</p>");
        }
    }

    /// Code that scrolls by itself, with a line above that says what it is.
    pub fn figure(&mut self, caption: &str, code: &str) {
        self.markup("<figure class=\"code\"><figcaption>").text(caption);
        self.markup(COPY).markup("</figcaption><pre tabindex=\"0\"><code>").text(code).markup("</code></pre></figure>");
    }
}

/// The page's script shows it, and makes it work.
pub const COPY: &str = "<button type=\"button\" class=\"button quiet small copy\" data-copy hidden>Copy</button>";

impl Desk<'_> {
    pub fn mention(&self, name: &str) {
        let mut mentioned = self.mentioned.borrow_mut();
        if mentioned.seen.insert(name.to_owned()) {
            mentioned.names.push(name.to_owned());
        }
    }
}

pub fn is_web_address(address: &str) -> bool {
    let scheme = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    scheme.starts_with("https://") || scheme.starts_with("http://")
}

/// Whether Markdown would show it as it is.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic())
        && !text.contains(['\n', '\r', '*', '_', '`', '[', ']', '<', '>', '&', '\\', '~', '|', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_are_what_markdown_makes_of_them() {
        for text in ["The payment, waiting.", "See https://a.example/b: it's \"there\" (1. or 2.)", "A # b - c + d = e"]
        {
            assert!(is_plain(text));
            let mut html = SafeHtml::default();
            html.markup("<p>").text(text).markup("</p>");
            assert_eq!(markdown::render(text).as_str().trim().replace('"', "&quot;"), html.as_str());
        }
        for text in ["# a", "1. a", "a\nb", "a_b", "- a", "a & b", "    a"] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
