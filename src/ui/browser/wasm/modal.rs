//! Dialogs that come open with the page: without a script they are a part of it, with one they are modal.

use super::{all, first, hydrated, show_dialog};
use leptos::prelude::request_animation_frame;
use leptos::web_sys::{self, js_sys::Reflect, wasm_bindgen::JsCast, wasm_bindgen::closure::Closure};

pub fn open_dialogs() {
    for dialog in all::<web_sys::HtmlDialogElement>("dialog[open]:not(:modal)") {
        dialog.set_open(false);
        show_dialog(&dialog);
        if let Some(wrong) = first::<web_sys::HtmlElement>("dialog [autofocus]") {
            let _ = wrong.focus();
        }
    }
}

/// "Register for …" is about to stand there. Closed, by whatever means, it leaves the address as well.
pub fn register_shown() {
    let came_by_link = hydrated();
    let _ = request_animation_frame(move || {
        open_dialogs();
        if let Some(dialog) = first::<web_sys::HtmlDialogElement>("#register") {
            let leave = Closure::once_into_js(move || {
                let _ = leave(came_by_link);
            });
            dialog.set_onclose(Some(leave.unchecked_ref()));
        }
    });
}

/// Back to the page as it was: a step back, where one step led here.
fn leave(came_by_link: bool) -> Option<()> {
    if came_by_link {
        return web_sys::window()?.history().ok()?.back().ok();
    }
    let link = first::<web_sys::HtmlElement>("#register [data-leave]")?;
    Reflect::set(&link, &"replace".into(), &true.into()).ok()?;
    link.click();
    Some(())
}

/// Cancel closes it; where that leads is the dialog's business.
pub fn register_clicked(click: &web_sys::MouseEvent) {
    let target = click.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let cancels = target.is_some_and(|target| matches!(target.closest("[data-leave]"), Ok(Some(_))));
    let dialog = first::<web_sys::HtmlDialogElement>("#register");
    if let Some(dialog) = dialog.filter(|dialog| cancels && dialog.open()) {
        click.prevent_default();
        dialog.close();
    }
}
