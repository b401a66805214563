use super::fields::Fields;
use super::{Visit, failed, sent_on};
use crate::domain::account::FullName;
use crate::domain::form::FormAnswer;
use crate::portal::{Error, LeaveRefusal, PasswordRefusal, SignedIn};
use crate::server::pages::Pages;
use axum::extract::{Extension, State};
use axum::response::Response;

type Me = Extension<SignedIn>;

pub async fn rename(State(pages): State<Pages>, Extension(me): Me, visit: Visit, fields: Fields) -> Response {
    let name = match FullName::parse(fields.of("name")) {
        Ok(name) => name,
        Err(why) => {
            let answer = FormAnswer::problem("name", why.to_string()).with("name", fields.of("name"));
            return visit.unfit(&pages, "/account", answer).await;
        }
    };
    match pages.portal().rename_me(&me, &name).await {
        Ok(()) => sent_on("/account?done=name", None),
        Err(cause) => failed(&cause),
    }
}

pub async fn change_password(State(pages): State<Pages>, Extension(me): Me, visit: Visit, fields: Fields) -> Response {
    let answer = match pages.portal().change_password(&me, fields.of("present"), fields.of("wanted")).await {
        Ok(()) => return sent_on("/account?done=password", None),
        Err(refusal @ (PasswordRefusal::Wrong | PasswordRefusal::Wait(_))) => {
            FormAnswer::problem("present", refusal.to_string())
        }
        Err(PasswordRefusal::Unfit(why)) => FormAnswer::problem("wanted", why.to_string()),
        Err(PasswordRefusal::Failed(cause)) => return failed(&cause),
    };
    visit.unfit(&pages, "/account", answer).await
}

pub async fn end_session(State(pages): State<Pages>, Extension(me): Me, fields: Fields) -> Response {
    match pages.portal().end_session(&me, fields.of("session")).await {
        // Ended twice is ended.
        Ok(()) | Err(Error::NotFound) => sent_on("/account?done=session", None),
        Err(cause) => failed(&cause),
    }
}

pub async fn delete(State(pages): State<Pages>, Extension(me): Me, visit: Visit, fields: Fields) -> Response {
    match pages.portal().delete_me(&me, fields.of("present")).await {
        Ok(()) => sent_on("/sign-in?done=deleted", pages.cookie().taken()),
        Err(LeaveRefusal::Failed(cause)) => failed(&cause),
        Err(refusal) => visit.unfit(&pages, "/account", FormAnswer::problem("delete", refusal.to_string())).await,
    }
}
