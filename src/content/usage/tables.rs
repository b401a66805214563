//! The numbers behind the charts, for who can't see them or wants them exactly.

use super::address;
use crate::domain::html::SafeHtml;
use crate::domain::usage::{Report, Tally, number, rate, took};

/// Folded away under a chart. A row that is none was nothing to tell.
pub fn by_time(
    title: &'static str,
    columns: &[&str],
    report: &Report,
    row: impl Fn(usize) -> Option<Vec<String>>,
    html: &mut SafeHtml,
) {
    html.markup("<details class=\"fold chart-table\"><summary class=\"button quiet small\">Show as a table</summary>");
    html.markup("<div class=\"table-frame\"><table class=\"table\" aria-label=\"")
        .markup(title)
        .markup(" by time\"><thead><tr>");
    html.markup("<th scope=\"col\">Time</th>");
    for column in columns {
        html.markup("<th scope=\"col\" class=\"end\">").text(column).markup("</th>");
    }
    html.markup("</tr></thead><tbody>");
    for slot in 0..report.window.slots {
        let Some(cells) = row(slot) else { continue };
        html.markup("<tr><th scope=\"row\">").text(&report.window.in_words(slot)).markup("</th>");
        for (column, cell) in columns.iter().zip(&cells) {
            html.markup("<td class=\"end number\" data-label=\"").text(column).markup("\"><span>").text(cell);
            html.markup("</span></td>");
        }
        html.markup("</tr>");
    }
    html.markup("</tbody></table></div></details>");
}

/// A line for each API that was called. With the number of applications that did, where that is known.
pub fn by_api(path: &str, report: &Report, html: &mut SafeHtml) {
    let callers = report.apis.iter().any(|api| api.callers > 0);
    html.markup(
        "<section class=\"section\" aria-labelledby=\"by-api\"><h2 class=\"section-title\" id=\"by-api\">By API</h2>",
    );
    html.markup("<div class=\"table-frame\"><table class=\"table\" aria-labelledby=\"by-api\"><thead><tr><th scope=\"col\">API</th>");
    let columns = ["Requests", "Error rate", "p50", "p95", "p99"];
    for column in columns.into_iter().chain(callers.then_some("Callers")) {
        html.markup("<th scope=\"col\" class=\"end\">").markup(column).markup("</th>");
    }
    html.markup("</tr></thead><tbody>");
    for api in &report.apis {
        let slots = report.of_version(&api.version_id);
        let total = slots.iter().fold(Tally::default(), |mut total, tally| {
            total += tally;
            total
        });
        if total.requests() == 0 {
            continue;
        }
        html.markup("<tr><th scope=\"row\">");
        if api.address.is_some() {
            html.markup("<a href=\"").text(&address(path, &api.key(), report.range.as_str())).markup("\">");
            html.text(&api.name).markup("</a>");
        } else {
            html.text(&api.name);
        }
        html.markup("</th>");
        let time = |thousandth| total.latency.percentile(thousandth).map_or_else(|| "–".to_owned(), took);
        let cells = [
            number(total.requests()),
            rate(total.errors(), total.requests()).unwrap_or_default(),
            time(500),
            time(950),
            time(990),
        ];
        for (column, cell) in columns.iter().zip(&cells) {
            html.markup("<td class=\"end number\" data-label=\"").markup(column).markup("\"><span>").text(cell);
            html.markup("</span></td>");
        }
        if callers {
            html.markup("<td class=\"end number\" data-label=\"Callers\"><span>").text(&number(api.callers));
            html.markup("</span></td>");
        }
        html.markup("</tr>");
    }
    html.markup("</tbody></table></div></section>");
}
