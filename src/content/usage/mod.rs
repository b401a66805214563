//! Pages of analytics, written as text: cards, charts as drawings without a script, and the same numbers as tables.

mod cards;
mod charts;
mod csv;
mod empty;
mod plot;
mod series;
mod tables;
mod tools;

pub use csv::csv;

use crate::domain::apps::ApplicationPage;
use crate::domain::html::SafeHtml;
use crate::domain::text_page::TextPage;
use crate::domain::usage::Report;

/// Of one application, for its owner.
pub fn application(page: &ApplicationPage, report: &Report) -> TextPage {
    let name = page.application.name.as_str();
    let path = ["/apps/", &page.application.id].concat();
    let mut html = SafeHtml::with_capacity(32 * 1024);
    html.markup(
        "<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><ol><li><a href=\"/apps\">My Apps</a></li><li><a href=\"",
    );
    html.text(&path).markup("\">").text(name);
    html.markup("</a></li><li><span aria-current=\"page\">Analytics</span></li></ol></nav>");
    html.markup("<header class=\"page-head\"><div class=\"page-title\"><h1>Analytics</h1><p class=\"lede\">");
    html.text(name)
        .markup(": how much it called, how that ended, and how long it took. Times are in UTC.</p></div></header>");
    let path = [&path, "/analytics"].concat();
    if report.ever {
        tools::write(&path, report, &mut html);
        body(&path, report, &mut html);
    } else {
        empty::never(page, &mut html);
    }
    TextPage { title: ["Analytics · ", name].concat(), text: html, ..TextPage::default() }
}

pub const ADMIN_PATH: &str = "/admin/analytics";

/// Of everybody, for admins. `why` explains a refusal.
pub fn everything(report: &Report, why: &SafeHtml) -> TextPage {
    let mut html = SafeHtml::with_capacity(32 * 1024);
    if report.ever {
        tools::write(ADMIN_PATH, report, &mut html);
        body(ADMIN_PATH, report, &mut html);
    } else {
        empty::never_by_anybody(&mut html);
    }
    html.html(why);
    TextPage { title: "Analytics".to_owned(), text: html, ..TextPage::default() }
}

fn body(path: &str, report: &Report, html: &mut SafeHtml) {
    if report.slices.is_empty() {
        empty::not_then(path, report, html);
        return;
    }
    cards::write(report, html);
    html.markup("<div class=\"charts\">");
    charts::requests(report, html);
    charts::latency(report, html);
    charts::errors(report, html);
    tables::by_api(path, report, html);
    html.markup("</div>");
}

/// The page with another filter.
fn address(path: &str, api: &str, range: &str) -> String {
    let mut address = [path, "?range=", range].concat();
    if !api.is_empty() {
        // Slugs and names of versions need no escape, and neither does a slash in a query.
        address.push_str("&api=");
        address.push_str(api);
    }
    address
}

fn chosen(report: &Report) -> String {
    report.chosen.map(|chosen| report.apis[chosen].key()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
