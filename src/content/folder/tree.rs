//! YAML as a tree in which everything knows its line. Texts stay as they were written: whether `1.0`, `no` or
//! `2025-01-31` is a name, an answer or a day is known only where it is read.

use granit_parser::{Event, Parser, ScalarStyle, options};

pub struct Node {
    pub line: u64,
    pub value: Value,
}

pub enum Value {
    /// Only what stands there without quotes can mean more than its letters.
    Text {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

pub struct Entry {
    pub key: String,
    pub line: u64,
    pub node: Node,
}

/// Why a text is not such a tree, and where.
pub struct Flaw {
    pub line: u64,
    pub what: String,
}

/// Far beyond what people write, and little enough to be held in memory.
const MOST_NODES: usize = 50_000;
const DEEPEST: usize = 16;
const LONGEST_KEY: usize = 200;

impl Node {
    /// `null`, `~` or nothing at all.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Text { text, plain: true } if ["", "~", "null", "Null", "NULL"].contains(&text.as_str()))
    }
}

/// What has begun and not ended.
enum Open {
    List(Vec<Node>),
    Map(Vec<Entry>, Option<(String, u64)>),
}

/// None: there are only comments.
pub fn read(text: &str) -> Result<Option<Node>, Flaw> {
    let options = options! {
        emit_comments: false,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut opened: Vec<(u64, Open)> = Vec::new();
    let (mut root, mut documents, mut nodes) = (None, 0, 0);
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|why| Flaw {
            line: why.marker().line() as u64,
            what: format!("This is not YAML: {}.", why.info()),
        })?;
        let line = span.start.line() as u64;
        let flaw = |what: &str| Err(Flaw { line, what: what.to_owned() });
        if event.tag().is_some_and(|tag| tag.core_suffix() != Some("str")) {
            return flaw("Tags, words that begin with “!”, have no meaning here. Put the text in quotes.");
        }
        nodes += 1;
        if nodes > MOST_NODES {
            return flaw("There is more in this file than is read.");
        }
        let node = match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    return flaw("A file holds one YAML document: nothing may follow after “---”.");
                }
                continue;
            }
            Event::Alias(_) => return flaw("Aliases, words that begin with “*”, are not read. Write it out."),
            Event::SequenceStart(..) => {
                opened.push((line, Open::List(Vec::new())));
                continue;
            }
            Event::MappingStart(..) => {
                opened.push((line, Open::Map(Vec::new(), None)));
                continue;
            }
            Event::Scalar(text, style, _, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                // An empty value has no letters, however the parser spells it.
                let text = if plain && span.is_empty() { String::new() } else { text.into_owned() };
                Node { line, value: Value::Text { text, plain } }
            }
            Event::SequenceEnd | Event::MappingEnd => match opened.pop() {
                Some((line, Open::List(items))) => Node { line, value: Value::List(items) },
                Some((line, Open::Map(entries, _))) => Node { line, value: Value::Map(entries) },
                None => continue,
            },
            _ => continue,
        };
        match opened.last_mut() {
            None => root = Some(node),
            Some((_, Open::List(items))) => items.push(node),
            Some((_, Open::Map(entries, key))) => match (key.take(), node.value) {
                (Some((key, line)), value) => entries.push(Entry { key, line, node: Node { line: node.line, value } }),
                (None, Value::Text { text, .. }) if (1..=LONGEST_KEY).contains(&text.len()) => {
                    *key = Some((text, node.line));
                }
                (None, _) => return flaw("A key is a short text."),
            },
        }
    }
    Ok(root)
}
