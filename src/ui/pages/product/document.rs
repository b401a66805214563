//! A document, and the tree of all.

use super::address::{Place, href};
use super::leaf;
use crate::domain::product::{DocumentLine, Leaf, Product};
use leptos::prelude::*;

pub fn page(product: &Product, place: &Place, shown: Leaf) -> AnyView {
    let line = |document: &DocumentLine| {
        let it = Place::Document(document.slug.as_str().to_owned());
        let current = (it == *place).then_some("page");
        let depth = (document.depth > 0).then(|| document.depth.min(4).to_string());
        view! { <li data-depth=depth><a href=href(product, &product.version.name, &it) aria-current=current>{document.title.clone()}</a></li> }
    };
    let tree = view! {
        <details class="beside leaves">
            <summary class="button">"Documents"</summary>
            <nav aria-label="Documents"><ul class="operations">{product.documents.iter().map(line).collect_view()}</ul></nav>
        </details>
    };
    leaf::page(product, shown, "prose", Place::Document, tree)
}
