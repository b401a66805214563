//! Calls from the portal's own pages. What other sites may do is the upstream's business.

use super::body::ToClient;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

/// Where the portal's pages come from.
#[derive(Default)]
pub struct Origins(Vec<HeaderValue>);

impl Origins {
    pub fn new(origins: &[String]) -> Self {
        Self(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }

    /// The origin of a call, if it is one of the portal's.
    pub fn of(&self, headers: &HeaderMap) -> Option<&HeaderValue> {
        let named = headers.get(header::ORIGIN)?;
        self.0.iter().find(|origin| *origin == named)
    }
}

pub fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// A browser asks before it sends a key: the answer is yes for every call that a page of the portal could make.
pub fn preflight(asked: &HeaderMap, origin: &HeaderValue) -> Response<ToClient> {
    let mut answer = Response::new(ToClient::Empty);
    *answer.status_mut() = StatusCode::NO_CONTENT;
    let headers = answer.headers_mut();
    for (question, reply) in [
        (header::ACCESS_CONTROL_REQUEST_METHOD, header::ACCESS_CONTROL_ALLOW_METHODS),
        (header::ACCESS_CONTROL_REQUEST_HEADERS, header::ACCESS_CONTROL_ALLOW_HEADERS),
    ] {
        headers.extend(asked.get(&question).map(|value| (reply, value.clone())));
        headers.append(header::VARY, HeaderValue::from(question));
    }
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    allow(headers, origin);
    answer
}

/// Lets the portal's page read an answer, with all its headers. What the upstream says about it is for other sites.
pub fn allow(headers: &mut HeaderMap, origin: &HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("*, X-Request-Id, RateLimit, RateLimit-Policy, Retry-After"),
    );
    headers.remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
}
