//! "Register for …": access for an application that is there, or for one that is made with it.

use super::apps::{Me, new, refused};
use super::fields::Fields;
use super::{Visit, sent_on};
use crate::domain::form::FormAnswer;
use crate::domain::registration::RegistrationState;
use crate::domain::sheet::VersionName;
use crate::domain::slug::Slug;
use crate::portal::Chosen;
use crate::server::pages::Pages;
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

pub async fn request_access(
    State(pages): State<Pages>,
    Extension(me): Me,
    visit: Visit,
    Path((slug, version)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let (Ok(slug), Ok(version)) = (Slug::parse(&slug), VersionName::parse(&version)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let page = format!("/apis/{slug}/{version}?register");
    let chosen = match fields.of("application") {
        "" => {
            let answer = FormAnswer::problem("application", "Choose an application, or create one.");
            return visit.unfit(&pages, &page, fields.kept(answer)).await;
        }
        "new" => Chosen::New(new(&fields)),
        id => Chosen::Application(id.to_owned()),
    };
    match pages.portal().request_access(&me, slug.as_str(), version.as_str(), &chosen).await {
        Ok(requested) => {
            let at_once = requested.state == RegistrationState::Approved;
            let done = if at_once { "approved" } else { "pending" };
            sent_on(&format!("/apps/{}?done={done}", requested.application_id), None)
        }
        Err(refusal) => refused(&pages, visit, &fields, &page, "register", refusal).await,
    }
}
