//! The tree as a file again: JSON and YAML that anything reads back as the same.

use super::node::Node;
use std::fmt::Write;

pub fn json(node: &Node) -> String {
    let mut out = String::new();
    write_json(node, Some(0), &mut out);
    out
}

/// On one line.
pub fn line(node: &Node) -> String {
    let mut out = String::new();
    write_json(node, None, &mut out);
    out
}

pub fn yaml(node: &Node) -> String {
    let mut out = String::new();
    match node {
        Node::Map(map) if !map.is_empty() => write_block(node, 0, false, &mut out),
        Node::List(items) if !items.is_empty() => write_block(node, 0, false, &mut out),
        scalar => write_scalar(scalar, 0, &mut out),
    }
    out.push('\n');
    out
}

/// With an indent each entry has its own line; without, all stand on one.
fn write_json(node: &Node, indent: Option<usize>, out: &mut String) {
    let inner = indent.map(|indent| indent + 1);
    match node {
        Node::Null => out.push_str("null"),
        Node::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Node::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Node::Text(text) => quote(text, out),
        Node::List(items) if items.is_empty() => out.push_str("[]"),
        Node::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                new_line(inner, out);
                write_json(item, inner, out);
            }
            new_line(indent, out);
            out.push(']');
        }
        Node::Map(map) if map.is_empty() => out.push_str("{}"),
        Node::Map(map) => {
            out.push('{');
            for (at, (key, value)) in map.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                new_line(inner, out);
                quote(key, out);
                out.push_str(if indent.is_some() { ": " } else { ":" });
                write_json(value, inner, out);
            }
            new_line(indent, out);
            out.push('}');
        }
    }
}

fn new_line(indent: Option<usize>, out: &mut String) {
    if let Some(indent) = indent {
        out.push('\n');
        (0..indent).for_each(|_| out.push_str("  "));
    }
}

/// The byte order mark is escaped too: YAML takes none inside a text.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| matches!(letter, '"' | '\\' | '\u{feff}') || letter.is_control()) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let letter = special.chars().next().unwrap_or_default();
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => {
                let _ = write!(out, "\\u{:04x}", u32::from(other));
            }
        }
        rest = &special[letter.len_utf8()..];
    }
    out.push_str(rest);
    out.push('"');
}

/// `inline`: the first entry goes on behind the dash of a list.
fn write_block(node: &Node, indent: usize, inline: bool, out: &mut String) {
    let mut first = true;
    let mut start = |out: &mut String| {
        if !first {
            out.push('\n');
        }
        if !(first && inline) {
            (0..indent).for_each(|_| out.push_str("  "));
        }
        first = false;
    };
    for (key, value) in node.entries() {
        start(out);
        // A longer key needs a mark of its own in YAML.
        let long = key.len() > 250;
        out.push_str(if long { "? " } else { "" });
        write_word(key, out);
        if long {
            out.push('\n');
            (0..indent).for_each(|_| out.push_str("  "));
        }
        out.push(':');
        match value {
            Node::Map(map) if !map.is_empty() => {
                out.push('\n');
                write_block(value, indent + 1, false, out);
            }
            Node::List(items) if !items.is_empty() => {
                out.push('\n');
                write_block(value, indent + 1, false, out);
            }
            scalar => {
                out.push(' ');
                write_scalar(scalar, indent + 1, out);
            }
        }
    }
    for item in node.items() {
        start(out);
        out.push_str("- ");
        match item {
            Node::Map(map) if !map.is_empty() => write_block(item, indent + 1, true, out),
            Node::List(items) if !items.is_empty() => write_block(item, indent + 1, true, out),
            scalar => write_scalar(scalar, indent + 1, out),
        }
    }
}

fn write_scalar(node: &Node, indent: usize, out: &mut String) {
    match node {
        Node::Text(text) if stays_readable_as_block(text) => {
            out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
            for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
                out.push('\n');
                if !line.is_empty() {
                    (0..indent.max(1)).for_each(|_| out.push_str("  "));
                    out.push_str(line);
                }
            }
        }
        Node::Text(text) => write_word(text, out),
        other => write_json(other, None, out),
    }
}

/// Lines of prose, without anything whose white space a block would change.
fn stays_readable_as_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.contains('\n')
        && !body.starts_with(['\n', ' ', '\t'])
        && !body.ends_with('\n')
        && !text.contains(['\r', '\t', '\u{feff}', '\u{2028}', '\u{2029}'])
        && body.split('\n').all(|line| line.is_empty() || !line.trim().is_empty())
}

fn write_word(text: &str, out: &mut String) {
    if is_plain(text) { out.push_str(text) } else { quote(text, out) }
}

/// Whether every YAML reader, old or new, takes it for a text without quotes.
fn is_plain(text: &str) -> bool {
    let starts_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '_' | '$'));
    let is_clean =
        text.chars().all(|letter| letter.is_alphanumeric() || " -_./,;()+*'\"=<>?!$%&@{}[]|^~:#".contains(letter));
    let reserved = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    starts_well
        && is_clean
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !reserved.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn what_is_written_reads_as_the_same() {
        let words = [
            "a",
            "",
            " ",
            "no",
            "NULL",
            "1",
            "1.0",
            "0x1",
            "2026-01-01",
            "12:30",
            "a: b",
            "a #b",
            "#",
            "- a",
            "a:",
            "~",
            "*",
            "a\nb",
            "a\nb\n",
            "a\n\n b\n\nc",
            "\na",
            "a\n\n",
            "a\n ",
            "a\r\nb",
            "\t",
            "\"",
            "\\",
            "'",
            "é",
            "\u{feff}a\nb",
            "\u{2028}",
            "{a}",
            "[",
            "$ref",
            "/a/{b}",
            "@a",
            "`",
            "%",
            "| a",
            ".5",
            "=",
            "<<",
            "---",
            "a\n---\nb",
            "...",
            "😀",
        ];
        let long = "k".repeat(2_000);
        for word in words.into_iter().chain([long.as_str()]) {
            let mut text = String::new();
            quote(word, &mut text);
            let file = format!(
                "{{\"m\":{{{text}:{text}}},\"l\":[{text},[{text},[]],{{{text}:[{text}],\"z\":{{}}}}],\"n\":[-1.5,null]}}"
            );
            let node = parse(file.as_bytes()).expect("JSON").root;
            assert_eq!(line(&node), file);
            for form in [json(&node), yaml(&node)] {
                let again = parse(form.as_bytes()).unwrap_or_else(|why| panic!("{why}\n{form}")).root;
                assert_eq!(again, node, "{form}");
            }
        }
    }

    #[test]
    fn yaml_is_what_people_write() {
        let node = parse(b"{\"a\": {\"b\": [{\"c\": 1, \"d\": [\"x y\"]}], \"200\": \"one\\ntwo\"}, \"e\": []}")
            .expect("JSON")
            .root;
        assert_eq!(
            yaml(&node),
            "a:\n  b:\n    - c: 1\n      d:\n        - x y\n  \"200\": |-\n    one\n    two\ne: []\n"
        );
    }
}
