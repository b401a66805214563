//! A form that looks through a list, read whenever something in it changes. Where it leads is a link like others: the router takes
//! it, and no page is loaded.

use super::{document, first, focus_quietly, hydrated};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::{request_animation_frame, set_timeout};
use leptos::web_sys::{self, js_sys::Reflect, wasm_bindgen::JsCast};
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// Long enough for the next letter, too short to be waited for.
const PAUSE: Duration = Duration::from_millis(150);
const FIELD: &str = "#find #q";

thread_local! {
    static WAITING: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
    /// What the field last asked for. An address that asks for something else was changed by something else.
    static SENT: RefCell<String> = const { RefCell::new(String::new()) };
}

pub fn stop() {
    if let Some(waiting) = WAITING.take() {
        waiting.clear();
    }
}

/// A letter was typed.
pub fn soon() {
    stop();
    WAITING.set(set_timeout(|| go(true), PAUSE).ok());
}

/// A new letter replaces the search before it; a new choice is a step that one can take back.
pub fn go(replace: bool) {
    stop();
    if let Some(field) = first::<web_sys::HtmlInputElement>(FIELD) {
        SENT.set(field.value().trim().to_owned());
    }
    let _ = follow(replace);
}

fn follow(replace: bool) -> Option<()> {
    let form = first::<web_sys::HtmlFormElement>("#find")?;
    let document = document()?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&[form.get_attribute("action").unwrap_or_default(), query(&form)].concat());
    link.set_attribute("data-noscroll", "").ok()?;
    Reflect::set(&link, &"replace".into(), &replace.into()).ok()?;
    document.body()?.append_child(&link).ok()?;
    link.click();
    link.remove();
    Some(())
}

/// What the form would send now, as an address has it: `?q=…`. What is empty is not chosen.
fn query(form: &web_sys::HtmlFormElement) -> String {
    let filled = web_sys::FormData::new_with_form(form)
        .and_then(|data| web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data));
    let Ok(filled) = filled else { return String::new() };
    let query = String::from(filled.to_string());
    let chosen = query.split('&').filter(|pair| !pair.ends_with('=') && *pair != "sort=best").collect::<Vec<_>>();
    if chosen.is_empty() { String::new() } else { ["?", &chosen.join("&")].concat() }
}

/// The list for these words is about to be drawn. The field follows where something else has changed the address, and
/// what holds the focus keeps it: the same thing bears the same id.
pub fn list_shown(search: &str) {
    let ours = SENT.with_borrow(|sent| sent == search);
    if !ours {
        SENT.set(search.to_owned());
        if let Some(field) = first::<web_sys::HtmlInputElement>(FIELD).filter(|_| hydrated()) {
            field.set_value(search);
        }
    }
    let active = document().and_then(|document| document.active_element()).map(|active| active.id());
    let _ = request_animation_frame(move || {
        let Some(document) = document() else { return };
        let lost = document.active_element().is_none_or(|active| active.tag_name() == "BODY");
        if let Some(id) = active.filter(|id| lost && !id.is_empty()) {
            focus_quietly(document.get_element_by_id(&id));
        }
    });
}
