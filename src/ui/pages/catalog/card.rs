//! Cards, written as text and not as views: nothing in a card reacts, and fifty of them were most of what this page
//! cost, on the server to render and in the browser to take over.

use super::marked::Words;
use crate::domain::catalog::{Hit, Place, PlaceKind};
use crate::domain::html::SafeHtml;
use crate::domain::product::Card;
use crate::markup::{badge::write_badge, glyph::write_glyph, strategy::write_strategy};

/// A rough card; one that is longer only costs a second allocation.
pub const BYTES_A_CARD: usize = 700;

pub fn cards(hits: &[Hit], words: &Words<'_>, html: &mut SafeHtml) {
    html.markup("<ul class=\"cards\">");
    for Hit { card, place } in hits {
        let Card { slug, summary, version, state, kind, .. } = &**card;
        html.markup("<li class=\"api-card\">");
        picture(card, html);
        html.markup("<h2>");
        name(card, words, html);
        html.markup("</h2><span class=\"version\">").text(version).markup("</span>");
        html.markup("<p class=\"api-summary\">");
        words.write(summary, html);
        html.markup("</p>");
        if let Some(place) = place {
            found_in(place, slug.as_str(), words, html);
        }
        labels(card, html);
        html.markup("<p class=\"api-meta\">");
        write_strategy(*kind, html);
        write_badge(*state, true, html);
        html.markup("</p></li>");
    }
    html.markup("</ul>");
}

pub fn picture(card: &Card, html: &mut SafeHtml) {
    if card.image {
        html.markup("<img class=\"picture\" src=\"/apis/").text(card.slug.as_str());
        html.markup("/image\" alt=\"\" width=\"40\" height=\"40\" loading=\"lazy\">");
    } else {
        write_glyph(&card.slug, html);
    }
}

pub fn name(card: &Card, words: &Words<'_>, html: &mut SafeHtml) {
    html.markup("<a href=\"/apis/").text(card.slug.as_str()).markup("\">");
    words.write(&card.name, html);
    html.markup("</a>");
}

/// Where inside the product the words stand, and the way there.
pub fn found_in(place: &Place, slug: &str, words: &Words<'_>, html: &mut SafeHtml) {
    let Place { kind, title, note, href, more } = place;
    html.markup("<p class=\"api-place\"><a href=\"").text(href).markup("\">");
    match kind {
        PlaceKind::Operation(method) => {
            let method = method.to_ascii_lowercase();
            html.markup("<span class=\"method\" data-method=\"").text(&method).markup("\">").text(&method);
            html.markup("</span> <code>");
            words.write(title, html);
            html.markup("</code>");
        }
        PlaceKind::Document => {
            html.markup("<span class=\"method\">Doc</span> ");
            words.write(title, html);
        }
        PlaceKind::Description => {
            html.markup("<span class=\"method\">About</span> ");
            words.write(title, html);
        }
    }
    if !note.is_empty() {
        html.markup(" <span class=\"note\">");
        words.write(note, html);
        html.markup("</span>");
    }
    html.markup("</a>");
    if *more > 0 {
        html.markup(" <a class=\"more\" href=\"/apis/").text(slug).markup("\">and ").text(&more.to_string());
        html.markup(" more</a>");
    }
    html.markup("</p>");
}

pub fn labels(card: &Card, html: &mut SafeHtml) {
    html.markup("<ul class=\"labels\" aria-label=\"Labels\">");
    for label in card.labels.iter() {
        html.markup("<li>").text(label).markup("</li>");
    }
    html.markup("</ul>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::slug::Slug;
    use crate::domain::strategy::StrategyKind;
    use crate::domain::version::VersionState;
    use std::sync::Arc;

    fn hit(image: bool, place: Option<Place>) -> Hit {
        let card = Card {
            slug: Slug::parse("payments").expect("a slug"),
            name: "Pay <ments>".into(),
            summary: "Refund all or part".into(),
            labels: [Arc::from("finance")].into(),
            version: "v1".into(),
            state: VersionState::Published,
            kind: Some(StrategyKind::KeyAuth),
            image,
        };
        Hit { card: Arc::new(card), place }
    }

    fn written(hit: &Hit, search: &str) -> String {
        let mut html = SafeHtml::default();
        cards(std::slice::from_ref(hit), &Words::of(search), &mut html);
        html.into_string()
    }

    #[test]
    fn a_card_leads_to_what_was_found() {
        let place = Place {
            kind: PlaceKind::Operation("POST".to_owned()),
            title: "/refunds".to_owned(),
            note: "Create a refund".to_owned(),
            href: "/apis/payments/v1/reference/create-refund".to_owned(),
            more: 2,
        };
        let html = written(&hit(false, Some(place)), "refund");
        for piece in [
            "<a href=\"/apis/payments\">Pay &lt;ments&gt;</a>",
            "<mark>Refund</mark> all or part",
            "<a href=\"/apis/payments/v1/reference/create-refund\"><span class=\"method\" data-method=\"post\">post</span> \
             <code>/<mark>refund</mark>s</code> <span class=\"note\">Create a <mark>refund</mark></span></a> \
             <a class=\"more\" href=\"/apis/payments\">and 2 more</a>",
            "<svg class=\"glyph\"",
        ] {
            assert!(html.contains(piece), "{piece} is not in {html}");
        }
    }

    #[test]
    fn a_picture_takes_the_place_of_the_glyph() {
        let html = written(&hit(true, None), "");
        assert!(html.contains("src=\"/apis/payments/image\" alt=\"\"") && !html.contains("<svg"), "{html}");
    }
}
