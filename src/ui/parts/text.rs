use crate::domain::html::SafeHtml;
use leptos::prelude::*;

/// What the server wrote as text.
pub fn text(class: &'static str, html: SafeHtml) -> AnyView {
    view! { <div class=class inner_html=html.into_string()></div> }.into_any()
}
