//! Headers on their way through: what concerns one connection only ends here, and nobody says who they are but us.

use super::facts::Application;
use crate::domain::key::{Prefix, Shape, shape};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Version, header};
use std::net::{IpAddr, SocketAddr};

const APPLICATION: HeaderName = HeaderName::from_static("x-portcullis-application");
const DEVELOPER: HeaderName = HeaderName::from_static("x-portcullis-developer");
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Whether it names one host, as every request must since HTTP/1.1, and nothing about its length is in doubt.
pub fn is_clear(parts: &Parts) -> bool {
    let (mut named, mut lengths, mut codings) = (None, 0, 0);
    // Looking at every header once takes less time than asking for each of these.
    for (name, value) in &parts.headers {
        match name.as_str() {
            "host" if named.is_some() => return false,
            "host" => named = Some(value.as_bytes()),
            "content-length" => lengths += 1,
            "transfer-encoding" if !value.as_bytes().eq_ignore_ascii_case(b"chunked") => return false,
            "transfer-encoding" => codings += 1,
            // Written with an underscore, a name is another one to us and the same to some of those behind.
            "content_length" | "transfer_encoding" => return false,
            _ => {}
        }
    }
    let host = match (named, parts.uri.authority()) {
        (Some(host), Some(authority)) => host.eq_ignore_ascii_case(authority.as_str().as_bytes()),
        (Some(host), None) => is_host(host),
        (None, Some(_)) => true,
        (None, None) => parts.version < Version::HTTP_11,
    };
    host && lengths + codings <= 1
}

fn is_host(host: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_:[]~%!$&'()*+,;=".contains(byte);
    !host.is_empty() && host.iter().all(fits)
}

/// What the headers of one connection asked for: to be switched to another protocol, and trailers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hop {
    pub websocket: bool,
    pub trailers: bool,
}

/// Takes away what concerns the connection only, the headers that `Connection` names included.
pub fn end_hop(headers: &mut HeaderMap) -> Hop {
    let mut gone: Vec<_> = headers.keys().filter(|name| is_of_hop(name)).cloned().collect();
    if gone.is_empty() {
        return Hop::default();
    }
    let mut upgrade = false;
    for token in headers.get_all(header::CONNECTION).iter().flat_map(tokens) {
        upgrade |= token.eq_ignore_ascii_case(b"upgrade");
        // These concern nothing else; the rest is what somebody wants to be dropped here.
        if !(token.eq_ignore_ascii_case(b"keep-alive") || token.eq_ignore_ascii_case(b"close")) {
            gone.extend(HeaderName::from_bytes(token).ok().filter(|name| !IS_END_TO_END.contains(name)));
        }
    }
    let is_websocket = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"websocket");
    let hop = Hop {
        websocket: upgrade && headers.get(header::UPGRADE).is_some_and(is_websocket),
        trailers: headers.get_all(header::TE).iter().flat_map(tokens).any(|te| te.eq_ignore_ascii_case(b"trailers")),
    };
    for name in gone {
        headers.remove(name);
    }
    hop
}

fn tokens(value: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii)
}

fn is_of_hop(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "connection"
            | "te"
            | "keep-alive"
            | "proxy-connection"
            | "http2-settings"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "transfer-encoding"
            | "upgrade"
    )
}

/// Nobody may have these dropped by naming them in `Connection`: the call would mean something else without them.
const IS_END_TO_END: [HeaderName; 5] =
    [header::HOST, header::CONTENT_LENGTH, header::CONTENT_TYPE, header::AUTHORIZATION, header::COOKIE];

/// The other end of a connection, as each call that comes on it needs it: written out once.
pub struct Client {
    address: HeaderValue,
    /// What it says of others is believed.
    trusted: bool,
}

impl Client {
    pub fn new(peer: SocketAddr, trusted: &[IpAddr]) -> Self {
        let peer = peer.ip().to_canonical();
        let address = HeaderValue::try_from(peer.to_string()).unwrap_or_else(|_| HeaderValue::from_static("unknown"));
        Self { address, trusted: trusted.contains(&peer) }
    }
}

/// So many are added to a call.
const ADDED: usize = 7;

/// Replaces everything by which a client could pass for somebody else, or for somebody elsewhere.
pub fn introduce(headers: &mut HeaderMap, host: Option<HeaderValue>, client: &Client, prefix: Prefix) {
    let (mut chain, mut proto, mut named) = (None, None, None);
    for name in strays(headers, prefix) {
        match name.as_str() {
            "x-forwarded-for" if client.trusted => chain = joined(headers, &name, &client.address),
            "x-forwarded-proto" if client.trusted => proto = headers.get(&name).cloned(),
            "x-forwarded-host" if client.trusted => named = headers.get(&name).cloned(),
            _ => {}
        }
        headers.remove(name);
    }
    // At once, and not a bit with each.
    headers.reserve(ADDED);
    headers.insert(FORWARDED_FOR, chain.unwrap_or_else(|| client.address.clone()));
    // TLS ends before us: whoever ends it says so.
    headers.insert(FORWARDED_PROTO, proto.unwrap_or_else(|| HeaderValue::from_static("http")));
    if let Some(host) = named.or(host) {
        headers.insert(FORWARDED_HOST, host);
    }
}

/// Says whose call it is.
pub fn name_caller(headers: &mut HeaderMap, application: &Application) {
    for (name, id) in [(APPLICATION, &application.id), (DEVELOPER, &application.owner().id)] {
        if let Some(id) = id.header() {
            headers.insert(name, id);
        }
    }
}

/// What a client may not say behind a body either: some of those behind join trailers with headers.
pub fn clean_trailers(trailers: &mut HeaderMap, prefix: Prefix) {
    end_hop(trailers);
    for name in strays(trailers, prefix) {
        trailers.remove(name);
    }
}

/// Who somebody is, and keys, wherever they stand.
fn strays(headers: &HeaderMap, prefix: Prefix) -> Vec<HeaderName> {
    let astray = |(name, value): &(&HeaderName, &HeaderValue)| is_identity(name.as_str()) || shows_key(value, prefix);
    headers.iter().filter(astray).map(|(name, _)| name.clone()).collect()
}

/// Those before, and the one from whom we have it.
fn joined(headers: &HeaderMap, name: &HeaderName, last: &HeaderValue) -> Option<HeaderValue> {
    let mut chain = Vec::new();
    for value in headers.get_all(name) {
        chain.extend_from_slice(value.as_bytes());
        chain.extend_from_slice(b", ");
    }
    chain.extend_from_slice(last.as_bytes());
    HeaderValue::try_from(chain).ok()
}

/// Underscores included: some of those behind read them as hyphens.
fn is_identity(name: &str) -> bool {
    let starts = |prefix: &str| {
        name.len() >= prefix.len()
            && name.bytes().zip(prefix.bytes()).all(|(byte, of)| byte == of || (byte == b'_' && of == b'-'))
    };
    match name.as_bytes().first() {
        Some(b'x') => ["x-portcullis-", "x-forwarded-", "x-real-ip", "x-request-id"].into_iter().any(starts),
        Some(b'f') => name == "forwarded",
        _ => false,
    }
}

/// One of our keys, in whatever header: it must not get to anybody who could use it.
fn shows_key(value: &HeaderValue, prefix: Prefix) -> bool {
    let value = value.as_bytes();
    let text = match value.len() {
        crate::domain::key::LENGTH => value,
        39.. => match value.split_at(7) {
            (scheme, rest) if scheme.eq_ignore_ascii_case(b"bearer ") => rest.trim_ascii(),
            _ => return false,
        },
        _ => return false,
    };
    shape(text, prefix) == Shape::Ours
}

/// HTTP/2 lets a browser send its cookies one by one; HTTP/1 wants them in one header.
pub fn join_cookies(headers: &mut HeaderMap) {
    let mut cookies = headers.get_all(header::COOKIE).iter();
    if let (Some(first), Some(second)) = (cookies.next(), cookies.next()) {
        let mut all = first.as_bytes().to_vec();
        for cookie in [second].into_iter().chain(cookies) {
            all.extend_from_slice(b"; ");
            all.extend_from_slice(cookie.as_bytes());
        }
        if let Ok(all) = HeaderValue::from_bytes(&all) {
            headers.insert(header::COOKIE, all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    fn introduced(lines: &[(&'static str, &'static str)], peer: &str) -> HeaderMap {
        let mut sent = headers(lines);
        let trusted = ["10.0.0.1".parse().expect("an address")];
        let client = Client::new(SocketAddr::new(peer.parse().expect("an address"), 9), &trusted);
        introduce(&mut sent, Some(HeaderValue::from_static("gateway.example")), &client, Prefix::default());
        sent
    }

    #[test]
    fn what_concerns_the_connection_ends_here() {
        let mut sent = headers(&[
            ("connection", "keep-alive, X-Once, content-length"),
            ("x-once", "1"),
            ("content-length", "5"),
            ("keep-alive", "timeout=5"),
            ("proxy-connection", "close"),
            ("te", "gzip, trailers"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
            ("http2-settings", "x"),
            ("proxy-authorization", "x"),
            ("accept", "*/*"),
        ]);
        assert_eq!(end_hop(&mut sent), Hop { websocket: false, trailers: true });
        assert_eq!(sent, headers(&[("content-length", "5"), ("accept", "*/*")]));
    }

    #[test]
    fn only_a_websocket_is_an_upgrade() {
        for (lines, websocket) in [
            (&[("connection", "Upgrade"), ("upgrade", "WebSocket")][..], true),
            (&[("connection", "keep-alive, Upgrade"), ("upgrade", "websocket")], true),
            (&[("connection", "Upgrade"), ("upgrade", "h2c")], false),
            (&[("upgrade", "websocket")], false),
            (&[("connection", "upgrade")], false),
        ] {
            assert_eq!(end_hop(&mut headers(lines)).websocket, websocket, "{lines:?}");
        }
    }

    #[test]
    fn nobody_says_who_they_are_but_us() {
        let sent = introduced(
            &[
                ("x-portcullis-application", "evil"),
                ("x_portcullis_developer", "evil"),
                ("x-portcullis-anything", "evil"),
                ("x-forwarded-for", "1.1.1.1"),
                ("x_forwarded_for", "1.1.1.1"),
                ("x-forwarded-proto", "https"),
                ("x-forwarded-port", "1"),
                ("forwarded", "for=1.1.1.1"),
                ("x-real-ip", "1.1.1.1"),
                ("x-request-id", "mine"),
                ("x-other", "kept"),
            ],
            "192.0.2.1",
        );
        let ours = headers(&[
            ("x-other", "kept"),
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-proto", "http"),
            ("x-forwarded-host", "gateway.example"),
        ]);
        assert_eq!(sent, ours);
    }

    #[test]
    fn a_trusted_proxy_is_believed() {
        let lines =
            [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "api.example")];
        let sent = introduced(&lines, "10.0.0.1");
        let kept = headers(&[
            ("x-forwarded-for", "1.1.1.1, 10.0.0.1"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "api.example"),
        ]);
        assert_eq!(sent, kept);
    }

    #[test]
    fn a_key_of_ours_goes_nowhere_in_any_header() {
        let key = crate::domain::key::Key::new(Prefix::default(), &std::array::from_fn(|at| at as u8)).expect("a key");
        let mut sent = HeaderMap::new();
        let value = |text: String| HeaderValue::from_str(&text).expect("a value");
        sent.insert("x-my-key", value(key.expose().to_owned()));
        sent.insert("authorization", value(format!("Bearer {}", key.expose())));
        sent.insert("x-note", value("a".repeat(32)));
        introduce(&mut sent, None, &Client::new(([127, 0, 0, 1], 1).into(), &[]), Prefix::default());
        assert!(!sent.contains_key("x-my-key") && !sent.contains_key("authorization") && sent.contains_key("x-note"));
    }

    #[test]
    fn cookies_are_joined() {
        let mut sent = headers(&[("cookie", "a=1"), ("cookie", "b=2"), ("cookie", "c=3")]);
        join_cookies(&mut sent);
        assert_eq!(sent, headers(&[("cookie", "a=1; b=2; c=3")]));
    }

    #[test]
    fn a_request_names_one_host() {
        for (uri, lines, clear) in [
            ("/", &[("host", "a")][..], true),
            ("/", &[], false),
            ("/", &[("host", "a"), ("host", "a")], false),
            ("/", &[("host", "")], false),
            ("/", &[("host", "a b")], false),
            ("/", &[("host", "a/b")], false),
            ("http://a/", &[("host", "a")], true),
            ("http://a/", &[("host", "b")], false),
            ("http://a/", &[], true),
            ("/", &[("host", "a"), ("content-length", "1")], true),
            ("/", &[("host", "a"), ("content-length", "1"), ("transfer-encoding", "chunked")], false),
            ("/", &[("host", "a"), ("transfer-encoding", "gzip, chunked")], false),
            ("/", &[("host", "a"), ("content_length", "1")], false),
        ] {
            let mut request = http::Request::get(uri).body(()).expect("a request");
            *request.headers_mut() = headers(lines);
            assert_eq!(is_clear(&request.into_parts().0), clear, "{uri} {lines:?}");
        }
    }
}
