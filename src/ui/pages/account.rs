//! `/account`: a person's own name, password and sessions.

use crate::domain::account::{SessionNote, Visitor};
use crate::domain::form::FormAnswer;
use crate::rpc::RpcError;
use crate::rpc::session::list_sessions;
use crate::ui::browser;
use crate::ui::data::{PageData, filled, page_data, until_there};
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::confirm::{Ask, ConfirmForm, Step};
use crate::ui::parts::entry::refused;
use crate::ui::parts::notice::problem;
use crate::ui::parts::plain_field::PlainField;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn view() -> AnyView {
    let query = use_query_map();
    let visitor = use_context::<Option<Visitor>>().flatten();
    let answer = browser::form_answer();
    let done = query.with_untracked(|query| query.get("done"));
    let sessions = page_data(|| (), |()| list_sessions());
    browser::title("Your account");
    match visitor {
        Some(visitor) => shown(&visitor, &answer, done.as_deref(), sessions).into_any(),
        None => problem(&RpcError::SignedOut),
    }
}

fn shown(
    visitor: &Visitor,
    answer: &FormAnswer,
    done: Option<&str>,
    sessions: PageData<Vec<SessionNote>>,
) -> impl IntoView + use<> {
    let done = match done {
        Some("name") => Some("Your name is changed."),
        Some("password") => Some("Your password is changed. All other sessions have ended."),
        Some("session") => Some("The session has ended."),
        _ => None,
    };
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1>"Your account"</h1>
                <p class="lede">{visitor.email.to_string()}</p>
            </div>
        </header>
        <div class="stack narrow">
            {done.map(|done| view! { <Banner tone=Tone::Positive>{done}</Banner> })}
            {name_form(visitor, answer)}
            {password_form(visitor, answer)}
            {until_there(filled(sessions, |sessions| session_table(&sessions).into_any()))}
            {farewell(visitor, answer)}
        </div>
    }
}

fn name_form(visitor: &Visitor, answer: &FormAnswer) -> impl IntoView + use<> {
    let wrong = answer.problem_of("name");
    let name = if wrong.is_some() { answer.value("name") } else { visitor.name.to_string() };
    view! {
        <section class="section">
            <h2 class="section-title">"Name"</h2>
            <form class="form" method="post" action="/account">
                {PlainField { value: name, error: wrong, ..PlainField::full_name() }.view()}
                <p class="form-foot"><button class="button">"Save"</button></p>
            </form>
        </section>
    }
}

fn password_form(visitor: &Visitor, answer: &FormAnswer) -> impl IntoView + use<> {
    let email = visitor.email.to_string();
    view! {
        <section class="section">
            <h2 class="section-title">"Password"</h2>
            <form class="form" method="post" action="/account/password">
                // For password managers: which account this is.
                <input type="hidden" name="username" autocomplete="username" value=email/>
                {PlainField {
                    name: "present",
                    label: "Current password",
                    error: answer.problem_of("present"),
                    ..PlainField::password()
                }
                .view()}
                {PlainField {
                    name: "wanted",
                    label: "New password",
                    error: answer.problem_of("wanted"),
                    ..PlainField::new_password()
                }
                .view()}
                <p class="form-foot"><button class="button">"Change password"</button></p>
            </form>
        </section>
    }
}

fn session_table(sessions: &[SessionNote]) -> impl IntoView + use<> {
    let row = |session: &SessionNote| {
        let SessionNote { handle, device, seen, here } = session.clone();
        view! {
            <tr>
                <th scope="row">{device}</th>
                <td data-label="Last used" class="when">{seen}</td>
                <td class="end fit actions-cell">
                    {if here {
                        view! { <span class="muted">"This one"</span> }.into_any()
                    } else {
                        view! {
                            <form method="post" action="/account/sessions">
                                <button class="button small" name="session" value=handle>"End"</button>
                            </form>
                        }
                        .into_any()
                    }}
                </td>
            </tr>
        }
    };
    view! {
        <section class="section">
            <h2 id="sessions" class="section-title">"Where you are signed in"</h2>
            <div class="table-frame">
                <table class="table" aria-labelledby="sessions">
                    <thead>
                        <tr>
                            <th scope="col">"Browser"</th>
                            <th scope="col">"Last used"</th>
                            <th scope="col"><span class="visually-hidden">"End"</span></th>
                        </tr>
                    </thead>
                    <tbody>{sessions.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The end of the account, by its owner.
fn farewell(visitor: &Visitor, answer: &FormAnswer) -> impl IntoView + use<> {
    let email = visitor.email.to_string();
    let step = Step {
        id: "delete-account".to_owned(),
        title: "Delete your account?".to_owned(),
        effect: "Your name and address are erased, and you are signed out everywhere. Nobody can bring that back."
            .to_owned(),
        verb: "Delete",
        value: "delete",
        danger: true,
        told: None,
    };
    view! {
        <section class="section">
            <h2 class="section-title">"Delete your account"</h2>
            <div class="form">
                {refused(answer.problem_of("delete"))}
                <p>"Your name, your address and all your sessions go with it."</p>
                <p class="form-foot"><Ask id="delete-account".to_owned() label="Delete account" class="button danger"/></p>
            </div>
            <ConfirmForm step action="/account/delete">
                <input type="hidden" name="username" autocomplete="username" value=email/>
                {PlainField { name: "present", id: "delete-present", label: "Current password", ..PlainField::password() }
                    .view()}
            </ConfirmForm>
        </section>
    }
}
