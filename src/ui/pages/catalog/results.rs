//! What was found, or why nothing was.

use super::asked::Asked;
use super::marked::Words;
use super::{card, facets, row, sort};
use crate::domain::catalog::{Facet, Found, Hit};
use crate::ui::parts::{empty::Empty, pager::Pager};
use leptos::prelude::*;

pub fn shown(found: &Found, asked: &Asked) -> impl IntoView + use<> {
    let Found { hits, facets, total, next } = found;
    let content = match hits.is_empty() {
        false if asked.table => table(hits, &Words::of(&asked.search)).into_any(),
        false => {
            let cards = card::cards(hits, &Words::of(&asked.search));
            view! { <ul class="cards" inner_html=cards.into_string()></ul> }.into_any()
        }
        true if asked.narrows() || asked.after.is_some() => nothing_found(asked).into_any(),
        true => {
            let text = "As soon as an API is published, it stands here: what it does, how to call it, and who may.";
            view! { <Empty title="No API is published yet" text=text/> }.into_any()
        }
    };
    let next = next.clone().map(|cursor| asked.page(Some(cursor)));
    let first = asked.after.is_some().then(|| asked.page(None));
    view! {
        <div class="with-facets" class:alone=facets.is_empty()>
            {narrowing(facets)}
            <section class="results" aria-label="APIs" tabindex="-1">
                <div class="results-head">
                    <p role="status"><strong>{*total}</strong>{if *total == 1 { " API" } else { " APIs" }}</p>
                    {sort(asked)}
                    {ways_to_show(asked)}
                </div>
                {facets::chips(asked)}
                {content}
                <Pager more="More APIs" next first/>
            </section>
        </div>
    }
}

/// Open beside the list where there is room for both.
fn narrowing(facets: &[Facet]) -> impl IntoView + use<> {
    (!facets.is_empty()).then(|| {
        view! {
            <details class="beside facets">
                <summary class="button">"Filters"</summary>
                <div role="group" aria-label="Filters" inner_html=facets::boxes(facets).into_string()></div>
                // With a script each choice counts at once.
                <button class="button without-script" form=super::FORM>"Apply"</button>
            </details>
        }
    })
}

fn ways_to_show(asked: &Asked) -> impl IntoView + use<> {
    let table = asked.table;
    let way = |label: &'static str, wanted: bool| {
        let current = (table == wanted).then_some("true");
        view! { <li><a href=asked.shown_as(wanted) aria-current=current data-noscroll>{label}</a></li> }
    };
    view! {
        <nav class="filter" aria-label="View"><ul>{way("Cards", false)}{way("Table", true)}</ul></nav>
        // Stands in the form, so that the next search is shown in the same way.
        {table.then(|| view! { <input type="hidden" name="view" value="table" form=super::FORM/> })}
    }
}

fn table(hits: &[Hit], words: &Words<'_>) -> impl IntoView + use<> {
    view! {
        <div class="table-frame">
            <table class="table api-table" aria-label="APIs">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Version"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Authentication"</th>
                        <th scope="col">"Labels"</th>
                    </tr>
                </thead>
                <tbody inner_html=row::rows(hits, words).into_string()></tbody>
            </table>
        </div>
    }
}

fn nothing_found(asked: &Asked) -> impl IntoView + use<> {
    let title = match (asked.search.is_empty(), asked.has.is_empty()) {
        (false, true) => format!("Nothing found for “{}”", asked.search),
        (false, false) => format!("Nothing found for “{}” with these filters", asked.search),
        (true, _) => "No API has all of these filters".to_owned(),
    };
    let text = if asked.search.is_empty() {
        "Take one of the filters away, or begin again."
    } else {
        "Try fewer or shorter words. Names, summaries, documents, and the paths of operations are searched: “refund” \
         finds POST /refunds."
    };
    let without = (!asked.has.is_empty() && !asked.search.is_empty()).then(|| {
        let href = Asked { has: Vec::new(), after: None, ..asked.clone() }.address();
        view! { <a class="button" href=href>"Search without filters"</a> }
    });
    let all = asked.cleared();
    view! {
        <Empty title text>
            <p class="actions"><a class="button primary" href=all>"Show all APIs"</a>{without}</p>
        </Empty>
    }
}
