//! From one version to another: a menu in the frame, and a table in the overview.

use super::frame::private;
use super::link::write_link;
use crate::domain::html::SafeHtml;
use crate::domain::place::Place;
use crate::domain::product::Product;
use crate::markup::{badge::write_badge, icon::Icon, strategy::write_strategy};

/// Native, so it opens without a script. Each link keeps the kind of page one is on.
pub fn switch(product: &Product, place: &Place, html: &mut SafeHtml) {
    let here = &product.version.name;
    if product.versions.len() < 2 {
        html.markup("<span class=\"version\">").text(here).markup("</span>");
        return;
    }
    html.markup(
        "<details class=\"drop\"><summary class=\"button small\"><span class=\"visually-hidden\">Version </span>",
    );
    html.markup("<span class=\"version\">").text(here).markup("</span>");
    Icon::Next.write(html);
    html.markup("</summary><ul class=\"drop-list\">");
    for version in &product.versions {
        html.markup("<li>");
        write_link(product, &version.name, place, (version.name == *here).then_some("true"), html);
        html.markup("<span class=\"version\">").text(&version.name).markup("</span>");
        private(version.visibility, html);
        write_badge(version.state, true, html);
        html.markup("</a></li>");
    }
    html.markup("</ul></details>");
}

pub fn table(product: &Product, html: &mut SafeHtml) {
    html.markup("<section class=\"section\"><h2 id=\"versions\" class=\"section-title\">Versions</h2>");
    html.markup("<div class=\"table-frame\"><table class=\"table\" aria-labelledby=\"versions\"><thead><tr>");
    for column in ["Version", "State", "Authentication", "Sunset"] {
        html.markup("<th scope=\"col\">").markup(column).markup("</th>");
    }
    html.markup("</tr></thead><tbody>");
    for version in &product.versions {
        html.markup("<tr><th scope=\"row\">");
        write_link(product, &version.name, &Place::Overview, None, html);
        html.markup("<span class=\"version\">").text(&version.name).markup("</span></a></th><td class=\"state-cell\">");
        write_badge(version.state, false, html);
        private(version.visibility, html);
        html.markup("</td><td data-label=\"Authentication\">");
        write_strategy(version.kind, html);
        html.markup("</td><td data-label=\"Sunset\">");
        match version.sunset {
            None => html.markup("<span class=\"muted\">None planned</span>"),
            Some(day) => html
                .markup("<time datetime=\"")
                .text(&day.to_string())
                .markup("\">")
                .text(&day.in_words())
                .markup("</time>"),
        };
        html.markup("</td></tr>");
    }
    html.markup("</tbody></table></div></section>");
}
