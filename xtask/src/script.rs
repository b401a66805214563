//! The glue's comments are for people who read it; the browser needn't fetch them.

/// Takes out lines that hold nothing but a comment, and blank ones. Comments behind code stay: to tell them
/// from a string or a regular expression takes a parser.
pub fn without_comments(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut inside = false;
    for line in script.lines() {
        let text = line.trim();
        if inside {
            inside = !text.ends_with("*/");
        } else if text.starts_with("/*") && !text[2..].contains("*/") {
            inside = true;
        } else if !(text.is_empty() || text.starts_with("//") || text.starts_with("/*") && text.ends_with("*/")) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn only_whole_lines_go() {
        let script = "/* one */\n/**\n * @param {string} a\n */\nlet a = 1; // kept\n\n  // gone\n/* x */ b();\nc('/*');\nd();\n";
        assert_eq!(without_comments(script), "let a = 1; // kept\n/* x */ b();\nc('/*');\nd();\n");
    }
}
