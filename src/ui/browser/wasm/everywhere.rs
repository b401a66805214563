//! What answers on every page, however its HTML came there: one listener for each kind of event.

use super::{all, copy, document, entries, first, focus_quietly, search};
use leptos::prelude::set_timeout;
use leptos::web_sys::{self, wasm_bindgen::JsCast};
use leptos::{ev, leptos_dom::helpers::window_event_listener};
use std::time::Duration;

const SAID: Duration = Duration::from_secs(2);
/// Where letters are written, and mean nothing else.
const WRITTEN: &str = "input, select, textarea, [contenteditable]";
const MENU: &str = "details.drop[open]";

pub fn listen() {
    // For as long as the page lives.
    std::mem::forget(window_event_listener(ev::click, |click| {
        if let Some(target) = click.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            close_menus(Some(&target));
            // Whoever goes somewhere has done with searching.
            if matches!(target.closest("a"), Ok(Some(_))) {
                search::stop();
            }
            if let Ok(Some(button)) = target.closest("[data-copy]") {
                serve_copy(button);
            }
        }
    }));
    std::mem::forget(window_event_listener(ev::keydown, |key| {
        if key.ctrl_key() || key.meta_key() || key.alt_key() {
            return;
        }
        match key.key().as_str() {
            "Escape" => close_menus(None),
            "/" => to_search(&key),
            "ArrowDown" | "ArrowUp" | "j" | "k" => entries::walk(&key),
            _ => {}
        }
    }));
    std::mem::forget(window_event_listener(ev::input, |input| {
        let field = input.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        match field.map(|field| (field.id(), field)) {
            Some((id, field)) if id == "filter" => entries::filter(&field.value()),
            Some((id, _)) if id == "q" => search::soon(),
            _ => {}
        }
    }));
    std::mem::forget(window_event_listener(ev::change, |change| {
        // The boxes and the order of the catalog stand outside its form, and name it.
        let chosen = change.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if chosen.is_some_and(|chosen| chosen.get_attribute("form").as_deref() == Some("find")) {
            search::go(false);
        }
    }));
    std::mem::forget(window_event_listener(ev::submit, |sent| {
        let form = sent.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        // Not `id()`: a form answers that with its field of the name "id", where it has one.
        if form.is_some_and(|form| form.get_attribute("id").as_deref() == Some("find")) {
            sent.prevent_default();
            search::go(true);
        }
    }));
    offer_copies();
}

/// A menu closes when something is chosen in it, or when the visitor turns to something else.
fn close_menus(clicked: Option<&web_sys::Element>) {
    for menu in all::<web_sys::Element>(MENU) {
        let inside = clicked.is_some_and(|clicked| menu.contains(Some(clicked)));
        let chosen = clicked.is_some_and(|clicked| matches!(clicked.closest("a"), Ok(Some(_))));
        if !inside || chosen {
            let _ = menu.remove_attribute("open");
            if clicked.is_none() {
                focus_quietly(menu.first_element_child());
            }
        }
    }
}

/// The key that leads to what can be searched, unless it is just being written somewhere.
fn to_search(key: &web_sys::KeyboardEvent) {
    let active = document().and_then(|document| document.active_element());
    let written = active.is_some_and(|active| active.matches(WRITTEN).unwrap_or(false));
    if let Some(field) = first::<web_sys::HtmlInputElement>("[aria-keyshortcuts='/']").filter(|_| !written) {
        key.prevent_default();
        // On a phone it is folded away.
        if let Ok(Some(fold)) = field.closest("details") {
            let _ = fold.set_attribute("open", "");
        }
        let _ = field.focus();
        field.select();
    }
}

/// Buttons that came with HTML and need a script show themselves.
pub fn offer_copies() {
    for button in all::<web_sys::Element>("[data-copy][hidden]") {
        let _ = button.remove_attribute("hidden");
    }
}

/// Copies the nearest `pre`, or what stands in a field beside it, and says so by a tick and by its name.
fn serve_copy(button: web_sys::Element) {
    let mut around = button.parent_element();
    let text = loop {
        let Some(place) = around else { return };
        if let Ok(Some(found)) = place.query_selector("pre, input[readonly]") {
            break match found.dyn_ref::<web_sys::HtmlInputElement>() {
                Some(field) => field.value(),
                None => found.text_content().unwrap_or_default(),
            };
        }
        around = place.parent_element();
    };
    let beside = button.clone();
    copy(&text, &beside, move |copied| {
        let name = button.get_attribute("aria-label");
        let _ = button.set_attribute("aria-label", if copied { "Copied" } else { "Copying is not possible here" });
        if copied {
            let _ = button.set_attribute("data-copied", "");
        }
        let fade = move || {
            let _ = button.remove_attribute("data-copied");
            let _ = match name {
                Some(name) if name != "Copied" => button.set_attribute("aria-label", &name),
                _ => button.remove_attribute("aria-label"),
            };
        };
        let _ = set_timeout(fade, SAID);
    });
}
