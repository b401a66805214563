//! `/admin/strategies`: the ways in which calls are authenticated.

use super::typed::done;
use crate::domain::page::Page;
use crate::domain::publishing::StrategyRow;
use crate::domain::strategy::in_words;
use crate::rpc::publishing::list_strategies;
use crate::ui::admin::frame::{address, admin_page, frame};
use crate::ui::admin::words;
use crate::ui::data::page_data;
use crate::ui::parts::empty::Empty;
use crate::ui::parts::icon::Icon;
use crate::ui::parts::pager::Pager;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/strategies";

#[derive(Clone, PartialEq)]
struct Asked {
    search: String,
    after: Option<String>,
    done: String,
}

impl Asked {
    fn page(&self, after: &str) -> String {
        address(PATH, &[("q", &self.search), ("after", after)])
    }
}

pub fn view() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| Asked {
            search: query.get_str("q").unwrap_or_default().trim().to_owned(),
            after: query.get("after"),
            done: query.get("done").unwrap_or_default(),
        })
    });
    let question = move || asked.with(|asked| (asked.search.clone(), asked.after.clone()));
    let read =
        |(search, after): (String, Option<String>)| list_strategies((!search.is_empty()).then_some(search), after);
    admin_page(asked, page_data(question, read), shown)
}

fn shown(asked: &Asked, strategies: &Page<StrategyRow>) -> AnyView {
    let list = if strategies.items.is_empty() { nothing() } else { table(&strategies.items) };
    let first = asked.after.is_some().then(|| asked.page(""));
    let next = strategies.next.as_deref().map(|after| asked.page(after));
    let body = view! {
        {done(&asked.done, &[("deleted", "The strategy is deleted.")])}
        <div>
            {filter(asked, strategies.total)}
            {list}
            <Pager more="More strategies" next first/>
        </div>
    };
    let under = view! {
        <p class="lede">"How applications prove who they are. Each version of a product uses one of them, or none."</p>
        <p class="actions"><a class="button primary" href="/admin/strategies/new">"New strategy"</a></p>
    };
    frame("Strategies", under, body.into_any())
}

fn filter(asked: &Asked, total: u32) -> impl IntoView + use<> {
    let count = if total == 1 { "1 strategy".to_owned() } else { format!("{total} strategies") };
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
                    placeholder="Name"
                    value=asked.search.clone()
                />
            </div>
            <button class="button">"Show"</button>
            <p class="count" role="status">{count}</p>
        </form>
    }
}

/// The built-in one is always there.
fn nothing() -> AnyView {
    view! {
        <Empty title="Nothing found" text="No strategy has this name.">
            <p class="actions"><a class="button" href=PATH>"Show all strategies"</a></p>
        </Empty>
    }
    .into_any()
}

fn table(strategies: &[StrategyRow]) -> AnyView {
    view! {
        <div class="table-frame">
            <table class="table" aria-label="Strategies">
                <thead>
                    <tr>
                        <th scope="col">"Strategy"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Used by"</th>
                    </tr>
                </thead>
                <tbody>{strategies.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: &StrategyRow) -> impl IntoView + use<> {
    let StrategyRow { name, display_name, kind, built_in, default, versions } = row.clone();
    let used = match versions {
        0 => "No version".to_owned(),
        1 => "1 version".to_owned(),
        _ => format!("{versions} versions"),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=[PATH, "/", name.as_str()].concat()>{display_name}</a>
                " "
                {default.then(|| words::badge("active", "Default"))}
                " "
                {built_in.then(|| words::badge("built-in", "Built-in"))}
                <small>{name.to_string()}</small>
            </th>
            <td data-label="Kind"><span class="strategy" data-kind=kind.as_str()>{in_words(Some(kind))}</span></td>
            <td data-label="Used by">{used}</td>
        </tr>
    }
}
