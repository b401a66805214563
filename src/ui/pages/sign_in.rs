//! `/sign-in`: a plain form, since who signs in gets a fresh document anyway.

use crate::domain::settings::House;
use crate::domain::way_back::WayBack;
use crate::ui::browser;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::entry::{entry, refused};
use crate::ui::parts::plain_field::PlainField;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn view() -> AnyView {
    let query = use_query_map();
    let asked = |key: &str| query.with_untracked(|query| query.get(key));
    let way_back = WayBack::parse(&asked("return").unwrap_or_default());
    let open = use_context::<House>().unwrap_or_default().sign_up_open;
    let answer = browser::form_answer();
    let done = asked("done");
    // Only a browser knows it: it is kept from where one was sent here.
    let (hash, know_hash) = signal(String::new());
    Effect::new(move |_| know_hash.set(browser::hash()));
    let way_back = move || way_back.as_str().to_owned() + &hash.get();
    let done = match done.as_deref() {
        Some("password") => Some("Your password is set. Sign in with it."),
        Some("deleted") => Some("Your account is deleted."),
        _ => None,
    };
    let content = view! {
        {done.map(|done| view! { <Banner tone=Tone::Positive>{done}</Banner> })}
        {refused(answer.refusal.clone())}
        <form class="form" method="post" action="/sign-in">
            <input type="hidden" name="return" value=way_back/>
            {PlainField { value: answer.value("email"), ..PlainField::email() }.view()}
            {PlainField { beside: Some(("/forgot-password", "Forgot password?")), ..PlainField::password() }.view()}
            <button class="button primary large wide">"Sign in"</button>
        </form>
        {open.then(|| view! { <p class="aside-line">"New here? "<a href="/sign-up">"Sign up"</a></p> })}
    };
    entry("Sign in", "Register applications and manage their keys.", content)
}
