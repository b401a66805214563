//! `/apps/new`: a plain form, written by the server (`content/apps/`).

use crate::rpc::app_pages::find_new_app_page;
use crate::ui::browser;
use crate::ui::data::{filled, page_data, until_there};
use crate::ui::parts::text::text;
use leptos::prelude::*;

pub fn view() -> AnyView {
    let page = page_data(|| (), |()| find_new_app_page());
    until_there(filled(page, |page| {
        browser::title(&page.title);
        text("", page.text)
    }))
}
