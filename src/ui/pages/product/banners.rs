//! What one has to know of a version before reading on.

use super::address::{Place, href};
use crate::domain::product::Product;
use crate::domain::version::VersionState;
use crate::ui::parts::banner::{Banner, Tone};
use leptos::prelude::*;

pub fn banners(product: &Product, place: &Place) -> AnyView {
    let newest = newest(product, place);
    let (tone, subject, meaning) = match product.version.state {
        VersionState::Published => return ().into_any(),
        VersionState::Draft => (Tone::Info, "This version is a draft.", " Only admins see it.".to_owned()),
        VersionState::Retired => (
            Tone::Caution,
            "This version is retired.",
            " Calls to it are refused. Only admins see this page.".to_owned(),
        ),
        VersionState::Deprecated => {
            let ends = product.version.sunset.map_or_else(
                || " It still works, but will be switched off one day.".to_owned(),
                |day| format!(" It works until {}.", day.in_words()),
            );
            (Tone::Caution, "This version is deprecated.", ends)
        }
    };
    view! {
        <div class="banners">
            <Banner tone>
                <strong>{subject}</strong>
                {meaning}
                {newest.map(|(name, href)| view! { " Use "<a href=href>{name}</a>" instead." })}
            </Banner>
        </div>
    }
    .into_any()
}

/// The newest published version, unless it is this one.
fn newest(product: &Product, place: &Place) -> Option<(String, String)> {
    let newest = product.versions.iter().find(|version| version.state == VersionState::Published)?;
    (newest.name != product.version.name).then(|| (newest.name.clone(), href(product, &newest.name, place)))
}
