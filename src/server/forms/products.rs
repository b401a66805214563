//! What admins decide about products.

use super::fields::Fields;
use super::unfit::{Again, Unfit};
use super::upload::{TooLarge, Upload};
use super::{Visit, failed, sent_on};
use crate::domain::comma_list;
use crate::domain::sheet::{Attributes, Image, ProductSheet};
use crate::domain::slug::Slug;
use crate::portal::Admin;
use crate::portal::PublishRefusal;
use crate::server::pages::Pages;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

const PAGE: &str = "/admin/products";
const FIELDS: [&str; 8] = ["name", "slug", "summary", "description", "labels", "attributes", "image", "spec"];
pub const FILE_TOO_LARGE: &str = "A file may have 20 MB at most.";

pub async fn create(State(pages): State<Pages>, admin: Admin, visit: Visit, upload: Upload) -> Response {
    let fields = &upload.fields;
    let again = again(&pages, visit, fields, "/admin/products/new", "slug");
    let mut unfit = Unfit::default();
    let name = fields.of("name").trim();
    let slug = unfit.slug("slug", fields.of("slug"), name);
    let Some(mut sheet) = slug.or_else(stand_in).map(empty) else { return StatusCode::BAD_REQUEST.into_response() };
    sheet.name = name.to_owned();
    sheet.summary = fields.of("summary").trim().to_owned();
    if let Err(refusal) = unfit.and(sheet.check()) {
        return again.refused(refusal).await;
    }
    match pages.portal().add_product(&admin, &sheet, &[]).await {
        Ok(()) => sent_on(&format!("{PAGE}/{}?done=created", sheet.slug), None),
        Err(refusal) => again.refused(refusal).await,
    }
}

/// One file makes a product: a draft that says what the file says of itself.
pub async fn from_spec(State(pages): State<Pages>, admin: Admin, visit: Visit, mut upload: Upload) -> Response {
    let spec = upload.take("spec");
    let again = again(&pages, visit, &upload.fields, PAGE, "spec");
    let (file, bytes) = match spec {
        Ok(Some(spec)) => spec,
        Ok(None) => return again.unfit("spec", "Choose an OpenAPI file first.").await,
        Err(TooLarge) => return again.unfit("spec", FILE_TOO_LARGE).await,
    };
    let spec = match pages.portal().read_spec(&file, bytes).await {
        Ok(spec) => spec,
        Err(refusal) => return again.refused(refusal).await,
    };
    let Some(mut sheet) = pages.portal().sheet_from(&spec) else {
        let what = "The file has no title from which a product could be named. Make the product by hand, then add the \
                    file to its first version.";
        return again.unfit("spec", what).await;
    };
    // The form has no field beside which it could be told.
    if sheet.check().iter().any(|fault| fault.field == "slug") {
        let what = "The file’s title is a word of the portal’s own addresses. Make the product by hand.";
        return again.unfit("spec", what).await;
    }
    // As every version that is made on a page begins.
    match pages.portal().settings().await {
        Ok(settings) => sheet.versions.iter_mut().for_each(|version| {
            version.strategy.clone_from(&settings.default_strategy);
        }),
        Err(cause) => return failed(&cause),
    }
    match pages.portal().add_product(&admin, &sheet, &[spec]).await {
        Ok(()) => sent_on(&format!("{PAGE}/{}?done=from-spec", sheet.slug), None),
        Err(PublishRefusal::Taken) => {
            let what =
                format!("There is a product “{}” already. Open it, and add the file as a new version.", sheet.slug);
            again.unfit("spec", &what).await
        }
        Err(refusal) => again.refused(refusal).await,
    }
}

pub async fn change(
    State(pages): State<Pages>,
    admin: Admin,
    visit: Visit,
    Path(slug): Path<String>,
    mut upload: Upload,
) -> Response {
    let Ok(slug) = Slug::parse(&slug) else { return StatusCode::NOT_FOUND.into_response() };
    let image = upload.take("image");
    let fields = &upload.fields;
    let page = format!("{PAGE}/{slug}");
    let again = again(&pages, visit, fields, &page, "name");
    let (done, leads_to) = match fields.of("step") {
        "preview" => return again.preview().await,
        "save" => (save(&pages, &admin, &slug, fields, image).await, format!("{page}?done=saved")),
        "delete" => (pages.portal().delete_product(&admin, slug.as_str()).await, format!("{PAGE}?done=deleted")),
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    match done {
        Ok(()) => sent_on(&leads_to, None),
        Err(refusal) => again.refused(refusal).await,
    }
}

async fn save(
    pages: &Pages,
    admin: &Admin,
    slug: &Slug,
    fields: &Fields,
    image: Result<Option<(String, Vec<u8>)>, TooLarge>,
) -> Result<(), PublishRefusal> {
    let mut unfit = Unfit::default();
    let attributes = unfit.read("attributes", attributes(fields.of("attributes")));
    let image = match image {
        Ok(None) => None,
        Ok(Some((_, bytes))) => unfit.read("image", Image::read(&bytes).map_err(|fault| fault.what)),
        Err(TooLarge) => unfit.read("image", Err("An image may have 500 KB at most.".to_owned())),
    };
    let remove = fields.of("remove_image") == "on";
    let line = |field: &str| fields.of(field).trim().to_owned();
    let (name, summary) = (line("name"), line("summary"));
    let (description, labels) = (fields.lines("description"), comma_list::split(fields.of("labels")));
    let edit = |sheet: &mut ProductSheet| {
        (sheet.name, sheet.summary, sheet.description, sheet.labels) = (name, summary, description, labels);
        if let Some(attributes) = attributes {
            sheet.attributes = attributes;
        }
        if image.is_some() || remove {
            sheet.image = image;
        }
        unfit.and(sheet.check())
    };
    pages.portal().edit_product(admin, slug.as_str(), &[], edit).await
}

fn again<'a>(pages: &'a Pages, visit: Visit, fields: &'a Fields, address: &'a str, name: &'static str) -> Again<'a> {
    Again { pages, visit, fields, address, known: &FIELDS, name }
}

/// One a line: `team: Payments, Billing`.
fn attributes(text: &str) -> Result<Attributes, String> {
    let mut found = Attributes::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((key, values)) = line.split_once(':') else {
            return Err(format!("“{line}” is not written like team: Payments, Billing."));
        };
        let (key, values) = (key.trim().to_owned(), comma_list::split(values));
        if values.is_empty() {
            return Err(format!("“{key}” has no value."));
        }
        if found.insert(key.clone(), values).is_some() {
            return Err(format!("“{key}” stands there twice."));
        }
    }
    Ok(found)
}

fn empty(slug: Slug) -> ProductSheet {
    ProductSheet {
        slug,
        name: String::new(),
        summary: String::new(),
        description: String::new(),
        labels: Vec::new(),
        attributes: Attributes::new(),
        image: None,
        versions: Vec::new(),
        documents: Vec::new(),
    }
}

/// So that the rest of a sheet can be checked where its slug could not be read.
pub fn stand_in() -> Option<Slug> {
    Slug::parse("x").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_stand_one_a_line() {
        let read = attributes("team: Payments, \"A, B\"\n\n  region : EU\r\n").expect("attributes");
        assert_eq!(read["team"], ["Payments", "A, B"]);
        assert_eq!(read["region"], ["EU"]);
        for wrong in ["team", "team:", "a: b\na: c"] {
            assert!(attributes(wrong).is_err(), "{wrong}");
        }
    }
}
