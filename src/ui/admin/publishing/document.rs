//! `/admin/products/:slug/docs/:document`, and `/new`: one page of words.

use super::entry::{Control, Entry, options};
use super::markdown::Markdown;
use super::product::shown_as;
use super::typed::{Typed, done, refusal};
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::sheet::{DocumentSheet, ProductSheet};
use crate::domain::slug::Slug;
use crate::rpc::RpcError;
use crate::rpc::publishing::find_sheet;
use crate::ui::admin::frame::{admin_page, frame_below};
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::confirm::{Ask, ConfirmForm, Step};
use crate::ui::parts::notice::problem;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

const NEW: &str = "new document";

pub fn view() -> AnyView {
    let params = use_params_map();
    let query = use_query_map();
    let answer = browser::form_answer();
    let asked = Memo::new(move |_| {
        let told = query.with(|query| query.get("done")).unwrap_or_default();
        (params.with(|params| params.get("document")), told)
    });
    let question = move || {
        let slug = params.with(|params| params.get("slug")).unwrap_or_default();
        (slug, asked.with(|(document, _)| document.clone()))
    };
    let typed = answer.clone();
    let read = move |(slug, document): (String, Option<String>)| {
        let text = Typed::of(&typed, document.as_deref().unwrap_or(NEW)).to_preview("body");
        async move { Ok((find_sheet(slug, document).await?, shown_as(text).await?)) }
    };
    admin_page(asked, page_data(question, read), move |(document, told), (product, preview)| {
        let sheet = &product.sheet;
        let Some(slug) = document else { return page(sheet, None, told, preview.clone(), &answer) };
        let found = sheet.documents.iter().find(|document| document.slug.as_str() == slug);
        found.map_or_else(
            || problem(&RpcError::NotFound),
            |document| page(sheet, Some(document), told, preview.clone(), &answer),
        )
    })
}

const DONE: [(&str, &str); 2] = [("created", "The document is created."), ("saved", "The document is saved.")];

fn page(
    sheet: &ProductSheet,
    document: Option<&DocumentSheet>,
    told: &str,
    preview: Option<SafeHtml>,
    answer: &FormAnswer,
) -> AnyView {
    let product = ["/admin/products/", sheet.slug.as_str()].concat();
    let slug = document.map(|document| document.slug.as_str());
    let address = [&product, "/docs/", slug.unwrap_or("new")].concat();
    let typed = Typed::of(answer, slug.unwrap_or(NEW));
    let title = document.map_or("Add document", |document| &document.title);
    let verb = if document.is_some() { "Save" } else { "Create" };
    let cancel = document.is_none().then(|| view! { <a class="button quiet" href=product.clone()>"Cancel"</a> });
    let body = view! {
        {done(told, &DONE)}
        {refusal(answer)}
        <form class="form document-form" method="post" action=address.clone() enctype="multipart/form-data">
            {typed.hidden()}
            {fields(sheet, document, preview, &typed)}
            <p class="form-foot">
                <button class="button primary" name="step" value="save">{verb}</button>
                {cancel}
            </p>
        </form>
        {document.map(|document| deletion(sheet, document, address))}
    };
    let above = [("/admin/products", "Products"), (product.as_str(), sheet.name.as_str())];
    frame_below(&above, title, (), body.into_any())
}

fn fields(
    sheet: &ProductSheet,
    document: Option<&DocumentSheet>,
    preview: Option<SafeHtml>,
    typed: &Typed<'_>,
) -> AnyView {
    let entry =
        |name, label, hint, control| Entry { name, label, hint, error: typed.error(name), control, optional: false };
    let parent = document.and_then(|document| document.parent.as_ref()).map_or("", Slug::as_str);
    let parents = options(parents(sheet, document), &typed.value("parent", parent));
    let order = document.map_or_else(|| last(sheet) + 1, |document| document.order);
    let published = typed.on("published", document.is_none_or(|document| document.published));
    let text = Markdown {
        name: "body",
        label: "Text",
        hint: "In Markdown.",
        rows: "20",
        value: typed.value("body", document.map_or("", |document| &document.body)),
        error: typed.error("body"),
        shown: preview,
    };
    let slug = Entry {
        optional: true,
        ..entry(
            "slug",
            "Slug",
            "Its part of the address: a to z, 0 to 9 and hyphens. Empty: made from the title.",
            Control::line(typed.value("slug", document.map_or("", |document| document.slug.as_str()))),
        )
    };
    view! {
        <div class="form pair">
            {entry("title", "Title", "", Control::line(typed.value("title", document.map_or("", |document| &document.title))))
                .view()}
            {slug.view()}
            {entry("parent", "Below", "Its place in the tree.", Control::Select(parents)).view()}
            {entry(
                "order",
                "Order",
                "Among its neighbours, the smallest first.",
                Control::number(typed.value("order", order.to_string())),
            )
                .view()}
        </div>
        {text.view()}
        {entry(
            "published",
            "Published",
            "Otherwise only admins see it, and nobody what stands below it.",
            Control::Check(published),
        )
            .view()}
    }
    .into_any()
}

/// All but itself and what stands below it.
fn parents<'a>(sheet: &'a ProductSheet, document: Option<&DocumentSheet>) -> Vec<(&'a str, String)> {
    let mut found = vec![("", "Nothing: it stands at the top".to_owned())];
    let mut within = None;
    for (depth, known) in DocumentSheet::in_order(&sheet.documents) {
        if within.is_some_and(|above| depth > above) {
            continue;
        }
        within = document.is_some_and(|document| document.slug == known.slug).then_some(depth);
        if within.is_none() {
            found.push((known.slug.as_str(), ["– ".repeat(depth).as_str(), &known.title].concat()));
        }
    }
    found
}

fn last(sheet: &ProductSheet) -> i32 {
    sheet.documents.iter().map(|document| document.order).max().unwrap_or_default().clamp(0, i32::MAX - 1)
}

fn deletion(sheet: &ProductSheet, document: &DocumentSheet, address: String) -> AnyView {
    let step = Step {
        id: "delete".to_owned(),
        title: format!("Delete “{}”?", document.title),
        effect: format!(
            "The text goes, and nobody can bring it back. What stands below it moves up. {} itself stays as it is.",
            sheet.name
        ),
        verb: "Delete",
        value: "delete",
        danger: true,
        told: None,
    };
    view! {
        <p class="actions"><Ask id="delete".to_owned() label="Delete document" class="button danger"/></p>
        <ConfirmForm step action=address/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sheet::Attributes;

    fn document(slug: &str, parent: &str) -> DocumentSheet {
        DocumentSheet {
            slug: Slug::parse(slug).expect("a slug"),
            title: slug.to_owned(),
            parent: Slug::parse(parent).ok(),
            order: 0,
            published: true,
            body: String::new(),
        }
    }

    #[test]
    fn nothing_is_offered_that_would_make_a_circle() {
        let sheet = ProductSheet {
            slug: Slug::parse("p").expect("a slug"),
            name: "P".to_owned(),
            summary: "P".to_owned(),
            description: String::new(),
            labels: Vec::new(),
            attributes: Attributes::new(),
            image: None,
            versions: Vec::new(),
            documents: vec![document("a", ""), document("b", "a"), document("c", "b"), document("d", "")],
        };
        let offered = |document| parents(&sheet, document).into_iter().map(|(slug, _)| slug).collect::<Vec<_>>();
        assert_eq!(offered(None), ["", "a", "b", "c", "d"]);
        assert_eq!(offered(Some(&sheet.documents[0])), ["", "d"]);
        assert_eq!(offered(Some(&sheet.documents[1])), ["", "a", "d"]);
    }
}
