//! What admins write about a product.

use super::fields::Fields;
use super::products::stand_in;
use super::unfit::{Again, Unfit};
use super::upload::Upload;
use super::{Visit, sent_on};
use crate::domain::sheet::{DocumentSheet, ProductSheet};
use crate::domain::slug::Slug;
use crate::portal::PublishRefusal;
use crate::portal::{Admin, Error};
use crate::server::pages::Pages;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

const FIELDS: [&str; 5] = ["title", "slug", "parent", "order", "body"];

pub async fn create(
    State(pages): State<Pages>,
    admin: Admin,
    visit: Visit,
    Path(slug): Path<String>,
    upload: Upload,
) -> Response {
    send(&pages, &admin, visit, &slug, None, &upload.fields).await
}

pub async fn change(
    State(pages): State<Pages>,
    admin: Admin,
    visit: Visit,
    Path((slug, document)): Path<(String, String)>,
    upload: Upload,
) -> Response {
    let Ok(document) = Slug::parse(&document) else { return StatusCode::NOT_FOUND.into_response() };
    send(&pages, &admin, visit, &slug, Some(&document), &upload.fields).await
}

/// `present`: the document as it is called now; none is a new one.
async fn send(
    pages: &Pages,
    admin: &Admin,
    visit: Visit,
    product: &str,
    present: Option<&Slug>,
    fields: &Fields,
) -> Response {
    let Ok(product) = Slug::parse(product) else { return StatusCode::NOT_FOUND.into_response() };
    let page = format!("/admin/products/{product}");
    let address = format!("{page}/docs/{}", present.map_or("new", Slug::as_str));
    let again = Again { pages, visit, fields, address: &address, known: &FIELDS, name: "slug" };
    let Some((document, unfit)) = read(fields) else { return StatusCode::BAD_REQUEST.into_response() };
    let (done, leads_to) = match (fields.of("step"), present) {
        ("preview", _) => return again.preview().await,
        ("save", _) => {
            let word = if present.is_some() { "saved" } else { "created" };
            let leads_to = format!("{page}/docs/{}?done={word}", document.slug);
            let edit = |sheet: &mut ProductSheet| put(sheet, present, document, unfit);
            (pages.portal().edit_product(admin, product.as_str(), &[], edit).await, leads_to)
        }
        ("delete", Some(present)) => {
            let edit = |sheet: &mut ProductSheet| remove(sheet, present);
            let done = pages.portal().edit_product(admin, product.as_str(), &[], edit).await;
            (done, format!("{page}?done=document-deleted"))
        }
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    match done {
        Ok(()) => sent_on(&leads_to, None),
        Err(refusal) => again.refused(refusal).await,
    }
}

fn read(fields: &Fields) -> Option<(DocumentSheet, Unfit)> {
    let mut unfit = Unfit::default();
    let title = fields.of("title").trim().to_owned();
    let slug = unfit.slug("slug", fields.of("slug"), &title).or_else(stand_in)?;
    let parent = unfit.maybe("parent", fields.of("parent"), |text| {
        Slug::parse(text).map_err(|_| "There is no such document.".to_owned())
    });
    let order =
        unfit.maybe("order", fields.of("order"), |text| text.parse().map_err(|_| "Enter a whole number.".to_owned()));
    let published = fields.of("published") == "on";
    let body = fields.lines("body");
    Some((DocumentSheet { slug, title, parent, order: order.unwrap_or_default(), published, body }, unfit))
}

fn put(
    sheet: &mut ProductSheet,
    present: Option<&Slug>,
    document: DocumentSheet,
    unfit: Unfit,
) -> Result<(), PublishRefusal> {
    unfit.and(document.check())?;
    let renamed = present != Some(&document.slug);
    if renamed && sheet.documents.iter().any(|known| known.slug == document.slug) {
        return Err(PublishRefusal::Taken);
    }
    let Some(present) = present else {
        sheet.documents.push(document);
        return sound(sheet);
    };
    for child in sheet.documents.iter_mut().filter(|child| child.parent.as_ref() == Some(present)) {
        child.parent = Some(document.slug.clone());
    }
    let known = sheet.documents.iter_mut().find(|known| known.slug == *present);
    *known.ok_or(Error::NotFound)? = document;
    sound(sheet)
}

/// Whatever is wrong with the tree was brought about by the document's new place in it.
fn sound(sheet: &ProductSheet) -> Result<(), PublishRefusal> {
    let reached = DocumentSheet::in_order(&sheet.documents).len();
    let mut unfit = Unfit::default();
    if reached < sheet.documents.len() {
        unfit.add("parent", "A document can’t stand below one of its own.");
    }
    let known = |slug: &Slug| sheet.documents.iter().any(|document| document.slug == *slug);
    if !sheet.documents.iter().all(|document| document.parent.as_ref().is_none_or(known)) {
        unfit.add("parent", "There is no such document any more.");
    }
    unfit.and(Vec::new())
}

/// What stood below it moves up.
fn remove(sheet: &mut ProductSheet, slug: &Slug) -> Result<(), PublishRefusal> {
    let at = sheet.documents.iter().position(|document| document.slug == *slug).ok_or(Error::NotFound)?;
    let gone = sheet.documents.remove(at);
    for child in sheet.documents.iter_mut().filter(|child| child.parent.as_ref() == Some(slug)) {
        child.parent.clone_from(&gone.parent);
    }
    Ok(())
}
