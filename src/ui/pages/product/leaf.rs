//! A page below a product: its list at the left, its text, and the ways to the pages before and after it.

use super::address::{Place, href};
use crate::domain::product::{Leaf, Product};
use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

/// `list` stands beside the text where there is room, else folded above it.
pub fn page(
    product: &Product,
    leaf: Leaf,
    class: &'static str,
    place: fn(String) -> Place,
    list: impl IntoView + 'static,
) -> AnyView {
    let Leaf { title, html, before, after } = leaf;
    let way = |rel: &'static str, said: &'static str, to: Option<(String, String)>| {
        to.map(|(key, title)| {
            let href = href(product, &product.version.name, &place(key));
            view! {
                <a class=rel rel=rel href=href>
                    <small>{said}</small>
                    <span>{title}</span>
                    {if rel == "prev" { Icon::Back } else { Icon::Next }.view()}
                </a>
            }
        })
    };
    let ways = (before.is_some() || after.is_some()).then(|| {
        view! {
            <nav class="neighbours" aria-label="Neighbours">
                {way("prev", "Previous", before)}
                {way("next", "Next", after)}
            </nav>
        }
    });
    view! {
        <div class="reading">
            {list}
            <article class="leaf">
                // The focus comes here when one goes from page to page.
                <h1 tabindex="-1">{title}</h1>
                <div class=class inner_html=html.into_string()></div>
                {ways}
            </article>
        </div>
    }
    .into_any()
}
