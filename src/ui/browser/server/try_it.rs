//! Nothing is tried while a page is rendered.

use crate::domain::try_it::{Answer, Call, Request, Trouble};
use leptos::web_sys;

pub fn on_try(_open: impl Fn(web_sys::HtmlElement) + 'static) {}

pub fn try_opened(_place: &web_sys::HtmlElement) {}

pub fn try_closed(_place: &web_sys::HtmlElement) {}

pub fn try_failed(_place: &web_sys::HtmlElement) {}

pub fn is_shown(_place: &web_sys::HtmlElement) -> bool {
    false
}

pub fn call_of(_place: &web_sys::HtmlElement) -> Option<Call> {
    None
}

pub fn focus(_id: &str) {}

pub fn keep_secret(_header: &str, _secret: &str) {}

pub fn kept_secret(_header: &str) -> String {
    String::new()
}

pub fn json_problem(_text: &str) -> Option<String> {
    None
}

#[derive(Clone)]
pub struct Cancel;

impl Cancel {
    pub fn new() -> Option<Self> {
        None
    }

    pub fn cancel(&self) {}
}

#[derive(Clone)]
pub struct Bytes;

impl Bytes {
    pub async fn text(&self, _most: f64) -> String {
        String::new()
    }

    pub fn save(&self, _name: &str) {}
}

pub async fn send(_request: Request, _cancel: Cancel) -> Result<(Answer, Bytes), Trouble> {
    Err(Trouble::Unreachable)
}
