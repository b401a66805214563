use crate::domain::version::Version;
use leptos::prelude::*;

/// How a version is called, in plain words; the style adds the icon.
pub fn strategy(version: &Version) -> impl IntoView + use<> {
    let kind = version.strategy.as_ref().map_or("open", |strategy| strategy.kind.as_str());
    view! { <span class="strategy" data-kind=kind>{version.strategy_in_words()}</span> }
}
