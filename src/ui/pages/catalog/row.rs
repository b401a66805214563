//! The same as a table, for whoever compares.

use super::card::{badge, found_in, labels, name, strategy};
use super::marked::Words;
use crate::domain::catalog::Hit;
use crate::domain::html::SafeHtml;
use crate::domain::product::Card;

const BYTES_A_ROW: usize = 600;

/// The rows of the table's body.
pub fn rows(hits: &[Hit], words: &Words<'_>) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(hits.len() * BYTES_A_ROW);
    for Hit { card, place } in hits {
        let Card { slug, summary, version, state, kind, .. } = &**card;
        html.markup("<tr><th scope=\"row\">");
        name(card, words, &mut html);
        html.markup("<small>");
        words.write(summary, &mut html);
        html.markup("</small>");
        if let Some(place) = place {
            found_in(place, slug.as_str(), words, &mut html);
        }
        html.markup("</th><td data-label=\"Version\"><span class=\"version\">").text(version);
        html.markup("</span></td><td class=\"state-cell\">");
        badge(*state, &mut html);
        html.markup("</td><td data-label=\"Authentication\">");
        strategy(*kind, &mut html);
        html.markup("</td><td data-label=\"Labels\">");
        labels(card, &mut html);
        html.markup("</td></tr>");
    }
    html
}
