//! `/`: what there is to call.

use crate::domain::page::Page;
use crate::domain::product::Card;
use crate::rpc::catalog::list_cards;
use crate::ui::parts::{badge::StateBadge, glyph::glyph, notice::problem, strategy::strategy};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CatalogPage() -> impl IntoView {
    let query = use_query_map();
    let cards = Resource::new_blocking(move || query.with(|query| query.get("after")), list_cards);
    view! {
        <Title text="Catalog"/>
        <header class="masthead">
            <h1>"Catalog"</h1>
            <p class="lede">"Find an API, register an application for it, and start making requests."</p>
        </header>
        <Suspense>
            {move || Suspend::new(async move {
                match cards.await {
                    Ok(page) => results(&page).into_any(),
                    Err(error) => problem(&error),
                }
            })}
        </Suspense>
    }
}

fn results(page: &Page<Card>) -> impl IntoView + use<> {
    let count = page.total;
    let next = page.next.as_deref().map(|cursor| format!("/?after={cursor}"));
    view! {
        <section class="results" aria-label="APIs">
            <div class="results-head">
                <p role="status"><strong>{count}</strong>{if count == 1 { " API" } else { " APIs" }}</p>
            </div>
            {if page.items.is_empty() {
                view! { <p class="empty">"Nothing is published yet. When an API is, it stands here."</p> }.into_any()
            } else {
                view! { <ul class="cards">{page.items.iter().map(card).collect_view()}</ul> }.into_any()
            }}
            {next.map(|next| view! { <nav class="pager" aria-label="Pages"><a class="button" rel="next" href=next>"More APIs"</a></nav> })}
        </section>
    }
}

fn card(card: &Card) -> impl IntoView + use<> {
    let Card { slug, name, summary, labels, version, .. } = card;
    view! {
        <li class="api-card">
            {glyph(slug)}
            <h2><a href=format!("/apis/{slug}")>{name.clone()}</a></h2>
            <p class="api-summary">{summary.clone()}</p>
            <ul class="labels" aria-label="Labels">
                {labels.iter().map(|label| view! { <li>{label.clone()}</li> }).collect_view()}
            </ul>
            <p class="api-meta">
                <span class="version">{version.name.clone()}</span>
                {strategy(version)}
                <StateBadge state=version.state plain=true/>
            </p>
        </li>
    }
}
