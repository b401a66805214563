//! `/`: what there is to call. All that one can choose stands in the address, and one form holds all of it: without
//! a script it is sent, with one it is read whenever something in it changes (`browser`).

mod asked;
mod card;
mod facets;
mod marked;
mod results;
mod row;

use crate::domain::html::SafeHtml;
use crate::domain::settings::House;
use crate::rpc::catalog::list_cards;
use crate::ui::browser;
use crate::ui::data::{filled, page_data, until_next};
use crate::ui::parts::icon::Icon;
use asked::Asked;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The one form of the page: what stands elsewhere names it.
const FORM: &str = "find";

pub fn view() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::read));
    let question = Memo::new(move |_| asked.with(Asked::question));
    let found = page_data(move || question.get(), |(q, has, sort, after)| list_cards(q, has, sort, after));
    browser::title("Catalog");
    let list = filled(found, move |found| {
        // Another way to show the same needs no new answer, but a new list.
        let asked = asked.get();
        browser::list_shown(&asked.search);
        results::shown(&found, &asked).into_any()
    });
    view! {
        <header class="masthead" inner_html=masthead(&asked.get_untracked()).into_string()></header>
        {until_next(list)}
    }
    .into_any()
}

/// The gate behind the title, half drawn up.
const BACKDROP: &str = "<svg class=\"backdrop\" viewBox=\"0 0 360 180\" aria-hidden=\"true\"><path d=\"M0 0h8v168l-4 \
    8-4-8zM44 0h8v140l-4 8-4-8zM88 0h8v118l-4 8-4-8zM132 0h8v104l-4 8-4-8zM176 0h8v98l-4 8-4-8zM220 0h8v104l-4 \
    8-4-8zM264 0h8v118l-4 8-4-8zM308 0h8v140l-4 8-4-8zM352 0h8v168l-4 8-4-8zM0 30h360v6H0zM0 78h360v6H0z\"></path></svg>";

/// Written once; what is typed into its field stays there.
fn masthead(asked: &Asked) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(2048);
    html.markup(BACKDROP).markup("<h1>Catalog</h1>");
    let tagline = use_context::<House>().unwrap_or_default().tagline;
    if !tagline.is_empty() {
        html.markup("<p class=\"lede\">").text(&tagline).markup("</p>");
    }
    html.markup("<form class=\"search\" role=\"search\" action=\"/\" id=\"").markup(FORM);
    html.markup("\"><label class=\"search-field large\">");
    Icon::Search.write(&mut html);
    html.markup("<span class=\"visually-hidden\">Search APIs</span><input class=\"input\" type=\"search\" name=\"q\" ");
    html.markup(
        "id=\"q\" placeholder=\"Search APIs, operations and documents\" maxlength=\"200\" autocomplete=\"off\" ",
    );
    html.markup("spellcheck=\"false\" aria-keyshortcuts=\"/\" value=\"").text(&asked.search);
    html.markup("\"></label><button class=\"button large\">Search</button></form>");
    html
}
