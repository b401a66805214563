//! Headers on their way through: what concerns one connection only ends here, and nobody says who they are but us.

use crate::domain::key::{Prefix, Shape, shape};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Version, header};
use std::net::{IpAddr, SocketAddr};

pub const APPLICATION: HeaderName = HeaderName::from_static("x-portcullis-application");
pub const DEVELOPER: HeaderName = HeaderName::from_static("x-portcullis-developer");
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Whether it names one host, as every request must since HTTP/1.1, and nothing about its length is in doubt.
pub fn is_clear(parts: &Parts) -> bool {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let authority = parts.uri.authority().map(http::uri::Authority::as_str);
    let host = match (hosts.next(), hosts.next(), authority) {
        (_, Some(_), _) => return false,
        (Some(host), None, Some(authority)) => host.as_bytes().eq_ignore_ascii_case(authority.as_bytes()),
        (Some(host), None, None) => is_host(host.as_bytes()),
        (None, None, Some(_)) => true,
        (None, None, None) => parts.version < Version::HTTP_11,
    };
    let lengths = parts.headers.get_all(header::CONTENT_LENGTH).iter().count();
    let coded = parts.headers.contains_key(header::TRANSFER_ENCODING);
    let plain = !coded || is_only_chunked(&parts.headers);
    host && lengths <= 1 && !(lengths == 1 && coded) && plain && !has_twins(&parts.headers)
}

fn is_host(host: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_:[]~%!$&'()*+,;=".contains(byte);
    !host.is_empty() && host.iter().all(fits)
}

fn is_only_chunked(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    matches!((codings.next(), codings.next()), (Some(only), None) if only.as_bytes().eq_ignore_ascii_case(b"chunked"))
}

/// Written with an underscore, a name is another one to us and the same to some of those behind.
fn has_twins(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| matches!(name.as_str(), "content_length" | "transfer_encoding"))
}

/// What the headers of one connection asked for: to be switched to another protocol, and trailers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hop {
    pub websocket: bool,
    pub trailers: bool,
}

/// Takes away what concerns the connection only, the headers that `Connection` names included.
pub fn end_hop(headers: &mut HeaderMap) -> Hop {
    let mut hop = Hop::default();
    if headers.contains_key(header::CONNECTION) {
        let mut upgrade = false;
        let mut named = Vec::new();
        for value in headers.get_all(header::CONNECTION) {
            for token in value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
                upgrade |= token.eq_ignore_ascii_case(b"upgrade");
                // These stand below or are needed further on; the rest is what somebody wants to be dropped here.
                if !(token.eq_ignore_ascii_case(b"keep-alive") || token.eq_ignore_ascii_case(b"close")) {
                    named.extend(HeaderName::from_bytes(token).ok());
                }
            }
        }
        let websocket = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"websocket");
        hop.websocket = upgrade && headers.get(header::UPGRADE).is_some_and(websocket);
        headers.remove(header::CONNECTION);
        for name in named.into_iter().filter(|name| !IS_END_TO_END.contains(name)) {
            headers.remove(name);
        }
    }
    if let Some(te) = headers.remove(header::TE) {
        let mut codings = te.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        hop.trailers = codings.any(|coding| coding.eq_ignore_ascii_case(b"trailers"));
    }
    // Nearly never one of them is there: looking at the names there are is cheaper than asking for each of these.
    if headers.keys().any(is_of_hop) {
        for name in OF_HOP {
            headers.remove(name);
        }
    }
    hop
}

const OF_HOP: [&str; 7] = [
    "keep-alive",
    "proxy-connection",
    "http2-settings",
    "proxy-authenticate",
    "proxy-authorization",
    "transfer-encoding",
    "upgrade",
];

fn is_of_hop(name: &HeaderName) -> bool {
    OF_HOP.contains(&name.as_str())
}

/// Nobody may have these dropped by naming them in `Connection`: the call would mean something else without them.
const IS_END_TO_END: [HeaderName; 5] =
    [header::HOST, header::CONTENT_LENGTH, header::CONTENT_TYPE, header::AUTHORIZATION, header::COOKIE];

/// Whose call it is, as the upstream will read it.
pub struct From<'a> {
    pub peer: SocketAddr,
    pub trusted: &'a [IpAddr],
    pub prefix: Prefix,
}

/// Replaces everything by which a client could pass for somebody else, or for somebody elsewhere.
pub fn introduce(headers: &mut HeaderMap, host: Option<HeaderValue>, from: &From<'_>) {
    let peer = from.peer.ip().to_canonical();
    let trusted = from.trusted.contains(&peer);
    let mut strays = Vec::new();
    for (name, value) in headers.iter() {
        if is_identity(name.as_str()) || shows_key(value, from.prefix) {
            strays.push(name.clone());
        }
    }
    let (mut chain, mut proto, mut named) = (None, None, None);
    for name in strays {
        match name.as_str() {
            "x-forwarded-for" if trusted => chain = joined(headers, &name),
            "x-forwarded-proto" if trusted => proto = headers.get(&name).cloned(),
            "x-forwarded-host" if trusted => named = headers.get(&name).cloned(),
            _ => {}
        }
        headers.remove(name);
    }
    let chain = match chain {
        Some(before) => format!("{before}, {peer}"),
        None => peer.to_string(),
    };
    headers.extend(HeaderValue::try_from(chain).ok().map(|chain| (FORWARDED_FOR, chain)));
    // TLS ends before us: whoever ends it says so.
    headers.insert(FORWARDED_PROTO, proto.unwrap_or_else(|| HeaderValue::from_static("http")));
    headers.extend(named.or(host).map(|host| (FORWARDED_HOST, host)));
}

fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(", "))
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
        let peer = SocketAddr::new(peer.parse().expect("an address"), 9);
        let from = From { peer, trusted: &trusted, prefix: Prefix::default() };
        introduce(&mut sent, Some(HeaderValue::from_static("gateway.example")), &from);
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
        let from = From { peer: ([127, 0, 0, 1], 1).into(), trusted: &[], prefix: Prefix::default() };
        introduce(&mut sent, None, &from);
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
