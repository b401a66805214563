//! What is looked at, and since when.

use super::{address, chosen};
use crate::domain::html::SafeHtml;
use crate::domain::usage::{Range, Report};

pub fn write(path: &str, report: &Report, html: &mut SafeHtml) {
    let api = chosen(report);
    html.markup("<div class=\"table-tools usage-tools\"><nav class=\"filter\" aria-label=\"Time range\"><ul>");
    for range in Range::ALL {
        html.markup("<li><a href=\"").text(&address(path, &api, range.as_str()));
        html.markup(if range == report.range { "\" aria-current=\"true\">" } else { "\">" });
        html.markup(range.label()).markup("</a></li>");
    }
    html.markup("</ul></nav>");
    if report.apis.iter().any(|api| api.address.is_some()) {
        choice(path, report, html);
    }
    html.markup("<a class=\"export\" rel=\"external\" download href=\"");
    html.text(&address(&[path, "/export"].concat(), &api, report.range.as_str()));
    html.markup("\">Export as CSV</a></div>");
}

fn choice(path: &str, report: &Report, html: &mut SafeHtml) {
    html.markup("<form class=\"usage-api\" method=\"get\" action=\"").text(path);
    html.markup("\"><input type=\"hidden\" name=\"range\" value=\"").markup(report.range.as_str());
    html.markup("\"><label class=\"select-inline\">API <select class=\"input\" name=\"api\"><option value=\"\">All APIs</option>");
    for (place, api) in report.apis.iter().enumerate().filter(|(_, api)| api.address.is_some()) {
        html.markup("<option value=\"").text(&api.key());
        html.markup(if report.chosen == Some(place) { "\" selected>" } else { "\">" });
        html.text(&api.name).markup("</option>");
    }
    html.markup("</select></label><button class=\"button\">Show</button></form>");
}
