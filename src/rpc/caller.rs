//! The server's side of every call: which portal, which request, and the one place where a failure is logged.

use super::{Refused, RpcError};
use crate::domain::form::FormAnswer;
use crate::domain::version::Audience;
use crate::portal::{self, Admin, Decider, Portal, SignedIn};
use crate::server::request_id::RequestId;
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

pub(super) fn portal() -> Portal {
    expect_context::<Portal>()
}

/// As whom the caller reads the catalog.
pub(super) fn audience() -> (Portal, Audience) {
    let audience = Audience::of(use_context::<SignedIn>().map(|me| me.account().role));
    (portal(), audience)
}

/// Who is calling; nobody else gets past this line.
pub(super) fn signed_in() -> Result<(Portal, SignedIn), RpcError> {
    let me = use_context::<SignedIn>().ok_or(RpcError::SignedOut)?;
    Ok((portal(), me))
}

/// The admin who is calling. Whoever is none learns not even that there is something.
pub(super) fn admin() -> Result<(Portal, Admin), RpcError> {
    let (portal, me) = signed_in()?;
    let admin = me.as_admin().map_err(refusal)?;
    Ok((portal, admin))
}

/// Whoever decides about registrations: an admin, or somebody whom a version names.
pub(super) async fn decider() -> Result<(Portal, Decider), RpcError> {
    let (portal, me) = signed_in()?;
    let decider = portal.decider(&me).await.map_err(refusal)?;
    Ok((portal, decider))
}

/// Turns a refusal into what may be said, and gives the page around it the same status.
pub(super) fn refusal(error: portal::Error) -> RpcError {
    let said = match error {
        portal::Error::NotFound => RpcError::NotFound,
        cause @ (portal::Error::Storage(_) | portal::Error::Hashing | portal::Error::Interrupted) => {
            let request_id = use_context::<RequestId>().map(|id| id.to_string()).unwrap_or_default();
            tracing::error!(%request_id, %cause, "a page could not be answered");
            RpcError::Internal { request_id }
        }
    };
    if let (Some(page), Ok(status)) = (use_context::<ResponseOptions>(), http::StatusCode::from_u16(said.status())) {
        page.set_status(status);
    }
    said
}

/// A rule's no, in the words of the wire.
pub(super) fn refused(refusal: portal::Refusal) -> RpcError {
    if let portal::Refusal::Failed(error) = refusal {
        return self::refusal(error);
    }
    let strategies = match &refusal {
        portal::Refusal::StrategyMismatch { application, version } => vec![application.clone(), version.clone()],
        _ => Vec::new(),
    };
    let fields = refusal.fields().into_iter().map(|(field, what)| (field.to_owned(), what)).collect();
    let (code, status) = (refusal.code().to_owned(), refusal.status());
    RpcError::Refused(Refused { code, status, message: refusal.to_string(), fields, strategies })
}

/// What the form that this page answers was refused for.
pub(super) fn form_answer() -> FormAnswer {
    use_context().unwrap_or_default()
}

/// What is told once is kept by nobody on its way.
pub(super) fn no_store() {
    if let Some(page) = use_context::<ResponseOptions>() {
        page.insert_header(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    }
}

pub(super) fn set_cookie(cookie: &str) {
    if let (Some(page), Ok(value)) = (use_context::<ResponseOptions>(), http::HeaderValue::from_str(cookie)) {
        page.append_header(http::header::SET_COOKIE, value);
    }
}
