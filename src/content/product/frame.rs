//! What stands around every page of a product: where one is, of which version it speaks, and the ways on.

use super::link::{href, write_link};
use super::{banners, versions};
use crate::domain::html::SafeHtml;
use crate::domain::place::Place;
use crate::domain::product::Product;
use crate::domain::version::{VersionState, Visibility};
use crate::domain::way_back::WayBack;
use crate::markup::{badge::write_badge, glyph::write_glyph};

/// Everything above the page's own text. `title` is that of a page below the overview.
pub fn head(product: &Product, place: &Place, title: Option<&str>, signed_in: bool) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(4096);
    crumbs(product, title, &mut html);
    html.markup(if title.is_none() {
        "<header class=\"page-head product-head\">"
    } else {
        "<header class=\"page-head product-head small\">"
    });
    picture(product, &mut html);
    html.markup("<div class=\"page-title\"><div class=\"product-name\">");
    // The heading of the overview. The pages below have one of their own.
    match title {
        None => html.markup("<h1>").text(&product.name).markup("</h1>"),
        Some(_) => html.markup("<p class=\"name\">").text(&product.name).markup("</p>"),
    };
    versions::switch(product, place, &mut html);
    if product.version.state != VersionState::Published {
        write_badge(product.version.state, false, &mut html);
    }
    private(product.version.visibility, &mut html);
    html.markup("</div>");
    if !product.summary.is_empty() {
        html.markup("<p class=\"lede\">").text(&product.summary).markup("</p>");
    }
    html.markup("</div>");
    register(product, place, signed_in, &mut html);
    html.markup("</header>");
    banners::write(product, place, &mut html);
    tabs(product, place, &mut html);
    html
}

pub fn private(visibility: Visibility, html: &mut SafeHtml) {
    if visibility == Visibility::Private {
        html.markup("<span class=\"badge\" data-state=\"private\" title=\"Seen only by those who are signed in\">Private</span>");
    }
}

fn crumbs(product: &Product, title: Option<&str>, html: &mut SafeHtml) {
    html.markup("<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><ol><li><a href=\"/\">Catalog</a></li><li>");
    match title {
        None => {
            html.markup("<span aria-current=\"page\">").text(&product.name).markup("</span>");
        }
        Some(title) => {
            write_link(product, &product.version.name, &Place::Overview, None, html);
            html.text(&product.name).markup("</a></li><li><span aria-current=\"page\">").text(title).markup("</span>");
        }
    }
    html.markup("</li></ol></nav>");
}

fn picture(product: &Product, html: &mut SafeHtml) {
    if product.image {
        html.markup("<img class=\"picture\" src=\"/apis/").text(product.slug.as_str());
        html.markup("/image\" alt=\"\" width=\"48\" height=\"48\">");
    } else {
        write_glyph(&product.slug, html);
    }
}

/// The way to access; where there is none, the glance says why.
fn register(product: &Product, place: &Place, signed_in: bool, html: &mut SafeHtml) {
    if !product.version.registration {
        // An open version needs none, and says so at a glance.
        if product.version.strategy.is_some() && product.version.state.is_served() {
            html.markup("<p class=\"no-register\"><button class=\"button\" type=\"button\" disabled ");
            html.markup("aria-describedby=\"no-register\">Register</button>");
            html.markup("<small id=\"no-register\">Registration is closed.</small></p>");
        }
        return;
    }
    // On the same page, wherever below the product that is: one reads on where one was.
    if signed_in {
        html.markup("<a class=\"button primary\" data-noscroll href=\"?register\">Register</a>");
        return;
    }
    let here = [&href(product, &product.version.name, place), "?register"].concat();
    let back = WayBack::parse(&here).in_query();
    html.markup("<a class=\"button primary\" rel=\"external\" href=\"/sign-in?return=")
        .text(&back)
        .markup("\">Register</a>");
}

/// Only what there is. One page alone needs no tabs.
fn tabs(product: &Product, here: &Place, html: &mut SafeHtml) {
    let reference = product.version.reference.as_ref().and_then(|reference| {
        let first = Place::Operation(reference.first.clone()?);
        Some(("Reference", first, Some(reference.operations as usize)))
    });
    let documents = product.documents.first().map(|document| {
        let first = Place::Document(document.slug.as_str().to_owned());
        ("Documents", first, Some(product.documents.len()))
    });
    if reference.is_none() && documents.is_none() {
        return;
    }
    html.markup("<nav class=\"tabs\" aria-label=\"Pages of this API\"><ul>");
    for (label, first, count) in [Some(("Overview", Place::Overview, None)), reference, documents].into_iter().flatten()
    {
        html.markup("<li>");
        let mine = std::mem::discriminant(&first) == std::mem::discriminant(here);
        let current = if first == *here { "page" } else { "true" };
        write_link(product, &product.version.name, &first, mine.then_some(current), html);
        html.markup(label);
        if let Some(count) = count {
            html.markup("<span class=\"count\">").text(&count.to_string()).markup("</span>");
        }
        html.markup("</a></li>");
    }
    html.markup("</ul></nav>");
}
