//! While there is nothing to count.

use super::{address, chosen};
use crate::domain::apps::ApplicationPage;
use crate::domain::html::SafeHtml;
use crate::domain::usage::{Range, Report};
use crate::markup::icon::write_gate;

fn begin(title: &str, html: &mut SafeHtml) {
    html.markup("<div class=\"empty\">");
    write_gate(html);
    html.markup("<h2>").text(title).markup("</h2>");
}

/// The application has never called: how it begins.
pub fn never(page: &ApplicationPage, html: &mut SafeHtml) {
    begin("No calls yet", html);
    html.markup("<p>Every call of this application is counted here a second later.</p>");
    match &page.first_call {
        Some(line) => {
            html.markup("<p>Put a key of the application in the place of the capitals, and call:</p>");
            html.markup("<figure class=\"code\"><figcaption><span>Terminal</span></figcaption>");
            html.markup("<pre tabindex=\"0\" role=\"group\" aria-label=\"Your first call\"><code>").text(line);
            html.markup("</code></pre></figure><p class=\"actions\"><a class=\"button primary\" href=\"/apps/");
            html.text(&page.application.id).markup("\">Generate a key</a></p>");
        }
        None => {
            html.markup("<p>It has access to no API yet that the gateway serves. Register it for one first.</p>");
            html.markup("<p class=\"actions\"><a class=\"button primary\" href=\"/\">Browse the catalog</a></p>");
        }
    }
    html.markup("</div>");
}

pub fn never_by_anybody(html: &mut SafeHtml) {
    begin("No calls yet", html);
    html.markup("<p>Calls through the gateway are counted here a second later. Give a published version an upstream ");
    html.markup("and a path, and it can be called.</p><p class=\"actions\">");
    html.markup("<a class=\"button\" href=\"/admin/products\">Open the products</a></p></div>");
}

/// There were calls, but not of this API in this time.
pub fn not_then(path: &str, report: &Report, html: &mut SafeHtml) {
    begin("No calls in this time", html);
    html.markup("<p>");
    match report.chosen {
        Some(chosen) => html.text(&report.apis[chosen].name).markup(" was not called within "),
        None => html.markup("Nothing was called within "),
    };
    html.markup(report.range.label()).markup(".</p><p class=\"actions\">");
    if report.range != Range::Quarter {
        html.markup("<a class=\"button\" href=\"").text(&address(path, &chosen(report), Range::Quarter.as_str()));
        html.markup("\">Look at 90 days</a>");
    }
    if report.chosen.is_some() {
        html.markup("<a class=\"button\" href=\"").text(&address(path, "", report.range.as_str()));
        html.markup("\">Show all APIs</a>");
    }
    html.markup("</p></div>");
}
