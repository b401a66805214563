use crate::domain::html::SafeHtml;
use crate::domain::time::Timestamp;

/// An instant in the words that fit where it stands; the whole of it for machines, and for whoever points at it.
pub fn write_time(at: Timestamp, words: &str, html: &mut SafeHtml) {
    html.markup("<time datetime=\"").text(&at.to_minute()).markup("\" title=\"").text(&at.in_words()).markup("\">");
    html.text(words).markup("</time>");
}
