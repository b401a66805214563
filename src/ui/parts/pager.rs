//! From one page of a long list to the next. Cursors lead onward only; the way back is the beginning, or the
//! browser's own.

use crate::domain::html::SafeHtml;
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

/// The same, where a page is written as text.
pub fn write_pager(more: &'static str, next: Option<&str>, first: Option<&str>, html: &mut SafeHtml) {
    if next.is_none() && first.is_none() {
        return;
    }
    html.markup("<nav class=\"pager\" aria-label=\"Pages\">");
    if let Some(first) = first {
        html.markup("<a class=\"button\" href=\"").text(first).markup("\">");
        Icon::Back.write(html);
        html.markup("First page</a>");
    }
    if let Some(next) = next {
        html.markup("<span class=\"actions\"><a class=\"button\" rel=\"next\" href=\"").text(next).markup("\">");
        html.markup(more);
        Icon::Next.write(html);
        html.markup("</a></span>");
    }
    html.markup("</nav>");
}
