//! Shows where a text holds what was looked for.

use crate::domain::html::SafeHtml;

/// The words of a search, as marks look for them.
pub struct Words<'a>(Vec<&'a str>);

impl<'a> Words<'a> {
    pub fn of(search: &'a str) -> Self {
        let mut words: Vec<_> = search.split(|sign: char| !sign.is_alphanumeric()).collect();
        words.retain(|word| !word.is_empty());
        Self(words)
    }

    /// The text, with a mark around each of the words. The case of other than ASCII letters counts: to ignore it
    /// too would take tables larger than the page.
    pub fn write(&self, text: &str, html: &mut SafeHtml) {
        let (mut plain, mut at) = (0, 0);
        while let Some(next) = text[at..].chars().next() {
            match self.at(&text[at..], !text[..at].ends_with(char::is_alphanumeric)) {
                Some(length) => {
                    html.text(&text[plain..at]).markup("<mark>").text(&text[at..at + length]).markup("</mark>");
                    at += length;
                    plain = at;
                }
                None => at += next.len_utf8(),
            }
        }
        html.text(&text[plain..]);
    }

    /// How long the word is that the text begins with. One or two letters stand inside too many words to be marked there.
    fn at(&self, text: &str, begins: bool) -> Option<usize> {
        let fits = |word: &&&str| {
            let start = text.as_bytes().get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
                && (begins || word.chars().count() > 2)
        };
        // Of two words that begin alike the longer one is marked.
        self.0.iter().filter(fits).map(|word| word.len()).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(search: &str, text: &str, marked: &str) {
        let mut html = SafeHtml::default();
        Words::of(search).write(text, &mut html);
        assert_eq!(html.as_str(), marked);
    }

    #[test]
    fn words_are_marked_wherever_they_stand() {
        check("", "Payments", "Payments");
        check("PAY", "Payments, payable", "<mark>Pay</mark>ments, <mark>pay</mark>able");
        check("refund", "/payments/{id}/refunds", "/payments/{id}/<mark>refund</mark>s");
        check("create refund", "Create a refund", "<mark>Create</mark> a <mark>refund</mark>");
        check("/payments/{id}", "/payments/{id}", "/<mark>payments</mark>/{<mark>id</mark>}");
        check("a", "a bar", "<mark>a</mark> bar");
        check("pay payment", "payment", "<mark>payment</mark>");
        check("zoll", "über Zölle, Zoll", "über Zölle, <mark>Zoll</mark>");
        check("über", "überall", "<mark>über</mark>all");
    }

    #[test]
    fn a_mark_lets_nothing_through() {
        check("b", "<b>&", "&lt;<mark>b</mark>&gt;&amp;");
        check("<script>", "x<script>", "x&lt;<mark>script</mark>&gt;");
    }
}
