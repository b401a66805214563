//! The browser's side.

mod application;
mod entries;
mod everywhere;
mod modal;
mod search;
mod try_it;

pub use application::{application_clicked, application_sent, application_shown};
pub use modal::{register_clicked, register_shown};
pub use search::list_shown;
pub use try_it::*;

use crate::domain::account::Visitor;
use crate::domain::form::FormAnswer;
use crate::domain::settings::House;
use crate::domain::theme::Theme;
use leptos::prelude::{SharedValue, request_animation_frame, use_context};
use leptos::task::spawn_local;
use leptos::web_sys::{self, wasm_bindgen::JsCast};
use serde::Serialize;

/// A page that is already shown has its status.
pub fn document_status(_status: u16) {}

/// The name of the page in the tab and the history.
pub fn title(page: &str) {
    if let Some(document) = document() {
        document.set_title(&super::full_title(page, use_context::<House>()));
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Only the server leaves data: how any of it is written is not in the client.
pub fn leave_data(_data: &impl Serialize) -> serde_json::Result<String> {
    Ok(String::new())
}

pub fn find_data(key: &str) -> String {
    let element = document().and_then(|document| document.get_element_by_id(&["data-", key].concat()));
    element.and_then(|element| element.text_content()).unwrap_or_default()
}

/// What the server said with the document; nothing after that, since answers to forms come as documents.
pub fn form_answer() -> FormAnswer {
    SharedValue::new(FormAnswer::default).into_inner()
}

/// An answer to a form stands under the form's own address, where no page may be. Before the router looks, the
/// browser is told which page it shows; loading it again then asks for that page.
pub fn settle_address() {
    let page: String = SharedValue::new_str(String::new).into_inner();
    if page.is_empty() {
        return;
    }
    if let Some(Ok(history)) = web_sys::window().map(|window| window.history()) {
        let _ = history.replace_state_with_url(&web_sys::wasm_bindgen::JsValue::NULL, "", Some(&page));
    }
}

/// What the server said with the document: a new name is seen with the next one.
pub fn house() -> House {
    SharedValue::new(House::default).into_inner()
}

/// Signing in and out loads a document, so this stays true as long as the page does.
pub fn visitor() -> Option<Visitor> {
    SharedValue::new(|| None).into_inner()
}

/// The place in the page, with its `#`.
pub fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// `<html data-hydrated>`: the page answers to clicks.
pub fn mark_hydrated() {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-hydrated", "");
    }
    everywhere::listen();
}

/// Whether the page answers already. What is built before that is there already.
fn hydrated() -> bool {
    let root = document().and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute("data-hydrated"))
}

fn first<T: JsCast>(selector: &str) -> Option<T> {
    document()?.query_selector(selector).ok()??.dyn_into().ok()
}

fn all<T: JsCast>(selector: &str) -> impl Iterator<Item = T> {
    let found = document().and_then(|document| document.query_selector_all(selector).ok());
    let length = found.as_ref().map_or(0, |found| found.length());
    (0..length).filter_map(move |at| found.as_ref()?.item(at)?.dyn_into().ok())
}

/// A page below a product is about to stand there. Who came by a link begins at its heading. `key` is its entry in a
/// reference's list.
pub fn leaf_shown(key: &str) {
    let (key, came_by_link) = (key.to_owned(), hydrated());
    let _ = request_animation_frame(move || {
        everywhere::offer_copies();
        entries::mark(&key, came_by_link);
        let heading = first::<web_sys::Element>(".leaf h1").filter(|_| came_by_link);
        if let Some(heading) = &heading {
            let _ = heading.set_attribute("tabindex", "-1");
        }
        focus_quietly(heading);
    });
}

/// After a change of page, keyboard and screen reader start at its beginning.
pub fn focus_content() {
    focus_quietly(document().and_then(|document| document.get_element_by_id("content")));
}

fn focus_quietly(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        let quietly = web_sys::FocusOptions::new();
        quietly.set_prevent_scroll(true);
        let _ = element.focus_with_options(&quietly);
    }
}

/// Puts the colours on now, and keeps them for the next visit.
pub fn wear(theme: Theme) {
    let Some(document) = document() else { return };
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-theme", theme.as_str());
    }
    // The button that was pressed is gone now; the keyboard stays where it was.
    let other = [".theme-switch button:not([value=", theme.as_str(), "])"].concat();
    if let Ok(Some(other)) = document.query_selector(&other)
        && let Ok(other) = other.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = other.focus();
    }
    if let Ok(document) = document.dyn_into::<web_sys::HtmlDocument>() {
        let _ = document.set_cookie(&theme.cookie());
    }
}

/// Tells `done` whether the text is in the clipboard now.
pub fn copy(text: &str, beside: &web_sys::Element, done: impl FnOnce(bool) + 'static) {
    match clipboard() {
        Some(clipboard) => {
            let answer = clipboard.write_text(text);
            spawn_local(async move { done(answer.await.is_ok()) });
        }
        None => done(copy_by_hand(text, beside).unwrap_or(false)),
    }
}

/// A page that came over plain http from another machine has none.
fn clipboard() -> Option<web_sys::Clipboard> {
    let clipboard = web_sys::window()?.navigator().clipboard();
    (!clipboard.is_undefined()).then_some(clipboard)
}

/// As it was done before there were clipboards: select a text, then press the keys. It stands beside the button,
/// since a dialog lets nothing outside it be selected.
fn copy_by_hand(text: &str, beside: &web_sys::Element) -> Option<bool> {
    let document = document()?;
    let area: web_sys::HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    beside.after_with_node_1(&area).ok()?;
    area.select();
    let copied = document.dyn_into::<web_sys::HtmlDocument>().ok()?.exec_command("copy").ok();
    area.remove();
    if let Some(button) = beside.dyn_ref::<web_sys::HtmlElement>() {
        let _ = button.focus();
    }
    copied
}

pub fn load_again() {
    let _ = web_sys::window().map(|window| window.location().reload());
}

/// Whether anything in the page fits the selector now.
pub fn holds(selector: &str) -> bool {
    document().is_some_and(|document| matches!(document.query_selector(selector), Ok(Some(_))))
}

/// The first control of a dialog that can be used: not its Close button, which stands before them all.
const FIRST: &str = ".dialog-body :is(input:checked, input:not([type=radio], [type=hidden]), select, textarea):enabled";

/// Modal: the page behind it is out of reach, Escape closes it, and the focus returns to where it was.
pub fn show_dialog(dialog: &web_sys::HtmlDialogElement) {
    if dialog.show_modal().is_err() {
        return;
    }
    if let Ok(Some(first)) = dialog.query_selector(FIRST)
        && let Ok(first) = first.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = first.focus();
    }
}

pub fn close_dialog(dialog: &web_sys::HtmlDialogElement) {
    dialog.close();
}
