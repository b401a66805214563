//! Around every request to the portal: its id, its host, its headers, its line in the log. Layers inside may
//! refuse with a bare status; here it becomes a problem that a person or a program can read.

use super::problem::Problem;
use super::request_id::RequestId;
use crate::portal::Chance;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower_http::csrf::ProtectionError;

#[derive(Clone)]
pub struct Guard {
    pub hosts: Arc<Hosts>,
    pub chance: Chance,
    pub stylesheet: Option<Arc<str>>,
    pub answered: Arc<Answered>,
}

/// The names this portal answers for. Anything else could poison a link in a mail, or be another site's trick.
pub struct Hosts(pub Vec<String>);

impl Hosts {
    fn allow(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let mut named = headers.get_all(header::HOST).iter();
        let host = match (named.next(), named.next()) {
            (Some(_), Some(_)) => return false,
            (Some(host), None) => host.to_str().unwrap_or_default(),
            (None, _) => uri.authority().map(http::uri::Authority::as_str).unwrap_or_default(),
        };
        let name = without_port(host);
        self.0.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // The colons of `[::1]` are not a port's.
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Counters made once: the macro would look its labels up at every request.
pub struct Answered {
    by_class: [metrics::Counter; 6],
    seconds: metrics::Histogram,
}

impl Answered {
    pub fn new() -> Self {
        let class = |class| metrics::counter!("portcullis_portal_requests_total", "status" => class);
        Self {
            by_class: [class("0xx"), class("1xx"), class("2xx"), class("3xx"), class("4xx"), class("5xx")],
            seconds: metrics::histogram!("portcullis_portal_request_seconds"),
        }
    }

    fn count(&self, status: StatusCode, took: Duration) {
        if let Some(counter) = self.by_class.get(usize::from(status.as_u16() / 100)) {
            counter.increment(1);
        }
        self.seconds.record(took);
    }
}

impl Default for Answered {
    fn default() -> Self {
        Self::new()
    }
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::new(guard.chance.bytes());
    let (method, uri, headers) = (request.method().clone(), request.uri().clone(), asked(request.headers()));
    let mut answer = if guard.hosts.allow(request.headers(), &uri) {
        request.extensions_mut().insert(id.clone());
        let answer = next.run(request).await;
        explained(answer, &headers, &id, guard.stylesheet.as_deref())
    } else {
        Problem::FOREIGN_HOST.answer(&headers, &id, guard.stylesheet.as_deref())
    };
    protect(&mut answer, &id);
    let took = started.elapsed();
    guard.answered.count(answer.status(), took);
    log(&method, &uri, answer.status(), took, &id);
    answer
}

/// What decides how a refusal looks; the request itself is handed on.
fn asked(headers: &HeaderMap) -> HeaderMap {
    let kept = [header::ACCEPT, header::COOKIE].into_iter();
    kept.filter_map(|name| headers.get(&name).map(|value| (name, value.clone()))).collect()
}

fn explained(answer: Response, request: &HeaderMap, id: &RequestId, stylesheet: Option<&str>) -> Response {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let bare = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !bare || !(answer.status().is_client_error() || answer.status().is_server_error()) {
        return answer;
    }
    let problem = match answer.status() {
        StatusCode::FORBIDDEN if answer.extensions().get::<ProtectionError>().is_some() => Problem::CROSS_SITE,
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TOO_LARGE,
        StatusCode::SERVICE_UNAVAILABLE => Problem::TOO_SLOW,
        StatusCode::BAD_REQUEST => Problem::BAD_REQUEST,
        StatusCode::METHOD_NOT_ALLOWED => Problem::METHOD,
        StatusCode::NOT_FOUND => Problem::NOT_FOUND,
        StatusCode::INTERNAL_SERVER_ERROR => Problem::INTERNAL,
        _ => return answer,
    };
    let mut told = problem.answer(request, id, stylesheet);
    if let Some(allowed) = answer.headers().get(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    told
}

/// What every answer carries. A page brings a policy of its own, with the nonce of its one inline script.
fn protect(answer: &mut Response, id: &RequestId) {
    const FIXED: [(HeaderName, &str); 5] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
    ];
    const NO_SCRIPT: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                             form-action 'self'; frame-ancestors 'none'";
    let headers = answer.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_SCRIPT));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, value);
    }
}

/// The path only: what stands behind the question mark may be a token from a mail.
fn log(method: &Method, uri: &Uri, status: StatusCode, took: Duration, id: &RequestId) {
    let milliseconds = took.as_secs_f64() * 1000.0;
    tracing::info!(
        target: "portcullis::portal", %method, path = uri.path(), status = status.as_u16(), milliseconds, request_id = %id,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &[&str], allowed: bool) {
        let hosts = Hosts(vec!["portal.example".to_owned(), "[::1]".to_owned()]);
        let headers: HeaderMap = host
            .iter()
            .map(|host| (header::HOST, HeaderValue::from_str(host).expect("a header value")))
            .fold(HeaderMap::new(), |mut all, (name, value)| {
                all.append(name, value);
                all
            });
        assert_eq!(hosts.allow(&headers, &Uri::from_static("/")), allowed, "{host:?}");
    }

    #[test]
    fn only_known_hosts_are_answered() {
        check(&["portal.example"], true);
        check(&["PORTAL.example:3000"], true);
        check(&["[::1]:3000"], true);
        check(&["[::1]"], true);
        check(&["evil.example"], false);
        check(&["portal.example.evil.example"], false);
        check(&["portal.example:80@evil.example"], false);
        check(&["portal.example", "evil.example"], false);
        check(&[], false);
    }
}
