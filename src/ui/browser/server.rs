//! While a page is rendered on the server there is no window: only its status can be set.

mod try_it;

pub use try_it::*;

use crate::domain::account::Visitor;
use crate::domain::form::FormAnswer;
use crate::domain::settings::House;
use crate::domain::theme::Theme;
use leptos::prelude::{SharedValue, use_context};
use leptos::web_sys;
use serde::Serialize;
use std::cell::RefCell;
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
        *title.0.lock().unwrap_or_else(PoisonError::into_inner) = super::full_title(page, use_context::<House>());
    }
}

tokio::task_local! {
    static LEFT: RefCell<Vec<String>>;
}

/// Renders with a place where data can be left, and gives back what was.
pub async fn collecting_data<T>(rendering: impl Future<Output = T>) -> (T, Vec<String>) {
    LEFT.scope(RefCell::default(), async {
        let rendered = rendering.await;
        (rendered, LEFT.with(RefCell::take))
    })
    .await
}

/// The key under which the client will find it; without a page around it there is none.
pub fn leave_data(data: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(data)?;
    let key = LEFT.try_with(|left| {
        let mut left = left.borrow_mut();
        left.push(json);
        left.len() - 1
    });
    Ok(key.map(|key| key.to_string()).unwrap_or_default())
}

pub fn find_data(_key: &str) -> String {
    String::new()
}

/// The status of the document around the page.
pub fn document_status(status: u16) {
    let answer = use_context::<leptos_axum::ResponseOptions>();
    if let (Some(answer), Ok(status)) = (answer, http::StatusCode::from_u16(status)) {
        answer.set_status(status);
    }
}

/// What the form that this page answers has to say.
pub fn form_answer() -> FormAnswer {
    SharedValue::new(|| use_context::<FormAnswer>().unwrap_or_default()).into_inner()
}

/// The page that answers a form stands under the form's own address: tells the client which page it is.
pub fn settle_address() {
    SharedValue::new_str(|| {
        let answers = use_context::<FormAnswer>().and_then(|_| use_context::<http::request::Parts>());
        answers.and_then(|parts| parts.uri.path_and_query().map(ToString::to_string)).unwrap_or_default()
    });
}

/// The portal as its admins named it.
pub fn house() -> House {
    SharedValue::new(|| use_context::<House>().unwrap_or_default()).into_inner()
}

/// Who reads the page.
pub fn visitor() -> Option<Visitor> {
    SharedValue::new(use_context::<Visitor>).into_inner()
}

/// Browsers don't send it.
pub fn hash() -> String {
    String::new()
}

pub fn focus_content() {}

pub fn list_shown(_search: &str) {}

pub fn leaf_shown(_key: &str) {}

pub fn load_again() {}

pub fn register_shown() {}

pub fn register_clicked(_click: &web_sys::MouseEvent) {}

pub fn application_shown(_id: &str) {}

pub fn application_clicked(_click: &web_sys::MouseEvent) {}

pub fn application_sent(_sent: &web_sys::SubmitEvent) {}

pub fn wear(_theme: Theme) {}

pub fn copy(_text: &str, _beside: &web_sys::Element, _done: impl FnOnce(bool)) {}

pub fn holds(_selector: &str) -> bool {
    false
}

pub fn show_dialog(_dialog: &web_sys::HtmlDialogElement) {}

pub fn close_dialog(_dialog: &web_sys::HtmlDialogElement) {}
