//! Texts as each language quotes them, so that no value leaves its quotes.

use crate::content::openapi::node::Node;
use crate::content::openapi::write;
pub use crate::domain::try_it::shell;

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

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: [&str; 16] = [
        "plain",
        "\"",
        "'",
        "\\",
        "`",
        "$(id)",
        "#{id}",
        "\"\"\"",
        "\"#",
        "\"##\"#",
        "a\nb",
        "\\'",
        "\\\"\n\"\"\"\"",
        "${x}`\n",
        "\\u0022",
        "JSON\nEOF\n'",
    ];

    /// As a compiler reads it: the text between the quotes, which must end with the literal.
    fn read(literal: &str, quote: char) -> String {
        let mut letters = literal.strip_prefix(quote).expect("a quote").chars();
        let mut text = String::new();
        loop {
            match letters.next().expect("an end") {
                '\\' => match letters.next().expect("a letter") {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    other => text.push(other),
                },
                end if end == quote => break,
                other => {
                    assert!(other != '\n', "a line ends inside of {literal}");
                    text.push(other);
                }
            }
        }
        assert_eq!(letters.as_str(), "", "{literal} goes on behind its end");
        text
    }

    #[test]
    fn no_text_leaves_double_quotes() {
        for text in HOSTILE {
            assert_eq!(read(&double(text), '"'), text);
        }
    }

    #[test]
    fn no_text_leaves_a_shell_word() {
        for text in HOSTILE {
            let word = shell(text);
            // Outside of the quotes nothing stands but quotes that are escaped.
            let outside: String = word.split('\'').step_by(2).collect();
            assert!(outside.chars().all(|letter| letter == '\\'), "{word}");
            assert_eq!(word.replace("'\\''", "\u{1}").trim_matches('\'').replace('\u{1}', "'"), text);
        }
    }

    #[test]
    fn no_text_leaves_what_holds_several_lines() {
        for text in HOSTILE {
            let literal = go(text);
            let inside = literal.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
            assert!(
                inside.map_or_else(|| read(&literal, '"') == text, |inside| inside == text && !inside.contains('`'))
            );

            let literal = rust(text);
            let hashes = "#".repeat(literal[1..].find('"').expect("a quote"));
            let inside = literal
                .strip_prefix(&format!("r{hashes}\""))
                .and_then(|rest| rest.strip_suffix(&format!("\"{hashes}")));
            assert_eq!(inside, Some(text));
            assert!(!text.contains(&format!("\"{hashes}")), "{literal}");

            let literal = csharp(text, "  ");
            if literal.contains('\n') {
                let quotes = &literal[..literal.find('\n').expect("a line")];
                assert!(quotes.len() >= 3 && !text.contains(quotes), "{literal}");
                assert!(literal.ends_with(&format!("\n  {quotes}")), "{literal}");
            }

            let literal = java(text, "  ");
            if let Some(inside) = literal.strip_prefix("\"\"\"\n").and_then(|rest| rest.strip_suffix("\"\"\"")) {
                assert!(!inside.replace("\\\\", "").replace("\\\"", "").contains("\"\"\""), "{literal}");
                assert!(!inside.replace("\\\\", "").replace("\\\"", "").ends_with(['"', '\\']), "{literal}");
            }
        }
    }

    #[test]
    fn no_text_leaves_ruby() {
        for text in HOSTILE {
            let literal = ruby(text).replace('\n', "\\n");
            assert_eq!(read(&literal, '\''), text, "{literal}");
        }
    }

    #[test]
    fn python_has_words_of_its_own() {
        let node = Node::Map(
            [("a".into(), Node::List(vec![Node::Null, Node::Bool(true), Node::text("\"")]))].into_iter().collect(),
        );
        assert_eq!(python(&node, 0), "{\n    \"a\": [\n        None,\n        True,\n        \"\\\"\",\n    ],\n}");
    }
}
