//! A word on what has just happened, at the edge of the screen. One region for all pages: a screen reader hears
//! only what changes in a region that was there before.

use crate::ui::browser;
use crate::ui::parts::banner::Tone;
use crate::ui::parts::icon::Icon;
use leptos::prelude::*;
use std::time::Duration;

const STAY: Duration = Duration::from_secs(6);

/// One at a time, the newest: whoever acts looks at what came of it.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Option<Toast>>);

#[derive(Clone)]
struct Toast {
    tone: Tone,
    text: String,
}

pub fn provide_toasts() {
    provide_context(Toasts(RwSignal::new(None)));
}

/// To be called while the page is made; what it gives goes into event handlers.
pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// It is done. Leaves by itself.
    pub fn say(self, text: impl Into<String>) {
        self.0.set(Some(Toast { tone: Tone::Positive, text: text.into() }));
    }

    /// It is not done. Stays until it is dismissed or something else happens.
    pub fn warn(self, text: impl Into<String>) {
        self.0.set(Some(Toast { tone: Tone::Negative, text: text.into() }));
    }
}

#[component]
pub fn ToastRegion() -> impl IntoView {
    let Toasts(toast) = use_toasts();
    // A timer ends with the effect that set it: each toast stays its full time, on whichever page.
    Effect::new(move |_| {
        if toast.with(|toast| toast.as_ref().is_none_or(|toast| toast.tone == Tone::Negative)) {
            return;
        }
        let leave = move || {
            // Nothing is taken from under a pointer, or out of the reader's hands.
            if browser::holds(".toast:is(:hover, :focus-within)") {
                toast.notify();
            } else {
                toast.set(None);
            }
        };
        let _ = set_timeout(leave, STAY);
    });
    view! {
        <div class="toasts" role="status">
            {move || toast.get().map(|Toast { tone, text }| card(tone, text, move || toast.set(None)))}
        </div>
    }
}

fn card(tone: Tone, text: String, dismiss: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="toast" data-tone=tone.name()>
            {tone.icon().view()}
            <p>{text}</p>
            <button class="button quiet square small" type="button" aria-label="Dismiss" on:click=move |_| dismiss()>
                {Icon::Close.view()}
            </button>
        </div>
    }
}
