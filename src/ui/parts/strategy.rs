use crate::domain::strategy::{StrategyKind, in_words};
use leptos::prelude::*;

/// How a version is called, in plain words; the style adds the icon.
pub fn strategy(kind: Option<StrategyKind>) -> impl IntoView + use<> {
    view! { <span class="strategy" data-kind=kind.map_or("open", StrategyKind::as_str)>{in_words(kind)}</span> }
}
