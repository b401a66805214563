//! What goes through goes through whole, in both directions.

use super::upstream::{Echo, encrypted, head, raw, rude_http2, say};
use super::{Node, World, parse};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::rt::{TokioExecutor, TokioIo};
use portcullis::config::Proxy;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn open_world(upstream: std::net::SocketAddr) -> World {
    let world = World::sqlite().await;
    world.version("open", "/open", upstream, None).await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_bodies_and_statuses_arrive() {
    let echo = Echo::start().await;
    let world = open_world(echo.address).await;
    let node = Node::start(&world).await;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"] {
        for (body, length) in [("", ""), ("", "content-length: 0\r\n"), ("hello", "content-length: 5\r\n")] {
            let call = format!("{method} /open/x?y=z HTTP/1.1\r\nhost: a\r\n{length}connection: close\r\n\r\n{body}");
            let answer = node.send(&call).await;
            assert_eq!(answer.status, 200, "{method} {body}");
            assert_eq!((&answer.json()["method"], &answer.json()["path"]), (&method.into(), &"/base/x?y=z".into()));
            assert_eq!(answer.json()["body"], body);
        }
    }
    let chunked = "POST /open HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\nconnection: close\r\n\r\n\
                   5\r\nhello\r\n6\r\n world\r\n0\r\nx-sum: 11\r\n\r\n";
    let answer = node.send(chunked).await;
    assert_eq!(answer.json()["body"], "hello world");
    assert!(answer.json()["trailers"].as_str().expect("trailers").contains("11"), "{}", answer.body);
    for status in [201, 204, 301, 304, 404, 418, 500, 503] {
        let answer = node.get(&format!("/open/status/{status}"), "").await;
        assert_eq!((answer.status, answer.header("x-upstream")), (status, Some("echo")));
    }
    let answer = node.send("HEAD /open HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert!(answer.header("content-length").is_some_and(|length| length != "0"), "as a GET would have it");
    let expecting =
        "POST /open HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi";
    let answer = node.send(expecting).await;
    assert_eq!(answer.status, 100);
    assert!(answer.body.contains("200 OK"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_used_again() {
    let echo = Echo::start().await;
    let world = open_world(echo.address).await;
    let node = Node::start(&world).await;
    for at in 0..50 {
        let call = if at % 2 == 0 {
            "GET /open HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
        } else {
            "POST /open HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi"
        };
        assert_eq!(node.send(call).await.status, 200);
    }
    let opened = echo.connections.load(Ordering::SeqCst);
    assert!(opened <= 16, "{opened} connections for 50 calls: one a thread is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_closed_meanwhile_is_no_failure() {
    // Answers once on each connection, and then closes it without a word.
    let upstream = raw(|mut stream, _| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
    })
    .await;
    let world = open_world(upstream).await;
    let node = Node::start(&world).await;
    for _ in 0..100 {
        assert_eq!(node.get("/open", "").await.body, "ok");
    }
}

fn call_number(at: u32) -> String {
    format!("GET /open/{at}?x={at} HTTP/1.1\r\nhost: a\r\nx-at: 1\r\nx-at: {at}\r\nconnection: close\r\n\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_a_body_is_sent_once_more_and_is_the_same() {
    // Reads the next call before it closes.
    let came = Arc::<Mutex<Vec<String>>>::default();
    let noted = Arc::clone(&came);
    let rude = raw(move |mut stream, first| {
        let noted = Arc::clone(&noted);
        async move {
            noted.lock().expect("no panic").push(first);
            say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
            let next = head(&mut stream).await;
            noted.lock().expect("no panic").extend(next);
        }
    })
    .await;
    let world = open_world(rude).await;
    let node = Node::start(&world).await;
    for at in 0..20 {
        assert_eq!(node.send(&call_number(at)).await.body, "ok");
    }
    let came = came.lock().expect("no panic");
    let id = |head: &str| head.lines().find(|line| line.starts_with("x-request-id")).expect("its id").to_owned();
    let again: Vec<_> = came.windows(2).filter(|two| id(&two[0]) == id(&two[1])).collect();
    assert!(again.len() >= 10, "{} of {}", again.len(), came.len());
    assert!(again.iter().all(|two| two[0] == two[1]), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_sent_once_more_over_http2_too() {
    let (address, certificates, came) = rude_http2().await;
    let world = open_world(address).await;
    let write = format!("update versions set upstream = 'https://localhost:{}/base' where id = 'open'", address.port());
    world.write(&write).await;
    let node = Node::with(&world, Proxy { certificates: Some(certificates), ..Proxy::default() }).await;
    for at in 0..20 {
        assert_eq!(node.send(&call_number(at)).await.body, "ok");
    }
    let came = came.lock().expect("no panic");
    let again: Vec<_> =
        came.windows(2).filter(|two| two[0].headers["x-request-id"] == two[1].headers["x-request-id"]).collect();
    assert!(again.len() >= 10, "{} of {}", again.len(), came.len());
    for two in again {
        assert_eq!((&two[0].method, &two[0].uri, &two[0].headers), (&two[1].method, &two[1].uri, &two[1].headers));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_comes_in_and_goes_out_as_http1() {
    let echo = Echo::start().await;
    let world = open_world(echo.address).await;
    let node = Node::start(&world).await;
    let stream = TcpStream::connect(node.address).await.expect("a connection");
    let (send, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("HTTP/2");
    tokio::spawn(connection);
    let calls = (0..50).map(|at| {
        let mut send = send.clone();
        async move {
            let body = "x".repeat(at * 1000);
            let request = Request::post(format!("http://api.example/open/{at}"))
                .header("cookie", "a=1")
                .header("cookie", "b=2")
                .body(Full::new(Bytes::from(body.clone())))
                .expect("a request");
            let answer = send.send_request(request).await.expect("an answer");
            assert_eq!(answer.status(), 200);
            let answer = answer.into_body().collect().await.expect("a body").to_bytes();
            let told: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
            assert_eq!(told["path"], format!("/base/{at}"));
            assert_eq!(told["headers"]["cookie"], "a=1; b=2");
            assert_eq!(told["headers"]["x-forwarded-host"], "api.example");
            assert_eq!(told["body"].as_str().expect("a body").len(), body.len());
        }
    });
    futures::future::join_all(calls).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_body_is_never_kept() {
    let upstream = raw(|mut stream, _| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 67108864\r\n\r\n").await;
        let piece = vec![b'x'; 1 << 20];
        for _ in 0..64 {
            if stream.write_all(&piece).await.is_err() {
                return;
            }
        }
    })
    .await;
    let world = open_world(upstream).await;
    let node = Node::start(&world).await;
    let mut stream = TcpStream::connect(node.address).await.expect("a connection");
    stream.write_all(b"GET /open HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.expect("sent");
    let mut total = 0;
    let mut piece = vec![0; 1 << 16];
    while let Ok(length @ 1..) = stream.read(&mut piece).await {
        total += length;
    }
    assert!(total > 64 << 20, "{total}");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_arrive_when_they_are_sent() {
    let upstream = raw(|mut stream, _| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            .await;
        for at in 0..3 {
            say(&mut stream, &format!("9\r\ndata: {at}\n\n\r\n")).await;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        say(&mut stream, "0\r\n\r\n").await;
    })
    .await;
    let world = World::sqlite().await;
    let key = world.with_orders(upstream).await;
    let node = Node::start(&world).await;
    let mut stream = TcpStream::connect(node.address).await.expect("a connection");
    let call = format!("GET /orders/v1 HTTP/1.1\r\nhost: a\r\nx-api-key: {key}\r\nconnection: close\r\n\r\n");
    stream.write_all(call.as_bytes()).await.expect("sent");
    let began = Instant::now();
    let mut text = String::new();
    let mut piece = [0; 4096];
    while !text.contains("data: 0") {
        let length = stream.read(&mut piece).await.expect("a piece");
        text.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
    assert!(began.elapsed() < Duration::from_millis(190), "the first one is not kept back");
    // Whoever is revoked in the middle hears the end of what began, and nothing more.
    world.write("update credentials set revoked_at = 5 where id = 'first'").await;
    while let Ok(length @ 1..) = stream.read(&mut piece).await {
        text.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
    assert!(text.contains("data: 2"), "{text}");
    assert_eq!(node.get("/orders/v1", &key).await.code(), "key_revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_is_passed_through() {
    let upstream = raw(|mut stream, head| async move {
        assert!(head.to_lowercase().contains("upgrade: websocket"), "{head}");
        let answer = "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
                      sec-websocket-accept: x\r\n\r\n";
        say(&mut stream, answer).await;
        let (mut read, mut write) = stream.split();
        let _ = tokio::io::copy(&mut read, &mut write).await;
    })
    .await;
    let world = World::sqlite().await;
    let key = world.with_orders(upstream).await;
    let node = Node::start(&world).await;
    let switch = |key: &str| {
        format!(
            "GET /orders/v1 HTTP/1.1\r\nhost: a\r\nx-api-key: {key}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-key: x\r\nsec-websocket-version: 13\r\n\r\n"
        )
    };
    let mut stream = TcpStream::connect(node.address).await.expect("a connection");
    stream.write_all(switch(&key).as_bytes()).await.expect("sent");
    let answer = head(&mut stream).await.expect("an answer");
    assert!(
        answer.starts_with("HTTP/1.1 101") && answer.to_lowercase().contains("sec-websocket-accept: x"),
        "{answer}"
    );
    for _ in 0..3 {
        stream.write_all(b"hello").await.expect("sent");
        let mut heard = [0; 5];
        stream.read_exact(&mut heard).await.expect("an echo");
        assert_eq!(&heard, b"hello");
    }
    stream.shutdown().await.expect("an end");
    assert_eq!(stream.read(&mut [0; 8]).await.expect("the other end"), 0);
    let refused = node.send(&switch("").replace("x-version: 13", "")).await;
    assert_eq!(refused.code(), "key_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn drains_what_has_begun() {
    let upstream = raw(|mut stream, _| async move {
        tokio::time::sleep(Duration::from_millis(500)).await;
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone").await;
    })
    .await;
    let world = open_world(upstream).await;
    let node = Node::with(&world, Proxy::default()).await;
    let mut stream = TcpStream::connect(node.address).await.expect("a connection");
    stream.write_all(b"GET /open HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    tokio::time::sleep(Duration::from_millis(100)).await;
    let address = node.address;
    let (took, answer) = tokio::join!(node.end(), async {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.expect("an answer");
        parse(&bytes)
    });
    assert_eq!((answer.status, answer.body.as_str()), (200, "done"));
    assert!(took < Duration::from_millis(1500), "{took:?}");
    assert!(TcpStream::connect(address).await.is_err(), "nobody else is let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn upstreams_may_be_encrypted_and_speak_http2() {
    for (protocols, version) in
        [(&[&b"h2"[..], b"http/1.1"][..], "HTTP/2.0"), (&[b"http/1.1"], "HTTP/1.1"), (&[], "HTTP/1.1")]
    {
        let (address, certificates) = encrypted(protocols).await;
        let world = open_world(address).await;
        let write =
            format!("update versions set upstream = 'https://localhost:{}/base' where id = 'open'", address.port());
        world.write(&write).await;
        let stranger = Node::start(&world).await;
        assert_eq!(stranger.get("/open", "").await.code(), "upstream_unreachable", "nobody vouches for it");
        let node = Node::with(&world, Proxy { certificates: Some(certificates), ..Proxy::default() }).await;
        for at in 0..20 {
            let body = "x".repeat(at * 1000);
            let length = body.len();
            let call = format!(
                "POST /open/{at} HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            let answer = node.send(&call).await;
            assert_eq!(answer.status, 200, "{version}: {}", answer.body);
            assert_eq!(answer.json()["version"], version);
            assert_eq!(answer.json()["body"].as_str().expect("a body").len(), length);
            let host = format!("localhost:{}", address.port());
            let path = answer.json()["path"].as_str().expect("a path").to_owned();
            assert!(path.ends_with(&format!("/base/{at}")), "{path}");
            assert!(path.contains(&host) || answer.told("host") == Some(host), "{}", answer.body);
        }
    }
}
