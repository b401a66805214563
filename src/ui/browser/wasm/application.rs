//! The page of an application while it is open. What changed is taken out of a new page and put in place of the old
//! (`data-live`, and the dialogs that are closed); what somebody is typing into stays as it is.

use super::modal::open_dialogs;
use super::{document, everywhere, first, focus_quietly, load_again};
use crate::domain::apps::Issued;
use crate::domain::html::SafeHtml;
use crate::rpc::RpcError;
use crate::rpc::app_pages::find_application_page;
use crate::rpc::credentials::{generate_credential, rotate_credential};
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::{on_cleanup, request_animation_frame};
use leptos::task::spawn_local;
use leptos::web_sys;
use leptos::web_sys::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use std::cell::RefCell;

thread_local! {
    static LISTENING: RefCell<Option<web_sys::EventSource>> = const { RefCell::new(None) };
}

pub fn application_shown(id: &str) {
    let id = id.to_owned();
    let _ = request_animation_frame(move || {
        everywhere::offer_copies();
        open_dialogs();
        if let Some(button) = first::<web_sys::Element>("[data-download][hidden]") {
            let _ = button.remove_attribute("hidden");
        }
    });
    // A page out of sight gives its connection back: browsers have few for one portal.
    let seen = window_event_listener_untyped("visibilitychange", {
        let id = id.clone();
        move |_| {
            if document().is_some_and(|document| document.hidden()) {
                stop_listening();
            } else {
                refresh(id.clone());
                listen(&id);
            }
        }
    });
    // A browser may keep a page as it was, to show it when one comes back.
    let left = window_event_listener_untyped("pagehide", |_| forget_key());
    let _ = request_animation_frame(move || listen(&id));
    on_cleanup(move || {
        seen.remove();
        left.remove();
        stop_listening();
    });
}

fn stop_listening() {
    if let Some(source) = LISTENING.take() {
        source.close();
    }
}

/// The browser connects anew by itself, until the server says that there is nothing to hear.
fn listen(id: &str) {
    let Some(page) = first::<web_sys::Element>("[data-follow]") else { return };
    let address = page.get_attribute("data-follow").unwrap_or_default();
    if document().is_some_and(|document| document.hidden()) {
        return;
    }
    stop_listening();
    let Ok(source) = web_sys::EventSource::new(&address) else { return };
    let id = id.to_owned();
    let heard = Closure::<dyn FnMut()>::new(move || refresh(id.clone()));
    source.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
    LISTENING.set(Some(source));
}

fn refresh(id: String) {
    if first::<web_sys::Element>("[data-follow]").is_none() {
        return;
    }
    spawn_local(async move {
        match find_application_page(id, None, None).await {
            Ok(page) => {
                let _ = take_over(&page.text);
            }
            // For a moment; the next change, or the next look at the page, asks again.
            Err(RpcError::Offline) => {}
            // Signed out, or gone: the document says so.
            Err(_) => load_again(),
        }
    });
}

fn within<T: JsCast>(place: &web_sys::Element, selector: &str) -> Vec<T> {
    let found = place.query_selector_all(selector).ok();
    let length = found.as_ref().map_or(0, |found| found.length());
    (0..length).filter_map(|at| found.as_ref()?.item(at)?.dyn_into().ok()).collect()
}

fn take_over(html: &SafeHtml) -> Option<()> {
    let document = document()?;
    let fresh = document.create_element("div").ok()?;
    fresh.set_inner_html(html.as_str());
    let active = document.active_element().map(|active| active.id()).filter(|id| !id.is_empty());
    for new in within::<web_sys::Element>(&fresh, "[data-live]") {
        if let Some(old) = document.get_element_by_id(&new.id()) {
            let _ = old.replace_with_with_node_1(&new);
        }
    }
    for place in within::<web_sys::Element>(&fresh, ".dialogs") {
        let Some(kept) = document.get_element_by_id(&place.id()) else { continue };
        for old in within::<web_sys::HtmlDialogElement>(&kept, "dialog") {
            if !old.open() {
                old.remove();
            }
        }
        for new in within::<web_sys::HtmlDialogElement>(&place, "dialog") {
            if document.get_element_by_id(&new.id()).is_none() {
                let _ = kept.append_child(&new);
            }
        }
    }
    everywhere::offer_copies();
    let lost = document.active_element().is_none_or(|active| active.tag_name() == "BODY");
    if let Some(id) = active.filter(|_| lost) {
        focus_quietly(document.get_element_by_id(&id));
    }
    Some(())
}

/// A form that asks for a key is answered here, in its dialog: nowhere else does the key ever stand.
pub fn application_sent(sent: &web_sys::SubmitEvent) {
    let form = sent.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
    let Some((form, issues)) = form.and_then(|form| Some((form.clone(), form.get_attribute("data-issues")?))) else {
        return;
    };
    sent.prevent_default();
    let Ok(Some(button)) = form.query_selector("button[name=step]") else { return };
    if button.has_attribute("aria-busy") {
        return;
    }
    let _ = button.set_attribute("aria-busy", "true");
    forget_errors(&form);
    spawn_local(async move {
        let data = web_sys::FormData::new_with_form(&form).ok();
        let value = |name: &str| data.as_ref().and_then(|data| data.get(name).as_string()).unwrap_or_default();
        let issued = if issues == "generate" {
            generate_credential(value("application"), value("name"), value("ends")).await
        } else {
            rotate_credential(value("id"), value("overlap_days").parse().unwrap_or_default()).await
        };
        let _ = button.remove_attribute("aria-busy");
        match issued {
            Ok(issued) => {
                let _ = show(&form, &issued);
            }
            Err(error) => tell(&form, &error),
        }
    });
}

/// In place of the fields, in the same dialog. From then on only Done closes it.
fn show(form: &web_sys::HtmlFormElement, issued: &Issued) -> Option<()> {
    let dialog = form.closest("dialog").ok()??;
    let template: web_sys::HtmlTemplateElement = first("#issued")?;
    for part in within::<web_sys::Element>(form, ".dialog-body, .dialog-foot") {
        let _ = part.set_attribute("hidden", "");
    }
    dialog.set_attribute("closedby", "none").ok()?;
    let firm = Closure::<dyn FnMut(web_sys::Event)>::new(|cancel: web_sys::Event| cancel.prevent_default());
    dialog.dyn_ref::<web_sys::HtmlElement>()?.set_oncancel(Some(firm.into_js_value().unchecked_ref()));
    dialog.append_child(&template.content().clone_node_with_deep(true).ok()?).ok()?;
    let field: web_sys::HtmlInputElement = first("#api-key")?;
    field.set_value(&issued.key);
    for line in within::<web_sys::Element>(&dialog, "pre code") {
        let text = [line.text_content().unwrap_or_default(), issued.key.clone()].concat();
        line.set_text_content(Some(&text));
    }
    everywhere::offer_copies();
    for button in within::<web_sys::Element>(&dialog, "[data-download]") {
        let _ = button.remove_attribute("hidden");
    }
    field.focus().ok()?;
    field.select();
    Some(())
}

/// What is wrong with a field stands beside it, and what is wrong with the rest above them all.
fn tell(form: &web_sys::HtmlFormElement, error: &RpcError) {
    let fields = match error {
        RpcError::Refused(refused) => refused.fields.as_slice(),
        _ => &[],
    };
    let mut told = false;
    for (name, what) in fields {
        let field = form.query_selector(&["[name=", name, "]"].concat()).ok().flatten();
        let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) else { continue };
        let said = document().and_then(|document| document.get_element_by_id(&[&field.id(), "-error"].concat()));
        let Some(said) = said else { continue };
        if let Ok(Some(place)) = said.query_selector("span") {
            place.set_text_content(Some(what));
        }
        let _ = said.remove_attribute("hidden");
        let _ = field.set_attribute("aria-invalid", "true");
        if !told {
            let _ = field.focus();
        }
        told = true;
    }
    if !told && let Ok(Some(place)) = form.query_selector("[data-refusal]") {
        if let Some(line) = place.last_element_child() {
            line.set_text_content(Some(&error.to_string()));
        }
        let _ = place.remove_attribute("hidden");
    }
}

fn forget_errors(form: &web_sys::HtmlFormElement) {
    for said in within::<web_sys::Element>(form, ".error, [data-refusal]") {
        let _ = said.set_attribute("hidden", "");
    }
    for field in within::<web_sys::Element>(form, "[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
    }
}

pub fn application_clicked(click: &web_sys::MouseEvent) {
    let Some(target) = click.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    if let Ok(Some(button)) = target.closest("[data-download]") {
        let _ = download(&button);
    }
    if let Ok(Some(_)) = target.closest("[data-done]") {
        forget_key();
        let id = first::<web_sys::HtmlInputElement>("#generate [name=application]").map(|field| field.value());
        refresh(id.unwrap_or_default());
    }
}

/// The key leaves the page, and the dialog is as it was.
fn forget_key() {
    let Some(field) = first::<web_sys::HtmlInputElement>("#api-key") else { return };
    field.set_value("");
    let Ok(Some(dialog)) = field.closest("dialog") else {
        // The page that showed it without a script.
        if let Some(line) = first::<web_sys::Element>(".issued pre code") {
            line.set_text_content(None);
        }
        return;
    };
    for part in within::<web_sys::Element>(&dialog, ":scope > :not(form)") {
        part.remove();
    }
    for part in within::<web_sys::Element>(&dialog, "form [hidden]:is(.dialog-body, .dialog-foot)") {
        let _ = part.remove_attribute("hidden");
    }
    for form in within::<web_sys::HtmlFormElement>(&dialog, "form") {
        form.reset();
    }
    let _ = dialog.set_attribute("closedby", "any");
    if let Ok(dialog) = dialog.dyn_into::<web_sys::HtmlDialogElement>() {
        dialog.set_oncancel(None);
        dialog.close();
    }
}

/// From memory: an address with the key in it would be kept among the downloads.
fn download(button: &web_sys::Element) -> Option<()> {
    let figure = button.closest("figure").ok()??;
    let text = figure.query_selector("pre").ok()??.text_content()?;
    let parts = web_sys::js_sys::Array::of1(&JsValue::from_str(&[&text, "\n"].concat()));
    let blob = web_sys::Blob::new_with_str_sequence(&parts).ok()?;
    let address = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link: web_sys::HtmlAnchorElement = document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(&button.get_attribute("data-download").unwrap_or_default());
    link.click();
    web_sys::Url::revoke_object_url(&address).ok()
}
