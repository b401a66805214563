//! One style sheet of many: follows the imports in order, and takes out what only its authors need.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

pub fn bundle(file: &Path) -> Result<String> {
    Ok(small(&with_imports(file)?))
}

fn with_imports(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut whole = String::new();
    for line in text.lines() {
        match imported(line) {
            Some(name) => whole.push_str(&with_imports(&folder.join(name))?),
            None => {
                whole.push_str(line);
                whole.push('\n');
            }
        }
    }
    Ok(whole)
}

fn imported(line: &str) -> Option<&str> {
    line.trim().strip_prefix("@import \"")?.strip_suffix("\";")
}

/// Without comments and needless space. Strings stay as they are.
fn small(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    let mut space = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space = true;
            continue;
        }
        if next.is_whitespace() {
            rest = &rest[next.len_utf8()..];
            space = true;
            continue;
        }
        if space && wanted(out.chars().last(), next) {
            out.push(' ');
        }
        space = false;
        let length = if matches!(next, '"' | '\'') { string(rest, next) } else { next.len_utf8() };
        if next == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// A space before `:` or around `>`, `+` and brackets can mean something; around these it can't.
fn wanted(before: Option<char>, after: char) -> bool {
    !matches!(before, None | Some('{' | '}' | ';' | ',' | ':')) && !matches!(after, '{' | '}' | ';' | ',')
}

/// How long the string is that `text` begins with, quotes included.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, next) in text.char_indices().skip(1) {
        if next == quote && !escaped {
            return at + 1;
        }
        escaped = next == '\\' && !escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(style: &str, expected: &str) {
        assert_eq!(small(style), expected);
    }

    #[test]
    fn space_and_comments_go_where_they_mean_nothing() {
        check("/* a */\na , b {\n  color : red;\n  margin: 0 auto;\n}\n", "a,b{color :red;margin:0 auto}");
        check("@media (min-width: 40em) and (hover) { a { b: c } }", "@media (min-width:40em) and (hover){a{b:c}}");
        check("a/**/b { c: d/* e */f }", "a b{c:d f}");
    }

    #[test]
    fn space_that_means_something_stays() {
        check(
            "nav :hover > a { width: calc(1px + 2 * (3px - 1px)) }",
            "nav :hover > a{width:calc(1px + 2 * (3px - 1px))}",
        );
        check("a { font: 1rem/1.5 \"A  /* B */\", c }", "a{font:1rem/1.5 \"A  /* B */\",c}");
        check(r#"a::before { content: "\"  ;" }"#, r#"a::before{content:"\"  ;"}"#);
    }

    #[test]
    fn imports_are_lines_of_one_form() {
        assert_eq!(imported("  @import \"base.css\";"), Some("base.css"));
        assert_eq!(imported("@import url(x.css);"), None);
    }
}
