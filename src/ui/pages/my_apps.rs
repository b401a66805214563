//! `/apps`: a developer's applications. The server writes them as text (`content/apps/`).

use crate::rpc::app_pages::{find_apps_head, find_apps_page};
use crate::ui::browser;
use crate::ui::data::{filled, page_data, place, until_next, until_there};
use crate::ui::parts::text::text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn view() -> AnyView {
    let query = use_query_map();
    let part = move |key: &'static str| query.with(|query| query.get(key).filter(|part| !part.is_empty()));
    let asked = Memo::new(move |_| (part("q"), part("after")));
    let head = page_data(|| (), move |()| find_apps_head(untrack(|| part("q")), untrack(|| part("done"))));
    let found = page_data(move || asked.get(), |(q, after)| find_apps_page(q, after));
    browser::title("My Apps");
    let head = place(move || Box::pin(async move { head.await.ok().map(|head| text("", head)).into_any() }));
    let list = filled(found, move |page| {
        browser::list_shown(&part("q").unwrap_or_default());
        view! {
            <p class="app-count" role="status">{page.count}</p>
            {text("", page.text)}
        }
        .into_any()
    });
    view! {
        {until_there(head)}
        {until_next(list)}
    }
    .into_any()
}
