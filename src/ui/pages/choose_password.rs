//! `/verify` and `/reset-password`: where a mailed link leads. Opening it changes nothing, since programs that check
//! mails open links too; only the form does.

use crate::domain::form::FormAnswer;
use crate::ui::browser;
use crate::ui::parts::entry::{entry, refused};
use crate::ui::parts::plain_field::PlainField;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

pub fn view() -> AnyView {
    let (query, answer) = (use_query_map(), browser::form_answer());
    let asked = |key: &str| query.with_untracked(|query| query.get(key));
    let token = asked("token").unwrap_or_else(|| answer.value("token"));
    let new = use_location().pathname.with_untracked(|path| path == "/verify");
    let token = (!token.is_empty()).then_some(token);
    let pending = asked("done").as_deref() == Some("pending");
    match token {
        _ if pending && new => confirmed(),
        _ if answer.value("stale") == "yes" => of_no_use(new, answer.refusal),
        None => of_no_use(new, Some("Part of this link is missing. Open it from the mail once more.".to_owned())),
        Some(token) => form(new, token, &answer),
    }
}

fn form(new: bool, token: String, answer: &FormAnswer) -> AnyView {
    let (title, lede, action, verb) = if new {
        let lede = "The last step: a password of your own. It also confirms that this address is yours.";
        ("Choose a password", lede, "/verify", "Confirm and set password")
    } else {
        let lede = "It replaces the old one, and ends every session that is open.";
        ("Choose a new password", lede, "/reset-password", "Set password")
    };
    let content = view! {
        <form class="form" method="post" action=action>
            <input type="hidden" name="token" value=token/>
            {PlainField { error: answer.problem_of("password"), ..PlainField::new_password() }.view()}
            <button class="button primary large wide">{verb}</button>
        </form>
    };
    entry(title, lede, content)
}

/// Used, too old, or not whole: the way to another one.
fn of_no_use(new: bool, why: Option<String>) -> AnyView {
    let content = view! {
        {refused(why)}
        <p class="actions">
            <a class="button primary" href="/forgot-password">"Ask for a new link"</a>
            {new.then(|| view! { <a class="button" href="/sign-up">"Sign up again"</a> })}
        </p>
    };
    entry("This link no longer works", "Links in our mails work once, and for a limited time.", content)
}

fn confirmed() -> AnyView {
    let content = view! {
        <p class="actions"><a class="button primary" href="/">"Browse the catalog"</a></p>
    };
    entry(
        "Your address is confirmed",
        "An admin looks at your account next; you get a mail as soon as it is approved.",
        content,
    )
}
