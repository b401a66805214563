//! From one page of a long list to the next. Cursors lead onward only; the way back is the beginning, or the
//! browser's own.

use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

/// Says nothing where there is nowhere to go.
#[component]
pub fn Pager(
    /// What the next page holds: "More APIs".
    more: &'static str,
    next: Option<String>,
    /// The beginning of the list, for whoever is not there.
    first: Option<String>,
) -> impl IntoView {
    (next.is_some() || first.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {first.map(|first| view! { <a class="button" href=first>{Icon::Back.view()}"First page"</a> })}
                {next
                    .map(|next| {
                        view! { <span class="actions"><a class="button" rel="next" href=next>{more}{Icon::Next.view()}</a></span> }
                    })}
            </nav>
        }
    })
}
