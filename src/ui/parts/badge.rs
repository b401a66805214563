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
