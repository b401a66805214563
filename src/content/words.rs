//! Texts as the words by which they are found. Both databases get the same words, so both find the same.

use std::borrow::Cow;
use std::collections::BTreeSet;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

const LONGEST: usize = 40;
const MOST_TERMS: usize = 8;

/// What a text can be found by: its words without accents and case, a name like `getUser` also by its parts.
pub fn words(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for word in split(text) {
        let parts = parts(&word);
        if parts.len() > 1 {
            found.extend(parts.into_iter().map(|part| fold(&part)));
        }
        found.insert(fold(&word));
    }
    found.remove("");
    found
}

/// What somebody looks for: each must be the beginning of a word.
pub fn terms(search: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for part in split(search).iter().flat_map(|word| parts(word)) {
        let term = fold(&part);
        if !term.is_empty() && !terms.contains(&term) && terms.len() < MOST_TERMS {
            terms.push(term);
        }
    }
    terms
}

/// A line of the text around the first word that was looked for.
pub fn around(text: &str, terms: &[String]) -> Option<String> {
    const BEFORE: usize = 6;
    const AFTER: usize = 9;
    let all: Vec<&str> = text.split_whitespace().collect();
    let is_sought =
        |word: &&str| words(word).iter().any(|word| terms.iter().any(|term| word.starts_with(term.as_str())));
    let at = all.iter().position(is_sought)?;
    let (begin, end) = (at.saturating_sub(BEFORE), (at + AFTER).min(all.len()));
    let dots = |are: bool| if are { "…" } else { "" };
    Some([dots(begin > 0), &all[begin..end].join(" "), dots(end < all.len())].concat())
}

fn split(text: &str) -> Vec<String> {
    // Composed first: a letter and its accent are one letter. Most texts have none.
    let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) };
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// `getUserById` is get, User, By, Id; `HTTPServer` is HTTP, Server.
fn parts(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut parts = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let next = letters.get(at + 1);
        let rises = letter.is_uppercase() && before.is_some_and(char::is_lowercase);
        let begins = letter.is_uppercase()
            && before.is_some_and(char::is_uppercase)
            && next.is_some_and(|next| next.is_lowercase());
        if rises || begins {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(*letter);
        }
    }
    parts
}

/// In ASCII alone: what else is a letter, and which is another's capital, each database answers in its own way. A
/// letter of another script is written as its number, so the beginning of a word stays the beginning.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word[..word.len().min(LONGEST)].to_ascii_lowercase();
    }
    let plain = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let mut folded = String::new();
    for letter in plain.filter(|c| c.is_alphanumeric()).take(LONGEST) {
        match letter {
            'a'..='z' | '0'..='9' => folded.push(letter),
            // Greek ends words with another form of the same letter.
            'ς' => push_number('σ', &mut folded),
            other => push_number(other, &mut folded),
        }
    }
    folded
}

fn push_number(letter: char, folded: &mut String) {
    use std::fmt::Write;
    // Writing to a String can't fail.
    let _ = write!(folded, "zz{:06x}", u32::from(letter));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_around_what_was_looked_for() {
        let text = "One two three four five six seven Refunds are not made here: pair a return with another API.";
        for (sought, line) in [
            ("one", Some("One two three four five six seven Refunds are…")),
            ("refund", Some("…two three four five six seven Refunds are not made here: pair a return with…")),
            ("api", Some("…here: pair a return with another API.")),
            ("nothing", None),
        ] {
            assert_eq!(around(text, &terms(sought)).as_deref(), line, "{sought}");
        }
        assert_eq!(around("", &terms("a")), None);
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(words(text).iter().map(String::as_str).collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn a_text_is_found_by_its_words() {
        check("GET /repos/{owner}/issue-events", &["events", "get", "issue", "owner", "repos"]);
        check("getUserById", &["by", "get", "getuserbyid", "id", "user"]);
        check("HTTPServer v2", &["http", "httpserver", "server", "v2"]);
        check("Étiquettes ﬁx Ünïcode", &["etiquettes", "fix", "unicode"]);
        check("  -- \u{0} ' \" * : ", &[]);
        check(&"a".repeat(99), &[&"a".repeat(LONGEST)]);
        check("жук", &["zz000436zz000443zz00043a"]);
        check("1🅐1", &["1zz01f1501"]);
        assert_eq!(words("λόγος"), words("ΛΌΓΟΣ"));
    }

    #[test]
    fn what_is_looked_for_is_a_few_beginnings() {
        assert_eq!(terms("refund  Refund pay"), ["refund", "pay"]);
        assert_eq!(terms("getUser"), ["get", "user"]);
        assert_eq!(terms("\" OR 1=1 *"), ["or", "1"]);
        assert_eq!(terms("a b c d e f g h i j").len(), MOST_TERMS);
    }
}
