//! Only the button that waits for an answer: every other one is plain HTML with a class.

use leptos::prelude::*;

/// Sends its form. While the answer is under way it says so, and can't be pressed again.
#[component]
pub fn Submit(
    label: &'static str,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(default = "button primary")] class: &'static str,
) -> impl IntoView {
    // Enter in a field presses it too, which no style can prevent.
    let once = move |click: leptos::ev::MouseEvent| {
        if busy.get_untracked() {
            click.prevent_default();
        }
    };
    view! {
        <button class=class aria-busy=move || busy.get().then_some("true") on:click=once>
            <span>{label}</span>
        </button>
    }
}
