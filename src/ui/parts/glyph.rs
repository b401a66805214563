use crate::domain::slug::Slug;
use crate::markup::glyph::drawn;
use leptos::prelude::*;

/// A product's own little gate.
pub fn glyph(slug: &Slug) -> impl IntoView + use<> {
    let (tone, strokes) = drawn(slug.as_str());
    view! { <svg class="glyph" data-tone=tone viewBox="0 0 20 16" aria-hidden="true"><path d=strokes></path></svg> }
}
