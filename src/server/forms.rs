//! Forms that work without a script. Each runs one use case; done, it sends the browser on; refused, the page is
//! shown again with what was typed and what is wrong.

use super::pages::{Pages, page_with};
use crate::domain::account::{AccountState, FullName};
use crate::domain::form::FormAnswer;
use crate::domain::way_back::WayBack;
use crate::portal::{Client, Device, PasswordRefusal, SignInRefusal, SignedIn};
use axum::extract::{Extension, Form, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default, rename = "return")]
    way_back: String,
}

pub async fn sign_in(
    State(pages): State<Pages>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let way_back = WayBack::parse(&form.way_back);
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let signed_in = pages.portal().sign_in(&form.email, &form.password, &Device { client, agent }).await;
    let refusal = match signed_in {
        Ok((secret, _)) => return sent_on(way_back.as_str(), pages.cookie().given(&secret)),
        Err(refusal) => refusal,
    };
    let (status, answer) = said(refusal);
    let answer = answer.with("email", form.email.trim());
    page_with(&pages, &format!("/sign-in?return={}", way_back.in_query()), headers, None, status, answer).await
}

fn said(refusal: SignInRefusal) -> (StatusCode, FormAnswer) {
    let told = |state: &str, reason: Option<String>, next: &str| {
        let reason = reason.map(|reason| format!(" The reason given: “{reason}”")).unwrap_or_default();
        FormAnswer::refused(format!("{state}{reason} {next}"))
    };
    match refusal {
        SignInRefusal::Wrong => (
            StatusCode::UNAUTHORIZED,
            FormAnswer::refused("That email address and password do not belong together. Check both and try again."),
        ),
        SignInRefusal::Wait(seconds) => (
            StatusCode::TOO_MANY_REQUESTS,
            FormAnswer::refused(format!("There were too many failures. Try again in {seconds} seconds.")),
        ),
        SignInRefusal::NotIn { state, reason } => {
            let answer = match state {
                AccountState::Rejected => {
                    told("Your account was not approved.", reason, "Ask the people who run this portal.")
                }
                AccountState::Revoked => {
                    told("Your account was revoked.", reason, "Ask the people who run this portal.")
                }
                AccountState::Pending | AccountState::Unverified | AccountState::Approved => {
                    told("Your account is waiting for approval.", None, "You get a mail as soon as it is approved.")
                }
            };
            (StatusCode::FORBIDDEN, answer)
        }
        SignInRefusal::Failed(cause) => {
            tracing::error!(%cause, "a sign-in failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                FormAnswer::refused("Something went wrong on our side. Please try again."),
            )
        }
    }
}

pub async fn sign_out(State(pages): State<Pages>, me: Option<Extension<SignedIn>>) -> Response {
    if let Some(Extension(me)) = me
        && let Err(cause) = pages.portal().sign_out(&me).await
    {
        tracing::warn!(%cause, "a session was already ended");
    }
    sent_on("/", pages.cookie().taken())
}

#[derive(Deserialize)]
pub struct Rename {
    #[serde(default)]
    name: String,
}

pub async fn rename(
    State(pages): State<Pages>,
    Extension(me): Extension<SignedIn>,
    headers: HeaderMap,
    Form(form): Form<Rename>,
) -> Response {
    let name = match FullName::parse(&form.name) {
        Ok(name) => name,
        Err(why) => {
            let answer = FormAnswer::problem("name", why.to_string()).with("name", &form.name);
            return page_with(&pages, "/account", headers, Some(me), StatusCode::UNPROCESSABLE_ENTITY, answer).await;
        }
    };
    match pages.portal().rename_me(&me, &name).await {
        Ok(()) => sent_on("/account?done=name", None),
        Err(cause) => failed(&cause),
    }
}

#[derive(Deserialize)]
pub struct NewPassword {
    #[serde(default)]
    present: String,
    #[serde(default)]
    wanted: String,
}

pub async fn change_password(
    State(pages): State<Pages>,
    Extension(me): Extension<SignedIn>,
    headers: HeaderMap,
    Form(form): Form<NewPassword>,
) -> Response {
    let answer = match pages.portal().change_password(&me, &form.present, &form.wanted).await {
        Ok(()) => return sent_on("/account?done=password", None),
        Err(PasswordRefusal::Wrong) => FormAnswer::problem("present", "That is not your present password."),
        Err(PasswordRefusal::Unfit(why)) => FormAnswer::problem("wanted", why.to_string()),
        Err(PasswordRefusal::Failed(cause)) => return failed(&cause),
    };
    page_with(&pages, "/account", headers, Some(me), StatusCode::UNPROCESSABLE_ENTITY, answer).await
}

#[derive(Deserialize)]
pub struct EndSession {
    #[serde(default)]
    session: String,
}

pub async fn end_session(
    State(pages): State<Pages>,
    Extension(me): Extension<SignedIn>,
    Form(form): Form<EndSession>,
) -> Response {
    match pages.portal().end_session(&me, &form.session).await {
        // Ended twice is ended.
        Ok(()) | Err(crate::portal::Error::NotFound) => sent_on("/account?done=session", None),
        Err(cause) => failed(&cause),
    }
}

/// Pages that need a person send everybody else to sign in, and back.
pub fn to_sign_in(request: &Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    sent_on(&format!("/sign-in?return={}", WayBack::parse(path).in_query()), None)
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

fn failed(cause: &crate::portal::Error) -> Response {
    tracing::error!(%cause, "a form could not be carried out");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
