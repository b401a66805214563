//! Which answer an address gets: a file of the client, a server function, or a page.

use super::assets::Manifest;
use super::document::Document;
use super::events::Changes;
use super::forms::Visit;
use super::forms::sign_in::to_sign_in;
use super::render::render;
use super::request_id::RequestId;
use super::session::SessionCookie;
use crate::domain::account::Visitor;
use crate::domain::form::FormAnswer;
use crate::domain::settings::House;
use crate::domain::way_back::WayBack;
use crate::portal::{Portal, SignedIn};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts};
use leptos::prelude::{provide_context, use_context};
use std::sync::Arc;

/// What a page knows of its visitor beside the account.
#[derive(Clone, Copy)]
struct Approver(bool);

/// The one page of admins that others may have something to do on.
const QUEUE: &str = "/admin/registrations";

#[derive(Clone)]
pub struct Pages {
    portal: Portal,
    document: Arc<Document>,
    cookie: SessionCookie,
    changes: Changes,
    gallery: bool,
}

impl Pages {
    pub fn new(
        portal: Portal,
        client: Option<&Manifest>,
        cookie: SessionCookie,
        changes: Changes,
        gallery: bool,
    ) -> Self {
        let document = Arc::new(Document::new(client, portal.gateway_address()));
        Self { portal, document, cookie, changes, gallery }
    }

    pub fn portal(&self) -> &Portal {
        &self.portal
    }

    pub fn cookie(&self) -> SessionCookie {
        self.cookie
    }

    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// How the portal is called, and whether people may sign up. A page without it is still a page.
    async fn house(&self) -> House {
        self.portal.settings().await.map(House::from).unwrap_or_else(|cause| {
            tracing::error!(%cause, "the settings could not be read");
            House::default()
        })
    }

    /// Whether somebody who is no admin decides about a few versions' registrations.
    async fn approver(&self, me: Option<&SignedIn>) -> Approver {
        let Some(me) = me.filter(|me| me.as_admin().is_err()) else { return Approver(false) };
        Approver(self.portal.approves_anything(me).await.unwrap_or_else(|cause| {
            tracing::error!(%cause, "the approvers could not be read");
            false
        }))
    }

    /// What components and server functions find in their context.
    fn provide(&self) {
        provide_context(self.portal.clone());
        let Some(parts) = use_context::<Parts>() else { return };
        if let Some(id) = parts.extensions.get::<RequestId>() {
            provide_context(id.clone());
        }
        if let Some(me) = parts.extensions.get::<SignedIn>() {
            let approver = parts.extensions.get::<Approver>().is_some_and(|approver| approver.0);
            provide_context(Visitor::of(me.account(), approver));
            provide_context(me.clone());
        }
    }
}

/// Every address that is nothing else is a page; the router inside knows which, and answers 404 for the rest.
pub async fn page(State(pages): State<Pages>, mut request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allowed = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return (StatusCode::METHOD_NOT_ALLOWED, allowed).into_response();
    }
    if let Some(asset) = super::assets::find(request.uri().path(), request.headers()) {
        return asset;
    }
    if request.uri().path() == "/gallery" && !pages.gallery {
        return StatusCode::NOT_FOUND.into_response();
    }
    let me = request.extensions().get::<SignedIn>().cloned();
    let approver = pages.approver(me.as_ref()).await;
    if needs_a_person(request.uri()) {
        match me {
            None => return to_sign_in(&request),
            // To whoever is no admin, there is nothing there.
            Some(me) if request.uri().path().starts_with("/admin") && me.as_admin().is_err() => {
                if !approver.0 || request.uri().path() != QUEUE {
                    return StatusCode::NOT_FOUND.into_response();
                }
            }
            Some(_) => {}
        }
    }
    request.extensions_mut().insert(approver);
    let (parts, _) = request.into_parts();
    let document = Arc::clone(&pages.document);
    let house = pages.house().await;
    render(parts, &document, move || {
        pages.provide();
        provide_context(house);
    })
    .await
    .into_response()
}

/// Whoever is not signed in is sent to sign in, and back. The data behind these pages asks again by itself.
fn needs_a_person(uri: &Uri) -> bool {
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let below = |page: &str| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    // Further below it there is nothing, for nobody.
    let apps = || below("/apps") && path.split('/').count() <= 4;
    // The pop-up on the page of a product shows what is somebody's own.
    let registers = || query.split('&').any(|pair| pair.split('=').next() == Some("register"));
    path == "/account" || below("/admin") || apps() || (below("/apis") && registers())
}

/// A page shown as the answer to a form.
pub async fn page_with(pages: &Pages, address: &str, visit: Visit, status: StatusCode, answer: FormAnswer) -> Response {
    page_around(pages, address, visit, status, move || provide_context(answer)).await
}

/// The same, with anything else that the page is to find.
pub async fn page_around(
    pages: &Pages,
    address: &str,
    visit: Visit,
    status: StatusCode,
    context: impl FnOnce() + Send + 'static,
) -> Response {
    let mut request = Request::new(axum::body::Body::empty());
    *request.headers_mut() = visit.headers;
    if let Ok(uri) = address.parse() {
        *request.uri_mut() = uri;
    }
    let approver = pages.approver(visit.me.as_ref()).await;
    request.extensions_mut().insert(approver);
    if let Some(me) = visit.me {
        request.extensions_mut().insert(me);
    }
    if let Some(id) = visit.id {
        request.extensions_mut().insert(id);
    }
    let (parts, _) = request.into_parts();
    let (document, given) = (Arc::clone(&pages.document), pages.clone());
    let house = pages.house().await;
    let mut response = render(parts, &document, move || {
        given.provide();
        provide_context(house);
        context();
    })
    .await
    .into_response();
    // Unless the page itself was not there.
    if response.status().is_success() {
        *response.status_mut() = status;
    }
    response
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
    sent_back(answer)
}

/// A plain form is sent back to the page it stood on. The framework would take any address for that, and write
/// a refusal into it; here it is a path of this site, or the refusal's own status.
fn sent_back(mut answer: Response) -> Response {
    let address = answer.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    let Some(address) = address else { return answer };
    if address.contains("__err=") {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let path = address.parse::<http::Uri>().ok().and_then(|uri| uri.path_and_query().map(ToString::to_string));
    let path = WayBack::parse(path.unwrap_or_default().trim_end_matches('?'));
    if let Ok(path) = HeaderValue::from_str(path.as_str()) {
        answer.headers_mut().insert(header::LOCATION, path);
        *answer.status_mut() = StatusCode::SEE_OTHER;
    }
    answer
}

/// Gives the framework the runtime that its tasks run on. A second time, in a test, changes nothing.
pub fn start() {
    if any_spawner::Executor::init_tokio().is_err() {
        tracing::debug!("the framework already had its runtime");
    }
}
