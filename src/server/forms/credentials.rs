//! Keys, without a script: the answer to the form is the one page that shows the key.

use super::apps::{Me, page_of, refused};
use super::fields::Fields;
use super::{Visit, failed, sent_on};
use crate::domain::apps::Issued;
use crate::domain::credential::LONGEST_OVERLAP_DAYS;
use crate::portal::Refusal;
use crate::server::pages::{Pages, page_around};
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

pub async fn generate(
    State(pages): State<Pages>,
    Extension(me): Me,
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Response {
    match pages.portal().generate_credential(&me, &id, fields.of("name"), fields.of("ends")).await {
        Ok(issued) => shown(&pages, visit, &id, issued).await,
        Err(refusal) => refused(&pages, visit, &fields, &page_of(&id), "generate", refusal).await,
    }
}

pub async fn change(
    State(pages): State<Pages>,
    Extension(me): Me,
    visit: Visit,
    Path((id, credential)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let portal = pages.portal();
    match portal.application(&me, &id).await {
        Ok(page) if page.credentials.iter().any(|key| key.id == credential) => {}
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(cause) => return failed(&cause),
    }
    let page = page_of(&id);
    let done = |result: Result<(), Refusal>, word: &str| result.map(|()| format!("{page}?done={word}"));
    let (done, dialog) = match fields.of("step") {
        "rotate" => {
            // What is no number is more than may be.
            let days = fields.of("overlap_days").parse().unwrap_or(LONGEST_OVERLAP_DAYS + 1);
            match portal.rotate_credential(&me, &credential, days).await {
                Ok(issued) => return shown(&pages, visit, &id, issued).await,
                Err(refusal) => (Err(refusal), "rotate-"),
            }
        }
        "rename" => (done(portal.rename_credential(&me, &credential, fields.of("name")).await, "renamed"), "rename-"),
        "revoke" => (done(portal.revoke_credential(&me, &credential).await, "revoked"), "revoke-"),
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    match done {
        Ok(leads_to) => sent_on(&leads_to, None),
        Err(refusal) => {
            let dialog = [dialog, &credential].concat();
            refused(&pages, visit, &fields, &page, &dialog, refusal).await
        }
    }
}

/// Nothing on its way keeps it.
async fn shown(pages: &Pages, visit: Visit, id: &str, issued: Issued) -> Response {
    let mut answer = page_around(pages, &page_of(id), visit, StatusCode::OK, move || {
        leptos::prelude::provide_context(crate::domain::form::FormAnswer::default());
        leptos::prelude::provide_context(issued);
    })
    .await;
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
