//! The pages of a product, written as text: nothing in them reacts that the browser does not do by itself, so the
//! client need not know how they are made.

mod banners;
mod document;
mod frame;
mod glance;
mod leaf;
mod link;
mod overview;
mod reference;
mod try_it;
mod versions;

pub use reference::list;
pub use try_it::bar;

use crate::domain::place::Place;
use crate::domain::product::{Leaf, Product, ProductPage};

/// `leaf`: what stands at the place, which may be nothing: the version is there and the page is not, as after a
/// change of versions.
pub fn page(product: &Product, place: &Place, leaf: Option<&Leaf>, signed_in: bool) -> ProductPage {
    let (title, head, text) = match (place, leaf) {
        (Place::Overview, _) => {
            let head = frame::head(product, &Place::Overview, None, signed_in);
            (product.name.clone(), head, overview::overview(product))
        }
        (_, Some(leaf)) => {
            let head = frame::head(product, place, Some(&leaf.title), signed_in);
            ([&leaf.title, " · ", &product.name].concat(), head, leaf::page(product, place, leaf))
        }
        (_, None) => {
            let head = frame::head(product, &Place::Overview, Some(leaf::MISSING), signed_in);
            (leaf::MISSING.to_owned(), head, leaf::missing(product))
        }
    };
    let found = leaf.is_some() || *place == Place::Overview;
    ProductPage { title, found, leaf: leaf.is_some(), head, text }
}
