//! Texts as each language quotes them, so that no value leaves its quotes.

use crate::content::openapi::node::Node;
use crate::content::openapi::write;

/// C#, Go, Java, JavaScript, Python and Rust agree on these, whatever the text holds.
pub fn double(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Some languages end a line here.
            '\u{2028}' | '\u{2029}' | '\u{85}' => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// In a shell nothing means anything between these.
pub fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

pub fn ruby(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Several lines, as they are.
pub fn go(text: &str) -> String {
    if text.contains(['`', '\r']) { double(text) } else { format!("`{text}`") }
}

pub fn rust(text: &str) -> String {
    if text.contains('\r') {
        return double(text);
    }
    let hashes =
        "#".repeat(longest_run(text, '#').max(usize::from(text.contains('"'))) + usize::from(text.contains("\"#")));
    format!("r{hashes}\"{text}\"{hashes}")
}

pub fn java(text: &str, indent: &str) -> String {
    if !text.contains('\n') || text.contains('\r') || ends_a_line_in_space(text) {
        return double(text);
    }
    let escaped = text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"").replace(['\u{2028}', '\u{2029}'], " ");
    // The closing quotes stand behind the last letter, so that no line ends it; a quote there would be one of them.
    let escaped = match escaped.strip_suffix('"') {
        Some(rest) => format!("{rest}\\\""),
        None => escaped,
    };
    format!("\"\"\"\n{indent}{}\"\"\"", indented(&escaped, indent))
}

pub fn csharp(text: &str, indent: &str) -> String {
    if !text.contains('\n') || text.contains(['\r', '\u{2028}', '\u{2029}', '\u{85}']) {
        return double(text);
    }
    let quotes = "\"".repeat(3.max(longest_run(text, '"') + 1));
    format!("{quotes}\n{indent}{}\n{indent}{quotes}", indented(text, indent))
}

/// Truths and nothing have other names there.
pub fn python(node: &Node, indent: usize) -> String {
    let inner = "    ".repeat(indent + 1);
    let outer = "    ".repeat(indent);
    match node {
        Node::Null => "None".to_owned(),
        Node::Bool(true) => "True".to_owned(),
        Node::Bool(false) => "False".to_owned(),
        Node::Number(number) => number.to_string(),
        Node::Text(text) => double(text),
        Node::List(items) if items.is_empty() => "[]".to_owned(),
        Node::List(items) => {
            let lines: String = items.iter().map(|item| format!("{inner}{},\n", python(item, indent + 1))).collect();
            format!("[\n{lines}{outer}]")
        }
        Node::Map(map) if map.is_empty() => "{}".to_owned(),
        Node::Map(map) => {
            let line = |(key, value)| format!("{inner}{}: {},\n", double(key), python(value, indent + 1));
            format!("{{\n{}{outer}}}", map.iter().map(line).collect::<String>())
        }
    }
}

/// JSON is an expression there.
pub fn javascript(node: &Node, indent: &str) -> String {
    indented(&write::json(node), indent).replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

pub fn indented(text: &str, indent: &str) -> String {
    text.replace('\n', &format!("\n{indent}"))
}

fn ends_a_line_in_space(text: &str) -> bool {
    text.split('\n').any(|line| line.ends_with([' ', '\t']))
}

fn longest_run(text: &str, letter: char) -> usize {
    text.split(|other| other != letter).map(str::len).max().unwrap_or(0)
}
