//! The answer to "what do I need?" in one glance.

use crate::domain::product::{Product, Version};
use crate::domain::strategy::in_words;
use crate::domain::version::VersionState;
use crate::ui::parts::badge::StateBadge;
use leptos::prelude::*;

pub fn glance(product: &Product) -> impl IntoView + use<> {
    let version = &product.version;
    let fact = |name: String, value: String| view! { <dt>{name}</dt><dd>{value}</dd> };
    let code = |name: &'static str, value: String| view! { <dt>{name}</dt><dd><code>{value}</code></dd> };
    view! {
        <section class="card access-card">
            <h2>"At a glance"</h2>
            {how(version)}
            <p class="muted">{registration(version)}</p>
            <dl class="facts">
                <dt>"Version"</dt>
                <dd class="version">{version.name.clone()}</dd>
                <dt>"State"</dt>
                <dd><StateBadge state=version.state plain=true/></dd>
                {fact("Authentication".to_owned(), authentication(version))}
                {version.path.clone().map(|path| code("Base path", path))}
                {version.limit.map(|limit| fact("Limit".to_owned(), limit.to_string()))}
                {version.reference.as_ref().map(|reference| fact("Dialect".to_owned(), reference.dialect.clone()))}
                {version.reference.as_ref().map(|reference| fact("Operations".to_owned(), reference.operations.to_string()))}
                {product.attributes.iter().map(|(key, values)| fact(capital(key), values.join(", "))).collect_view()}
                {(!product.labels.is_empty()).then(|| fact("Labels".to_owned(), product.labels.join(", ")))}
            </dl>
        </section>
    }
}

fn authentication(version: &Version) -> String {
    version.strategy.as_ref().map_or_else(
        || in_words(None).to_owned(),
        |strategy| {
            let kind = in_words(Some(strategy.kind));
            if strategy.display_name == kind { kind.to_owned() } else { format!("{} ({kind})", strategy.display_name) }
        },
    )
}

/// What an application has to do, and what the people behind it have to know.
fn how(version: &Version) -> impl IntoView + use<> {
    version.strategy.as_ref().map(|strategy| {
        view! {
            <p>{strategy.how.clone()}</p>
            {(!strategy.description.is_empty()).then(|| view! { <p class="muted">{strategy.description.clone()}</p> })}
        }
    })
}

/// How one gets access, or why one can't.
fn registration(version: &Version) -> &'static str {
    match (version.state, &version.strategy) {
        (VersionState::Draft, _) => "Nobody can register before it is published.",
        (VersionState::Retired, _) => "Retired: nobody can register any more.",
        (_, None) => "Served openly: no registration and no credential needed.",
        (_, Some(_)) if version.registration && version.auto_approve => "Registered applications have access at once.",
        (_, Some(_)) if version.registration => "An admin approves each registration.",
        (VersionState::Deprecated, _) => "Registration is closed: this version is deprecated.",
        _ => "Registration is closed.",
    }
}

fn capital(key: &str) -> String {
    let mut letters = key.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
