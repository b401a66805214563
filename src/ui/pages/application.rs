//! `/apps/:id`: one application, written by the server (`content/apps/`). What a script makes better is in `browser`:
//! a key is shown in the dialog that asked for it, and what an admin decides is seen at once.

use crate::rpc::app_pages::find_application_page;
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::notice::problem;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::{LazyRoute, lazy_route};

pub struct ApplicationPage;

#[lazy_route]
impl LazyRoute for ApplicationPage {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let ApplicationPage = this;
        let (params, query) = (use_params_map(), use_query_map());
        let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
        let part = move |name: &str| query.with_untracked(|query| query.get(name));
        let page = page_data(move || id.get(), move |id| find_application_page(id, part("done"), part("request")));
        let shown = move || {
            Suspend::new(async move {
                match page.await {
                    Ok(page) => {
                        browser::title(&page.title);
                        browser::application_shown(&id.get_untracked());
                        view! {
                            <div
                                on:click=move |click| browser::application_clicked(&click)
                                on:submit=move |sent| browser::application_sent(&sent)
                                inner_html=page.text.into_string()
                            ></div>
                        }
                        .into_any()
                    }
                    Err(error) => problem(&error),
                }
            })
        };
        view! { <Suspense strict=true>{shown}</Suspense> }.into_any()
    }
}
