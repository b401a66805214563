//! Requests that mean one thing to us and another to whoever stands behind: refused, or made unambiguous.

use super::upstream::Echo;
use super::{Node, World};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ambiguous_is_refused() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    let key = world.with_orders(echo.address).await;
    let node = Node::start(&world).await;
    let body = "0\r\n\r\nGET /admin HTTP/1.1\r\nhost: a\r\n\r\n";
    for (head, body) in [
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked", body),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 5", body),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: xchunked", body),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ntransfer-encoding: identity", body),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked", body),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, identity", body),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked", body),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\n transfer-encoding: chunked", body),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6", "12345"),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ncontent-length: 5, 6", "12345"),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ncontent-length: +5", "12345"),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ncontent-length: 0x5", "12345"),
        ("POST /orders/v1 HTTP/1.1\r\nhost: a\r\ncontent_length: 5", ""),
        ("GET /orders/v1 HTTP/1.1", ""),
        ("GET /orders/v1 HTTP/1.1\r\nhost: a\r\nhost: b", ""),
        ("GET /orders/v1 HTTP/1.1\r\nhost: a\r\nHost: a", ""),
        ("GET /orders/v1 HTTP/1.1\r\nhost:", ""),
        ("GET /orders/v1 HTTP/1.1\r\nhost: a b", ""),
        ("GET http://b/orders/v1 HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1/../../admin HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1/%2e%2e/admin HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1/..%2fadmin HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1%2fadmin HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1/%5c HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1\\admin HTTP/1.1\r\nhost: a", ""),
        ("GET /orders//v1 HTTP/1.1\r\nhost: a", ""),
        ("GET //orders/v1 HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1/%00 HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1/%0d%0ax:y HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1/%252e%252e HTTP/1.1\r\nhost: a", ""),
        ("GET /orders/v1/..;/admin HTTP/1.1\r\nhost: a", ""),
        ("GET orders/v1 HTTP/1.1\r\nhost: a", ""),
        ("OPTIONS * HTTP/1.1\r\nhost: a", ""),
        ("CONNECT orders:443 HTTP/1.1\r\nhost: orders:443", ""),
        ("GET /orders/v1 HTTP/1.1\r\nhost: a\r\nx: a\x00b", ""),
        ("GET /orders/v1 HTTP/1.1\r\nhost: a\r\nx: a\rb", ""),
        ("GET /orders/v1 HTTP/1.1\r\nhost: a\r\nx\x01y: b", ""),
        ("GET /orders/v1 HTTP/1.1\r\nhost: a\r\nno colon", ""),
        ("GET /orders/v1 HTTP/3.7\r\nhost: a", ""),
    ] {
        let request = format!("{head}\r\nx-api-key: {key}\r\nconnection: close\r\n\r\n{body}");
        let answer = node.send(&request).await;
        assert_eq!(answer.status, 400, "{head:?}: {}", answer.body);
        // What is no HTTP at all is refused before it is a request, without a problem.
        assert!(matches!(answer.code().as_str(), "bad_request" | ""), "{head:?}: {}", answer.body);
        assert_eq!(echo.calls(), 0, "{head:?} went through");
    }
    for path in
        ["/orders/v1/a%20b", "/orders/v1/100%25", "/orders/v1/a..b", "/orders/v1/a;b=c", "/orders/v1/?a=../..//%2f"]
    {
        assert_eq!(node.get(path, &key).await.status, 200, "{path} means one thing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lengths_in_doubt_are_seen_wherever_the_request_begins() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    world.with_orders(echo.address).await;
    world.version("open", "/open", echo.address, None).await;
    let node = Node::start(&world).await;
    let plain = "GET /open HTTP/1.1\r\nhost: a\r\n\r\n";
    let chunked = "POST /open HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    let both = "POST /open HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    for (requests, passed) in [
        (vec![plain, both], 1),
        (vec![chunked, both], 1),
        (vec![chunked, chunked, plain, both], 3),
        (vec![chunked, plain, chunked, plain], 4),
    ] {
        let before = echo.calls();
        let mut stream = TcpStream::connect(node.address).await.expect("a connection");
        for request in &requests {
            for piece in request.as_bytes().chunks(7) {
                stream.write_all(piece).await.expect("sent");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            assert!(stream.read(&mut [0; 4096]).await.expect("an answer") > 0);
        }
        assert_eq!(echo.calls() - before, passed, "{requests:?}");
        // All at once. One with a body may be refused then, for want of a way to be sure.
        let before = echo.calls();
        let mut stream = TcpStream::connect(node.address).await.expect("a connection");
        stream.write_all(requests.concat().as_bytes()).await.expect("sent");
        stream.shutdown().await.expect("an end");
        super::rest(&mut stream).await;
        let through = echo.calls() - before;
        assert!(through <= passed, "{through} of {requests:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_passes_for_somebody_else() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    let key = world.with_orders(echo.address).await;
    world.version("open", "/open", echo.address, None).await;
    let node = Node::start(&world).await;
    let lies = "x-portcullis-application: evil\r\nX-Portcullis-Developer: evil\r\nx_portcullis_application: evil\r\n\
                x-forwarded-for: 6.6.6.6\r\nx-forwarded-host: evil\r\nx-forwarded-proto: https\r\nforwarded: for=6.6.6.6\r\n\
                x-real-ip: 6.6.6.6\r\nx-request-id: evil\r\nte: trailers, gzip\r\nproxy-authorization: x\r\n\
                connection: close, x-dropped, authorization\r\nx-dropped: 1\r\nauthorization: Basic Zm9v\r\nx-kept: 1";
    let call = format!("GET /orders/v1 HTTP/1.1\r\nhost: api.example\r\nx-api-key: {key}\r\n{lies}\r\n\r\n");
    let answer = node.send(&call).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    for (name, value) in [
        ("x-portcullis-application", Some("desk")),
        ("x-portcullis-developer", Some("ada")),
        ("x-request-id", answer.header("x-request-id")),
        ("x-forwarded-for", Some("127.0.0.1")),
        ("x-forwarded-proto", Some("http")),
        ("x-forwarded-host", Some("api.example")),
        ("host", Some(echo.address.to_string().as_str())),
        ("te", Some("trailers")),
        ("authorization", Some("Basic Zm9v")),
        ("x-kept", Some("1")),
        ("x-api-key", None),
        ("x_portcullis_application", None),
        ("forwarded", None),
        ("x-real-ip", None),
        ("proxy-authorization", None),
        ("connection", None),
        ("x-dropped", None),
    ] {
        assert_eq!(answer.told(name).as_deref(), value, "{name}");
    }
    assert!(!answer.body.contains("evil") && !answer.body.contains(&key), "{}", answer.body);
    for (name, value) in [("x-upstream", Some("echo")), ("x-hop", None), ("keep-alive", None)] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    // Nor behind the body, where some read on.
    let trailers = format!("x-portcullis-application: evil\r\nx_forwarded_for: evil\r\nx-note: {key}\r\nx-sum: 2\r\n");
    let call = format!(
        "POST /orders/v1 HTTP/1.1\r\nhost: a\r\nx-api-key: {key}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\
         trailer: x-portcullis-application, x_forwarded_for, x-note, x-sum\r\n\r\n2\r\nhi\r\n0\r\n{trailers}\r\n"
    );
    let answer = node.send(&call).await;
    assert_eq!(answer.json()["trailers"], "{\"x-sum\": \"2\"}");
    let anybody = node.get("/open", &key).await;
    assert_eq!(anybody.status, 200);
    assert!(!anybody.body.contains(&key), "a key goes nowhere, not even where none is asked for");
    assert_eq!(anybody.told("x-portcullis-application"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_goes_nowhere_however_it_is_shown() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    world.with_orders(echo.address).await;
    // Nothing about it tells that it is a key.
    const KEY: &str = "4711-handed-out-long-ago";
    world.import("old", "desk", KEY).await;
    world.write("update strategies set key_names = '[\"x-api-key\", \"apikey\"]' where id = 'built-in'").await;
    let node = Node::start(&world).await;
    for (shown, authorization) in [
        ("x-api-key: KEY", None),
        ("apikey: KEY", None),
        ("authorization: Bearer KEY", None),
        ("x-api-key: KEY\r\nauthorization: Bearer KEY", None),
        ("x-api-key: KEY\r\nauthorization: Bearer theirs", Some("Bearer theirs")),
        ("x-api-key: KEY\r\napikey: junk\r\nauthorization: bearer  KEY", None),
        // What stands in `Connection` is for us alone: the next one would be taken for the key, or none.
        ("connection: x-api-key\r\nx-api-key: KEY\r\napikey: junk\r\nauthorization: Bearer KEY", None),
        ("connection: x-api-key\r\nx-api-key: KEY\r\nauthorization: Bearer theirs", Some("Bearer theirs")),
    ] {
        let shown = shown.replace("KEY", KEY);
        let answer = node.send(&format!("GET /orders/v1 HTTP/1.1\r\nhost: a\r\n{shown}\r\n\r\n")).await;
        assert_eq!((answer.status, answer.told("authorization").as_deref()), (200, authorization), "{shown}");
        assert!(!answer.body.contains(KEY) && answer.told("apikey").is_none(), "{shown}: {}", answer.body);
    }
}
