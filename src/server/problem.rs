//! What is answered when no page can be: for people a small page, for programs RFC 9457. Both name the request.

use super::request_id::RequestId;
use crate::domain::theme::Theme;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    pub title: &'static str,
    pub detail: &'static str,
}

impl Problem {
    pub const FOREIGN_HOST: Self = Self {
        status: StatusCode::MISDIRECTED_REQUEST,
        code: "foreign_host",
        title: "This is not the address of this portal",
        detail: "The request names a host that this portal does not answer for. Open the portal by its own address.",
    };
    pub const CROSS_SITE: Self = Self {
        status: StatusCode::FORBIDDEN,
        code: "cross_site",
        title: "This request came from another site",
        detail: "To protect your account, changes are only accepted from the portal's own pages. Go back and try there.",
    };
    pub const TOO_LARGE: Self = Self {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        code: "body_too_large",
        title: "That was too much at once",
        detail: "The request is larger than this portal accepts.",
    };
    pub const TOO_SLOW: Self = Self {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code: "timeout",
        title: "This took too long",
        detail: "The portal could not answer in time. Please try again in a moment.",
    };
    pub const BAD_REQUEST: Self = Self {
        status: StatusCode::BAD_REQUEST,
        code: "bad_request",
        title: "That could not be understood",
        detail: "Part of the request makes no sense. Go back and try again.",
    };
    pub const METHOD: Self = Self {
        status: StatusCode::METHOD_NOT_ALLOWED,
        code: "method_not_allowed",
        title: "That can't be done here",
        detail: "This address does not accept that kind of request.",
    };
    pub const NOT_FOUND: Self = Self {
        status: StatusCode::NOT_FOUND,
        code: "not_found",
        title: "There is nothing here",
        detail: "The address may be mistyped, or what it named is gone.",
    };
    pub const INTERNAL: Self = Self {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        code: "internal",
        title: "Something went wrong on our side",
        detail: "It was written to the log under the request id below. Please try again; if it stays, tell the people who run this portal.",
    };

    /// The answer in the form that the request's `Accept` asks for.
    pub fn answer(&self, request: &HeaderMap, id: &RequestId, stylesheet: Option<&str>) -> Response {
        let accept = request.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !accept.contains("text/html") {
            return self.json(id);
        }
        let cookies = request.get(header::COOKIE).and_then(|value| value.to_str().ok());
        self.page(id, stylesheet, cookies.and_then(Theme::from_cookies))
    }

    pub fn json(&self, id: &RequestId) -> Response {
        let body = serde_json::json!({
            "type": "about:blank",
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": self.code,
            "request_id": id.as_str(),
        });
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }

    fn page(&self, id: &RequestId, stylesheet: Option<&str>, theme: Option<Theme>) -> Response {
        let Self { status, title, detail, .. } = self;
        let style = stylesheet.map(|href| format!("<link rel=\"stylesheet\" href=\"{href}\">")).unwrap_or_default();
        let theme = theme.map(|theme| format!(" data-theme=\"{}\"", theme.as_str())).unwrap_or_default();
        // Nothing in it comes from the request but an id that we made.
        let html = format!(
            "<!DOCTYPE html><html lang=\"en\"{theme}><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>{style}</head>\
             <body><main id=\"content\" class=\"wrap\"><div class=\"notice\"><p class=\"status\">{}</p><h1>{title}</h1><p>{detail}</p>\
             <p class=\"request-id\"><span>Request ID</span> <code class=\"mono-id\">{id}</code></p>\
             <p class=\"actions\"><a class=\"button primary\" href=\"/\">Go to the catalog</a></p></div></main></body></html>",
            status.as_u16()
        );
        (*status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], Body::from(html)).into_response()
    }
}
