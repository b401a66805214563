//! Numbers for spreadsheets.

use super::pages::Pages;
use crate::portal::{Admin, Error, SignedIn};
use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    api: String,
    #[serde(default)]
    range: String,
}

pub async fn application(
    State(pages): State<Pages>,
    Extension(me): Extension<SignedIn>,
    Path(id): Path<String>,
    Query(Wanted { api, range }): Query<Wanted>,
) -> Response {
    csv(pages.portal().analytics_csv(&me, &id, &api, &range).await)
}

pub async fn everything(
    State(pages): State<Pages>,
    admin: Admin,
    Query(Wanted { api, range }): Query<Wanted>,
) -> Response {
    csv(pages.portal().all_analytics_csv(&admin, &api, &range).await)
}

fn csv(text: Result<String, Error>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"analytics.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    match text {
        Ok(text) => (headers, text).into_response(),
        Err(Error::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(cause) => {
            tracing::error!(%cause, "numbers could not be given");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
