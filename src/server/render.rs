//! Renders one page: the body first, then the document around it, which by then knows its title and status.
//! The framework's own renderer streams, and puts its data behind `</html>`; a whole document needs neither.

use super::document::{Document, Inside};
use crate::app::App;
use crate::domain::theme::Theme;
use crate::ui::browser::{PageTitle, collecting_data};
use futures::StreamExt;
use http::{StatusCode, header, request::Parts};
use leptos::PrefetchLazyFn;
use leptos::nonce::Nonce;
use leptos::prelude::{IntoView, Owner, ReadValue, provide_context};
use leptos_axum::ResponseOptions;
use leptos_integration_utils::{BoxedFnOnce, PinnedFuture, PinnedStream, build_response};
use leptos_router::location::RequestUrl;

/// Frees what a page held, also when the visitor hangs up in the middle.
struct CleanUp(Option<Owner>);

impl Drop for CleanUp {
    fn drop(&mut self) {
        if let Some(owner) = self.0.take() {
            owner.unset_with_forced_cleanup();
        }
    }
}

pub struct Page {
    pub html: String,
    pub answer: ResponseOptions,
}

/// `context` is what components find beside the request itself.
pub async fn render(parts: Parts, document: &Document, context: impl FnOnce() + Send + 'static) -> Page {
    let (title, answer, nonce) = (PageTitle::default(), ResponseOptions::default(), Nonce::new());
    let cookies = parts.headers.get(header::COOKIE).and_then(|cookies| cookies.to_str().ok());
    let theme = cookies.and_then(Theme::from_cookies);
    let needed = PrefetchLazyFn::default();
    let provided = {
        let (title, answer, nonce, needed) = (title.clone(), answer.clone(), nonce.clone(), needed.clone());
        move || {
            let address = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
            provide_context(RequestUrl::new(address));
            provide_context(parts);
            provide_context(title);
            provide_context(answer);
            provide_context(nonce);
            provide_context(needed);
            context();
        }
    };
    let ((body, state), data) = collecting_data(async {
        let (owner, stream) = build_response(App, provided, whole, false);
        let _clean_up = CleanUp(Some(owner.clone()));
        let mut chunks = stream.await;
        if let Some(shared) = owner.shared_context() {
            while let Some(pending) = shared.await_deferred() {
                pending.await;
            }
        }
        (chunks.next().await.unwrap_or_default(), chunks.collect::<String>().await)
    })
    .await;
    let lazy: Vec<&str> = needed.0.try_read_value().map(|keys| keys.iter().copied().collect()).unwrap_or_default();
    let inside =
        Inside { title: &title.text(), theme, nonce: &nonce, lazy: &lazy, body: &body, state: &state, data: &data };
    let html = document.around(&inside);
    if let Some(policy) = document.policy(&nonce) {
        answer.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    Page { html, answer }
}

/// The body as one piece, then the state that the client starts from.
fn whole(
    app: impl IntoView + 'static,
    data: BoxedFnOnce<PinnedStream<String>>,
    _: bool,
) -> PinnedFuture<PinnedStream<String>> {
    Box::pin(async move {
        let body = app.to_html_stream_in_order().collect::<String>().await;
        Box::pin(futures::stream::once(async move { body }).chain(data())) as PinnedStream<String>
    })
}

impl Page {
    pub fn into_response(self) -> axum::response::Response {
        use axum::response::IntoResponse;
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        let mut response = (StatusCode::OK, kind, self.html).into_response();
        let set = std::mem::take(&mut *self.answer.0.write().unwrap_or_else(std::sync::PoisonError::into_inner));
        if let Some(status) = set.status {
            *response.status_mut() = status;
        }
        response.headers_mut().extend(set.headers);
        response
    }
}
