//! The three doors: the portal for people, the gateway for their applications, operations for those who run it.

mod assets;
mod client;
mod document;
mod files;
mod forms;
mod guard;
mod listen;
mod operations;
mod pages;
pub mod problem;
mod render;
pub mod request_id;
mod session;

pub use listen::BindError;

use crate::config::Config;
use crate::portal::{Chance, Portal};
use assets::Manifest;
use axum::routing::{get, post};
use axum::{Router, middleware};
use forms::{account, admin, sign_in, sign_up};
use guard::{Answered, Guard, Hosts};
use listen::Listener;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use pages::Pages;
use session::{SessionCookie, Sessions};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyDeadlineLayer, TimeoutLayer};

/// Bound but not yet serving: a busy port is told before anything else happens.
pub struct Doors {
    portal: Listener,
    gateway: Listener,
    operations: Listener,
}

impl Doors {
    pub async fn bind(config: &Config) -> Result<Self, BindError> {
        Ok(Self {
            portal: Listener::bind("portal", config.portal).await?,
            gateway: Listener::bind("gateway", config.gateway).await?,
            operations: Listener::bind("operations", config.operations).await?,
        })
    }

    pub fn addresses(&self) -> [(&'static str, SocketAddr); 3] {
        [&self.portal, &self.gateway, &self.operations].map(|door| (door.name, door.address()))
    }

    /// Serves until told to stop, and returns when the last request in flight is answered.
    pub async fn serve(self, config: &Config, portal: Portal, stop: watch::Receiver<bool>) {
        let metrics = measure();
        let hosts = config.hosts(self.portal.address());
        let operations = operations::router(portal.store().clone(), metrics);
        tokio::join!(
            self.portal.serve(portal_router(config, portal, hosts), config.limits.clone(), stop.clone()),
            self.gateway.serve(crate::gateway::router(Chance::System), config.limits.clone(), stop.clone()),
            self.operations.serve(operations, config.limits.clone(), stop),
        );
    }
}

/// Everything that people's browsers talk to.
pub fn portal_router(config: &Config, portal: Portal, hosts: Vec<String>) -> Router {
    let limits = &config.limits;
    let manifest = Manifest::read();
    if manifest.is_none() {
        tracing::warn!("this program was built without its client: pages work, but without scripts and style");
    }
    let guard = Guard {
        hosts: Arc::new(Hosts(hosts)),
        chance: Chance::System,
        stylesheet: manifest.as_ref().map(|manifest| manifest.css.as_str().into()),
        answered: Arc::new(Answered::new()),
    };
    let inside = ServiceBuilder::new()
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(TimeoutLayer::with_status_code(
            http::StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(limits.answer_seconds),
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CsrfLayer::new())
        .layer(RequestBodyLimitLayer::new(limits.body_bytes))
        .layer(RequestBodyDeadlineLayer::new(Duration::from_secs(limits.body_seconds)));
    pages::start();
    let cookie = SessionCookie { secure: config.secure_cookies() };
    let sessions =
        Sessions { portal: portal.clone(), cookie, trusted_proxies: config.trusted_proxies.as_slice().into() };
    let person = Router::new()
        .route("/account", post(account::rename).get(pages::page))
        .route("/account/password", post(account::change_password).get(sign_in::to_page))
        .route("/account/sessions", post(account::end_session).get(sign_in::to_page))
        .route("/account/delete", post(account::delete).get(sign_in::to_page))
        .route("/admin/developers/decide", post(admin::decide).get(sign_in::to_page))
        .route("/admin/developers/invite", post(admin::invite).get(sign_in::to_page))
        .route("/admin/settings", post(admin::change_settings).get(pages::page))
        .route("/admin/mail/retry", post(admin::retry_mail).get(sign_in::to_page))
        .route("/admin/audit/export", get(admin::export_audit))
        .route_layer(middleware::from_fn(session::required));
    Router::new()
        .route(&format!("{}/{{*function}}", crate::rpc::PREFIX), axum::routing::any(pages::call))
        .route("/sign-in", post(sign_in::sign_in).get(pages::page))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/sign-up", post(sign_up::sign_up).get(pages::page))
        .route("/verify", post(sign_up::verify).get(pages::page))
        .route("/forgot-password", post(sign_up::forgot_password).get(pages::page))
        .route("/reset-password", post(sign_up::reset_password).get(pages::page))
        .route("/setup", post(sign_up::set_up).get(pages::page))
        .route("/apis/{slug}/image", get(files::image))
        .route("/apis/{slug}/{version}/openapi.json", get(files::json))
        .route("/apis/{slug}/{version}/openapi.yaml", get(files::yaml))
        .route("/apis/{slug}/{version}/openapi.source", get(files::source))
        .route("/sitemap.xml", get(files::sitemap))
        .merge(person)
        .fallback(pages::page)
        .with_state(Pages::new(portal, manifest.as_ref(), cookie, config.gallery))
        .layer(middleware::from_fn_with_state(sessions, session::identify))
        .layer(inside)
        .layer(middleware::from_fn_with_state(guard, guard::guard))
}

/// A bug in one page ends that page, not the program. What it says goes to the log only.
#[expect(clippy::needless_pass_by_value, reason = "the layer that calls it gives the cause away")]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> http::Response<axum::body::Body> {
    let said = cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
    tracing::error!(said = said.unwrap_or("something unprintable"), "a page panicked");
    let mut answer = http::Response::new(axum::body::Body::empty());
    *answer.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
    answer
}

/// One recorder for the process; a second call, in a test, is given one that nobody writes to.
fn measure() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new()
        .set_buckets(&[0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0])
        .unwrap_or_else(|_| PrometheusBuilder::new())
        .build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::debug!("a recorder of measurements was already there");
    }
    handle
}
