//! Ways from one page of a product to another.

use crate::domain::html::SafeHtml;
use crate::domain::place::Place;
use crate::domain::product::Product;

/// Of a version, or of a page below it.
pub fn href(product: &Product, version: &str, place: &Place) -> String {
    let (folder, leaf) = match place {
        Place::Overview => ("", ""),
        Place::Document(slug) => ("/docs/", slug.as_str()),
        Place::Operation(key) => ("/reference/", key.as_str()),
    };
    ["/apis/", product.slug.as_str(), "/", version, folder, leaf].concat()
}

/// The beginning of a link to it; the caller writes its words and its end. `current` is for `aria-current`.
pub fn write_link(product: &Product, version: &str, place: &Place, current: Option<&'static str>, html: &mut SafeHtml) {
    html.markup("<a href=\"").text(&href(product, version, place));
    if let Some(current) = current {
        html.markup("\" aria-current=\"").markup(current);
    }
    html.markup("\">");
}
