//! `/forgot-password`: asks for a link to set a new one. The answer is the same whether there is such an account.

use crate::domain::form::FormAnswer;
use crate::ui::browser;
use crate::ui::parts::entry::{entry, refused};
use crate::ui::parts::plain_field::PlainField;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn view() -> AnyView {
    let query = use_query_map();
    let sent = query.with_untracked(|query| query.get_str("done") == Some("sent"));
    let answer = browser::form_answer();
    if sent { check_your_mail() } else { form(&answer) }
}

fn form(answer: &FormAnswer) -> AnyView {
    let email = answer.value("email");
    let content = view! {
        {refused(answer.refusal.clone())}
        <form class="form" method="post" action="/forgot-password">
            {PlainField { value: email, error: answer.problem_of("email"), ..PlainField::email() }.view()}
            <button class="button primary large wide">"Send the link"</button>
        </form>
        <p class="aside-line">"You remember it? "<a href="/sign-in">"Sign in"</a></p>
    };
    entry("Forgot your password?", "Tell us your address, and we send you a link to set a new one.", content)
}

fn check_your_mail() -> AnyView {
    let content = view! {
        <p>"The link in it is valid for 1 hour. If no mail comes within a few minutes, check your spam folder."</p>
        // Not client-side: this page differs from that one by its query only, and stays what it was.
        <p class="aside-line">"Nothing there? "<a rel="external" href="/forgot-password">"Try again"</a></p>
    };
    entry("Check your mail", "If there is an account with that address, a mail is on its way to it.", content)
}
