//! The tree of a product's documents.

use super::link::write_link;
use crate::domain::html::SafeHtml;
use crate::domain::place::Place;
use crate::domain::product::Product;

/// Beside the document that is shown.
pub fn tree(product: &Product, shown: &Place) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(product.documents.len() * 160);
    html.markup("<div class=\"side\"><details class=\"beside leaves\"><summary class=\"button\">Documents</summary>");
    html.markup("<nav aria-label=\"Documents\"><ul class=\"operations\">");
    lines(product, shown, &mut html);
    html.markup("</ul></nav></details></div>");
    html
}

pub fn lines(product: &Product, shown: &Place, html: &mut SafeHtml) {
    for document in &product.documents {
        let place = Place::Document(document.slug.as_str().to_owned());
        html.markup(match document.depth {
            0 => "<li>",
            1 => "<li data-depth=\"1\">",
            2 => "<li data-depth=\"2\">",
            _ => "<li data-depth=\"3\">",
        });
        write_link(product, &product.version.name, &place, (place == *shown).then_some("page"), html);
        html.text(&document.title).markup("</a></li>");
    }
}
