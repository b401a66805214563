//! `/apps/:id`: one application, written by the server (`content/apps/`). What a script makes better is in `browser`:
//! a key is shown in the dialog that asked for it, and what an admin decides is seen at once.

use crate::rpc::app_pages::find_application_page;
use crate::ui::browser;
use crate::ui::data::{filled, page_data, until_there};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

pub fn view() -> AnyView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let part = move |name: &str| query.with_untracked(|query| query.get(name));
    let page = page_data(move || id.get(), move |id| find_application_page(id, part("done"), part("request")));
    until_there(filled(page, move |page| {
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
    }))
}
