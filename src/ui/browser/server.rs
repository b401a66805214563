//! While a page is rendered on the server there is no window: only its status can be set.

use crate::domain::theme::Theme;

/// The status of the document around the page.
pub fn document_status(status: u16) {
    let answer = leptos::prelude::use_context::<leptos_axum::ResponseOptions>();
    if let (Some(answer), Ok(status)) = (answer, http::StatusCode::from_u16(status)) {
        answer.set_status(status);
    }
}

pub fn mark_hydrated() {}

pub fn focus_content() {}

pub fn wear(_theme: Theme) {}

pub fn copy(_text: &str) {}

pub fn show_dialog(_dialog: &leptos::web_sys::HtmlDialogElement) {}
