//! The frame of every page on the way in: one form or one message, alone in the middle.

use crate::ui::browser;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::field::Field;
use leptos::prelude::*;

/// `content` is a form or a `<p class="actions">`, and perhaps an `<p class="aside-line">`.
pub fn entry(title: &'static str, lede: &'static str, content: impl IntoView + 'static) -> AnyView {
    browser::title(title);
    view! {
        <div class="sign-in">
            <header>
                <h1>{title}</h1>
                <p class="lede">{lede}</p>
            </header>
            {content}
        </div>
    }
    .into_any()
}

/// Why the form was refused, above it.
pub fn refused(why: Option<String>) -> AnyView {
    why.map(|why| view! { <Banner tone=Tone::Negative>{why}</Banner> }).into_any()
}

/// A password to be: the same rules wherever one is chosen.
#[component]
pub fn NewPassword(name: &'static str, label: &'static str, error: Option<String>) -> impl IntoView {
    view! {
        <Field
            name
            label
            hint="At least 10 characters. A few uncommon words are better than signs and digits."
            error
        >
            <input type="password" autocomplete="new-password" required=true minlength="10"/>
        </Field>
    }
}
