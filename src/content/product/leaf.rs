//! A page below a product: its text, and the ways to the pages before and after it.

use super::document;
use super::link::href;
use crate::domain::html::SafeHtml;
use crate::domain::place::Place;
use crate::domain::product::{Leaf, Product};
use crate::markup::icon::Icon;

pub const MISSING: &str = "No way through here";

/// Its frame is there, and so are the ways on.
pub fn missing(product: &Product) -> SafeHtml {
    let version = &product.version.name;
    let mut html = SafeHtml::default();
    html.markup("<div class=\"notice\"><h1>").markup(MISSING).markup("</h1><p>").text(&product.name).markup(" ");
    html.text(version).markup(" has no page at this address. Another version may have it.</p><p class=\"actions\">");
    html.markup("<a class=\"button primary\" href=\"")
        .text(&href(product, version, &Place::Overview))
        .markup("\">Back to ");
    html.text(&product.name).markup(" ").text(version).markup("</a></p></div>");
    html
}

pub fn page(product: &Product, place: &Place, leaf: &Leaf) -> SafeHtml {
    let Leaf { title, html: text, before, after } = leaf;
    let mut html = SafeHtml::with_capacity(text.as_str().len() + 1024);
    match place {
        // An operation's page has its heading in it.
        Place::Operation(_) => html.html(text),
        // The tree of documents is short: it is written with the page.
        _ => html
            .html(&document::tree(product, place))
            .markup("<article><h1>")
            .text(title)
            .markup("</h1><div class=\"prose\">")
            .html(&text.as_page())
            .markup("</div>"),
    };
    if before.is_some() || after.is_some() {
        html.markup("<nav class=\"neighbours\" aria-label=\"Neighbours\">");
        neighbour(product, place, before, "prev", &mut html);
        neighbour(product, place, after, "next", &mut html);
        html.markup("</nav>");
    }
    html.markup(if matches!(place, Place::Document(_)) { "</article>" } else { "" });
    html
}

fn neighbour(product: &Product, here: &Place, to: &Option<(String, String)>, rel: &'static str, html: &mut SafeHtml) {
    let Some((key, title)) = to else { return };
    let place = match here {
        Place::Document(_) => Place::Document(key.clone()),
        _ => Place::Operation(key.clone()),
    };
    html.markup("<a rel=\"").markup(rel).markup("\" class=\"").markup(rel).markup("\" href=\"");
    html.text(&href(product, &product.version.name, &place));
    html.markup(if rel == "prev" { "\"><small>Previous</small>" } else { "\"><small>Next</small>" });
    html.markup("<span>").text(title).markup("</span>");
    if rel == "prev" { Icon::Back } else { Icon::Next }.write(html);
    html.markup("</a>");
}
