//! Files that somebody wrote to do harm, or that a machine wrote badly.

use super::{check, demos, top};
use portcullis::content::openapi::read;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const ATTACKS: [&str; 12] = [
    "\"><script>alert(1)</script>",
    "javascript:alert(1)",
    "<img src=x onerror=alert(1)>",
    "{{x}}",
    "</textarea></code></pre></style><svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](data:text/html,<script>alert(1)</script>)",
    "' onmouseover='alert(1)",
    "&#x3c;script&#x3e;",
    "<a href=\"https://a.example\" onclick=x style=x>",
    "https://a.example/\" autofocus onfocus=\"alert(1)",
    "\u{1}\u{0}\u{202e}<!--<![CDATA[",
];

/// How many operations it shows.
fn read_json(value: &Value, of: &str) -> usize {
    let Ok(reference) = read(value.to_string().as_bytes()) else { return 0 };
    check(&reference, Path::new(of));
    reference.operations.len()
}

fn demo(name: &str) -> Value {
    let path = top("demo/products").join(name);
    serde_json::from_str(&read(&std::fs::read(path).expect("a file")).expect("readable").json).expect("JSON")
}

#[test]
fn no_text_becomes_markup() {
    for attack in ATTACKS {
        for name in ["payments/openapi.yaml", "exchange-rates/swagger.json"] {
            assert!(read_json(&with_texts(&demo(name), &|_| attack.to_owned(), false), attack) > 5);
            assert!(read_json(&with_texts(&demo(name), &|text| format!("{attack}{text}"), false), attack) > 5);
            read_json(&with_texts(&demo(name), &|text| format!("{text}{attack}"), true), attack);
        }
    }
}

/// Names that give the file its form stay, or nothing of it would be shown; their values change all the same.
fn with_texts(value: &Value, change: &dyn Fn(&str) -> String, keys_too: bool) -> Value {
    const FORM: [&str; 9] = ["openapi", "swagger", "$ref", "in", "type", "oneOf", "allOf", "format", "name"];
    match value {
        Value::String(text) => Value::String(change(text)),
        Value::Array(items) => items.iter().map(|item| with_texts(item, change, keys_too)).collect(),
        Value::Object(map) => {
            let change_one = |(key, value): (&String, &Value)| {
                let is_form = FORM.contains(&key.as_str()) && value.is_string();
                let value = if is_form && !keys_too { value.clone() } else { with_texts(value, change, keys_too) };
                let is_name = map.len() > 3 && value.is_object();
                (if keys_too && is_name { change(key) } else { key.clone() }, value)
            };
            let mut map: Map<_, _> = map.iter().map(change_one).collect();
            for form in ["openapi", "swagger"] {
                map.entry(form.to_owned()).and_modify(|version| *version = json!("3.1.0"));
            }
            Value::Object(map)
        }
        other => other.clone(),
    }
}

#[test]
fn every_place_may_be_of_the_wrong_kind() {
    let whole = demo("quay-weather/openapi.yaml");
    let count = (0..).take_while(|at| replaced(&whole, *at, &Value::Null).is_some()).count();
    assert!(count > 200);
    let wrong = [Value::Null, json!([]), json!({}), json!("x"), json!(1), json!([null]), json!({"$ref": "#"})];
    // All of them take minutes without optimisation: a step that shares no divisor goes through other places for each.
    for (turn, wrong) in wrong.iter().enumerate() {
        for at in (turn..count).step_by(23) {
            read_json(&replaced(&whole, at, wrong).expect("a place"), &format!("{at} {wrong}"));
        }
    }
}

/// With the node at that place, counted from the outside in, replaced.
fn replaced(value: &Value, at: usize, by: &Value) -> Option<Value> {
    fn walk(value: &mut Value, left: &mut usize, by: &Value) -> bool {
        if *left == 0 {
            *value = by.clone();
            return true;
        }
        *left -= 1;
        match value {
            Value::Array(items) => items.iter_mut().any(|item| walk(item, left, by)),
            Value::Object(map) => map.values_mut().any(|item| walk(item, left, by)),
            _ => false,
        }
    }
    let (mut value, mut left) = (value.clone(), at);
    walk(&mut value, &mut left, by).then_some(value)
}

fn of_schema(schema: &Value, others: &Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    json!({"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "components": {"schemas": others},
        "paths": {"/a": {"post": {"requestBody": {"content": content}, "responses": {"200": {"description": "", "content": content}}}}}})
}

#[test]
fn no_file_takes_long() {
    let many: Map<_, _> = (0..100_000).map(|at| (format!("p{at}"), json!({"type": "string"}))).collect();
    let round = json!({"$ref": "#/components/schemas/A"});
    let pair = json!([round, round, {"$ref": "#/components/schemas/B"}]);
    let deep = (0..45).fold(json!({"type": "string"}), |inner, _| json!({"properties": {"a": inner}}));
    // Each doubles the one before: two to the power of fifty, if somebody went through all of them.
    let doubling = |key: &str| {
        let level = |at: usize| {
            (
                format!("S{at}"),
                json!({key: [{"$ref": format!("#/components/schemas/S{}", at + 1)}, {"$ref": format!("#/components/schemas/S{}", at + 1)}]}),
            )
        };
        Value::Object((0..50).map(level).collect())
    };
    let wide = |at: usize| {
        (
            format!("S{at}"),
            json!({"properties": (0..50).map(|to| (format!("p{to}"), json!({"$ref": format!("#/components/schemas/S{to}")}))).collect::<Map<_, _>>()}),
        )
    };
    let start = json!({"$ref": "#/components/schemas/S0"});
    let cases = [
        ("100,000 properties", of_schema(&json!({"properties": many}), &json!({}))),
        ("a huge enum", of_schema(&json!({"enum": (0..100_000).collect::<Vec<_>>()}), &json!({}))),
        ("itself", of_schema(&round, &json!({"A": round}))),
        (
            "all of itself",
            of_schema(&round, &json!({"A": {"allOf": pair}, "B": {"allOf": pair, "properties": {"a": round}}})),
        ),
        (
            "one of itself",
            of_schema(&round, &json!({"A": {"oneOf": pair}, "B": {"anyOf": pair, "not": round, "items": round}})),
        ),
        ("deep", of_schema(&deep, &json!({}))),
        ("doubling by allOf", of_schema(&start, &doubling("allOf"))),
        ("doubling by oneOf", of_schema(&start, &doubling("oneOf"))),
        ("all to all", of_schema(&start, &Value::Object((0..50).map(wide).collect()))),
        (
            "a long text",
            of_schema(&json!({"description": "*a* ".repeat(1_000_000), "default": "x".repeat(1_000_000)}), &json!({})),
        ),
        (
            "the path itself",
            json!({"openapi": "3.0.0", "paths": {"/a": {"$ref": "#/paths/~1a"}, "/b": {"get": {"$ref": "#/paths"}}}}),
        ),
        (
            "numbers as keys",
            json!({"openapi": "3.0.0", "paths": {"1": {"get": {"responses": {"1": {}, "": {}, "2é": {}}}}}}),
        ),
        ("nothing", json!({"openapi": null})),
        ("a list", json!([1])),
    ];
    for (name, value) in cases {
        let since = Instant::now();
        read_json(&value, name);
        assert!(since.elapsed() < Duration::from_secs(120), "{name} took {:?}", since.elapsed());
    }
    assert!(read(b"{\"a\": 1}").expect_err("no description").0.contains("neither `openapi` nor `swagger`"));
}

/// Also what a fuzzer calls: whatever comes, it ends, and what it gives is harmless.
pub fn of_bytes(bytes: &[u8]) {
    if let Ok(reference) = read(bytes) {
        check(&reference, Path::new("chance"));
    }
}

pub fn markdown_of_bytes(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    super::html::check(portcullis::content::markdown::render(&text).as_str(), &text);
    portcullis::content::markdown::plain(&text);
}

const WORDS: [&str; 40] = [
    "$ref",
    "#/",
    "#/components/schemas/",
    "allOf",
    "oneOf",
    "items",
    "properties",
    "null",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "&a ",
    "*a",
    "\n",
    "  ",
    "\"",
    "<script>",
    "|",
    "`",
    "\u{1}",
    "x-internal: true",
    "<a href=",
    "javascript:",
    "<img src=x onerror=x>",
    "<svg/onload=x>",
    " style=x ",
    "<!--",
    "-->",
    "<![CDATA[",
    "</p>",
    "](",
    "![",
    "&#x6a;",
    "```",
    "|---|",
    "~~",
    "\n> ",
];

struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).expect("small")
    }

    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                1 => {
                    let from = self.below(other.len());
                    let to = (from + self.below(200)).min(other.len());
                    bytes.splice(at..at, other[from..to].iter().copied());
                }
                2 => {
                    let word = WORDS[self.below(WORDS.len())];
                    bytes.splice(at..at, word.bytes());
                }
                _ => {
                    let to = (at + self.below(60)).min(bytes.len());
                    bytes.drain(at..to);
                }
            }
        }
    }
}

fn by_chance(corpus: &[Vec<u8>], target: fn(&[u8])) {
    let mut chance = Chance(0x5eed_5eed_5eed_5eed);
    let since = Instant::now();
    for _ in 0..5_000 {
        let mut bytes = corpus[chance.below(corpus.len())].clone();
        let other = &corpus[chance.below(corpus.len())];
        chance.change(&mut bytes, other);
        target(&bytes);
        if since.elapsed() > Duration::from_secs(8) {
            break;
        }
    }
}

#[test]
fn chance_finds_no_panic() {
    let small = |path: &std::path::PathBuf| std::fs::read(path).ok().filter(|file| file.len() < 30_000);
    by_chance(&demos().iter().filter_map(small).collect::<Vec<_>>(), of_bytes);
}

#[test]
fn chance_finds_no_markup_in_markdown() {
    let texts = [include_str!("../../../README.md"), include_str!("../../../CONTRIBUTING.md")];
    let mut corpus: Vec<_> =
        texts.iter().map(|text| text.chars().take(3_000).collect::<String>().into_bytes()).collect();
    corpus.extend(ATTACKS.map(|attack| attack.as_bytes().to_vec()));
    by_chance(&corpus, markdown_of_bytes);
}
