//! `/apps/:id/analytics`: what an application called. The server writes it as text (`content/usage/`).

use crate::rpc::usage::find_usage;
use crate::ui::browser;
use crate::ui::data::{filled, page_data, until_next};
use crate::ui::parts::text::text;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

pub fn view() -> AnyView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").unwrap_or_default().to_owned());
        let [api, range] =
            ["api", "range"].map(|key| query.with(|query| query.get_str(key).unwrap_or_default().to_owned()));
        (id, api, range)
    });
    let page = page_data(move || asked.get(), |(id, api, range)| find_usage(id, api, range));
    until_next(filled(page, |page| {
        browser::title(&page.title);
        text("", page.text)
    }))
}
