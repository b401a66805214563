//! One file of the folder: what stands on which line, and what is wrong with it.

use super::tree::{self, Node, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

/// What is wrong in a folder, said so that an editor can jump there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Its path below the folder.
    pub file: String,
    /// None: it is about the file as a whole.
    pub line: Option<u64>,
    /// `versions[1].sunset`. Empty: it is about no field.
    pub field: String,
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        if !self.field.is_empty() {
            write!(f, " {}:", self.field)?;
        }
        write!(f, " {}", self.what)
    }
}

/// On which line each field stands.
#[derive(Clone, Debug, Default)]
pub struct Lines(BTreeMap<String, u64>);

impl Lines {
    /// Of a field that isn't there: the line of what it belongs to.
    pub fn of(&self, field: &str) -> Option<u64> {
        let mut field = field;
        loop {
            match (self.0.get(field), field.rfind(['.', '['])) {
                (Some(line), _) => return Some(*line),
                (None, Some(end)) => field = &field[..end],
                (None, None) => return self.0.get("").copied(),
            }
        }
    }

    fn learn(&mut self, path: &str, node: &Node, depth: usize) {
        self.0.entry(path.to_owned()).or_insert(node.line);
        // No field lies deeper than `versions[1].limit.requests`.
        if depth == 4 {
            return;
        }
        match &node.value {
            Value::Text { .. } => {}
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.learn(&item_of(path, index), item, depth + 1);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    let path = field_of(path, &entry.key);
                    self.0.entry(path.clone()).or_insert(entry.line);
                    self.learn(&path, &entry.node, depth + 1);
                }
            }
        }
    }
}

pub fn field_of(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

pub fn item_of(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}

pub struct Page {
    pub file: String,
    pub lines: Lines,
    /// By the field. Shared, since a page is read in many places at once.
    mistakes: RefCell<BTreeMap<String, (Option<u64>, String)>>,
}

impl Page {
    const MOST_BYTES: usize = 5 * 1024 * 1024;

    pub fn new(file: &str) -> Self {
        Self { file: file.to_owned(), lines: Lines::default(), mistakes: RefCell::default() }
    }

    /// The file as a text.
    pub fn text<'a>(&self, bytes: &'a [u8]) -> Option<&'a str> {
        if bytes.len() > Self::MOST_BYTES {
            self.wrong_at(None, "", "A file of YAML or Markdown has 5 MB at most.");
            return None;
        }
        // Some editors of Windows begin a file with a mark that nobody sees.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(why) => {
                let line = bytes[..why.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
                self.wrong_at(Some(line), "", "This is not text in UTF-8.");
                None
            }
        }
    }

    pub fn yaml(&mut self, text: &str) -> Option<Node> {
        match tree::read(text) {
            Ok(None) => {
                self.lines.0.insert(String::new(), 1);
                None
            }
            Ok(Some(node)) => {
                self.lines.learn("", &node, 0);
                Some(node)
            }
            Err(flaw) => {
                self.wrong_at(Some(flaw.line), "", flaw.what);
                None
            }
        }
    }

    pub fn wrong(&self, field: &str, what: impl Into<String>) {
        self.wrong_at(self.lines.of(field), field, what);
    }

    /// One mistake a field is enough: the others would only follow from it.
    pub fn wrong_at(&self, line: Option<u64>, field: &str, what: impl Into<String>) {
        if !self.is_wrong(field) {
            self.mistakes.borrow_mut().insert(field.to_owned(), (line, what.into()));
        }
    }

    /// At the field itself or inside it.
    pub fn is_wrong(&self, field: &str) -> bool {
        let mistakes = self.mistakes.borrow();
        let inside = |mark: &str| {
            let begin = format!("{field}{mark}");
            mistakes.range(begin.clone()..).next().is_some_and(|(found, _)| found.starts_with(&begin))
        };
        mistakes.contains_key(field) || (!field.is_empty() && (inside(".") || inside("[")))
    }

    pub fn into_mistakes(self) -> impl Iterator<Item = Mistake> {
        let file = self.file;
        let mistakes = self.mistakes.into_inner().into_iter();
        mistakes.map(move |(field, (line, what))| Mistake { file: file.clone(), line, field, what })
    }
}
