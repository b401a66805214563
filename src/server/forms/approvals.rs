//! What is decided about registrations, and the keys that admins revoke.

use super::admin::{LONGEST_REASON, MOST_AT_ONCE, with_query};
use super::fields::Fields;
use super::{failed, sent_on};
use crate::domain::account::Decision;
use crate::domain::registration::reason;
use crate::domain::way_back::WayBack;
use crate::portal::{Admin, Decider, Error, SignedIn, Stepped};
use crate::server::pages::Pages;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, request::Parts};

impl FromRequestParts<Pages> for Decider {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Self::Rejection> {
        let nothing = || StatusCode::NOT_FOUND.into_response();
        let me = parts.extensions.get::<SignedIn>().ok_or_else(nothing)?;
        pages.portal().decider(me).await.map_err(|cause| failed(&cause))
    }
}

pub async fn decide(State(pages): State<Pages>, me: Decider, fields: Fields) -> Response {
    let step = fields.of("step");
    let decision = match step {
        "approve" => Decision::Approve,
        "reject" => Decision::Reject,
        "revoke" => Decision::Revoke,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    // As it was counted where it was typed.
    let typed = fields.lines(&["reason_", step].concat());
    let ids = fields.all("registration");
    if ids.len() > MOST_AT_ONCE || typed.trim().chars().count() > LONGEST_REASON {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let done = pages.portal().decide_registrations(&me, &ids, decision, reason(&typed).as_deref()).await;
    told(done, &ids, step, &fields)
}

pub async fn revoke_keys(State(pages): State<Pages>, admin: Admin, fields: Fields) -> Response {
    let ids = fields.all("key");
    if fields.of("step") != "revoke" {
        return StatusCode::BAD_REQUEST.into_response();
    }
    if ids.len() > MOST_AT_ONCE {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    told(pages.portal().revoke_keys(&admin, &ids).await, &ids, "revoke", &fields)
}

/// Back to where it was asked, with what became of it.
fn told(done: Result<Stepped, Error>, ids: &[String], step: &str, fields: &Fields) -> Response {
    let told = match done {
        Err(cause) => return failed(&cause),
        Ok(_) if ids.is_empty() => "done=none".to_owned(),
        Ok(Stepped { done, left }) => format!("done={done}&left={left}&step={step}"),
    };
    sent_on(&with_query(WayBack::parse(fields.of("return")).as_str(), &told), None)
}
