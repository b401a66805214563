//! What admins decide about auth strategies.

use super::fields::Fields;
use super::products::stand_in;
use super::unfit::{Again, Unfit};
use super::{Visit, sent_on};
use crate::domain::comma_list;
use crate::domain::sheet::{Method, StrategySheet, header_name};
use crate::domain::slug::Slug;
use crate::domain::strategy::StrategyKind;
use crate::portal::Admin;
use crate::portal::PublishRefusal;
use crate::server::pages::Pages;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

const PAGE: &str = "/admin/strategies";
const FIELDS: [&str; 10] = [
    "name",
    "display_name",
    "description",
    "kind",
    "key_names",
    "lifetime_days",
    "issuer",
    "audience",
    "credential_claim",
    "scopes",
];

pub async fn create(State(pages): State<Pages>, admin: Admin, visit: Visit, fields: Fields) -> Response {
    let again = again(&pages, visit, &fields, "/admin/strategies/new");
    let mut unfit = Unfit::default();
    let name = unfit.slug("name", fields.of("name"), fields.of("display_name")).or_else(stand_in);
    let Some(name) = name else { return StatusCode::BAD_REQUEST.into_response() };
    if StrategyKind::parse(fields.of("kind")).is_none() {
        unfit.add("kind", "Choose how calls are authenticated.");
    }
    match send(&pages, &admin, name, &fields, unfit, true).await {
        Ok(name) => sent_on(&format!("{PAGE}/{name}?done=created"), None),
        Err(refusal) => again.refused(refusal).await,
    }
}

pub async fn change(
    State(pages): State<Pages>,
    admin: Admin,
    visit: Visit,
    Path(name): Path<String>,
    fields: Fields,
) -> Response {
    let Ok(name) = Slug::parse(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let page = format!("{PAGE}/{name}");
    let again = again(&pages, visit, &fields, &page);
    let portal = pages.portal();
    let (done, leads_to) = match fields.of("step") {
        "save" => {
            let done = send(&pages, &admin, name, &fields, Unfit::default(), false).await;
            (done.map(drop), format!("{page}?done=saved"))
        }
        "default" => (portal.make_default(&admin, &name).await, format!("{page}?done=default")),
        "delete" => (portal.delete_strategy(&admin, name.as_str()).await, format!("{PAGE}?done=deleted")),
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    match done {
        Ok(()) => sent_on(&leads_to, None),
        Err(refusal) => again.refused(refusal).await,
    }
}

fn again<'a>(pages: &'a Pages, visit: Visit, fields: &'a Fields, address: &'a str) -> Again<'a> {
    Again { pages, visit, fields, address, known: &FIELDS, name: "name" }
}

async fn send(
    pages: &Pages,
    admin: &Admin,
    name: Slug,
    fields: &Fields,
    mut unfit: Unfit,
    new: bool,
) -> Result<Slug, PublishRefusal> {
    let sheet = StrategySheet {
        name: name.clone(),
        display_name: fields.of("display_name").trim().to_owned(),
        description: fields.lines("description").trim().to_owned(),
        method: method(fields, &mut unfit),
    };
    unfit.and(sheet.check())?;
    if new {
        pages.portal().add_strategy(admin, &sheet).await?;
    } else {
        pages.portal().edit_strategy(admin, &sheet).await?;
    }
    Ok(name)
}

fn method(fields: &Fields, unfit: &mut Unfit) -> Method {
    let line = |field: &str| fields.of(field).trim().to_owned();
    if fields.of("kind") == StrategyKind::OpenidConnect.as_str() {
        let mut scopes: Vec<String> = Vec::new();
        for scope in comma_list::split(fields.of("scopes")).iter().flat_map(|part| part.split_whitespace()) {
            if !scopes.iter().any(|known| known == scope) {
                scopes.push(scope.to_owned());
            }
        }
        let (issuer, audience, credential_claim) = (line("issuer"), line("audience"), line("credential_claim"));
        return Method::OpenidConnect { issuer, audience, credential_claim, scopes };
    }
    let mut key_names: Vec<String> = Vec::new();
    for name in comma_list::split(fields.of("key_names")) {
        let name = header_name(&name).unwrap_or(name);
        if !key_names.contains(&name) {
            key_names.push(name);
        }
    }
    let days = format!("Enter 1 to {} days.", StrategySheet::LONGEST_LIFETIME);
    let lifetime_days =
        unfit.maybe("lifetime_days", fields.of("lifetime_days"), |text| text.parse().map_err(|_| days.clone()));
    Method::KeyAuth { key_names, lifetime_days }
}
