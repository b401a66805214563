//! What hangs on a product: its versions and its documents, and what never changes about it.

use crate::domain::publishing::{AdminProduct, SpecNote};
use crate::domain::sheet::{DocumentSheet, ProductSheet, VersionSheet};
use crate::domain::strategy::in_words;
use crate::domain::version::Visibility;
use crate::ui::admin::words;
use crate::ui::parts::badge::StateBadge;
use leptos::prelude::*;

fn page(sheet: &ProductSheet) -> String {
    ["/admin/products/", sheet.slug.as_str()].concat()
}

pub fn versions(product: &AdminProduct) -> AnyView {
    let sheet = &product.sheet;
    let new = [&page(sheet), "/versions/new"].concat();
    let list = if sheet.versions.is_empty() {
        view! { <p class="muted">"None yet. A version is what developers register for, and what the gateway serves."</p> }
            .into_any()
    } else {
        let rows = sheet.versions.iter().map(|version| version_row(product, version)).collect_view();
        view! {
            <div class="table-frame">
                <table class="table" aria-labelledby="versions">
                    <thead>
                        <tr>
                            <th scope="col">"Version"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Strategy"</th>
                            <th scope="col">"OpenAPI file"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="versions">
            <div class="section-head">
                <h2 id="versions">"Versions"</h2>
                <a class="button small" href=new>"Add version"</a>
            </div>
            {list}
        </section>
    }
    .into_any()
}

fn version_row(product: &AdminProduct, version: &VersionSheet) -> impl IntoView + use<> {
    let href = [&page(&product.sheet), "/versions/", version.name.as_str()].concat();
    let note = product.specs.iter().find(|note| note.version == version.name);
    let strategy = version.strategy.as_ref().map_or_else(
        || in_words(None).to_owned(),
        |name| {
            let known = product.strategies.iter().find(|choice| choice.name == *name);
            known.map_or_else(|| name.to_string(), |choice| choice.display_name.clone())
        },
    );
    let private = version.visibility == Visibility::Private;
    let sunset = version.sunset.map(|day| view! { <small>{format!("Sunset {}", day.in_words())}</small> });
    view! {
        <tr>
            <th scope="row"><a class="version" href=href>{version.name.to_string()}</a></th>
            <td data-label="State">
                <div>
                    <StateBadge state=version.state/>
                    " "
                    {private.then(|| words::badge("private", "Private"))}
                    {sunset}
                </div>
            </td>
            <td data-label="Strategy">{strategy}</td>
            <td data-label="OpenAPI file">{spec(note)}</td>
        </tr>
    }
}

fn spec(note: Option<&SpecNote>) -> AnyView {
    let Some(note) = note else { return view! { <span class="muted">"None"</span> }.into_any() };
    let operations =
        if note.operations == 1 { "1 operation".to_owned() } else { format!("{} operations", note.operations) };
    let problems = (!note.problems.is_empty()).then(|| {
        let count = note.problems.len();
        let problems = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
        view! { <small class="caution">{problems}</small> }
    });
    view! { <div>{format!("{}, {operations}", note.dialect)} {problems}</div> }.into_any()
}

pub fn documents(sheet: &ProductSheet) -> AnyView {
    let new = [&page(sheet), "/docs/new"].concat();
    let list = if sheet.documents.is_empty() {
        view! { <p class="muted">"None yet. A guide for the first call is what most developers look for."</p> }
            .into_any()
    } else {
        let ordered = DocumentSheet::in_order(&sheet.documents);
        let rows = ordered.into_iter().map(|(depth, document)| document_row(sheet, depth, document));
        view! { <ul class="card tree" aria-labelledby="documents">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="documents">
            <div class="section-head">
                <h2 id="documents">"Documents"</h2>
                <a class="button small" href=new>"Add document"</a>
            </div>
            {list}
        </section>
    }
    .into_any()
}

fn document_row(sheet: &ProductSheet, depth: usize, document: &DocumentSheet) -> impl IntoView + use<> {
    let href = [&page(sheet), "/docs/", document.slug.as_str()].concat();
    let hidden = (!document.published).then(|| words::badge("draft", "Draft"));
    // Deeper ones are no further to the right: nobody counts so many steps.
    view! { <li data-depth=depth.min(4)><a href=href>{document.title.clone()}</a> " " {hidden}</li> }
}

pub fn facts(sheet: &ProductSheet) -> AnyView {
    let catalog = ["/apis/", sheet.slug.as_str()].concat();
    let anybody = sheet.versions.iter().any(|version| version.state.is_served());
    let words = if anybody { "View in catalog" } else { "Preview" };
    let link = (!sheet.versions.is_empty()).then(|| {
        view! { <p class="actions"><a class="button" href=catalog>{words}</a></p> }
    });
    let registrations = ["/admin/registrations?state=all&api=", sheet.slug.as_str()].concat();
    view! {
        <section class="card glance">
            <h2>"At a glance"</h2>
            <dl class="facts">
                <dt>"Slug"</dt>
                <dd><code>{sheet.slug.to_string()}</code></dd>
                <dt>"Versions"</dt>
                <dd>{sheet.versions.len()}</dd>
                <dt>"Documents"</dt>
                <dd>{sheet.documents.len()}</dd>
            </dl>
            {link}
            <p class="more"><a href=registrations>"Registrations for it"</a></p>
        </section>
    }
    .into_any()
}
