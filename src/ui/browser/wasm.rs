//! The browser's side.

use crate::domain::theme::Theme;
use leptos::web_sys::{self, wasm_bindgen::JsCast};

/// A page that is already shown has its status.
pub fn document_status(_status: u16) {}

/// The name of the page in the tab and the history.
pub fn title(page: &str) {
    if let Some(document) = document() {
        document.set_title(&super::full_title(page));
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// `<html data-hydrated>`: the page answers to clicks.
pub fn mark_hydrated() {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-hydrated", "");
    }
}

/// After a change of page, keyboard and screen reader start at its beginning.
pub fn focus_content() {
    let content = document().and_then(|document| document.get_element_by_id("content"));
    if let Some(content) = content.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        let quietly = web_sys::FocusOptions::new();
        quietly.set_prevent_scroll(true);
        let _ = content.focus_with_options(&quietly);
    }
}

/// Puts the colours on now, and keeps them for the next visit.
pub fn wear(theme: Theme) {
    let Some(document) = document() else { return };
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-theme", theme.as_str());
    }
    if let Ok(document) = document.dyn_into::<web_sys::HtmlDocument>() {
        let _ = document.set_cookie(&theme.cookie());
    }
}

pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        // Nothing hangs on the answer: where copying is not allowed, the text can still be selected.
        drop(window.navigator().clipboard().write_text(text));
    }
}

/// Modal: the page behind it is out of reach, Escape closes it, and the focus returns to where it was.
pub fn show_dialog(dialog: &web_sys::HtmlDialogElement) {
    let _ = dialog.show_modal();
}
