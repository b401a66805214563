//! `/admin/applications`: everybody's applications, the newest first.

use super::frame::{address, admin_page, frame};
use crate::domain::apps::{ApplicationRow, MyApps, Owner};
use crate::domain::time::Timestamp;
use crate::rpc::approvals::list_all_apps;
use crate::ui::admin::words;
use crate::ui::data::page_data;
use crate::ui::parts::empty::Empty;
use crate::ui::parts::icon::Icon;
use crate::ui::parts::pager::Pager;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

const PATH: &str = "/admin/applications";

#[derive(Clone, PartialEq)]
struct Asked {
    search: String,
    after: Option<String>,
}

impl Asked {
    fn read(query: &ParamsMap) -> Self {
        Self { search: query.get_str("q").unwrap_or_default().trim().to_owned(), after: query.get("after") }
    }

    fn page(&self, after: &str) -> String {
        address(PATH, &[("q", &self.search), ("after", after)])
    }
}

pub fn view() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::read));
    let question = move || asked.with(|asked| (asked.search.clone(), asked.after.clone()));
    let read = |(search, after)| list_all_apps(Some(search), after);
    admin_page(asked, page_data(question, read), shown)
}

fn shown(asked: &Asked, apps: &MyApps) -> AnyView {
    let page = &apps.page;
    let list = if page.items.is_empty() { nothing(asked) } else { table(apps) };
    let first = asked.after.is_some().then(|| asked.page(""));
    let next = page.next.as_deref().map(|after| asked.page(after));
    let body = view! {
        <div>
            {filter(asked, page.total)}
            {list}
            <Pager more="More applications" next first/>
        </div>
    };
    frame("Applications", (), body.into_any())
}

fn filter(asked: &Asked, total: u32) -> impl IntoView + use<> {
    let count = if total == 1 { "1 application".to_owned() } else { format!("{total} applications") };
    view! {
        <form class="table-tools" role="search" method="get" action=PATH>
            <div class="search-field">
                {Icon::Search.view()}
                <label class="visually-hidden" for="q">"Search"</label>
                <input
                    class="input"
                    type="search"
                    id="q"
                    name="q"
                    maxlength="200"
                    placeholder="Name, reference ID or developer"
                    value=asked.search.clone()
                />
            </div>
            <button class="button">"Search"</button>
            <p class="count" role="status">{count}</p>
        </form>
    }
}

fn nothing(asked: &Asked) -> AnyView {
    if asked.search.is_empty() {
        let text = "Developers make them to register for APIs. Each stands here as soon as it is made.";
        return view! { <Empty title="No application yet" text/> }.into_any();
    }
    view! {
        <Empty title="Nothing found" text="No application, and no developer of one, has this name.">
            <p class="actions"><a class="button" href=PATH>"Show all applications"</a></p>
        </Empty>
    }
    .into_any()
}

fn table(apps: &MyApps) -> AnyView {
    view! {
        <div class="table-frame wide">
            <table class="table" aria-label="Applications">
                <thead>
                    <tr>
                        <th scope="col">"Application"</th>
                        <th scope="col">"Developer"</th>
                        <th scope="col">"Auth strategy"</th>
                        <th scope="col">"APIs"</th>
                        <th scope="col">"Keys"</th>
                        <th scope="col">"Last used"</th>
                    </tr>
                </thead>
                <tbody>{apps.page.items.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: &ApplicationRow) -> impl IntoView + use<> {
    let application = &row.application;
    let owner = row.owner.clone().map(|Owner { id, name, email }| {
        view! { <div><a href=["/admin/developers/", &id].concat()>{name}</a> <small>{email}</small></div> }
    });
    view! {
        <tr>
            <th scope="row">
                <a href=[PATH, "/", &application.id].concat()>{application.name.to_string()}</a>
                <small>{application.reference_id.to_string()}</small>
            </th>
            <td data-label="Developer">{owner}</td>
            <td data-label="Auth strategy">{row.strategy.0.clone()}</td>
            <td data-label="APIs">{apis(row)}</td>
            <td data-label="Keys">{keys(row)}</td>
            <td data-label="Last used" class="when">{words::used(row.used_at)}</td>
        </tr>
    }
}

fn apis(row: &ApplicationRow) -> AnyView {
    let counts = [
        (row.approved, "approved", "approved"),
        (row.pending, "pending", "waiting"),
        (row.rejected, "rejected", "rejected"),
        (row.revoked, "revoked", "revoked"),
    ];
    let counts: Vec<_> = counts.into_iter().filter(|(count, ..)| *count > 0).collect();
    if counts.is_empty() {
        return view! { <span class="muted">"None"</span> }.into_any();
    }
    let badge = |(count, state, word): (u32, &'static str, &'static str)| {
        view! { <span class="badge" data-state=state>{format!("{count} {word}")}</span> }
    };
    view! { <div class="badges">{counts.into_iter().map(badge).collect_view()}</div> }.into_any()
}

fn keys(row: &ApplicationRow) -> AnyView {
    if row.keys == 0 {
        return view! { <span class="muted">"None"</span> }.into_any();
    }
    let ending = row.ending.map(|at: Timestamp| view! { <small class="caution">"First ends " {at.in_words()}</small> });
    view! { <div>{row.keys} " active" {ending}</div> }.into_any()
}
