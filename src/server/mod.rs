//! The three doors: the portal for people, the gateway for their applications, operations for those who run it.

mod assets;
mod client;
mod document;
mod echo;
mod events;
mod exports;
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
mod workers;

pub use echo::Echo;
pub use listen::BindError;

use crate::config::{Config, Limits};
use crate::gateway::{Gateway, SECONDS};
use crate::portal::{Chance, Portal};
use crate::storage::Store;
use assets::Manifest;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};
use events::Changes;
use forms::{
    account, admin, approvals, apps, credentials, documents, products, register, sign_in, sign_up, strategies, upload,
    versions,
};
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
use tower::layer::util::{Identity, Stack};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyDeadlineLayer, TimeoutLayer};

/// Bound but not yet serving: a busy port is told before anything else happens.
pub struct Doors {
    portal: Listener,
    behind: Behind,
}

impl Doors {
    pub async fn bind(config: &Config) -> Result<Self, BindError> {
        let portal = Listener::bind("portal", config.portal).await?;
        Ok(Self { portal, behind: Behind::bind(config).await? })
    }

    pub fn addresses(&self) -> [(&'static str, SocketAddr); 3] {
        let Behind { gateway, operations, .. } = &self.behind;
        [&self.portal, gateway, operations].map(|door| (door.name, door.address()))
    }

    /// Serves until told to stop, and returns when the last request in flight is answered.
    pub async fn serve(self, config: &Config, portal: Portal, gateway: Gateway, stop: watch::Receiver<bool>) {
        let hosts = config.hosts(self.portal.address());
        let store = portal.store().clone();
        tokio::join!(
            self.portal.serve(router_until(config, portal, hosts, stop.clone()), config.limits.clone(), stop.clone()),
            self.behind.serve(config, store, gateway, stop),
        );
    }
}

/// The two doors of a gateway that runs alone.
pub struct Behind {
    gateway: Listener,
    operations: Listener,
    metrics: PrometheusHandle,
}

impl Behind {
    pub async fn bind(config: &Config) -> Result<Self, BindError> {
        Ok(Self {
            gateway: Listener::bind("gateway", config.gateway).await?,
            operations: Listener::bind("operations", config.operations).await?,
            // Before anything is made that counts: what counts earlier counts for nobody.
            metrics: measure(),
        })
    }

    pub fn addresses(&self) -> [(&'static str, SocketAddr); 2] {
        [&self.gateway, &self.operations].map(|door| (door.name, door.address()))
    }

    /// Serves until told to stop, and returns when the last call in flight is answered.
    pub async fn serve(self, config: &Config, store: Store, gateway: Gateway, stop: watch::Receiver<bool>) {
        let operations = operations::router(store, gateway.clone(), self.metrics.clone());
        let upkeep = tokio::spawn(keep_small(self.metrics));
        tokio::join!(
            self.gateway.serve_calls(gateway.clone(), config.limits.clone(), stop.clone()),
            self.operations.serve_operations(operations, gateway, config.limits.clone(), stop),
        );
        upkeep.abort();
    }
}

/// What is measured is kept one by one until somebody sums it up: not only when it is asked for.
async fn keep_small(metrics: PrometheusHandle) {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        metrics.run_upkeep();
    }
}

/// Everything that people's browsers talk to.
pub fn portal_router(config: &Config, portal: Portal, hosts: Vec<String>) -> Router {
    router_until(config, portal, hosts, watch::Sender::new(false).subscribe())
}

/// The same, told when to let go of the pages that listen for changes.
fn router_until(config: &Config, portal: Portal, hosts: Vec<String>, stop: watch::Receiver<bool>) -> Router {
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
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CsrfLayer::new());
    let ordinary = taking(limits, limits.body_bytes, limits.body_seconds);
    let large = taking(limits, upload::MOST_FORM_BYTES, limits.body_seconds.max(UPLOAD_SECONDS));
    pages::start();
    let cookie = SessionCookie { secure: config.secure_cookies() };
    let sessions =
        Sessions { portal: portal.clone(), cookie, trusted_proxies: config.trusted_proxies.as_slice().into() };
    let person = Router::new()
        .route("/account", post(account::rename).get(pages::page))
        .route("/account/password", post(account::change_password).get(sign_in::to_page))
        .route("/account/sessions", post(account::end_session).get(sign_in::to_page))
        .route("/account/delete", post(account::delete).get(sign_in::to_page))
        .route("/apps/new", post(apps::create).get(pages::page))
        .route("/apps/{id}", post(apps::change).get(pages::page))
        .route("/apps/{id}/events", get(events::application))
        .route("/apps/{id}/credentials", post(credentials::generate).get(sign_in::to_page))
        .route("/apps/{id}/credentials/{credential}", post(credentials::change).get(sign_in::to_page))
        .route("/apps/{id}/registrations/{registration}", post(apps::registration).get(sign_in::to_page))
        .route("/apis/{slug}/{version}/register", post(register::request_access).get(sign_in::to_page))
        .route("/apps/{id}/analytics/export", get(exports::application))
        .route("/admin/analytics/export", get(exports::everything))
        .route("/admin/developers/decide", post(admin::decide).get(sign_in::to_page))
        .route("/admin/developers/invite", post(admin::invite).get(sign_in::to_page))
        .route("/admin/registrations/decide", post(approvals::decide).get(sign_in::to_page))
        .route("/admin/keys/revoke", post(approvals::revoke_keys).get(sign_in::to_page))
        .route("/admin/settings", post(admin::change_settings).get(pages::page))
        .route("/admin/mail/retry", post(admin::retry_mail).get(sign_in::to_page))
        .route("/admin/audit/export", get(admin::export_audit))
        .route("/admin/strategies/new", post(strategies::create).get(pages::page))
        .route("/admin/strategies/{name}", post(strategies::change).get(pages::page))
        .route_layer(middleware::from_fn(session::required));
    let uploads = Router::new()
        .route("/admin/products/new", post(products::create).get(pages::page))
        .route("/admin/products/from-spec", post(products::from_spec).get(sign_in::to_page))
        .route("/admin/products/{slug}", post(products::change).get(pages::page))
        .route("/admin/products/{slug}/versions/new", post(versions::create).get(pages::page))
        .route("/admin/products/{slug}/versions/{version}", post(versions::change).get(pages::page))
        .route("/admin/products/{slug}/docs/new", post(documents::create).get(pages::page))
        .route("/admin/products/{slug}/docs/{document}", post(documents::change).get(pages::page))
        .route_layer(middleware::from_fn(session::required))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(sessions.clone(), session::identify))
        .layer(large);
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
        .layer(middleware::from_fn_with_state(sessions, session::identify))
        .layer(ordinary)
        .merge(uploads)
        .with_state(Pages::new(portal.clone(), manifest.as_ref(), cookie, Changes::new(portal, stop), config.gallery))
        .layer(inside)
        .layer(middleware::from_fn_with_state(guard, guard::guard))
}

/// At least so long may a form with files be on its way: 20 MB over a line of 1 Mbit/s.
const UPLOAD_SECONDS: u64 = 180;

/// What a request may bring, and how long bringing and answering it may take.
fn taking(limits: &Limits, bytes: usize, seconds: u64) -> Taking {
    let longest = Duration::from_secs(limits.answer_seconds + seconds.saturating_sub(limits.body_seconds));
    ServiceBuilder::new()
        .layer(TimeoutLayer::with_status_code(http::StatusCode::SERVICE_UNAVAILABLE, longest))
        .layer(RequestBodyLimitLayer::new(bytes))
        .layer(RequestBodyDeadlineLayer::new(Duration::from_secs(seconds)))
}

type Taking =
    ServiceBuilder<Stack<RequestBodyDeadlineLayer, Stack<RequestBodyLimitLayer, Stack<TimeoutLayer, Identity>>>>;

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
    let recorder =
        PrometheusBuilder::new().set_buckets(&SECONDS).unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::debug!("a recorder of measurements was already there");
    }
    handle
}
