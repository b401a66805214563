//! Somebody is asked in by an admin. Folded away, until a click or a mistake opens it.

use crate::domain::form::FormAnswer;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::entry::refused;
use crate::ui::parts::plain_field::PlainField;
use leptos::prelude::*;

pub fn invite(answer: &FormAnswer, invited: bool) -> impl IntoView + use<> {
    let (wrong_name, wrong_email) = (answer.problem_of("name"), answer.problem_of("email"));
    let open = wrong_name.is_some() || wrong_email.is_some() || answer.refusal.is_some();
    let (name, email) = (answer.value("name"), answer.value("email"));
    view! {
        {invited.then(|| view! { <Banner tone=Tone::Positive>"The invitation is on its way."</Banner> })}
        <details class="fold" open=open>
            <summary class="button">"Invite"</summary>
            <form class="card form narrow" method="post" action="/admin/developers/invite">
                <p class="muted">"They get a mail with a link to choose a password, and need no approval."</p>
                {refused(answer.refusal.clone())}
                {PlainField { value: name, error: wrong_name, autocomplete: "off", ..PlainField::full_name() }.view()}
                {PlainField { value: email, error: wrong_email, autocomplete: "off", ..PlainField::email() }.view()}
                <p class="form-foot"><button class="button primary">"Send invitation"</button></p>
            </form>
        </details>
    }
}
