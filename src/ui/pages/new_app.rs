//! `/apps/new`: a plain form, written by the server (`content/apps/`).

use crate::rpc::app_pages::find_new_app_page;
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::notice::problem;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct NewAppPage;

#[lazy_route]
impl LazyRoute for NewAppPage {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let NewAppPage = this;
        let page = page_data(|| (), |()| find_new_app_page());
        let shown = move || {
            Suspend::new(async move {
                match page.await {
                    Ok(page) => {
                        browser::title(&page.title);
                        view! { <div inner_html=page.text.into_string()></div> }.into_any()
                    }
                    Err(error) => problem(&error),
                }
            })
        };
        view! { <Suspense strict=true>{shown}</Suspense> }.into_any()
    }
}
