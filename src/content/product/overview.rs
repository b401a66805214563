//! What a version is for and how one begins with it.

use super::link::href;
use super::{document, glance, versions};
use crate::domain::html::SafeHtml;
use crate::domain::place::Place;
use crate::domain::product::{Product, ReferenceHead};

pub fn overview(product: &Product) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(8192);
    html.markup("<div class=\"split\"><div class=\"stack\">");
    if !product.description.is_empty() {
        html.markup("<section class=\"section\"><h2 class=\"section-title\">About</h2><div class=\"prose\">");
        html.html(&product.description).markup("</div></section>");
    }
    if !product.documents.is_empty() {
        html.markup("<section class=\"section\"><h2 id=\"documents\" class=\"section-title\">Documents</h2>");
        html.markup("<ul class=\"guides\" aria-labelledby=\"documents\">");
        document::lines(product, &Place::Overview, &mut html);
        html.markup("</ul></section>");
    }
    if let Some(reference) = &product.version.reference {
        head(product, reference, &mut html);
    }
    versions::table(product, &mut html);
    html.markup("</div><aside class=\"aside\" aria-label=\"At a glance\">");
    glance::write(product, &mut html);
    html.markup("</aside></div>");
    html
}

/// What the OpenAPI file says of itself, and the ways into it.
fn head(product: &Product, reference: &ReferenceHead, html: &mut SafeHtml) {
    let version = &product.version.name;
    html.markup("<section class=\"section\"><h2 class=\"section-title\">Reference</h2><p class=\"muted\">");
    html.text(&reference.dialect).markup(", ").text(&reference.operations.to_string());
    html.markup(if reference.operations == 1 { " operation" } else { " operations" });
    if reference.deprecated > 0 {
        html.markup(", ").text(&reference.deprecated.to_string()).markup(" of them deprecated");
    }
    html.markup(".</p><p class=\"actions ways\">");
    if let Some(first) = &reference.first {
        html.markup("<a class=\"button\" href=\"").text(&href(product, version, &Place::Operation(first.clone())));
        html.markup("\">Browse the reference</a>");
    }
    for (words, ending) in [("Download JSON", "json"), ("Download YAML", "yaml")] {
        html.markup("<a class=\"button quiet\" download rel=\"external\" href=\"");
        html.text(&href(product, version, &Place::Overview)).markup("/openapi.").markup(ending).markup("\">");
        html.markup(words).markup("</a>");
    }
    html.markup("</p>");
    if !reference.overview.is_empty() {
        html.markup("<div class=\"prose\">").html(&reference.overview).markup("</div>");
    }
    html.markup("</section>");
}
