//! Text that is there to be taken along: code, a key, and the button that copies it.

use crate::ui::browser;
use crate::ui::parts::icon::Icon;
use leptos::{html, prelude::*};
use std::time::Duration;

const SAID: Duration = Duration::from_secs(2);

/// Says that it is done by a tick and to a screen reader. Its own voice: a dialog silences those outside it.
#[component]
pub fn CopyButton(#[prop(into)] text: String, #[prop(optional)] small: bool) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let answer = RwSignal::new(None);
    let copy = move |_| {
        let Some(button) = button.get_untracked() else { return };
        browser::copy(&text, &button, move |copied| {
            // By now the button may have left the page, and its signal with it.
            answer.try_set(Some(copied));
            let fade = move || {
                answer.try_set(None);
            };
            let _ = set_timeout(fade, SAID);
        });
    };
    let said = move || match answer.get() {
        None => "",
        Some(true) => "Copied",
        Some(false) => "Copying is not possible here. Select the text instead.",
    };
    view! {
        <button
            node_ref=button
            class=if small { "button quiet small copy" } else { "button copy" }
            type="button"
            data-copied=move || (answer.get() == Some(true)).then_some("")
            on:click=copy
        >
            {Icon::Copy.view()}
            {Icon::Done.view()}
            "Copy"
        </button>
        <span class="visually-hidden" role="status">{said}</span>
    }
}

/// Lines to be read and copied. The label says what they are for those who don't see the caption beside them.
#[component]
pub fn Code(caption: &'static str, label: &'static str, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <figure class="code">
            <figcaption>
                <span>{caption}</span>
                <CopyButton text=text.clone() small=true/>
            </figcaption>
            // Long lines are scrolled to, by keyboard as well.
            <pre tabindex="0" role="group" aria-label=label><code>{text}</code></pre>
        </figure>
    }
}

/// A new key, in the one moment in which it can be read.
#[component]
pub fn KeyReveal(#[prop(into)] secret: String) -> impl IntoView {
    view! {
        <div class="reveal field">
            <label for="api-key">"API key"</label>
            <input
                class="input"
                id="api-key"
                readonly
                value=secret.clone()
                spellcheck="false"
                autocomplete="off"
                aria-describedby="api-key-hint"
            />
            <CopyButton text=secret/>
            <p class="hint" id="api-key-hint">
                "Shown once. We keep only its fingerprint, so nobody can read it to you again."
            </p>
        </div>
    }
}
