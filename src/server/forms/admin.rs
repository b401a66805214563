//! What admins send. Each handler asks for the admin itself; to others nothing of it is there.

use super::fields::Fields;
use super::{Visit, failed, sent_on};
use crate::domain::form::FormAnswer;
use crate::domain::people::Step;
use crate::domain::settings::Settings;
use crate::domain::way_back::WayBack;
use crate::portal::{Admin, InviteRefusal, SignedIn};
use crate::server::pages::Pages;
use axum::extract::{FromRequestParts, Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header, request::Parts};
use serde::Deserialize;

/// More than a page shows can't be meant.
pub const MOST_AT_ONCE: usize = 100;
pub const LONGEST_REASON: usize = 1000;

impl<S: Sync> FromRequestParts<S> for Admin {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let me = parts.extensions.get::<SignedIn>().ok_or(StatusCode::NOT_FOUND)?;
        me.as_admin().map_err(|_| StatusCode::NOT_FOUND)
    }
}

pub async fn decide(State(pages): State<Pages>, admin: Admin, fields: Fields) -> Response {
    let reason = ["reason_", fields.of("step")].concat();
    // As it was counted where it was typed.
    let reason = fields.of(&reason).replace("\r\n", "\n");
    let (ids, reason) = (fields.all("account"), reason.trim());
    let back = WayBack::parse(fields.of("return"));
    let Some(step) = Step::parse(fields.of("step")) else { return StatusCode::BAD_REQUEST.into_response() };
    if ids.len() > MOST_AT_ONCE || reason.chars().count() > LONGEST_REASON {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    match pages.portal().step(&admin, &ids, step, Some(reason).filter(|reason| !reason.is_empty())).await {
        Ok(stepped) => {
            let told = match ids.len() {
                0 => "done=none".to_owned(),
                _ => format!("done={}&left={}", stepped.done, stepped.left),
            };
            sent_on(&with_query(back.as_str(), &told), None)
        }
        Err(cause) => failed(&cause),
    }
}

/// The way back with what happened in its query, in place of what it told before.
pub fn with_query(path: &str, told: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty());
    let kept = kept.filter(|pair| !["done=", "left=", "step="].iter().any(|told| pair.starts_with(told)));
    let pairs: Vec<_> = kept.chain([told]).collect();
    format!("{path}?{}", pairs.join("&"))
}

pub async fn invite(State(pages): State<Pages>, admin: Admin, visit: Visit, fields: Fields) -> Response {
    let (name, email) = match fields.person() {
        Ok(person) => person,
        Err(answer) => return visit.unfit(&pages, "/admin/developers", answer).await,
    };
    match pages.portal().invite(&admin, name, email).await {
        Ok(_) => sent_on("/admin/developers?state=approved&done=invited", None),
        Err(InviteRefusal::Failed(cause)) => failed(&cause),
        Err(taken) => {
            let answer = fields.kept(FormAnswer::problem("email", taken.to_string()));
            visit.unfit(&pages, "/admin/developers", answer).await
        }
    }
}

pub async fn change_settings(State(pages): State<Pages>, admin: Admin, visit: Visit, fields: Fields) -> Response {
    // What the page showed: what was not touched on it may have been changed by somebody else since.
    let shown = Settings::read(|field| fields.of(&["was_", field].concat()).to_owned()).ok();
    match Settings::read(|field| fields.of(field).to_owned()) {
        Ok(settings) => match pages.portal().change_settings(&admin, &settings, shown.as_ref()).await {
            Ok(()) => sent_on("/admin/settings?done=saved", None),
            Err(cause) => failed(&cause),
        },
        Err(wrong) => visit.unfit(&pages, "/admin/settings", fields.kept(FormAnswer::problems(wrong))).await,
    }
}

pub async fn retry_mail(State(pages): State<Pages>, admin: Admin, fields: Fields) -> Response {
    match pages.portal().retry_mail(&admin, fields.of("mail")).await {
        Ok(()) => {
            let back = WayBack::parse(fields.of("return"));
            sent_on(&with_query(back.as_str(), "done=retry"), None)
        }
        Err(cause) => failed(&cause),
    }
}

#[derive(Clone, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    event: String,
    #[serde(default)]
    subject: String,
}

/// A row a line, the newest first.
pub async fn export_audit(State(pages): State<Pages>, admin: Admin, Query(wanted): Query<Wanted>) -> Response {
    let kind = [
        (header::CONTENT_TYPE, "application/jsonl; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let portal = pages.portal().clone();
    // Piece by piece: an audit of years need not fit into memory.
    let lines = futures::stream::try_unfold(None, move |before| {
        let (portal, admin, Wanted { event, subject }) = (portal.clone(), admin.clone(), wanted.clone());
        async move {
            let rows = portal.audit_rows(&admin, &event, &subject, before).await?;
            let Some(last) = rows.last().map(|note| note.row.seq) else { return Ok(None) };
            let mut text = String::new();
            for note in &rows {
                text.push_str(&serde_json::to_string(&note.row).unwrap_or_default());
                text.push('\n');
            }
            Ok::<_, crate::portal::Error>(Some((text, Some(last))))
        }
    });
    (kind, axum::body::Body::from_stream(lines)).into_response()
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn what_happened_replaces_what_was_told_before() {
        assert_eq!(with_query("/a", "done=1&left=0"), "/a?done=1&left=0");
        assert_eq!(with_query("/a?q=x&done=3&left=1&state=all", "done=2&left=0"), "/a?q=x&state=all&done=2&left=0");
        assert_eq!(with_query("/a?done=1&left=0&step=revoke", "done=none"), "/a?done=none");
    }
}
