//! What one has to know of a version before reading on.

use super::link::write_link;
use crate::domain::html::SafeHtml;
use crate::domain::place::Place;
use crate::domain::product::Product;
use crate::domain::version::VersionState;
use crate::markup::icon::Icon;

pub fn write(product: &Product, place: &Place, html: &mut SafeHtml) {
    let (subject, meaning) = match product.version.state {
        VersionState::Published => return,
        VersionState::Draft => ("This version is a draft.", "Only admins see it."),
        VersionState::Retired => {
            ("This version is retired.", "Calls to it are refused, and only admins see this page.")
        }
        VersionState::Deprecated if product.version.sunset.is_some() => {
            ("This version is deprecated.", "It works until")
        }
        VersionState::Deprecated => {
            ("This version is deprecated.", "It still works, but will be switched off one day.")
        }
    };
    let draft = product.version.state == VersionState::Draft;
    html.markup(if draft { "<div class=\"banner\">" } else { "<div class=\"banner\" data-tone=\"caution\">" });
    if draft { Icon::Info } else { Icon::Warning }.write(html);
    html.markup("<p><strong>").markup(subject).markup("</strong> ").markup(meaning);
    if let (VersionState::Deprecated, Some(day)) = (product.version.state, product.version.sunset) {
        html.markup(" <time datetime=\"").text(&day.to_string()).markup("\">").text(&day.in_words()).markup("</time>.");
    }
    newest(product, place, html);
    html.markup("</p></div>");
}

/// The way to the newest published version, unless it is this one.
fn newest(product: &Product, place: &Place, html: &mut SafeHtml) {
    let newest = product.versions.iter().find(|version| version.state == VersionState::Published);
    let draft = product.version.state == VersionState::Draft;
    if let Some(newest) = newest.filter(|newest| !draft && newest.name != product.version.name) {
        html.markup(" Use ");
        write_link(product, &newest.name, place, None, html);
        html.text(&newest.name).markup("</a> instead.");
    }
}
