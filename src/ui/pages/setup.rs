//! `/setup`: the first admin of a new portal, made by whoever holds the link that the program printed.

use crate::domain::form::FormAnswer;
use crate::ui::browser;
use crate::ui::parts::entry::{entry, refused};
use crate::ui::parts::plain_field::PlainField;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn view() -> AnyView {
    let answer = browser::form_answer();
    let token = use_query_map().with_untracked(|query| query.get("token"));
    let token = token.unwrap_or_else(|| answer.value("token"));
    if answer.value("stale") == "yes" {
        closed(answer.refusal)
    } else if token.is_empty() {
        closed(Some("Part of this link is missing. Copy all of it from the program’s output.".to_owned()))
    } else {
        form(&answer, token)
    }
}

fn form(answer: &FormAnswer, token: String) -> AnyView {
    let (name, email) = (answer.value("name"), answer.value("email"));
    let content = view! {
        <form class="form" method="post" action="/setup">
            <input type="hidden" name="token" value=token/>
            {PlainField { value: name, error: answer.problem_of("name"), ..PlainField::full_name() }.view()}
            {PlainField { value: email, error: answer.problem_of("email"), ..PlainField::email() }.view()}
            {PlainField { error: answer.problem_of("password"), ..PlainField::new_password() }.view()}
            <button class="button primary large wide">"Create admin"</button>
        </form>
    };
    entry("Set up this portal", "Its first admin approves developers and publishes APIs. That is you.", content)
}

fn closed(why: Option<String>) -> AnyView {
    let content = view! {
        {refused(why)}
        <p class="actions"><a class="button" href="/sign-in">"Sign in"</a></p>
    };
    entry(
        "Set up this portal",
        "The first admin is made with the link that the program prints when it starts.",
        content,
    )
}
