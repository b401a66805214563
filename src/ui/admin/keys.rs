//! `/admin/keys`: the records of all keys, to find those that nobody needs any more.

use super::frame::{Taken, address, admin_page, frame};
use super::key_rows::{self, ENDED, REVOKE};
use crate::domain::apps::{KeyFilter, KeyRow, Keys};
use crate::rpc::approvals::list_keys;
use crate::ui::data::page_data;
use crate::ui::parts::confirm::{Ask, ConfirmPart, Step};
use crate::ui::parts::empty::Empty;
use crate::ui::parts::icon::Icon;
use crate::ui::parts::pager::Pager;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

const PATH: &str = "/admin/keys";

#[derive(Clone, PartialEq)]
struct Asked {
    search: String,
    filter: KeyFilter,
    after: Option<String>,
    taken: Taken,
}

impl Asked {
    fn read(query: &ParamsMap) -> Self {
        Self {
            search: query.get_str("q").unwrap_or_default().trim().to_owned(),
            filter: query.get_str("state").and_then(KeyFilter::parse).unwrap_or(KeyFilter::All),
            after: query.get("after"),
            taken: Taken::read(|key| query.get(key)),
        }
    }

    fn page(&self, after: &str) -> String {
        address(PATH, &[("q", &self.search), ("state", self.filter.as_str()), ("after", after)])
    }
}

pub fn view() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::read));
    let question = move || asked.with(|asked| (asked.search.clone(), asked.filter.as_str(), asked.after.clone()));
    let read = |(search, filter, after): (String, &str, Option<String>)| {
        list_keys(Some(search), Some(filter.to_owned()), after)
    };
    admin_page(asked, page_data(question, read), shown)
}

fn shown(asked: &Asked, keys: &Keys) -> AnyView {
    let page = &keys.page;
    let list = if page.items.is_empty() { nothing(asked) } else { table(asked, keys) };
    let first = asked.after.is_some().then(|| asked.page(""));
    let next = page.next.as_deref().map(|after| asked.page(after));
    let body = view! {
        {asked.taken.told(ENDED)}
        <div>
            {filter(asked, page.total)}
            {list}
            <Pager more="More keys" next first/>
        </div>
    };
    let under =
        view! { <p class="lede">"What is known of every key. The keys themselves nobody has but their owners."</p> };
    frame("Keys", under, body.into_any())
}

fn filter(asked: &Asked, total: u32) -> impl IntoView + use<> {
    let chosen = asked.filter;
    let option = |filter: KeyFilter| {
        view! { <option value=filter.as_str() selected=filter == chosen>{filter.label()}</option> }
    };
    let count = match total {
        1 => "1 key".to_owned(),
        // Counting on would take longer than reading the page.
        10_001.. => "More than 10000 keys".to_owned(),
        _ => format!("{total} keys"),
    };
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
                    placeholder="Application or developer"
                    value=asked.search.clone()
                />
            </div>
            <label class="select-inline">
                "State" <select class="input" name="state">{KeyFilter::ALL.map(option).collect_view()}</select>
            </label>
            <button class="button">"Show"</button>
            <p class="count" role="status">{count}</p>
        </form>
    }
}

fn nothing(asked: &Asked) -> AnyView {
    let way = || view! { <p class="actions"><a class="button" href="/admin/keys?state=all">"Show all keys"</a></p> };
    if !asked.search.is_empty() {
        let text = "No key in this state belongs to an application or a developer of this name.";
        return view! { <Empty title="Nothing found" text>{way()}</Empty> }.into_any();
    }
    match asked.filter {
        KeyFilter::All => {
            let text = "Developers generate them for their applications. What is known of each stands here.";
            view! { <Empty title="No key yet" text/> }.into_any()
        }
        KeyFilter::Unused | KeyFilter::Endless | KeyFilter::Ending => {
            view! { <Empty title="Nothing to look after" text="No active key is like that." open=true>{way()}</Empty> }
                .into_any()
        }
        _ => view! { <Empty title="Nothing here" text="No key is in this state.">{way()}</Empty> }.into_any(),
    }
}

fn table(asked: &Asked, keys: &Keys) -> AnyView {
    let (now, rows) = (keys.now, &keys.page.items);
    let way_back = asked.page(asked.after.as_deref().unwrap_or_default());
    let dialogs = rows.iter().map(|row| key_rows::dialog(&row.credential, &row.application, now, &way_back));
    let dialogs = dialogs.collect_view();
    let any = rows.iter().any(|row| key_rows::is_active(&row.credential, now));
    let row = |KeyRow { credential, application_id, application, owner }: &KeyRow| {
        let select = ["Select ", &credential.name, " of ", application].concat();
        view! {
            <tr>
                <td class="select-cell fit">
                    <input
                        type="checkbox"
                        form="bulk"
                        name="key"
                        value=credential.id.clone()
                        aria-label=select
                        disabled=!key_rows::is_active(credential, now)
                    />
                </td>
                <th scope="row">{key_rows::name(credential)}</th>
                <td data-label="Application">
                    <div>
                        <a href=["/admin/applications/", application_id].concat()>{application.clone()}</a>
                        <small>{owner.name.clone()}</small>
                    </div>
                </td>
                {key_rows::cells(credential, now)}
            </tr>
        }
    };
    view! {
        <div class="table-frame wide">
            {any.then(|| bulk(&way_back))}
            <table class="table" aria-label="Keys">
                <thead>
                    <tr>
                        <th scope="col"><span class="visually-hidden">"Select"</span></th>
                        <th scope="col">"Key"</th>
                        <th scope="col">"Application"</th>
                        {key_rows::heads()}
                    </tr>
                </thead>
                <tbody>{rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {dialogs}
    }
    .into_any()
}

/// The form to which the checkboxes of the rows belong.
fn bulk(way_back: &str) -> impl IntoView + use<> {
    let id = || "bulk-revoke".to_owned();
    let step = Step {
        id: id(),
        title: "Revoke the selected?".to_owned(),
        effect: "Within a second the gateway refuses every call with these keys. Nobody can bring them back."
            .to_owned(),
        verb: "Revoke",
        value: "revoke",
        danger: true,
        told: None,
    };
    view! {
        <form class="bulk" id="bulk" method="post" action=REVOKE>
            // Enter on a checkbox presses the first button: this one, which does nothing.
            <button disabled hidden></button>
            <input type="hidden" name="return" value=way_back.to_owned()/>
            <span class="bulk-what">"With the selected"</span>
            <Ask id=id() label="Revoke the selected" class="button small"/>
            <ConfirmPart step/>
        </form>
    }
}
