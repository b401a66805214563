//! What stands where a list would, while there is nothing in it.

use crate::ui::parts::icon::Gate;
use leptos::{oco::Oco, prelude::*};

/// The gate is open where the visitor is about to begin, closed where nothing was found.
#[component]
pub fn Empty(
    #[prop(into)] title: Oco<'static, str>,
    #[prop(into)] text: Oco<'static, str>,
    #[prop(optional)] open: bool,
    /// The way onward: `<p class="actions">`.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Gate open/>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
