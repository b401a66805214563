//! The forms of people who are not in yet. What they answer never tells whether an address is known.

use super::fields::Fields;
use super::{BROKEN, BUSY, TOO_OFTEN, Visit, failed, sent_on};
use crate::domain::account::{AccountState, Email};
use crate::domain::form::FormAnswer;
use crate::portal::{Asked, LinkRefusal};
use crate::server::pages::Pages;
use crate::storage::Purpose;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

const STALE: &str = "This link was used already, or it is too old. Ask for a new one.";

pub async fn sign_up(State(pages): State<Pages>, visit: Visit, fields: Fields) -> Response {
    let (name, email) = match fields.person() {
        Ok(person) => person,
        Err(answer) => return visit.unfit(&pages, "/sign-up", answer).await,
    };
    let (status, answer) = match pages.portal().sign_up(&name, &email, visit.client).await {
        Ok(Asked::Mailed) => return sent_on("/sign-up?done=sent", None),
        Ok(Asked::TooOften) => (StatusCode::TOO_MANY_REQUESTS, FormAnswer::refused(TOO_OFTEN)),
        Ok(Asked::Closed) => {
            (StatusCode::FORBIDDEN, FormAnswer::refused("Sign-up is closed on this portal.").with("closed", "yes"))
        }
        Ok(Asked::Elsewhere) => {
            let why = "Addresses of this domain can't sign up here. Use your company address.";
            (StatusCode::UNPROCESSABLE_ENTITY, FormAnswer::problem("email", why))
        }
        Err(cause) => return failed(&cause),
    };
    visit.refused(&pages, "/sign-up", status, fields.kept(answer)).await
}

pub async fn forgot_password(State(pages): State<Pages>, visit: Visit, fields: Fields) -> Response {
    let email = match Email::parse(fields.of("email")) {
        Ok(email) => email,
        Err(why) => {
            let answer = fields.kept(FormAnswer::problem("email", why.to_string()));
            return visit.unfit(&pages, "/forgot-password", answer).await;
        }
    };
    match pages.portal().forgot_password(&email, visit.client).await {
        Ok(Asked::TooOften) => {
            let answer = fields.kept(FormAnswer::refused(TOO_OFTEN));
            visit.refused(&pages, "/forgot-password", StatusCode::TOO_MANY_REQUESTS, answer).await
        }
        Ok(_) => sent_on("/forgot-password?done=sent", None),
        Err(cause) => failed(&cause),
    }
}

pub async fn verify(State(pages): State<Pages>, visit: Visit, fields: Fields) -> Response {
    set_password(pages, visit, fields, Purpose::Confirm, "/verify").await
}

pub async fn reset_password(State(pages): State<Pages>, visit: Visit, fields: Fields) -> Response {
    set_password(pages, visit, fields, Purpose::Reset, "/reset-password").await
}

async fn set_password(pages: Pages, visit: Visit, fields: Fields, purpose: Purpose, page: &str) -> Response {
    let set = pages.portal().set_password_by_link(purpose, fields.of("token"), fields.of("password")).await;
    match set {
        Ok(AccountState::Pending) => sent_on("/verify?done=pending", None),
        Ok(_) => sent_on("/sign-in?done=password", None),
        Err(refusal) => {
            let (status, answer) = link_refused(refusal);
            visit.refused(&pages, &with_token(page, &fields), status, answer.with("token", fields.of("token"))).await
        }
    }
}

pub async fn set_up(State(pages): State<Pages>, visit: Visit, fields: Fields) -> Response {
    let page = with_token("/setup", &fields);
    let (name, email) = match fields.person() {
        Ok(person) => person,
        Err(answer) => return visit.unfit(&pages, &page, answer).await,
    };
    match pages.portal().set_up(fields.of("token"), name, email, fields.of("password")).await {
        Ok(_) => sent_on("/sign-in?done=password&return=/admin/developers", None),
        Err(refusal) => {
            let (status, answer) = link_refused(refusal);
            visit.refused(&pages, &page, status, fields.kept(answer)).await
        }
    }
}

/// The address that the link had, so that loading the page again shows it again.
fn with_token(page: &str, fields: &Fields) -> String {
    let token = fields.of("token");
    if token.bytes().all(|byte| byte.is_ascii_hexdigit()) { format!("{page}?token={token}") } else { page.to_owned() }
}

fn link_refused(refusal: LinkRefusal) -> (StatusCode, FormAnswer) {
    match refusal {
        LinkRefusal::Stale => (StatusCode::GONE, FormAnswer::refused(STALE).with("stale", "yes")),
        LinkRefusal::Unfit(why) => (StatusCode::UNPROCESSABLE_ENTITY, FormAnswer::problem("password", why.to_string())),
        LinkRefusal::Taken => {
            let why = "There is an account with this address already.";
            (StatusCode::UNPROCESSABLE_ENTITY, FormAnswer::problem("email", why))
        }
        LinkRefusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, FormAnswer::refused(BUSY)),
        LinkRefusal::Failed(cause) => {
            tracing::error!(%cause, "a password could not be set");
            (StatusCode::INTERNAL_SERVER_ERROR, FormAnswer::refused(BROKEN))
        }
    }
}
