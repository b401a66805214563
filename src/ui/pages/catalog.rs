//! `/`: what there is to call. All that one can choose stands in the address, and one form holds all of it: without
//! a script it is sent, with one it is read whenever something in it changes.

mod asked;
mod card;
mod facets;
mod marked;
mod results;
mod row;

use crate::domain::settings::House;
use crate::rpc::catalog::list_cards;
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::{icon::Icon, notice::problem};
use asked::Asked;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::{html, prelude::*};
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::{LazyRoute, NavigateOptions, lazy_route};
use std::time::Duration;

/// The one form of the page: what stands elsewhere names it.
const FORM: &str = "find";
/// Long enough for the next letter, too short to be waited for.
const PAUSE: Duration = Duration::from_millis(150);

pub struct CatalogPage;

#[lazy_route]
impl LazyRoute for CatalogPage {
    /// What it asks stands in `view`: here it would be in the first load of every other page.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let CatalogPage = this;
        let query = use_query_map();
        let asked = Memo::new(move |_| query.with(Asked::read));
        let question = move || asked.with(Asked::question);
        let found = page_data(question, |(q, has, sort, after)| list_cards(q, has, sort, after));
        let table = Memo::new(move |_| asked.with(|asked| asked.table));
        browser::title("Catalog");
        let form = NodeRef::<html::Form>::new();
        let go = use_navigate();
        // A new letter replaces the search before it; a new choice is a step one can take back.
        let ask = move |replace: bool| {
            if let Some(form) = form.get_untracked() {
                let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
                go(&["/", &browser::form_query(&form)].concat(), options);
            }
        };
        let choose = {
            let ask = ask.clone();
            move |_| ask(false)
        };
        view! {
            <header class="masthead">
                <Backdrop/>
                <h1>"Catalog"</h1>
                {tagline()}
                {search(asked, form, ask)}
            </header>
            <div on:change=choose>
                // Strict: everything is read in the first walk, so the page need not be built twice to find more.
                <Transition strict=true>
                    {move || {
                        // Another way to show the same needs no new answer.
                        table.track();
                        Suspend::new(async move {
                            match found.await {
                            Ok(found) => {
                                browser::keep_focus();
                                asked.with_untracked(|asked| results::shown(&found, asked))
                            }
                                Err(error) => problem(&error),
                            }
                        })
                    }}
                </Transition>
            </div>
        }
        .into_any()
    }
}

fn tagline() -> impl IntoView {
    let tagline = use_context::<House>().unwrap_or_default().tagline;
    (!tagline.is_empty()).then(|| view! { <p class="lede">{tagline}</p> })
}

/// The gate behind the title, half drawn up.
#[component]
fn Backdrop() -> impl IntoView {
    let bars = "M0 0h8v168l-4 8-4-8zM44 0h8v140l-4 8-4-8zM88 0h8v118l-4 8-4-8zM132 0h8v104l-4 8-4-8zM176 0h8v98l-4 \
                8-4-8zM220 0h8v104l-4 8-4-8zM264 0h8v118l-4 8-4-8zM308 0h8v140l-4 8-4-8zM352 0h8v168l-4 8-4-8zM0 \
                30h360v6H0zM0 78h360v6H0z";
    view! { <svg class="backdrop" viewBox="0 0 360 180" aria-hidden="true"><path d=bars></path></svg> }
}

/// Searches as one types.
fn search(asked: Memo<Asked>, form: NodeRef<html::Form>, ask: impl Fn(bool) + Clone + 'static) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let words = Memo::new(move |_| asked.with(|asked| asked.search.clone()));
    // Where the address was changed by something else, back or a link, the field follows. What is being typed is
    // ahead of the address, and stays.
    let typed = StoredValue::new(words.get_untracked());
    Effect::new(move |before: Option<()>| {
        let words = words.get();
        if before.is_some() && typed.with_value(|typed| typed.trim() != words) {
            typed.set_value(words.clone());
            if let Some(field) = field.get_untracked() {
                field.set_value(&words);
            }
        }
    });
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(waiting) = waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    };
    on_cleanup(stop);
    let now = {
        let ask = ask.clone();
        move |replace| {
            stop();
            if let Some(field) = field.get_untracked() {
                typed.set_value(field.value());
            }
            ask(replace);
        }
    };
    let soon = {
        let now = now.clone();
        move |_| {
            stop();
            let now = now.clone();
            waiting.set_value(set_timeout(move || now(true), PAUSE).ok());
        }
    };
    let at_once = move |sent: leptos::ev::SubmitEvent| {
        sent.prevent_default();
        now(true);
    };
    view! {
        <form node_ref=form id=FORM class="search" role="search" action="/" on:submit=at_once>
            <label class="search-field large">
                {Icon::Search.view()}
                <span class="visually-hidden">"Search APIs"</span>
                <input
                    node_ref=field
                    class="input"
                    type="search"
                    name="q"
                    value=words.get_untracked()
                    placeholder="Search APIs, operations and documents"
                    maxlength="200"
                    autocomplete="off"
                    spellcheck="false"
                    aria-keyshortcuts="/"
                    on:input=soon
                />
            </label>
            <button class="button large">"Search"</button>
        </form>
    }
}
