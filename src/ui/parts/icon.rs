//! Icons and the gate as views.

pub use crate::markup::icon::Icon;
use crate::markup::icon::{LOWERED, RAISED, WALL};
use leptos::prelude::*;

impl Icon {
    /// Beside a text or inside a labelled button: it says nothing of its own.
    pub fn view(self) -> impl IntoView {
        view! { <svg class=self.class() viewBox="0 0 16 16" aria-hidden="true"><path d=self.strokes()></path></svg> }
    }
}

/// The mark of the product: a let-down gate.
#[component]
pub fn Mark() -> impl IntoView {
    let bars =
        "M2 2h2v18l-1 2-1-2zM8 2h2v13l-1 2-1-2zM14 2h2v13l-1 2-1-2zM20 2h2v18l-1 2-1-2zM2 5h20v2H2zM2 10h20v2H2z";
    view! { <svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d=bars></path></svg> }
}

/// The gate drawn large, where a page has nothing else to show: up where the visitor may begin, else down.
#[component]
pub fn Gate(#[prop(optional)] open: bool) -> impl IntoView {
    view! {
        <svg class="gate" viewBox="0 0 64 64" aria-hidden="true">
            <path class="gate-wall" d=WALL></path>
            <path class="gate-bars" d=if open { RAISED } else { LOWERED }></path>
        </svg>
    }
}
