use crate::domain::html::SafeHtml;
use crate::domain::version::VersionState;
use leptos::prelude::*;

/// The state of a version, in a word and a colour of its own.
#[component]
pub fn StateBadge(
    state: VersionState,
    /// Without a ground of its own, where many stand together.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    view! { <span class=if plain { "badge plain" } else { "badge" } data-state=state.as_str()>{state.in_words()}</span> }
}

/// The same, where a list is written as text.
pub fn write_badge(state: VersionState, plain: bool, html: &mut SafeHtml) {
    html.markup(if plain {
        "<span class=\"badge plain\" data-state=\""
    } else {
        "<span class=\"badge\" data-state=\""
    });
    html.markup(state.as_str()).markup("\">").markup(state.in_words()).markup("</span>");
}
