//! The hostile client: foreign hosts, cross-site posts, requests too large, too slow or cut off.

use crate::harness::{Running, connect, exchange, rest, served};
use axum::body::Body;
use http::Request;
use std::io::Write;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_foreign_host_is_not_answered() {
    let served = served().await;
    for host in ["evil.example", "localhost.evil.example", "", "localhost@evil.example"] {
        let request = Request::get("/").header("host", host).body(Body::empty()).expect("a request");
        let answer = served.ask(request).await;
        assert_eq!(answer.status, 421, "{host:?}");
        assert!(answer.body.contains("\"code\":\"foreign_host\""), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_post_from_another_site_is_refused() {
    let served = served().await;
    let post = |name: &'static str, value: &'static str| {
        Request::post("/rpc/appearance/theme")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .header(name, value)
            .body(Body::from("theme=dark"))
            .expect("a request")
    };
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let answer = served.ask(post(name, value)).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert!(answer.body.contains("came from another site"), "{}", answer.body);
        assert_eq!(answer.header("set-cookie"), "");
    }
    assert!(served.ask(post("sec-fetch-site", "same-origin")).await.header("set-cookie").starts_with("theme=dark"));
}

#[tokio::test]
async fn a_body_too_large_is_refused_before_it_is_read() {
    let served = served().await;
    let answer = served
        .ask(
            Request::post("/rpc/appearance/theme")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "text/html")
                .header("content-length", "3000000")
                .body(Body::from(vec![b'a'; 3_000_000]))
                .expect("a request"),
        )
        .await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("too much at once") && answer.body.contains(answer.header("x-request-id")));
}

#[tokio::test]
async fn a_page_takes_no_post() {
    let answer = served()
        .await
        .ask(Request::post("/").header("accept", "text/html").body(Body::empty()).expect("a request"))
        .await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"));
    assert!(answer.body.contains("Request ID"));
}

#[test]
fn headers_too_large_are_refused_and_the_next_client_is_served() {
    let running = Running::start("");
    let request = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "a".repeat(100_000));
    let answer = exchange(running.portal, request.as_bytes());
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let answer = exchange(running.portal, b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("</html>"), "{answer}");
}

#[test]
fn who_stalls_is_let_go() {
    let running = Running::start("[limits]\nheader_seconds = 1\nbody_seconds = 1");
    let cases: [&[u8]; 4] = [
        b"",
        b"GET / HTTP/1.1\r\nhost: local",
        b"GET /favicon.svg HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"POST /rpc/appearance/theme HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
          content-length: 50\r\n\r\ntheme",
    ];
    let started = Instant::now();
    let stalled: Vec<_> = cases
        .iter()
        .map(|half| {
            let mut stream = connect(running.portal);
            stream.write_all(half).expect("it is taken");
            stream
        })
        .collect();
    for mut stream in stalled {
        rest(&mut stream);
    }
    assert!(started.elapsed() < Duration::from_secs(15), "closed by the server, not by our own patience");
}

#[test]
fn a_request_in_flight_is_finished_before_the_stop() {
    let mut running = Running::start("");
    let mut stream = connect(running.portal);
    stream.write_all(b"POST /rpc/appearance/theme HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 10\r\n\r\nthe").expect("half a request");
    // The server has it once it answers somebody else who came later.
    exchange(running.portal, b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    running.signal("TERM");
    while std::net::TcpStream::connect(running.portal).is_ok() {
        std::thread::yield_now();
    }
    stream.write_all(b"me=dark").expect("the other half");
    let answer = rest(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("theme=dark"), "{answer}");
    assert_eq!(running.child.wait().expect("it ended").code(), Some(0));
}

#[test]
fn the_gateway_says_where_no_api_is() {
    let running = Running::start("");
    running.until_ready();
    let answer =
        exchange(running.gateway, b"GET /anything?key=hunter2 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("application/problem+json"), "{answer}");
    assert!(answer.contains("\"code\":\"route_unknown\"") && answer.contains("\"request_id\":\""), "{answer}");
}

#[test]
fn operations_tell_how_it_is() {
    let running = Running::start("log = \"json\"");
    let ask = |path: &str| {
        exchange(running.operations, format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes())
    };
    assert!(ask("/healthz").starts_with("HTTP/1.1 200"));
    running.until_ready();
    exchange(running.portal, b"GET /nope?token=hunter2 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    assert!(ask("/metrics").contains("portcullis_portal_requests_total{status=\"4xx\"} 1"));
    let log = running.log();
    let line = log.lines().find(|line| line.contains("/nope")).expect("a line for the request");
    assert!(line.starts_with('{') && line.contains("\"status\":404") && line.contains("\"request_id\""), "{line}");
    assert!(!log.contains("hunter2"), "a query string may hold a secret");
}
