//! What the people and programs that run Portcullis ask, on a listener of its own: is it alive, is it ready,
//! how is it doing.

use crate::gateway::{Gateway, Standing};
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
        .route("/accepted", get(accepted))
        .with_state(Operations { store, gateway, metrics })
}

async fn ready(State(operations): State<Operations>) -> impl IntoResponse {
    let unready = |why| (StatusCode::SERVICE_UNAVAILABLE, why);
    match operations.gateway.standing() {
        Standing::InStep => {}
        Standing::Loading => return unready("the gateway has not read yet what it has to know: calls are refused\n"),
        Standing::Refusing => return unready("the gateway can't hear the database: calls are refused\n"),
        // Told to go on, it must not be taken out of service just then.
        Standing::Serving => {
            let how = "the gateway can't hear the database: calls are decided by what was known last\n";
            return (StatusCode::OK, how);
        }
    }
    match tokio::time::timeout(Duration::from_secs(2), operations.store.ping()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(cause)) => {
            tracing::warn!(%cause, "not ready");
            unready("the database does not answer\n")
        }
        Err(_) => unready("the database answers too slowly\n"),
    }
}

/// For `portcullis doctor`.
async fn accepted(State(operations): State<Operations>) -> impl IntoResponse {
    match operations.gateway.accepted() {
        Some(lines) => (StatusCode::OK, lines),
        None => (StatusCode::SERVICE_UNAVAILABLE, "the gateway is not in step with the database\n".to_owned()),
    }
}

async fn measured(State(operations): State<Operations>) -> impl IntoResponse {
    operations.metrics.run_upkeep();
    let text = operations.metrics.render() + &operations.gateway.measured();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
