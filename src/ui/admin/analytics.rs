//! `/admin/analytics`: what everybody called, and why any call was refused. The server writes it (`content/usage/`).

use super::frame::{admin_page, frame};
use crate::domain::text_page::TextPage;
use crate::rpc::usage::find_all_usage;
use crate::ui::data::page_data;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use leptos_router::{LazyRoute, lazy_route};

pub struct AdminAnalyticsPage {
    query: Memo<ParamsMap>,
}

#[lazy_route]
impl LazyRoute for AdminAnalyticsPage {
    fn data() -> Self {
        Self { query: use_query_map() }
    }

    fn view(this: Self) -> AnyView {
        let AdminAnalyticsPage { query } = this;
        let asked = Memo::new(move |_| {
            ["api", "range", "request"].map(|key| query.with(|query| query.get_str(key).unwrap_or_default().to_owned()))
        });
        let read = |[api, range, request]: [String; 3]| find_all_usage(api, range, Some(request));
        admin_page(asked, page_data(move || asked.get(), read), shown)
    }
}

fn shown(_: &[String; 3], page: &TextPage) -> AnyView {
    let under = view! { <p class="lede">"What applications called, how that ended, and how long it took. Times are in UTC."</p> };
    let text = page.text.clone();
    frame("Analytics", under, view! { <div inner_html=text.into_string()></div> }.into_any())
}
