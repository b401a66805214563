//! The same as a table, for whoever compares.

use super::card::{found_in, labels, name};
use super::marked::Words;
use crate::domain::catalog::Hit;
use crate::domain::html::SafeHtml;
use crate::domain::product::Card;
use crate::markup::{badge::write_badge, strategy::write_strategy};

pub fn table(hits: &[Hit], words: &Words<'_>, html: &mut SafeHtml) {
    html.markup("<div class=\"table-frame\"><table class=\"table api-table\" aria-label=\"APIs\"><thead><tr>");
    for column in ["Name", "Version", "State", "Authentication", "Labels"] {
        html.markup("<th scope=\"col\">").markup(column).markup("</th>");
    }
    html.markup("</tr></thead><tbody>");
    for Hit { card, place } in hits {
        let Card { slug, summary, version, state, kind, .. } = &**card;
        html.markup("<tr><th scope=\"row\">");
        name(card, words, html);
        html.markup("<small>");
        words.write(summary, html);
        html.markup("</small>");
        if let Some(place) = place {
            found_in(place, slug.as_str(), words, html);
        }
        html.markup("</th><td data-label=\"Version\"><span class=\"version\">").text(version);
        html.markup("</span></td><td class=\"state-cell\">");
        write_badge(*state, true, html);
        html.markup("</td><td data-label=\"Authentication\">");
        write_strategy(*kind, html);
        html.markup("</td><td data-label=\"Labels\">");
        labels(card, html);
        html.markup("</td></tr>");
    }
    html.markup("</tbody></table></div>");
}
