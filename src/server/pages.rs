//! Renders pages on the server: the whole document at once, so that its status and title are true and it
//! reads the same without a script.

use super::assets::Manifest;
use super::request_id::RequestId;
use crate::app::{Document, shell};
use crate::domain::theme::Theme;
use crate::portal::Portal;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use leptos::WasmSplitManifest;
use leptos::nonce::use_nonce;
use leptos::prelude::{ArcStoredValue, provide_context, use_context};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

#[derive(Clone)]
pub struct Pages {
    portal: Portal,
    client: Option<Arc<Client>>,
}

struct Client {
    manifest: Manifest,
    chunks: WasmSplitManifest,
}

impl Pages {
    pub fn new(portal: Portal, manifest: Option<Manifest>) -> Self {
        let client = manifest.map(|manifest| {
            let folder = manifest.js.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            let chunks = ArcStoredValue::new((folder, manifest.lazy.clone(), manifest.split.clone()));
            Arc::new(Client { chunks: WasmSplitManifest(chunks), manifest })
        });
        Self { portal, client }
    }

    /// What components and server functions find in their context.
    fn provide(&self) {
        provide_context(self.portal.clone());
        let Some(parts) = use_context::<Parts>() else { return };
        if let Some(id) = parts.extensions.get::<RequestId>() {
            provide_context(id.clone());
        }
    }

    /// What the document around a page needs to know beside that.
    fn provide_document(&self) {
        self.provide();
        let cookies = use_context::<Parts>().and_then(|parts| parts.headers.get(header::COOKIE).cloned());
        let theme = cookies.as_ref().and_then(|header| header.to_str().ok()).and_then(Theme::from_cookies);
        let client = self.client.as_deref();
        if let Some(client) = client {
            provide_context(client.chunks.clone());
        }
        provide_context(Document {
            theme,
            js: client.map(|client| client.manifest.js.clone()),
            wasm: client.map(|client| client.manifest.wasm.clone()),
            css: client.map(|client| client.manifest.css.clone()),
        });
        if let (Some(nonce), Some(answer)) = (use_nonce(), use_context::<ResponseOptions>()) {
            let policy = format!(
                "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
                 img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                 frame-ancestors 'none'"
            );
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                answer.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            }
        }
    }
}

/// Every address that is nothing else is a page; the router inside knows which, and answers 404 for the rest.
pub async fn page(State(pages): State<Pages>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allowed = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return (StatusCode::METHOD_NOT_ALLOWED, allowed).into_response();
    }
    if let Some(asset) = super::assets::find(request.uri().path(), request.headers()) {
        return asset;
    }
    let context = move || pages.provide_document();
    leptos_axum::render_app_async_with_context(context, shell)(request).await
}

/// Server functions. An unknown one is not found, whatever the framework would say about it.
pub async fn call(State(pages): State<Pages>, request: Request) -> Response {
    let known = leptos::server_fn::axum::server_fn_paths()
        .any(|(path, method)| path == request.uri().path() && method == *request.method());
    if !known {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut answer =
        leptos_axum::handle_server_fns_with_context(move || pages.provide(), request).await.into_response();
    // The framework puts it there to tell its own client; the status says the same.
    answer.headers_mut().remove(HeaderName::from_static("serverfnerror"));
    answer
}

/// Gives the framework the runtime that its tasks run on. A second time, in a test, changes nothing.
pub fn start() {
    if any_spawner::Executor::init_tokio().is_err() {
        tracing::debug!("the framework already had its runtime");
    }
}
