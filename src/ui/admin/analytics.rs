//! `/admin/analytics`: what everybody called, and why any call was refused. The server writes it (`content/usage/`).

use super::frame::{admin_page, frame};
use crate::domain::text_page::TextPage;
use crate::rpc::usage::find_all_usage;
use crate::ui::data::page_data;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn view() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        ["api", "range", "request"].map(|key| query.with(|query| query.get_str(key).unwrap_or_default().to_owned()))
    });
    let read = |[api, range, request]: [String; 3]| find_all_usage(api, range, Some(request));
    admin_page(asked, page_data(move || asked.get(), read), shown)
}

fn shown(_: &[String; 3], page: &TextPage) -> AnyView {
    let under = view! { <p class="lede">"What applications called, how that ended, and how long it took. Times are in UTC."</p> };
    let text = page.text.clone();
    frame("Analytics", under, view! { <div inner_html=text.into_string()></div> }.into_any())
}
