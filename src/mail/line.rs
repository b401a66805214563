/// Text from people or servers as one line: nothing in it ends the line, turns its direction, or is endless.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced: String =
        text.chars().map(|letter| if letter.is_control() || turns(letter) { ' ' } else { letter }).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[track_caller]
    fn check(text: &str, line: &str) {
        assert_eq!(one_line(text, 12), line, "{text:?}");
    }

    #[test]
    fn a_line_is_one_line() {
        check("Ada", "Ada");
        check("  Ada \t Lovelace\r\n", "Ada Lovelace");
        check("a\r\nBcc: b", "a Bcc: b");
        check("a\u{2028}b\u{85}c\u{0}d", "a b c d");
        check("abc\u{202e}def", "abc def");
        check("äöüäöüäöüäöüx", "äöüäöüäöüäöü…");
        check("", "");
    }
}
