//! Pop-ups on the native `<dialog>`: the browser keeps the focus inside, and gives it back where it came from.

use crate::ui::browser;
use crate::ui::parts::button::Submit;
use crate::ui::parts::icon::Icon;
use leptos::ev::SubmitEvent;
use leptos::{html, prelude::*, text_prop::TextProp};

/// The hand on one dialog, for whatever opens or closes it. Whether it is open only the browser knows: Escape
/// asks nobody.
#[derive(Clone, Copy, Default)]
pub struct Modal(NodeRef<html::Dialog>);

impl Modal {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn show(self) {
        if let Some(dialog) = self.0.get_untracked() {
            browser::show_dialog(&dialog);
        }
    }

    pub fn close(self) {
        if let Some(dialog) = self.0.get_untracked() {
            browser::close_dialog(&dialog);
        }
    }
}

/// Inside stands a form, or a `dialog-body` and a `dialog-foot`. `on:close` on it hears of its end, however it came.
#[component]
pub fn Dialog(
    modal: Modal,
    /// The id of its title.
    id: &'static str,
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] lede: Option<TextProp>,
    /// It holds what is shown only once: no slip of the hand may close it.
    #[prop(optional)]
    firm: bool,
    children: Children,
) -> impl IntoView {
    let close = move || {
        view! {
            <button class="button quiet square small" type="button" aria-label="Close" on:click=move |_| modal.close()>
                {Icon::Close.view()}
            </button>
        }
    };
    view! {
        <dialog class="dialog" node_ref=modal.0 aria-labelledby=id closedby=if firm { "none" } else { "any" }>
            <div class="dialog-head">
                <h2 id=id>{move || title.get()}</h2>
                {(!firm).then(close)}
                {lede.map(|lede| view! { <p>{move || lede.get()}</p> })}
            </div>
            {children()}
        </dialog>
    }
}

/// The last word before a step: what it will do, and the verb once more on the button. Focus begins on its first field,
/// else on Cancel.
#[component]
pub fn Confirm(
    modal: Modal,
    /// The id of its title.
    id: &'static str,
    #[prop(into)] title: TextProp,
    verb: &'static str,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] busy: Signal<bool>,
    /// Gets the form's event, so that a field inside can be read. Closing is its business.
    #[prop(into)]
    on_confirm: Callback<SubmitEvent>,
    children: Children,
) -> impl IntoView {
    let body = [id, "-body"].concat();
    let confirm = move |submit: SubmitEvent| {
        submit.prevent_default();
        on_confirm.run(submit);
    };
    view! {
        <dialog class="dialog" node_ref=modal.0 aria-labelledby=id aria-describedby=body closedby="any">
            <form on:submit=confirm>
                <div class="dialog-head"><h2 id=id>{move || title.get()}</h2></div>
                <div class="dialog-body" id=body.clone()>{children()}</div>
                <div class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| modal.close()>"Cancel"</button>
                    <Submit label=verb busy class=if danger { "button danger primary" } else { "button primary" }/>
                </div>
            </form>
        </dialog>
    }
}
