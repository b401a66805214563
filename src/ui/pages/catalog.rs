//! `/`: what there is to call.

use crate::domain::catalog::{Found, Hit};
use crate::domain::html::SafeHtml;
use crate::domain::product::Card;
use crate::domain::strategy::{StrategyKind, in_words};
use crate::rpc::catalog::list_cards;
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::{glyph::write_glyph, icon::Gate, notice::problem};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CatalogPage() -> impl IntoView {
    browser::title("Catalog");
    let query = use_query_map();
    let asked = move || {
        query.with(|query| {
            (query.get("q"), query.get_all("has").unwrap_or_default(), query.get("sort"), query.get("after"))
        })
    };
    let cards = page_data(asked, |(q, has, sort, after)| list_cards(q, has, sort, after));
    view! {
        <header class="masthead">
            <Backdrop/>
            <h1>"Catalog"</h1>
            <p class="lede">"Find an API, register an application for it, and start making requests."</p>
        </header>
        // Strict: everything is read in the first walk, so the page need not be built twice to find more.
        <Suspense strict=true>
            {move || Suspend::new(async move {
                match cards.await {
                    Ok(page) => results(&page).into_any(),
                    Err(error) => problem(&error),
                }
            })}
        </Suspense>
    }
}

/// The gate behind the title, half drawn up.
#[component]
fn Backdrop() -> impl IntoView {
    let bars = "M0 0h8v168l-4 8-4-8zM44 0h8v140l-4 8-4-8zM88 0h8v118l-4 8-4-8zM132 0h8v104l-4 8-4-8zM176 0h8v98l-4 \
                8-4-8zM220 0h8v104l-4 8-4-8zM264 0h8v118l-4 8-4-8zM308 0h8v140l-4 8-4-8zM352 0h8v168l-4 8-4-8zM0 \
                30h360v6H0zM0 78h360v6H0z";
    view! { <svg class="backdrop" viewBox="0 0 360 180" aria-hidden="true"><path d=bars></path></svg> }
}

fn results(page: &Found) -> impl IntoView + use<> {
    let count = page.total;
    let next = page.next.as_deref().map(|cursor| format!("/?after={cursor}"));
    view! {
        <section class="results" aria-label="APIs">
            <div class="results-head">
                <p role="status"><strong>{count}</strong>{if count == 1 { " API" } else { " APIs" }}</p>
            </div>
            {if page.hits.is_empty() {
                view! {
                    <div class="empty">
                        <Gate/>
                        <h2>"No API is published yet"</h2>
                        <p>"As soon as one is, it stands here."</p>
                    </div>
                }
                .into_any()
            } else {
                view! { <ul class="cards" inner_html=cards(&page.hits).into_string()></ul> }.into_any()
            }}
            {next.map(|next| view! { <nav class="pager" aria-label="Pages"><a class="button" rel="next" href=next>"More APIs"</a></nav> })}
        </section>
    }
}

/// A rough card; one that is longer only costs a second allocation.
const BYTES_A_CARD: usize = 700;

/// Written as text and not as views: nothing in a card reacts, and fifty of them were most of what this page cost,
/// on the server to render and in the browser to take over.
fn cards(cards: &[Hit]) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(cards.len() * BYTES_A_CARD);
    for Hit { card, .. } in cards {
        let Card { slug, name, summary, labels, version, state, kind, .. } = &**card;
        html.markup("<li class=\"api-card\">");
        write_glyph(slug, &mut html);
        html.markup("<h2><a href=\"/apis/").text(slug.as_str()).markup("\">").text(name).markup("</a></h2>");
        html.markup("<span class=\"version\">").text(version).markup("</span>");
        html.markup("<p class=\"api-summary\">").text(summary).markup("</p>");
        html.markup("<ul class=\"labels\" aria-label=\"Labels\">");
        for label in labels.iter() {
            html.markup("<li>").text(label).markup("</li>");
        }
        html.markup("</ul><p class=\"api-meta\"><span class=\"strategy\" data-kind=\"");
        html.markup(kind.map_or("open", StrategyKind::as_str)).markup("\">").markup(in_words(*kind));
        html.markup("</span><span class=\"badge plain\" data-state=\"").markup(state.as_str()).markup("\">");
        html.markup(state.in_words()).markup("</span></p></li>");
    }
    html
}
