//! While a page is rendered on the server there is no window: only its status can be set.

use crate::domain::theme::Theme;
use leptos::prelude::use_context;
use std::sync::{Arc, Mutex, PoisonError};

/// Where a page leaves its name for the document around it.
#[derive(Clone, Default)]
pub struct PageTitle(Arc<Mutex<String>>);

impl PageTitle {
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub fn title(page: &str) {
    if let Some(title) = use_context::<PageTitle>() {
        *title.0.lock().unwrap_or_else(PoisonError::into_inner) = super::full_title(page);
    }
}

/// The status of the document around the page.
pub fn document_status(status: u16) {
    let answer = use_context::<leptos_axum::ResponseOptions>();
    if let (Some(answer), Ok(status)) = (answer, http::StatusCode::from_u16(status)) {
        answer.set_status(status);
    }
}

pub fn mark_hydrated() {}

pub fn focus_content() {}

pub fn wear(_theme: Theme) {}

pub fn copy(_text: &str) {}

pub fn show_dialog(_dialog: &leptos::web_sys::HtmlDialogElement) {}
