//! Forms that work without a script. Each runs one use case; done, it sends the browser on; refused, the page is
//! shown again with what was typed and what is wrong.

pub mod account;
pub mod admin;
pub mod approvals;
pub mod apps;
pub mod credentials;
pub mod documents;
pub mod fields;
pub mod products;
pub mod register;
pub mod sign_in;
pub mod sign_up;
pub mod strategies;
mod unfit;
pub mod upload;
pub mod versions;

use super::pages::{Pages, page_with};
use super::request_id::RequestId;
use crate::domain::form::FormAnswer;
use crate::portal::{Client, SignedIn};
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use std::net::Ipv4Addr;

pub const BROKEN: &str = "Something went wrong on our side. Please try again.";
pub const BUSY: &str = "Too many people are doing this at once. Try again in a few seconds.";
pub const TOO_OFTEN: &str = "That was asked for too often from where you are. Try again in an hour.";

/// Who sends a form, and what the page around its answer needs to know of the request.
#[derive(Clone)]
pub struct Visit {
    pub client: Client,
    pub me: Option<SignedIn>,
    pub headers: HeaderMap,
    pub id: Option<RequestId>,
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let nowhere = Client(Ipv4Addr::UNSPECIFIED.into());
        Ok(Self {
            client: parts.extensions.get().copied().unwrap_or(nowhere),
            me: parts.extensions.get().cloned(),
            headers: parts.headers.clone(),
            id: parts.extensions.get().cloned(),
        })
    }
}

impl Visit {
    /// The page again, with what was wrong.
    async fn refused(self, pages: &Pages, address: &str, status: StatusCode, answer: FormAnswer) -> Response {
        page_with(pages, address, self, status, answer).await
    }

    /// A field, or several, could not be taken as they were.
    async fn unfit(self, pages: &Pages, address: &str, answer: FormAnswer) -> Response {
        self.refused(pages, address, StatusCode::UNPROCESSABLE_ENTITY, answer).await
    }
}

fn sent_on(path: &str, cookie: Option<HeaderValue>) -> Response {
    let mut answer = StatusCode::SEE_OTHER.into_response();
    if let Ok(path) = HeaderValue::from_str(path) {
        answer.headers_mut().insert(header::LOCATION, path);
    }
    if let Some(cookie) = cookie {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    answer
}

pub fn failed(cause: &crate::portal::Error) -> Response {
    if matches!(cause, crate::portal::Error::NotFound) {
        return StatusCode::NOT_FOUND.into_response();
    }
    tracing::error!(%cause, "a form could not be carried out");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
