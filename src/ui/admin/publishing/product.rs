//! `/admin/products/:slug`: one product, its versions and its documents.

use super::entry::{Control, Entry};
use super::markdown::Markdown;
use super::product_parts::{documents, facts, versions};
use super::spec;
use super::typed::{Typed, done, refusal};
use crate::domain::comma_list;
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::publishing::AdminProduct;
use crate::domain::sheet::ProductSheet;
use crate::rpc::RpcError;
use crate::rpc::publishing::{find_sheet, preview};
use crate::ui::admin::frame::{admin_page, frame_below};
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::confirm::{Ask, ConfirmForm, Step};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

pub fn view() -> AnyView {
    let params = use_params_map();
    let query = use_query_map();
    let answer = browser::form_answer();
    let told = Memo::new(move |_| query.with(|query| query.get("done")).unwrap_or_default());
    let slug = move || params.with(|params| params.get("slug")).unwrap_or_default();
    let typed = answer.clone();
    let read = move |slug: String| {
        let text = Typed::of(&typed, &slug).to_preview("description");
        async move { Ok((find_sheet(slug, None).await?, shown_as(text).await?)) }
    };
    admin_page(told, page_data(slug, read), move |told, (product, preview)| {
        shown(told, product, preview.clone(), &answer)
    })
}

/// What was asked to be previewed, if anything was.
pub async fn shown_as(text: Option<String>) -> Result<Option<SafeHtml>, RpcError> {
    match text {
        Some(text) => preview(text).await.map(Some),
        None => Ok(None),
    }
}

const DONE: [(&str, &str); 5] = [
    ("created", "The product is created. Add a version next: that is what developers register for."),
    ("from-spec", "The product is created from the file, as a draft. Look through its version, then publish it."),
    ("saved", "The product is saved."),
    ("version-deleted", "The version is deleted."),
    ("document-deleted", "The document is deleted."),
];

fn shown(told: &str, product: &AdminProduct, preview: Option<SafeHtml>, answer: &FormAnswer) -> AnyView {
    let sheet = &product.sheet;
    let problems = (told == "from-spec").then(|| product.specs.iter().map(spec::problems).collect_view());
    let body = view! {
        {done(told, &DONE)}
        {problems}
        {refusal(answer)}
        <div class="split">
            <div class="stack">
                {versions(product)}
                {documents(sheet)}
                {details(sheet, preview, answer)}
            </div>
            <aside class="aside" aria-label="At a glance">{facts(sheet)} {deletion(sheet)}</aside>
        </div>
    };
    let under = view! { <p class="lede">{sheet.summary.clone()}</p> };
    frame_below(&[("/admin/products", "Products")], &sheet.name, under, body.into_any())
}

fn details(sheet: &ProductSheet, preview: Option<SafeHtml>, answer: &FormAnswer) -> AnyView {
    let page = ["/admin/products/", sheet.slug.as_str()].concat();
    let typed = Typed::of(answer, sheet.slug.as_str());
    let entry =
        |name, label, hint, control| Entry { name, label, hint, error: typed.error(name), control, optional: false };
    let attributes = sheet.attributes.iter().map(|(key, values)| format!("{key}: {}", comma_list::join(values)));
    let attributes = attributes.collect::<Vec<_>>().join("\n");
    // Its address is one of the catalog's, which has nothing of a product without a version.
    let image = sheet.image.as_ref().filter(|_| !sheet.versions.is_empty()).map(|_| {
        let src = ["/apis/", sheet.slug.as_str(), "/image"].concat();
        view! { <img class="product-image" src=src alt="The image at present"/> }
    });
    let remove = sheet.image.as_ref().map(|_| {
        entry("remove_image", "Remove the present image", "", Control::Check(typed.on("remove_image", false))).view()
    });
    let description = Markdown {
        name: "description",
        label: "Description",
        hint: "What it is for and whom to ask, in Markdown.",
        rows: "8",
        value: typed.value("description", &sheet.description),
        error: typed.error("description"),
        shown: preview,
    };
    view! {
        <section class="section" aria-labelledby="details">
            <h2 id="details" class="section-title">"Details"</h2>
            <form class="form" method="post" action=page enctype="multipart/form-data" novalidate>
                {typed.hidden()}
                {entry("name", "Name", "", Control::line(typed.value("name", &sheet.name))).view()}
                {entry(
                    "summary",
                    "Summary",
                    "One line for its card in the catalog.",
                    Control::line(typed.value("summary", &sheet.summary)),
                )
                    .view()}
                {description.view()}
                {entry(
                    "labels",
                    "Labels",
                    "Short words by which it is found, with commas between them.",
                    Control::line(typed.value("labels", comma_list::join(&sheet.labels))),
                )
                    .view()}
                {entry(
                    "attributes",
                    "Attributes",
                    "Each is a filter of the catalog. One a line, like team: Payments, Billing.",
                    Control::lines(typed.value("attributes", attributes), "3"),
                )
                    .view()}
                {image}
                {entry(
                    "image",
                    "Image",
                    "A PNG, JPEG or WebP file of at most 500 KB, best square. Without one the portal draws a sign.",
                    Control::File { accept: "image/png,image/jpeg,image/webp" },
                )
                    .view()}
                {remove}
                <p class="form-foot">
                    <button class="button primary" name="step" value="save">"Save"</button>
                </p>
            </form>
        </section>
    }
    .into_any()
}

fn deletion(sheet: &ProductSheet) -> AnyView {
    let count = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    let versions = count(sheet.versions.len(), "version", "versions");
    let documents = count(sheet.documents.len(), "document", "documents");
    let step = Step {
        id: "delete".to_owned(),
        title: format!("Delete {}?", sheet.name),
        effect: format!(
            "The product goes with {versions}, {documents} and all files. Nobody can bring that back. While an \
             application is registered for one of them, nothing is deleted, and you are told which."
        ),
        verb: "Delete",
        value: "delete",
        danger: true,
        told: None,
    };
    let page = ["/admin/products/", sheet.slug.as_str()].concat();
    view! {
        <p class="actions late"><Ask id="delete".to_owned() label="Delete product" class="button danger"/></p>
        <ConfirmForm step action=page/>
    }
    .into_any()
}
