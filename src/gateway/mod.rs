//! The door through which applications call APIs. Until versions have upstreams, every route is unknown to it.

use crate::portal::Chance;
use crate::server::problem::Problem;
use crate::server::request_id::RequestId;
use axum::Router;
use http::StatusCode;

const ROUTE_UNKNOWN: Problem = Problem {
    status: StatusCode::NOT_FOUND,
    code: "route_unknown",
    title: "No API is served here",
    detail: "No published version has this path. The page of each version in the catalog names its address.",
};

pub fn router(chance: Chance) -> Router {
    Router::new().fallback(move || {
        let id = RequestId::new(chance.bytes());
        async move { ROUTE_UNKNOWN.json(&id) }
    })
}
