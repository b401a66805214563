//! The same verdict for proxies that people already run. They ask about a call before they pass it on, each in its own
//! dialect; 200 is the only yes.

use super::answers::{self, CallId};
use super::body::ToClient;
use super::headers::name_caller;
use super::judge::{Judged, Moment};
use super::{Gateway, routes};
use crate::domain::verdict::Code;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

const STATUS: HeaderName = HeaderName::from_static("x-portcullis-status");
const CODE: HeaderName = HeaderName::from_static("x-portcullis-code");

/// As many headers as an answer has.
const ANSWERED: usize = 8;

/// How a proxy tells which call it asks about, and which answers it understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `auth_request`: the address in `X-Original-URI`. To nginx anything but 200, 401 and 403 is a failure of its own.
    Nginx,
    /// Caddy's `forward_auth` and Traefik's ForwardAuth: the address in `X-Forwarded-Uri`.
    Forwarded,
    /// `ext_authz` over HTTP: the address behind our own.
    Envoy,
}

/// Where Envoy's calls are asked about: what follows is the call's own path.
const ENVOY: &str = "/ext-auth/envoy";

impl Dialect {
    /// The one in which a proxy asks at this path, if any.
    pub fn spoken_at(path: &str) -> Option<Self> {
        match path.strip_prefix("/ext-auth/")? {
            "nginx" => Some(Self::Nginx),
            "caddy" | "traefik" => Some(Self::Forwarded),
            rest => rest.starts_with("envoy/").then_some(Self::Envoy),
        }
    }

    /// The path of the call, without its query. None: the proxy is not set up as it should be.
    fn path(self, parts: &Parts) -> Option<&str> {
        let named = |name: &str| {
            let mut values = parts.headers.get_all(name).iter();
            // Two of them: one came from the client, and the proxy did not take it away.
            let only = values.next().filter(|_| values.next().is_none())?;
            only.to_str().ok()
        };
        let address = match self {
            Self::Nginx => named("x-original-uri")?,
            Self::Forwarded => named("x-forwarded-uri")?,
            Self::Envoy => parts.uri.path().strip_prefix(ENVOY)?,
        };
        address.split(['?', '#']).next().filter(|path| path.starts_with('/'))
    }
}

impl Gateway {
    /// The verdict on the call that a proxy asks about. What it takes of a limit is taken.
    pub async fn ext_auth(&self, dialect: Dialect, parts: &Parts) -> Response<ToClient> {
        let inner = &*self.0;
        let moment = Moment::now(inner.clock);
        let id = CallId::new(inner.chance.bytes());
        let mut judged = Judged::new(moment);
        if let Some(path) = dialect.path(parts).filter(|path| routes::is_plain(path)) {
            inner.judge(&mut judged, path, &parts.headers).await;
        }
        let mut answer = match judged.refused {
            Some(code) => answers::problem(code, &id, judged.asked()),
            None => passed(&judged),
        };
        let headers = answer.headers_mut();
        answers::add_id(headers, &id);
        if let Some((taken, policy)) = judged.limit() {
            answers::add_limit(headers, taken, policy);
        }
        tell(headers, judged.refused);
        if dialect == Dialect::Nginx && answer.status() != StatusCode::OK && answer.status() != StatusCode::UNAUTHORIZED
        {
            *answer.status_mut() = StatusCode::FORBIDDEN;
        }
        let took = moment.began.elapsed();
        let status = judged.refused.map_or(200, Code::status);
        inner.measured.count(StatusCode::from_u16(status).unwrap_or_default(), judged.refused, took);
        inner.meter(&judged, status, judged.refused, took, &id);
        answer
    }
}

/// Who calls, for the proxy to pass on.
fn passed(judged: &Judged) -> Response<ToClient> {
    let mut answer = Response::new(ToClient::Empty);
    let headers = answer.headers_mut();
    // All that will be told, so that they are not moved on the way.
    headers.reserve(ANSWERED);
    if let Some(application) = &judged.application {
        name_caller(headers, application);
    }
    answer
}

/// The true status and code, whatever the dialect can say.
fn tell(headers: &mut HeaderMap, refused: Option<Code>) {
    headers.insert(STATUS, HeaderValue::from(refused.map_or(200, Code::status)));
    headers.insert(CODE, HeaderValue::from_static(refused.map_or("", Code::as_str)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(dialect: Dialect, uri: &str, headers: &[(&'static str, &'static str)], path: Option<&str>) {
        let mut request = http::Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).expect("a request").into_parts();
        assert_eq!(dialect.path(&parts), path, "{dialect:?} {uri} {headers:?}");
    }

    #[test]
    fn a_proxy_asks_where_its_dialect_is_spoken() {
        for (path, dialect) in [
            ("/ext-auth/nginx", Some(Dialect::Nginx)),
            ("/ext-auth/caddy", Some(Dialect::Forwarded)),
            ("/ext-auth/traefik", Some(Dialect::Forwarded)),
            ("/ext-auth/envoy/orders", Some(Dialect::Envoy)),
            ("/ext-auth/envoy/", Some(Dialect::Envoy)),
            ("/ext-auth/envoy", None),
            ("/ext-auth/nginx/", None),
            ("/ext-auth/", None),
            ("/metrics", None),
        ] {
            assert_eq!(Dialect::spoken_at(path), dialect, "{path}");
        }
    }

    #[test]
    fn each_dialect_names_the_call_in_its_own_way() {
        check(Dialect::Nginx, "/ext-auth/nginx", &[("x-original-uri", "/orders/v1?a=b")], Some("/orders/v1"));
        check(Dialect::Nginx, "/ext-auth/nginx", &[("x-forwarded-uri", "/orders/v1")], None);
        check(Dialect::Nginx, "/ext-auth/nginx", &[("x-original-uri", "orders")], None);
        let twice = [("x-original-uri", "/open"), ("x-original-uri", "/orders/v1")];
        check(Dialect::Nginx, "/ext-auth/nginx", &twice, None);
        check(Dialect::Forwarded, "/ext-auth/caddy", &[("x-forwarded-uri", "/orders/v1")], Some("/orders/v1"));
        check(Dialect::Forwarded, "/ext-auth/caddy", &[], None);
        check(Dialect::Envoy, "/ext-auth/envoy/orders/v1?a=b", &[], Some("/orders/v1"));
        check(Dialect::Envoy, "/ext-auth/envoy", &[], None);
    }
}
