//! The frame of every page on the way in: one form or one message, alone in the middle.

use crate::ui::browser;
use crate::ui::parts::banner::{Banner, Tone};
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
