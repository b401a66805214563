use super::fields::Fields;
use super::{BROKEN, BUSY, Visit, sent_on};
use crate::domain::account::AccountState;
use crate::domain::form::FormAnswer;
use crate::domain::way_back::WayBack;
use crate::portal::{Device, SignInRefusal, SignedIn};
use crate::server::pages::Pages;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use http::{Method, StatusCode, Uri, header};

pub async fn sign_in(State(pages): State<Pages>, visit: Visit, fields: Fields) -> Response {
    let way_back = WayBack::parse(fields.of("return"));
    let agent = visit.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let device = Device { client: visit.client, agent };
    let refusal = match pages.portal().sign_in(fields.of("email"), fields.of("password"), &device).await {
        Ok((secret, _)) => return sent_on(way_back.as_str(), pages.cookie().given(&secret)),
        Err(refusal) => refusal,
    };
    let (status, answer) = said(refusal);
    let answer = answer.with("email", fields.of("email").trim());
    visit.refused(&pages, &format!("/sign-in?return={}", way_back.in_query()), status, answer).await
}

fn said(refusal: SignInRefusal) -> (StatusCode, FormAnswer) {
    let told = |state: &str, reason: Option<String>, next: &str| {
        let reason = reason.map(|reason| format!(" The reason given: “{reason}”")).unwrap_or_default();
        FormAnswer::refused(format!("{state}{reason} {next}"))
    };
    match refusal {
        SignInRefusal::Wrong => (
            StatusCode::UNAUTHORIZED,
            FormAnswer::refused("The email address or the password is wrong. Check both and try again."),
        ),
        SignInRefusal::Wait(seconds) => (
            StatusCode::TOO_MANY_REQUESTS,
            FormAnswer::refused(match seconds {
                1 => "There were too many failures. Try again in a second.".to_owned(),
                _ => format!("There were too many failures. Try again in {seconds} seconds."),
            }),
        ),
        SignInRefusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, FormAnswer::refused(BUSY)),
        SignInRefusal::NotIn { state, reason } => {
            let answer = match state {
                AccountState::Rejected => {
                    told("Your account was not approved.", reason, "Ask the people who run this portal.")
                }
                AccountState::Revoked => {
                    told("Your account was revoked.", reason, "Ask the people who run this portal.")
                }
                AccountState::Unverified => told(
                    "Your address is not confirmed yet.",
                    None,
                    "Open the link in your mail, or sign up once more.",
                ),
                AccountState::Pending | AccountState::Approved => {
                    told("Your account is waiting for approval.", None, "You get a mail as soon as it is approved.")
                }
            };
            (StatusCode::FORBIDDEN, answer)
        }
        SignInRefusal::Failed(cause) => {
            tracing::error!(%cause, "a sign-in failed");
            (StatusCode::INTERNAL_SERVER_ERROR, FormAnswer::refused(BROKEN))
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

/// The page on which a form stands: its own address, or one above it.
fn page_of(action: &str) -> String {
    if let Some(below) = action.strip_prefix("/apps/") {
        return ["/apps/", below.split('/').next().unwrap_or_default()].concat();
    }
    if let Some(version) = action.strip_suffix("/register").filter(|_| action.starts_with("/apis/")) {
        return [version, "?register"].concat();
    }
    let page = |path: &str| {
        let thing = ["/admin/products/", "/admin/strategies/"].iter().any(|above| path.starts_with(above));
        path == "/account" || path == "/admin/settings" || (thing && !path.ends_with("/from-spec"))
    };
    let above = || action.rsplit_once('/').map_or("/", |(above, _)| above);
    if page(action) { action.to_owned() } else { above().to_owned() }
}

/// What only takes a form was loaded again: there is the page on which it stands.
pub async fn to_page(uri: Uri) -> Response {
    sent_on(&page_of(uri.path()), None)
}

/// Pages that need a person send everybody else to sign in, and back.
pub fn to_sign_in(request: &Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let path = if request.method() == Method::POST { page_of(path) } else { path.to_owned() };
    sent_on(&format!("/sign-in?return={}", WayBack::parse(&path).in_query()), None)
}
