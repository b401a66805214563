//! `/apps/:id/analytics`: what an application called. The server writes it as text (`content/usage/`).

use crate::domain::text_page::TextPage;
use crate::rpc::usage::find_usage;
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::notice::problem;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::{LazyRoute, lazy_route};

pub struct AnalyticsPage;

#[lazy_route]
impl LazyRoute for AnalyticsPage {
    /// What it asks stands in `view`: here it would be in the first load of every other page.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let AnalyticsPage = this;
        let (params, query) = (use_params_map(), use_query_map());
        let asked = Memo::new(move |_| {
            let id = params.with(|params| params.get_str("id").unwrap_or_default().to_owned());
            let [api, range] =
                ["api", "range"].map(|key| query.with(|query| query.get_str(key).unwrap_or_default().to_owned()));
            (id, api, range)
        });
        let page = page_data(move || asked.get(), |(id, api, range)| find_usage(id, api, range));
        let shown = move || {
            Suspend::new(async move {
                match page.await {
                    Ok(TextPage { title, text, .. }) => {
                        browser::title(&title);
                        view! { <div inner_html=text.into_string()></div> }.into_any()
                    }
                    Err(error) => problem(&error),
                }
            })
        };
        // What is shown stays until the next is there.
        view! { <Transition strict=true>{shown}</Transition> }.into_any()
    }
}
