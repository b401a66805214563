//! From bytes to a tree, within limits: what a stranger's file may cost is decided before it is read.

use super::Unreadable;
use super::node::{Map, Node};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use std::fmt;

pub const LARGEST: usize = 20_000_000;
const DEEPEST: usize = 100;
const NODES: usize = 2_000_000;
/// Nobody reads more of them.
const REPEATED: usize = 100;

#[derive(Debug)]
pub struct Parsed {
    pub root: Node,
    /// JSON pointers of keys that came twice.
    pub repeated: Vec<String>,
}

pub fn parse(file: &[u8]) -> Result<Parsed, Unreadable> {
    if file.len() > LARGEST {
        return Err(Unreadable(format!("The file is larger than {} MB.", LARGEST / 1_000_000)));
    }
    let text = std::str::from_utf8(file).map_err(|broken| {
        let line = file[..broken.valid_up_to()].split(|byte| *byte == b'\n').count();
        Unreadable(format!("The file is not text in UTF-8: line {line} holds other bytes."))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with(['{', '[']) {
        return yaml(text);
    }
    // YAML knows braces too, so what is no JSON may still be that. If not, it was meant as JSON.
    match json(text) {
        Err((unreadable, false)) => yaml(text).map_err(|_| unreadable),
        read => read.map_err(|(unreadable, _)| unreadable),
    }
}

/// With whether a limit was broken, which another form would break too.
fn json(text: &str) -> Result<Parsed, (Unreadable, bool)> {
    let mut reading = Reading::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Seed { reading: &mut reading, depth: 0 }.deserialize(&mut json);
    match read.and_then(|root| json.end().map(|()| root)) {
        Ok(root) => Ok(reading.parsed(root)),
        Err(why) => {
            let sentence = why.to_string();
            let what = sentence.split(" at line ").next().unwrap_or_default();
            Err((reading.unreadable("JSON", what, why.line(), why.column()), reading.broken.is_some()))
        }
    }
}

fn yaml(text: &str) -> Result<Parsed, Unreadable> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: 3 * NODES,
            max_nodes: NODES,
            max_depth: DEEPEST + 1,
            flow_nesting_limit: DEEPEST + 1,
            max_documents: 1,
            max_total_scalar_bytes: 2 * LARGEST,
            max_anchors: 10_000,
            max_aliases: 10_000,
        },
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 500_000,
            max_replay_stack_depth: 32,
        },
        strict_booleans: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    };
    let mut reading = Reading::default();
    let read = serde_saphyr::with_deserializer_from_str_with_options(text, options, |yaml| {
        Seed { reading: &mut reading, depth: 0 }.deserialize(yaml)
    });
    match read {
        Ok(root) => Ok(reading.parsed(root)),
        Err(why) => {
            let place = why.location();
            let line = place.map_or(0, |place| place.line());
            let column = place.map_or(0, |place| place.column());
            let sentence = why.to_string();
            let what = sentence.lines().next().unwrap_or_default();
            let what = what.split(" at line ").next().unwrap_or_default();
            Err(reading.unreadable("YAML", what, line as usize, column as usize))
        }
    }
}

#[derive(Default)]
struct Reading {
    nodes: usize,
    /// From the inside out, while their parents are still being read.
    repeated: Vec<Vec<String>>,
    broken: Option<&'static str>,
}

impl Reading {
    fn parsed(self, root: Node) -> Parsed {
        let pointer = |path: Vec<String>| path.iter().rev().map(|step| format!("/{}", escaped(step))).collect();
        Parsed { root, repeated: self.repeated.into_iter().map(pointer).collect() }
    }

    fn unreadable(&self, form: &str, what: &str, line: usize, column: usize) -> Unreadable {
        let what = self.broken.map_or_else(|| format!("The file is not valid {form}: {what}"), str::to_owned);
        let place = if line > 0 { format!(", at line {line}, column {column}") } else { String::new() };
        Unreadable(format!("{}{place}.", what.trim_end_matches('.')))
    }

    fn count<E: Error>(&mut self, depth: usize) -> Result<(), E> {
        self.nodes += 1;
        if self.nodes > NODES {
            self.broken = Some("The file holds more than two million values");
        } else if depth > DEEPEST {
            self.broken = Some("The file is nested more than a hundred levels deep");
        }
        self.broken.map_or(Ok(()), |broken| Err(E::custom(broken)))
    }

    fn name_parent(&mut self, since: usize, key: &str) {
        self.repeated.iter_mut().skip(since).for_each(|path| path.push(key.to_owned()));
    }
}

pub fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

struct Seed<'r> {
    reading: &'r mut Reading,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Node, D::Error> {
        self.reading.count(self.depth)?;
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, form: &mut fmt::Formatter<'_>) -> fmt::Result {
        form.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> Result<Node, D::Error> {
        source.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Node, E> {
        self.visit_f64(value as f64)
    }

    /// JSON has no word for infinity.
    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(serde_json::Number::from_f64(value).map_or_else(|| Node::text(&value.to_string()), Node::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(clean(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        loop {
            let since = self.reading.repeated.len();
            let Some(item) = source.next_element_seed(Seed { reading: self.reading, depth: self.depth + 1 })? else {
                break;
            };
            self.reading.name_parent(since, &items.len().to_string());
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut source: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = source.next_key_seed(Key)? {
            let since = self.reading.repeated.len();
            let node = source.next_value_seed(Seed { reading: self.reading, depth: self.depth + 1 })?;
            self.reading.name_parent(since, &key);
            entries.push((key, node));
        }
        entries.shrink_to_fit();
        let (map, repeated) = Map::from_entries(entries);
        let room = REPEATED.saturating_sub(self.reading.repeated.len());
        self.reading.repeated.extend(repeated.into_iter().take(room).map(|key| vec![key]));
        Ok(Node::Map(map))
    }
}

/// YAML has numbers and truths as keys (`200:`); they are texts here.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Box<str>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Box<str>, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Box<str>;

    fn expecting(&self, form: &mut fmt::Formatter<'_>) -> fmt::Result {
        form.write_str("a key that is a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Box<str>, E> {
        Ok(clean(text))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Box<str>, E> {
        Ok(value.to_string().into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Box<str>, E> {
        Ok(value.to_string().into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Box<str>, E> {
        Ok(value.to_string().into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Box<str>, E> {
        Ok(value.to_string().into())
    }

    fn visit_unit<E>(self) -> Result<Box<str>, E> {
        Ok("null".into())
    }
}

fn clean(text: &str) -> Box<str> {
    let stays = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\t' | '\r');
    if text.chars().all(stays) { text.into() } else { text.chars().filter(|letter| stays(*letter)).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::write;
    use super::*;

    #[track_caller]
    fn check(file: &str, json: &str) {
        assert_eq!(write::line(&parse(file.as_bytes()).expect("readable").root), json);
    }

    #[track_caller]
    fn refused(file: &[u8], words: &[&str]) {
        let sentence = super::super::with_room(|| parse(file)).expect_err("unreadable").0;
        assert!(words.iter().all(|word| sentence.contains(word)), "{sentence}");
    }

    #[test]
    fn both_forms_give_one_tree() {
        check("{\"b\": [1, -2.5, null, true], \"a\": \"x\\u0001y\"}", "{\"b\":[1,-2.5,null,true],\"a\":\"xy\"}");
        check("b: [1, -2.5, ~, true]\na: x", "{\"b\":[1,-2.5,null,true],\"a\":\"x\"}");
        check("200: no\ntrue: 2026-01-01\n~: 1", "{\"200\":\"no\",\"true\":\"2026-01-01\",\"null\":1}");
        check("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}", "{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":{\"e\":2,\"b\":1}}");
        check("{a: 1, # YAML with braces\n b: 2}", "{\"a\":1,\"b\":2}");
        check("a: .inf", "{\"a\":\".inf\"}");
    }

    #[test]
    fn keys_that_come_twice_are_told() {
        for file in ["{\"a\": [{\"b/c\": 1, \"b/c\": 2}]}", "a:\n- b/c: 1\n  b/c: 2"] {
            let parsed = parse(file.as_bytes()).expect("readable");
            assert_eq!(parsed.repeated, ["/a/0/b~1c"]);
            assert_eq!(write::line(&parsed.root), "{\"a\":[{\"b/c\":2}]}");
        }
    }

    #[test]
    fn a_mistake_has_a_place() {
        refused(b"{\"a\": 1,\n  \"b\" 2]", &["JSON", "line 2, column 7"]);
        refused(b"a: 1\nb: [1, 2\nc: 3", &["YAML", "line"]);
        refused(b"a: 1\n\xff", &["UTF-8", "line 2"]);
        refused(b"a: 1\n---\nb: 1", &["YAML"]);
    }

    #[test]
    fn limits_hold() {
        refused("[".repeat(100_000).as_bytes(), &["hundred levels"]);
        refused(format!("{{\"a\":{}", "[".repeat(120)).as_bytes(), &["hundred levels", "line 1"]);
        refused(format!("a: {}", "[".repeat(120)).as_bytes(), &["line 1"]);
        refused((0..120).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>().as_bytes(), &["line"]);
        refused(&vec![b' '; LARGEST + 1], &["20 MB"]);
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..30 {
            let before = level - 1;
            laughs += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 9].join(", "));
        }
        refused(laughs.as_bytes(), &["YAML", "line"]);
    }

    #[test]
    fn two_million_values_are_too_many() {
        let many = format!("[{}1]", "1,".repeat(NODES));
        refused(many.as_bytes(), &["two million"]);
    }
}
