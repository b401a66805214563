//! What the people and programs that run Portcullis ask, on a listener of its own: is it alive, is it ready,
//! how is it doing.

use crate::gateway::Gateway;
use crate::storage::Store;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::{StatusCode, header};
use metrics_exporter_prometheus::PrometheusHandle;
use std::time::Duration;

#[derive(Clone)]
struct Operations {
    store: Store,
    gateway: Gateway,
    metrics: PrometheusHandle,
}

pub fn router(store: Store, gateway: Gateway, metrics: PrometheusHandle) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(measured))
        .with_state(Operations { store, gateway, metrics })
}

async fn ready(State(operations): State<Operations>) -> impl IntoResponse {
    match tokio::time::timeout(Duration::from_secs(2), operations.store.ping()).await {
        Ok(Ok(())) if !operations.gateway.is_ready() => {
            (StatusCode::SERVICE_UNAVAILABLE, "the gateway is not in step with the database\n")
        }
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(cause)) => {
            tracing::warn!(%cause, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database answers too slowly\n"),
    }
}

async fn measured(State(operations): State<Operations>) -> impl IntoResponse {
    operations.gateway.measure();
    operations.metrics.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], operations.metrics.render())
}
