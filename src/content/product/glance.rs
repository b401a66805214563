//! The answer to "what do I need?" in one glance.

use crate::domain::html::SafeHtml;
use crate::domain::product::{Product, Version};
use crate::domain::strategy::in_words;
use crate::domain::version::VersionState;
use crate::markup::badge::write_badge;

pub fn write(product: &Product, html: &mut SafeHtml) {
    let version = &product.version;
    html.markup("<section class=\"card access-card\"><h2>At a glance</h2>");
    if let Some(strategy) = &version.strategy {
        html.markup("<p>").text(&strategy.how).markup("</p>");
        if !strategy.description.is_empty() {
            html.markup("<p class=\"muted\">").text(&strategy.description).markup("</p>");
        }
    }
    html.markup("<p class=\"muted\">").markup(registration(version)).markup("</p><dl class=\"facts\">");
    html.markup("<dt>Version</dt><dd class=\"version\">").text(&version.name).markup("</dd><dt>State</dt><dd>");
    write_badge(version.state, true, html);
    html.markup("</dd>");
    fact("Authentication", &authentication(version), html);
    if let Some(path) = &version.path {
        html.markup("<dt>Base path</dt><dd><code>").text(path).markup("</code></dd>");
    }
    if let Some(limit) = &version.limit {
        fact("Limit", &limit.to_string(), html);
    }
    if let Some(reference) = &version.reference {
        fact("Dialect", &reference.dialect, html);
        fact("Operations", &reference.operations.to_string(), html);
    }
    for (name, values) in &product.attributes {
        fact(name, &values.join(", "), html);
    }
    if !product.labels.is_empty() {
        fact("Labels", &product.labels.join(", "), html);
    }
    html.markup("</dl></section>");
}

/// A name that an admin gave begins with a capital all the same: the style sees to it.
fn fact(name: &str, value: &str, html: &mut SafeHtml) {
    html.markup("<dt>").text(name).markup("</dt><dd>").text(value).markup("</dd>");
}

/// As the admins call it, and what kind it is where the name does not say so.
fn authentication(version: &Version) -> String {
    let Some(strategy) = &version.strategy else { return in_words(None).to_owned() };
    let kind = in_words(Some(strategy.kind));
    if strategy.display_name == kind { kind.to_owned() } else { [&strategy.display_name, " (", kind, ")"].concat() }
}

/// How one gets access, or why one can't.
fn registration(version: &Version) -> &'static str {
    match (version.state, &version.strategy) {
        (VersionState::Draft, _) => "Nobody can register before it is published.",
        (VersionState::Retired, _) => "Nobody can register any more.",
        (_, None) => "Served openly: no registration and no credential needed.",
        (_, Some(_)) if version.registration && version.auto_approve => "A registered application has access at once.",
        (_, Some(_)) if version.registration => "An admin approves each registration.",
        (VersionState::Deprecated, _) => "Registration is closed: this version is deprecated.",
        _ => "Registration is closed.",
    }
}
