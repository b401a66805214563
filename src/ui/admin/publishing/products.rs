//! `/admin/products`: all there is, published or not, and the two ways to begin another.

use super::entry::{Control, Entry};
use super::typed::{Typed, done, refusal};
use crate::domain::form::FormAnswer;
use crate::domain::page::Page;
use crate::domain::publishing::ProductRow;
use crate::domain::sheet::VersionName;
use crate::domain::version::VersionState;
use crate::rpc::publishing::list_products;
use crate::ui::admin::frame::{address, admin_page, frame};
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::empty::Empty;
use crate::ui::parts::icon::Icon;
use crate::ui::parts::pager::Pager;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

const PATH: &str = "/admin/products";
/// The newest of a product; the rest is on its page.
const MOST_VERSIONS: usize = 4;

#[derive(Clone, PartialEq)]
struct Asked {
    search: String,
    state: Option<VersionState>,
    after: Option<String>,
    done: String,
}

impl Asked {
    fn read(query: &ParamsMap) -> Self {
        Self {
            search: query.get_str("q").unwrap_or_default().trim().to_owned(),
            state: query.get_str("state").and_then(VersionState::parse),
            after: query.get("after"),
            done: query.get("done").unwrap_or_default(),
        }
    }

    fn state(&self) -> &'static str {
        self.state.map_or("", VersionState::as_str)
    }

    fn everything(&self) -> bool {
        self.search.is_empty() && self.state.is_none()
    }

    fn page(&self, after: &str) -> String {
        address(PATH, &[("q", &self.search), ("state", self.state()), ("after", after)])
    }
}

pub fn view() -> AnyView {
    let query = use_query_map();
    let answer = browser::form_answer();
    let asked = Memo::new(move |_| query.with(Asked::read));
    let question = move || asked.with(|asked| (asked.search.clone(), asked.state(), asked.after.clone()));
    let read = |(search, state, after): (String, &str, Option<String>)| {
        let some = |text: String| (!text.is_empty()).then_some(text);
        list_products(some(search), some(state.to_owned()), after)
    };
    admin_page(asked, page_data(question, read), move |asked, products| shown(asked, products, &answer))
}

fn shown(asked: &Asked, products: &Page<ProductRow>, answer: &FormAnswer) -> AnyView {
    let list = if products.items.is_empty() { nothing(asked) } else { table(&products.items) };
    let first = asked.after.is_some().then(|| asked.page(""));
    let next = products.next.as_deref().map(|after| asked.page(after));
    let body = view! {
        {done(&asked.done, &[("deleted", "The product is deleted.")])}
        {refusal(answer)}
        {drop_zone(answer)}
        <div>
            {filter(asked, products.total)}
            {list}
            <Pager more="More products" next first/>
        </div>
    };
    let under = view! {
        <p class="lede">"What the catalog lists, and what is still in the making."</p>
        <p class="actions"><a class="button primary" href="/admin/products/new">"New product"</a></p>
    };
    frame("Products", under, body.into_any())
}

/// The file field itself is the zone: whatever is dropped on it is chosen, without a script.
fn drop_zone(answer: &FormAnswer) -> AnyView {
    let typed = Typed::of(answer, "from-spec");
    let file = Entry {
        name: "spec",
        label: "New product from an OpenAPI file",
        hint: "Drop a JSON or YAML file here, or choose one: it becomes a draft that nobody else sees yet.",
        error: typed.error("spec"),
        control: Control::File { accept: ".json,.yaml,.yml" },
        ..Entry::default()
    };
    view! {
        <form class="drop-zone" method="post" action="/admin/products/from-spec" enctype="multipart/form-data">
            <input type="hidden" name="form" value="from-spec"/>
            {file.view()}
            <button class="button">"Create from file"</button>
        </form>
    }
    .into_any()
}

fn filter(asked: &Asked, total: u32) -> impl IntoView + use<> {
    let chosen = asked.state();
    let option = |(value, word): (&'static str, &'static str)| {
        view! { <option value=value selected=value == chosen>{word}</option> }
    };
    let states = VersionState::ALL.map(|state| (state.as_str(), state.in_words()));
    let options = [("", "All")].into_iter().chain(states).map(option);
    let count = if total == 1 { "1 product".to_owned() } else { format!("{total} products") };
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
                    placeholder="Name or slug"
                    value=asked.search.clone()
                />
            </div>
            <label class="select-inline">
                "State" <select class="input" name="state">{options.collect_view()}</select>
            </label>
            <button class="button">"Show"</button>
            <p class="count" role="status">{count}</p>
        </form>
    }
}

fn nothing(asked: &Asked) -> AnyView {
    if asked.everything() {
        let text = "Drop an OpenAPI file above, or make a product by hand. From a folder of files, the command \
                    “portcullis apply” makes all of them at once.";
        return view! {
            <Empty title="No product yet" text open=true>
                <p class="actions"><a class="button primary" href="/admin/products/new">"New product"</a></p>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty title="Nothing found" text="No product has this name and a version in this state.">
            <p class="actions"><a class="button" href=PATH>"Show all products"</a></p>
        </Empty>
    }
    .into_any()
}

fn table(products: &[ProductRow]) -> AnyView {
    view! {
        <div class="table-frame">
            <table class="table" aria-label="Products">
                <thead>
                    <tr>
                        <th scope="col">"Product"</th>
                        <th scope="col">"Versions"</th>
                        <th scope="col">"Changed"</th>
                    </tr>
                </thead>
                <tbody>{products.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(product: &ProductRow) -> impl IntoView + use<> {
    let ProductRow { slug, name, versions, changed } = product.clone();
    let page = [PATH, "/", slug.as_str()].concat();
    let more = versions.len().saturating_sub(MOST_VERSIONS);
    let version = |(name, state): (VersionName, VersionState)| {
        let href = [&page, "/versions/", &format!("{name}")].concat();
        view! {
            <li><a class="version" href=href>{name.to_string()}</a> " " <StateBadge state/></li>
        }
    };
    let list = versions.into_iter().take(MOST_VERSIONS).map(version).collect::<Vec<_>>();
    let list = if list.is_empty() {
        view! { <span class="muted">"None yet"</span> }.into_any()
    } else {
        let more = (more > 0).then(|| view! { <li class="muted">{format!("and {more} more")}</li> });
        view! { <ul class="version-states">{list} {more}</ul> }.into_any()
    };
    view! {
        <tr>
            <th scope="row"><a href=page.clone()>{name}</a><small>{slug.to_string()}</small></th>
            <td data-label="Versions">{list}</td>
            <td data-label="Changed" class="when">{changed}</td>
        </tr>
    }
}
