//! The list of a reference's operations. It may hold a thousand, so it is never drawn anew: what changes in it is
//! changed in place.

use super::{all, document, first};
use leptos::web_sys::{self, wasm_bindgen::JsCast};

const LINKS: &str = "#entries li a";
const GROUPS: &str = "#entries details";
const WAS_CLOSED: &str = "data-was-closed";

/// Moves the mark to the entry that is shown, opens its group and brings it into sight.
pub fn mark(key: &str, came_by_link: bool) {
    if came_by_link {
        // On a phone the list has done its work.
        if let Some(list) = first::<web_sys::Element>(".leaves") {
            let _ = list.remove_attribute("open");
        }
        for marked in all::<web_sys::Element>("#entries [aria-current]") {
            let _ = marked.remove_attribute("aria-current");
        }
    }
    let shown = all::<web_sys::HtmlElement>(LINKS).find(|link| link.get_attribute("href").as_deref() == Some(key));
    if let Some(shown) = shown {
        let _ = shown.set_attribute("aria-current", "page");
        if let Ok(Some(group)) = shown.closest("#entries details") {
            let _ = group.set_attribute("open", "");
        }
        bring_into_sight(&shown);
    }
}

/// Within the list only: the page itself stays where it is.
fn bring_into_sight(entry: &web_sys::HtmlElement) {
    let Some(list) = first::<web_sys::Element>("#entries") else { return };
    let (frame, place) = (list.get_bounding_client_rect(), entry.get_bounding_client_rect());
    if place.top() < frame.top() || place.bottom() > frame.bottom() {
        let middle = place.top() - frame.top() - (frame.height() - place.height()) / 2.0;
        list.set_scroll_top(list.scroll_top() + middle as i32);
    }
}

/// Shows only what holds all the words of the field, and says how many of how many that is.
pub fn filter(text: &str) {
    let text = text.to_ascii_lowercase();
    let words: Vec<_> = text.split_whitespace().collect();
    let (mut shown, mut total) = (0, 0);
    for link in all::<web_sys::Element>(LINKS) {
        // Its path is its title.
        let said = [link.text_content(), link.get_attribute("title")].map(Option::unwrap_or_default).join(" ");
        let said = said.to_ascii_lowercase();
        let fits = words.iter().all(|word| said.contains(word));
        total += 1;
        shown += u32::from(fits);
        if let Some(entry) = link.parent_element() {
            let _ = entry.toggle_attribute_with_force("hidden", !fits);
        }
    }
    for group in all::<web_sys::Element>(GROUPS) {
        let holds = |selector: &str| matches!(group.query_selector(selector), Ok(Some(_)));
        let _ = group.toggle_attribute_with_force("hidden", !holds("li:not([hidden])"));
        // While words are looked for every group is open; afterwards each is as it was.
        if words.is_empty() {
            if group.has_attribute(WAS_CLOSED) {
                let _ = group.remove_attribute(WAS_CLOSED);
                let _ = group.toggle_attribute_with_force("open", holds("[aria-current]"));
            }
        } else if !group.has_attribute("open") {
            let _ = group.set_attribute(WAS_CLOSED, "");
            let _ = group.set_attribute("open", "");
        }
    }
    if let Some(place) = first::<web_sys::Element>("#filtered") {
        let said = if words.is_empty() { String::new() } else { format!("{shown} of {total} shown") };
        place.set_text_content(Some(&said));
    }
}

/// Arrows, and `j` and `k` where nothing is written, walk through what is shown. Enter is the link's own.
pub fn walk(key: &web_sys::KeyboardEvent) {
    let active = document().and_then(|document| document.active_element());
    // Everywhere else the keys are the page's own.
    if !active.as_ref().is_some_and(|active| matches!(active.closest(".entries"), Ok(Some(_)))) {
        return;
    }
    let writing = active.as_ref().is_some_and(|active| active.tag_name() == "INPUT");
    let onward = match key.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        "j" if !writing => true,
        "k" if !writing => false,
        _ => return,
    };
    key.prevent_default();
    // A closed group's entries are not in sight; its own heading is a stop.
    let stops = "#entries details > summary, #entries li a";
    let stops: Vec<_> = all::<web_sys::HtmlElement>(stops).filter(in_sight).collect();
    let here = stops.iter().position(|stop| active.as_ref().is_some_and(|active| active.is_same_node(Some(stop))));
    let next = match (here, onward) {
        (None, true) => Some(0),
        (Some(here), true) => Some(here + 1),
        (Some(0) | None, false) => None,
        (Some(here), false) => Some(here - 1),
    };
    match next.map(|next| stops.get(next)) {
        Some(Some(stop)) => {
            let _ = stop.focus();
        }
        Some(None) => {}
        None => {
            if let Some(field) = first::<web_sys::HtmlInputElement>("#filter") {
                let _ = field.focus();
            }
        }
    }
}

fn in_sight(stop: &web_sys::HtmlElement) -> bool {
    let hidden = |selector: &str| matches!(stop.closest(selector), Ok(Some(_)));
    let folded = stop.tag_name() == "A" && hidden("#entries details:not([open])");
    !folded && !hidden("[hidden]") && stop.dyn_ref::<web_sys::Element>().is_some()
}
