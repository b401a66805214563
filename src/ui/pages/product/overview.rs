//! What a version is for and how one begins with it.

use super::address::{Place, href};
use super::{glance, versions};
use crate::domain::product::{DocumentLine, Product, ReferenceHead};
use leptos::prelude::*;

pub fn overview(product: &Product) -> AnyView {
    let version = &product.version;
    view! {
        <div class="split">
            <div class="stack">
                {(!product.description.is_empty())
                    .then(|| view! {
                        <section class="section">
                            <h2 class="section-title">"About"</h2>
                            <div class="prose" inner_html=product.description.as_str().to_owned()></div>
                        </section>
                    })}
                {documents(product)}
                {version.reference.as_ref().map(|reference| head(product, reference))}
                {versions::table(product)}
            </div>
            <aside class="aside" aria-label="At a glance">{glance::glance(product)}</aside>
        </div>
    }
    .into_any()
}

fn documents(product: &Product) -> impl IntoView + use<> {
    let line = |document: &DocumentLine| {
        let place = Place::Document(document.slug.as_str().to_owned());
        let depth = (document.depth > 0).then(|| document.depth.min(4).to_string());
        view! { <li data-depth=depth><a href=href(product, &product.version.name, &place)>{document.title.clone()}</a></li> }
    };
    (!product.documents.is_empty()).then(|| {
        view! {
            <section class="section">
                <h2 id="documents" class="section-title">"Documents"</h2>
                <ul class="guides" aria-labelledby="documents">{product.documents.iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}

/// What the OpenAPI file says of itself, and the ways into it.
fn head(product: &Product, reference: &ReferenceHead) -> impl IntoView + use<> {
    let version = &product.version.name;
    let file = |ending: &str| [&href(product, version, &Place::Overview), "/openapi.", ending].concat();
    let count = match reference.operations {
        1 => "1 operation".to_owned(),
        more => format!("{more} operations"),
    };
    let deprecated = (reference.deprecated > 0).then(|| format!(", {} of them deprecated", reference.deprecated));
    view! {
        <section class="section">
            <h2 class="section-title">"Reference"</h2>
            <p class="muted">{reference.dialect.clone()}" file with "{count}{deprecated}"."</p>
            <p class="actions ways">
                {reference
                    .first
                    .clone()
                    .map(|key| view! { <a class="button" href=href(product, version, &Place::Operation(key))>"Browse the reference"</a> })}
                <a class="button quiet" href=file("json") download rel="external">"Download JSON"</a>
                <a class="button quiet" href=file("yaml") download rel="external">"Download YAML"</a>
            </p>
            {(!reference.overview.is_empty())
                .then(|| view! { <div class="prose" inner_html=reference.overview.as_str().to_owned()></div> })}
        </section>
    }
}
