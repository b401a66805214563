//! What developers decide about their applications.

use super::fields::Fields;
use super::{Visit, failed, sent_on};
use crate::domain::application::NewApplication;
use crate::domain::form::FormAnswer;
use crate::portal::{Refusal, SignedIn};
use crate::server::pages::Pages;
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

pub type Me = Extension<SignedIn>;

pub async fn create(State(pages): State<Pages>, Extension(me): Me, visit: Visit, fields: Fields) -> Response {
    match pages.portal().create_application(&me, &new(&fields)).await {
        Ok(id) => sent_on(&format!("/apps/{id}?done=created"), None),
        Err(refusal) => refused(&pages, visit, &fields, "/apps/new", "", refusal).await,
    }
}

pub async fn change(
    State(pages): State<Pages>,
    Extension(me): Me,
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Response {
    let page = page_of(&id);
    let portal = pages.portal();
    match fields.of("step") {
        "save" => match portal.edit_application(&me, &id, &new(&fields)).await {
            Ok(()) => sent_on(&format!("{page}?done=saved"), None),
            Err(refusal) => refused(&pages, visit, &fields, &page, "edit", refusal).await,
        },
        "delete" => match portal.delete_application(&me, &id, fields.of("name")).await {
            Ok(()) => sent_on("/apps?done=deleted", None),
            Err(refusal) => refused(&pages, visit, &fields, &page, "delete", refusal).await,
        },
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

pub async fn registration(
    State(pages): State<Pages>,
    Extension(me): Me,
    visit: Visit,
    Path((id, registration)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let portal = pages.portal();
    match portal.application(&me, &id).await {
        Ok(page) if page.registrations.iter().any(|row| row.registration.id == registration) => {}
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(cause) => return failed(&cause),
    }
    let (done, word, dialog) = match fields.of("step") {
        "unregister" => (portal.unregister(&me, &registration).await, "unregistered", "unregister-"),
        "ask_again" => {
            let answer = fields.lines("answer");
            (portal.ask_again(&me, &registration, &answer).await, "asked", "ask-again-")
        }
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    let page = page_of(&id);
    match done {
        Ok(()) => sent_on(&format!("{page}?done={word}"), None),
        Err(refusal) => {
            let dialog = [dialog, &registration].concat();
            refused(&pages, visit, &fields, &page, &dialog, refusal).await
        }
    }
}

/// An id is a part of an address; what could be another part of one is no id.
pub fn page_of(id: &str) -> String {
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain { ["/apps/", id].concat() } else { "/apps".to_owned() }
}

pub fn new(fields: &Fields) -> NewApplication {
    NewApplication {
        name: fields.of("name").to_owned(),
        description: fields.lines("description"),
        strategy: fields.of("strategy").to_owned(),
        reference_id: fields.of("reference_id").to_owned(),
    }
}

/// The page again, with all that was typed and what was wrong with it. `dialog` is the one in which it was typed.
pub async fn refused(
    pages: &Pages,
    visit: Visit,
    fields: &Fields,
    address: &str,
    dialog: &str,
    refusal: Refusal,
) -> Response {
    if let Refusal::Failed(cause) = &refusal {
        return failed(cause);
    }
    let beside = refusal.fields();
    let whole = beside.is_empty().then(|| refusal.to_string());
    let mut answer = FormAnswer::problems(beside).with("dialog", dialog);
    answer.refusal = whole;
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    visit.refused(pages, address, status, fields.kept(answer)).await
}
