//! `/sign-up`: asks for an account. Whether the address is new only its owner learns, by mail.

use crate::domain::form::FormAnswer;
use crate::domain::settings::House;
use crate::ui::browser;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::entry::{entry, refused};
use crate::ui::parts::plain_field::PlainField;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn view() -> AnyView {
    let query = use_query_map();
    let sent = query.with_untracked(|query| query.get_str("done") == Some("sent"));
    let open = use_context::<House>().unwrap_or_default().sign_up_open;
    let answer = browser::form_answer();
    if sent {
        check_your_mail()
    } else if !open || answer.value("closed") == "yes" {
        closed(answer.refusal)
    } else {
        form(&answer)
    }
}

fn form(answer: &FormAnswer) -> AnyView {
    let (name, email) = (answer.value("name"), answer.value("email"));
    let content = view! {
        {refused(answer.refusal.clone())}
        <form class="form" method="post" action="/sign-up">
            {PlainField { value: name, error: answer.problem_of("name"), ..PlainField::full_name() }.view()}
            {PlainField {
                value: email,
                error: answer.problem_of("email"),
                hint: "We send a link there, to make sure that it is yours.",
                ..PlainField::email()
            }
            .view()}
            <button class="button primary large wide">"Sign up"</button>
        </form>
        {have_an_account()}
    };
    entry("Sign up", "You need an account to create applications and get keys.", content)
}

fn check_your_mail() -> AnyView {
    let content = view! {
        <p>"The link is valid for 24 hours. If no mail comes within a few minutes, check your spam folder."</p>
        // Not client-side: this page differs from that one by its query only, and stays what it was.
        <p class="aside-line">"Nothing there? "<a rel="external" href="/sign-up">"Try again"</a></p>
    };
    entry(
        "Check your mail",
        "A mail is on its way to you. Open the link in it to confirm your address and choose a password.",
        content,
    )
}

fn closed(why: Option<String>) -> AnyView {
    let why = why.unwrap_or_else(|| "Sign-up is closed.".to_owned());
    let content = view! {
        <Banner tone=Tone::Info>{why}</Banner>
        {have_an_account()}
    };
    entry("Sign up", "New accounts are made by invitation here.", content)
}

fn have_an_account() -> impl IntoView {
    view! { <p class="aside-line">"You have an account? "<a href="/sign-in">"Sign in"</a></p> }
}
