//! From one version to another: a menu in the frame, and a table in the overview.

use super::address::{Place, href};
use super::frame::opens;
use crate::domain::product::{Product, VersionLine};
use crate::domain::version::Visibility;
use crate::ui::parts::{badge::StateBadge, strategy::strategy};
use leptos::prelude::*;

/// Native, so it opens without a script. Each link keeps the kind of page one is on.
pub fn switch(product: &Product, place: &Place) -> AnyView {
    let here = product.version.name.clone();
    if product.versions.len() < 2 {
        return view! { <span class="version">{here}</span> }.into_any();
    }
    let line = |version: &VersionLine| {
        let current = (version.name == here).then_some("page");
        view! {
            <li>
                <a href=href(product, &version.name, place) aria-current=current>
                    <span class="version">{version.name.clone()}</span>
                    <StateBadge state=version.state plain=true/>
                    {private(version)}
                </a>
            </li>
        }
    };
    view! {
        <details class="drop">
            <summary class="button small"><span class="visually-hidden">"Version "</span><span class="version">{here.clone()}</span>{opens()}</summary>
            <ul class="drop-list">{product.versions.iter().map(line).collect_view()}</ul>
        </details>
    }
    .into_any()
}

fn private(version: &VersionLine) -> impl IntoView + use<> {
    (version.visibility == Visibility::Private)
        .then(|| view! { <span class="badge" data-state="private">"Private"</span> })
}

pub fn table(product: &Product) -> impl IntoView + use<> {
    let row = |version: &VersionLine| {
        let sunset = version.sunset.map_or_else(
            || view! { <span class="muted">"None planned"</span> }.into_any(),
            |date| view! { <time datetime=date.to_string()>{date.in_words()}</time> }.into_any(),
        );
        view! {
            <tr>
                <th scope="row"><a class="version" href=href(product, &version.name, &Place::Overview)>{version.name.clone()}</a></th>
                <td class="state-cell"><StateBadge state=version.state/>{private(version)}</td>
                <td data-label="Authentication">{strategy(version.kind)}</td>
                <td data-label="Sunset">{sunset}</td>
            </tr>
        }
    };
    view! {
        <section class="section">
            <h2 id="versions" class="section-title">"Versions"</h2>
            <div class="table-frame">
                <table class="table" aria-labelledby="versions">
                    <thead>
                        <tr>
                            <th scope="col">"Version"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Authentication"</th>
                            <th scope="col">"Sunset"</th>
                        </tr>
                    </thead>
                    <tbody>{product.versions.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
