//! `/apps`: a developer's applications. The server writes them as text (`content/apps/`).

use crate::rpc::app_pages::{find_apps_head, find_apps_page};
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::notice::problem;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct MyAppsPage;

#[lazy_route]
impl LazyRoute for MyAppsPage {
    /// What it asks stands in `view`: here it would be in the first load of every other page.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let MyAppsPage = this;
        let query = use_query_map();
        let part = move |key: &'static str| query.with(|query| query.get(key).filter(|part| !part.is_empty()));
        let asked = Memo::new(move |_| (part("q"), part("after")));
        let head = page_data(|| (), move |()| find_apps_head(untrack(|| part("q")), untrack(|| part("done"))));
        let found = page_data(move || asked.get(), |(q, after)| find_apps_page(q, after));
        browser::title("My Apps");
        let head = move || {
            Suspend::new(async move {
                head.await.ok().map(|head| view! { <div inner_html=head.into_string()></div> }.into_any())
            })
        };
        let list = move || {
            Suspend::new(async move {
                match found.await {
                    Ok(page) => {
                        browser::list_shown(&part("q").unwrap_or_default());
                        view! {
                            <p class="app-count" role="status">{page.count}</p>
                            <div inner_html=page.text.into_string()></div>
                        }
                        .into_any()
                    }
                    Err(error) => problem(&error),
                }
            })
        };
        view! {
            <Suspense strict=true>{head}</Suspense>
            // What is shown stays until the next is there.
            <Transition strict=true>{list}</Transition>
        }
        .into_any()
    }
}
