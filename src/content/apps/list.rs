//! `/apps`: what a developer has registered, and how each stands.

use crate::domain::apps::{ApplicationRow, MyApps};
use crate::domain::html::SafeHtml;
use crate::domain::strategy::StrategyKind;
use crate::domain::text_page::TextPage;
use crate::domain::usage::{Brief, number, rate};
use crate::domain::when::{ago, ahead};
use crate::markup::banner::{Tone, write_banner};
use crate::markup::icon::{Icon, write_gate, write_open_gate};
use crate::markup::pager::write_pager;
use crate::markup::strategy::write_strategy;
use crate::markup::when::write_time;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashMap;

/// What was called within a day, by application.
type Usage = HashMap<String, Brief>;

/// `search` is what was looked for; `later`: this is not the first page.
pub fn page(apps: &MyApps, usage: &Usage, search: &str, later: bool) -> TextPage {
    let total = apps.page.total;
    let count = match (apps.any, total) {
        (false, _) => String::new(),
        (true, 1) => "1 application".to_owned(),
        (true, _) => format!("{total} applications"),
    };
    let title = "My Apps".to_owned();
    TextPage { title, count, text: text(apps, usage, search, later) }
}

/// Written once: what is typed into its field stays there while the list below it is asked for again. `any`: there is
/// something to look for; `done` is what was done just before.
pub fn head(any: bool, may_add: &Result<(), String>, search: &str, done: Option<&str>) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(2048);
    html.markup("<header class=\"page-head\"><div class=\"page-title\"><h1>My Apps</h1></div><p class=\"actions\">");
    html.markup(match may_add {
        Ok(()) => "<a class=\"button primary\" href=\"/apps/new\">New App</a></p></header>",
        Err(_) => {
            "<button class=\"button\" type=\"button\" disabled aria-describedby=\"no-new-app\">New App</button></p></header>"
        }
    });
    if done == Some("deleted") {
        write_banner(
            Tone::Positive,
            |words| {
                words.markup("The application is deleted, and calls with its credentials are refused.");
            },
            &mut html,
        );
    }
    if let Err(why) = may_add {
        write_banner(
            Tone::Caution,
            |words| {
                words.markup("<span id=\"no-new-app\">").text(why).markup("</span>");
            },
            &mut html,
        );
    }
    if any {
        html.markup(
            "<form class=\"app-search\" role=\"search\" action=\"/apps\" id=\"find\"><label class=\"search-field\">",
        );
        Icon::Search.write(&mut html);
        html.markup(
            "<span class=\"visually-hidden\">Search applications</span><input class=\"input\" type=\"search\" ",
        );
        html.markup("name=\"q\" id=\"q\" placeholder=\"Search by name or reference ID\" maxlength=\"200\" ");
        html.markup("autocomplete=\"off\" spellcheck=\"false\" aria-keyshortcuts=\"/\" value=\"").text(search);
        html.markup("\"></label><button class=\"button\">Search</button></form>");
    }
    html
}

fn text(apps: &MyApps, usage: &Usage, search: &str, later: bool) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(512 + apps.page.items.len() * 700);
    if !apps.any {
        begin(&mut html);
        return html;
    }
    if apps.page.items.is_empty() {
        html.markup("<div class=\"empty\">");
        write_gate(&mut html);
        html.markup("<h2>Nothing found");
        if !search.is_empty() {
            html.markup(" for “").text(search).markup("”");
        }
        html.markup("</h2><p>Names and reference IDs of your applications are searched.</p><p class=\"actions\">");
        html.markup("<a class=\"button\" href=\"/apps\">Show all applications</a></p></div>");
        return html;
    }
    html.markup("<div class=\"table-frame\"><table class=\"table\" aria-label=\"Applications\"><thead><tr>");
    for column in ["Application", "APIs", "Keys", "Last 24 hours", "Last used"] {
        html.markup("<th scope=\"col\">").markup(column).markup("</th>");
    }
    html.markup("</tr></thead><tbody>");
    apps.page.items.iter().for_each(|row| line(row, apps, usage, &mut html));
    html.markup("</tbody></table></div>");
    let address = |after: Option<&str>| {
        let query = [("q", Some(search)), ("after", after)].into_iter().filter_map(|(key, value)| {
            let value = value.filter(|value| !value.is_empty())?;
            Some(format!("{key}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        });
        let query = query.collect::<Vec<_>>().join("&");
        if query.is_empty() { "/apps".to_owned() } else { ["/apps?", &query].concat() }
    };
    let next = apps.page.next.as_deref().map(|cursor| address(Some(cursor)));
    let first = later.then(|| address(None));
    write_pager("More applications", next.as_deref(), first.as_deref(), &mut html);
    html
}

fn line(row: &ApplicationRow, apps: &MyApps, usage: &Usage, html: &mut SafeHtml) {
    let (strategy, kind) = &row.strategy;
    html.markup("<tr class=\"row-link\"><th scope=\"row\"><a href=\"/apps/").text(&row.application.id).markup("\">");
    html.text(row.application.name.as_str()).markup("</a><small>").text(strategy).markup("</small></th>");
    html.markup("<td data-label=\"APIs\"><span class=\"tallies\">");
    let tallies = [
        (row.approved, "approved", " approved"),
        (row.pending, "pending", " waiting"),
        (row.rejected, "rejected", " rejected"),
        (row.revoked, "revoked", " revoked"),
    ];
    for (count, state, word) in tallies.into_iter().filter(|(count, ..)| *count > 0) {
        html.markup("<span class=\"badge plain\" data-state=\"").markup(state).markup("\">");
        html.text(&count.to_string()).markup(word).markup("</span> ");
    }
    if tallies.iter().all(|(count, ..)| *count == 0) {
        html.markup("<span class=\"muted\">None yet</span>");
    }
    html.markup("</span></td><td data-label=\"Keys\"><span class=\"tallies\">");
    match (kind, row.keys) {
        (StrategyKind::OpenidConnect, _) => write_strategy(Some(*kind), html),
        (StrategyKind::KeyAuth, 0) => {
            html.markup("<span class=\"muted\">None active</span>");
        }
        (StrategyKind::KeyAuth, keys) => {
            html.markup("<span>").text(&keys.to_string()).markup(" active</span> ");
        }
    }
    if let Some(end) = row.ending {
        html.markup("<span class=\"badge\" data-state=\"ending\"><span>").markup(if row.keys > 1 {
            "One ends "
        } else {
            "Ends "
        });
        write_time(end, &ahead(end, apps.now), html);
        html.markup("</span></span>");
    }
    html.markup("</span></td><td data-label=\"Last 24 hours\"><span>");
    match usage.get(&row.application.id) {
        Some(brief) => {
            html.text(&number(brief.requests)).markup(if brief.requests == 1 { " call" } else { " calls" });
            if let Some(rate) = rate(brief.errors, brief.requests).filter(|_| brief.errors > 0) {
                html.markup("<small>").text(&rate).markup(" errors</small>");
            }
        }
        None => {
            html.markup("<span class=\"muted\">No calls</span>");
        }
    }
    html.markup("</span></td><td data-label=\"Last used\" class=\"when\">");
    match row.used_at {
        Some(used) => write_time(used, &ago(used, apps.now), html),
        None => {
            html.markup("<span class=\"muted\">Never</span>");
        }
    }
    html.markup("</td></tr>");
}

/// What an application is, and what comes next.
fn begin(html: &mut SafeHtml) {
    html.markup("<div class=\"empty\">");
    write_open_gate(html);
    html.markup(
        "<h2>Register your first application</h2><p>An application is the program of yours that calls APIs. It ",
    );
    html.markup("holds the keys, and the list of APIs they open.</p><p class=\"actions\">");
    html.markup("<a class=\"button\" href=\"/\">Browse the catalog</a></p><ol class=\"steps\">");
    for (title, words) in [
        ("Find an API", "Look through the catalog for what your program needs, and register for it."),
        ("Request access", "Some APIs open at once, others after somebody has approved the request."),
        ("Generate a credential", "One key opens every API of the application."),
    ] {
        html.markup("<li><strong>").markup(title).markup("</strong>").markup(words).markup("</li>");
    }
    html.markup("</ol></div>");
}
