//! What was found, or why nothing was: text, but for the number, which is read out when it changes.

use super::asked::Asked;
use super::marked::Words;
use super::{FORM, card, facets, row};
use crate::domain::catalog::{Found, Sort};
use crate::domain::html::SafeHtml;
use crate::markup::{icon::write_gate, pager::write_pager};
use leptos::prelude::*;

pub fn shown(found: &Found, asked: &Asked) -> AnyView {
    let alone = !found.facets.iter().any(|facet| facets::narrows(facet, found.total));
    view! {
        <div class=if alone { "with-facets alone" } else { "with-facets" }>
            // Open beside the list where there is room for both.
            <details class="beside facets" hidden=alone>
                <summary class="button">"Filters"</summary>
                <div inner_html=facets::boxes(&found.facets, found.total).into_string()></div>
            </details>
            <section class="results" aria-label="APIs">
                <div class="results-head">
                    <p role="status">{format!("{} {}", found.total, if found.total == 1 { "API" } else { "APIs" })}</p>
                    <div class="ways-to-show" inner_html=ways_to_show(asked).into_string()></div>
                </div>
                <div inner_html=content(found, asked).into_string()></div>
            </section>
        </div>
    }
    .into_any()
}

fn ways_to_show(asked: &Asked) -> SafeHtml {
    let mut html = SafeHtml::default();
    html.markup("<label class=\"select-inline\">Sort by <select class=\"input\" id=\"sort\" name=\"sort\" form=\"");
    html.markup(FORM).markup("\">");
    for sort in Sort::ALL {
        let words = match sort {
            Sort::Best => "Best match",
            Sort::Name => "Name",
            Sort::Newest => "Newest",
        };
        html.markup("<option value=\"").markup(sort.as_str());
        html.markup(if sort == asked.sort { "\" selected>" } else { "\">" }).markup(words).markup("</option>");
    }
    html.markup("</select></label><nav class=\"filter\" aria-label=\"View\"><ul>");
    for (label, table) in [("Cards", false), ("Table", true)] {
        html.markup("<li><a data-noscroll href=\"").text(&asked.shown_as(table));
        html.markup(if table == asked.table { "\" aria-current=\"true\">" } else { "\">" })
            .markup(label)
            .markup("</a></li>");
    }
    html.markup("</ul></nav>");
    // In the form, so that the next search is shown in the same way.
    if asked.table {
        html.markup("<input type=\"hidden\" name=\"view\" value=\"table\" form=\"").markup(FORM).markup("\">");
    }
    html
}

fn content(found: &Found, asked: &Asked) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(found.hits.len() * card::BYTES_A_CARD);
    facets::chips(asked, &mut html);
    let words = Words::of(&asked.search);
    match found.hits.is_empty() {
        true => nothing(asked, &mut html),
        false if asked.table => row::table(&found.hits, &words, &mut html),
        false => card::cards(&found.hits, &words, &mut html),
    }
    let next = found.next.clone().map(|cursor| asked.page(Some(cursor)));
    let first = asked.after.is_some().then(|| asked.page(None));
    write_pager("More APIs", next.as_deref(), first.as_deref(), &mut html);
    html
}

/// Says what was looked for, and what would help.
fn nothing(asked: &Asked, html: &mut SafeHtml) {
    html.markup("<div class=\"empty\">");
    write_gate(html);
    if !asked.narrows() && asked.after.is_none() {
        html.markup("<h2>No API is published yet</h2><p>As soon as one is, it stands here: what it does, how to call ");
        html.markup("it, and who may.</p></div>");
        return;
    }
    html.markup("<h2>");
    if asked.search.is_empty() {
        html.markup("No API has all of these filters</h2><p>Take one of them away, or begin again.</p>");
    } else {
        html.markup("Nothing found for “").text(&asked.search);
        html.markup(if asked.has.is_empty() { "”" } else { "” with these filters" });
        html.markup("</h2><p>Try fewer or shorter words. Names, summaries, documents and the operations of every API ");
        html.markup("are searched: “refund” also finds POST /refunds.</p>");
    }
    html.markup("<p class=\"actions\"><a class=\"button primary\" href=\"").text(&asked.cleared());
    html.markup("\">Show all APIs</a>");
    if !asked.has.is_empty() && !asked.search.is_empty() {
        let unfiltered = Asked { has: Vec::new(), after: None, ..asked.clone() }.address();
        html.markup("<a class=\"button\" href=\"").text(&unfiltered).markup("\">Search without filters</a>");
    }
    html.markup("</p></div>");
}
