//! `/apis/:slug`: one product and its versions.

use crate::domain::product::{Product, Version, VersionLine};
use crate::domain::strategy::{StrategyKind, in_words};
use crate::rpc::catalog::find_product;
use crate::ui::browser;
use crate::ui::data::{PageData, page_data};
use crate::ui::parts::{badge::StateBadge, glyph::glyph, notice::problem, strategy::strategy};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct ProductPage {
    product: PageData<Product>,
}

#[lazy_route]
impl LazyRoute for ProductPage {
    fn data() -> Self {
        let params = use_params_map();
        let slug = move || params.with(|params| params.get("slug").unwrap_or_default());
        Self { product: page_data(slug, |slug| find_product(slug, None)) }
    }

    fn view(this: Self) -> AnyView {
        let ProductPage { product } = this;
        view! {
            <Suspense strict=true>
                {move || Suspend::new(async move {
                    match product.await {
                        Ok(product) => shown(&product).into_any(),
                        Err(error) => problem(&error),
                    }
                })}
            </Suspense>
        }
        .into_any()
    }
}

fn shown(product: &Product) -> impl IntoView + use<> {
    let Product { slug, name, summary, labels, description, versions, version, .. } = product;
    browser::title(name);
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                <li><a href="/">"Catalog"</a></li>
                <li><span aria-current="page">{name.clone()}</span></li>
            </ol>
        </nav>
        <header class="page-head">
            <div class="page-title product-head">
                {glyph(slug)}
                <h1>{name.clone()}</h1>
                <p class="lede">{summary.clone()}</p>
                <ul class="labels" aria-label="Labels">
                    {labels.iter().map(|label| view! { <li>{label.clone()}</li> }).collect_view()}
                </ul>
            </div>
        </header>
        <div class="split">
            <div class="stack">
                <section class="section">
                    <h2 class="section-title">"About"</h2>
                    <div class="prose" inner_html=description.as_str().to_owned()></div>
                </section>
                {version_table(versions)}
            </div>
            <aside class="aside" aria-label="At a glance">{glance(version)}</aside>
        </div>
    }
}

fn kind(version: &Version) -> Option<StrategyKind> {
    version.strategy.as_ref().map(|strategy| strategy.kind)
}

fn version_table(versions: &[VersionLine]) -> impl IntoView + use<> {
    let row = |version: &VersionLine| {
        let sunset = version.sunset.map_or_else(
            || view! { <span class="muted">"None planned"</span> }.into_any(),
            |date| view! { <time datetime=date.to_string()>{date.in_words()}</time> }.into_any(),
        );
        view! {
            <tr>
                <th scope="row"><span class="version">{version.name.clone()}</span></th>
                <td class="state-cell"><StateBadge state=version.state/></td>
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
                    <tbody>{versions.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The answer to "what do I need?" in one glance.
fn glance(version: &Version) -> impl IntoView + use<> {
    let how = version.strategy.as_ref().map_or_else(
        || "Served openly: no registration and no credential needed.".to_owned(),
        |strategy| strategy.description.clone(),
    );
    view! {
        <section class="card access-card">
            <h2>"At a glance"</h2>
            <p class="muted">{how}</p>
            <dl class="facts">
                <dt>"Version"</dt>
                <dd class="version">{version.name.clone()}</dd>
                <dt>"State"</dt>
                <dd><StateBadge state=version.state plain=true/></dd>
                <dt>"Authentication"</dt>
                <dd>{in_words(kind(version))}</dd>
            </dl>
        </section>
    }
}
