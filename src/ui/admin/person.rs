//! `/admin/developers/:id`: everything about one person, and what may be done.

use super::frame::{Taken, address, admin_page, frame};
use super::steps::Doing;
use super::words;
use crate::domain::account::{Account, Role, SessionNote};
use crate::domain::audit::AuditNote;
use crate::domain::people::{Holdings, Person, StepRefusal};
use crate::domain::time::Timestamp;
use crate::rpc::admin::find_person;
use crate::ui::data::page_data;
use crate::ui::parts::banner::{Banner, Tone};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

pub fn view() -> AnyView {
    let params = use_params_map();
    let query = use_query_map();
    let taken = Memo::new(move |_| query.with(|query| Taken::read(|key| query.get(key))));
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    admin_page(taken, page_data(id, find_person), |taken, person| shown(*taken, person))
}

fn shown(taken: Taken, person: &Person) -> AnyView {
    let account = &person.account;
    let under = view! {
        <p class="lede">{account.email.to_string()}</p>
        <p class="actions">{words::account_badge(account.state)} {words::role_badge(account)}</p>
    };
    let body = view! {
        {taken.banners()}
        <div class="split">
            <div class="stack">
                {actions(person)}
                {sessions(&person.sessions)}
                {history(person)}
            </div>
            <aside class="aside" aria-label="At a glance">{facts(account, person.holdings, person.sessions.len())}</aside>
        </div>
    };
    frame(account.name.as_str(), under, body.into_any())
}

fn actions(person: &Person) -> AnyView {
    let refusal =
        if person.me { Some(StepRefusal::Oneself) } else { person.last_admin.then_some(StepRefusal::LastAdmin) };
    if let Some(refusal) = refusal {
        return view! { <Banner tone=Tone::Info>{refusal.to_string()}</Banner> }.into_any();
    }
    let (account, sessions) = (&person.account, Some(person.sessions.len()));
    let page = ["/admin/developers/", &account.id].concat();
    let way_back = |doing: Doing| if doing == Doing::Delete { "/admin/developers" } else { page.as_str() };
    let doings = Doing::on_page(account);
    let button = |doing: &Doing| {
        let class = match doing {
            Doing::Decide(_) if !doing.danger() => "button primary",
            _ if doing.danger() => "button danger",
            _ => "button",
        };
        doing.button(account, class)
    };
    view! {
        <section class="section" aria-label="Actions">
            <p class="actions">{doings.iter().map(button).collect_view()}</p>
            {doings.iter().map(|doing| doing.dialog(account, person.holdings, sessions, way_back(*doing))).collect_view()}
        </section>
    }
    .into_any()
}

fn facts(account: &Account, holdings: Holdings, sessions: usize) -> impl IntoView + use<> {
    let role = match account.role {
        Role::Admin => "Admin",
        Role::Developer => "Developer",
    };
    let when = |time: Option<Timestamp>, never: &str| time.map_or_else(|| never.to_owned(), Timestamp::in_words);
    view! {
        <section class="card">
            <h2>"At a glance"</h2>
            <dl class="facts">
                <dt>"Email"</dt>
                <dd>{account.email.to_string()}</dd>
                <dt>"Role"</dt>
                <dd>{role}</dd>
                <dt>"State"</dt>
                <dd>{words::account_state(account.state)}</dd>
                {account.reason.clone().map(|reason| view! { <dt>"Reason"</dt><dd>{reason}</dd> })}
                <dt>"Created"</dt>
                <dd>{account.created_at.in_words()}</dd>
                <dt>"Decided"</dt>
                <dd>{when(account.decided_at, "Not yet")}</dd>
                <dt>"Last sign-in"</dt>
                <dd>{when(account.signed_in_at, "Never")}</dd>
                <dt>"Sessions"</dt>
                <dd>{sessions}</dd>
                <dt>"Applications"</dt>
                <dd>{holdings.applications}</dd>
                <dt>"Registrations"</dt>
                <dd>{holdings.registrations}</dd>
                <dt>"Active keys"</dt>
                <dd>{holdings.keys}</dd>
                <dt>"ID"</dt>
                <dd><code class="mono-id">{account.id.clone()}</code></dd>
            </dl>
            {(holdings.applications > 0).then(|| ways(account))}
        </section>
    }
}

/// To the lists that can be narrowed to this person.
fn ways(account: &Account) -> impl IntoView + use<> {
    let registrations = ["/admin/registrations?state=all&person=", &account.id].concat();
    let applications = address("/admin/applications", &[("q", account.email.as_str())]);
    view! {
        <p class="more"><a href=applications>"Applications of this person"</a></p>
        <p class="more"><a href=registrations>"Registrations of this person"</a></p>
    }
}

fn sessions(sessions: &[SessionNote]) -> impl IntoView + use<> {
    let row = |session: &SessionNote| {
        view! {
            <tr>
                <th scope="row">{session.device.clone()}</th>
                <td data-label="Last used" class="when">{session.seen.clone()}</td>
            </tr>
        }
    };
    let rows: Vec<_> = sessions.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section">
                <h2 id="sessions" class="section-title">"Open sessions"</h2>
                <div class="table-frame">
                    <table class="table" aria-labelledby="sessions">
                        <thead>
                            <tr>
                                <th scope="col">"Browser"</th>
                                <th scope="col">"Last used"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn history(person: &Person) -> impl IntoView + use<> {
    let row = |AuditNote { row, by, .. }: &AuditNote| {
        let by = if row.actor == person.account.id {
            view! { <span>"Themselves"</span> }.into_any()
        } else {
            view! { <span>{words::who(&row.actor, by.clone())}</span> }.into_any()
        };
        view! {
            <tr>
                <th scope="row">{words::event(&row.event)}</th>
                <td data-label="When" class="when">{row.at.in_words()}</td>
                <td data-label="By">{by}</td>
            </tr>
        }
    };
    let rows: Vec<_> = person.history.iter().map(row).collect();
    let more = ["/admin/audit?subject=", &person.account.id].concat();
    view! {
        <section class="section">
            <h2 id="history" class="section-title">"History"</h2>
            {if rows.is_empty() {
                view! { <p class="muted">"Nothing is recorded."</p> }.into_any()
            } else {
                view! {
                    <div class="table-frame">
                        <table class="table" aria-labelledby="history">
                            <thead>
                                <tr>
                                    <th scope="col">"Event"</th>
                                    <th scope="col">"When"</th>
                                    <th scope="col">"By"</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
            <p class="more"><a href=more>"See everything in the audit"</a></p>
        </section>
    }
}
