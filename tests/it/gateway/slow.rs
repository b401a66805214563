//! Clients and upstreams that are slow, break off, or lie.

use super::upstream::{Echo, raw, say};
use super::{Node, World, call, rest};
use portcullis::config::Proxy;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const QUICK: fn() -> Proxy =
    || Proxy { first_byte_seconds: 1, idle_seconds: 1, connect_seconds: 1, ..Proxy::default() };

async fn open_world(upstream: std::net::SocketAddr) -> World {
    let world = World::sqlite().await;
    world.version("open", "/open", upstream, None).await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn upstreams_that_fail_are_told_apart() {
    let stalls = raw(|stream, _| async move {
        tokio::time::sleep(Duration::from_secs(30)).await;
        drop(stream);
    })
    .await;
    let hangs_up = raw(|stream, _| async move { drop(stream) }).await;
    let resets = raw(|stream, _| async move {
        let _ = stream.set_zero_linger();
        drop(stream);
    })
    .await;
    let babbles = raw(|mut stream, _| async move { say(&mut stream, "what?\r\n\r\n").await }).await;
    let half_a_head = raw(|mut stream, _| async move { say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-").await }).await;
    let two_lengths = raw(|mut stream, _| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc").await;
    })
    .await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    for (upstream, status, code) in [
        (stalls, 504, "upstream_timeout"),
        (hangs_up, 502, "upstream_unreachable"),
        (resets, 502, "upstream_unreachable"),
        (babbles, 502, "upstream_unreachable"),
        (half_a_head, 502, "upstream_unreachable"),
        (two_lengths, 502, "upstream_unreachable"),
        (nobody, 502, "upstream_unreachable"),
    ] {
        let world = open_world(upstream).await;
        let node = Node::with(&world, QUICK()).await;
        let began = Instant::now();
        let answer = node.get("/open", "").await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.body);
        assert!(began.elapsed() < Duration::from_secs(3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_cut_short_is_seen_to_be() {
    let short = raw(|mut stream, _| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this").await;
    })
    .await;
    let stalls = raw(|mut stream, _| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this").await;
        tokio::time::sleep(Duration::from_secs(30)).await;
    })
    .await;
    let unchunked = raw(|mut stream, _| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nonly this\r\n").await;
    })
    .await;
    for upstream in [short, stalls, unchunked] {
        let world = open_world(upstream).await;
        let node = Node::with(&world, QUICK()).await;
        let began = Instant::now();
        let mut stream = TcpStream::connect(node.address).await.expect("a connection");
        // Kept alive: the end of the connection is how a client sees it.
        stream.write_all(b"GET /open HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
        let mut bytes = Vec::new();
        let _ = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut bytes).await;
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            text.starts_with("HTTP/1.1 200") && text.contains("only this") && !text.contains("\r\n0\r\n"),
            "{text}"
        );
        assert!(began.elapsed() < Duration::from_secs(3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_too_long_goes_to_nobody_else() {
    let lies = raw(|mut stream, head| async move {
        let mine = if head.contains("/first") { "1" } else { "2" };
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{mine}");
        let more = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged";
        say(&mut stream, &format!("{answer}{more}")).await;
        tokio::time::sleep(Duration::from_secs(5)).await;
    })
    .await;
    let world = open_world(lies).await;
    let node = Node::with(&world, QUICK()).await;
    for _ in 0..20 {
        assert_eq!(node.get("/open/first", "").await.body, "1");
        assert_eq!(node.get("/open/second", "").await.body, "2");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_hold_up_nobody() {
    let echo = Echo::start().await;
    let world = open_world(echo.address).await;
    let node = Node::with(&world, QUICK()).await;
    let mut slow = Vec::new();
    for at in 0..300 {
        let mut stream = TcpStream::connect(node.address).await.expect("a connection");
        let beginning: &[u8] = match at % 4 {
            0 => b"",
            1 => b"GET /open HTTP/1.1\r\nhost: a\r\nx-",
            2 => b"POST /open HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf",
            _ => b"POST /open HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n4\r\nha",
        };
        stream.write_all(beginning).await.expect("sent");
        slow.push(stream);
    }
    let began = Instant::now();
    assert_eq!(node.get("/open", "").await.status, 200);
    assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
    for (at, stream) in slow.iter_mut().enumerate() {
        let answer = rest(stream).await;
        let told = match at % 4 {
            0 => matches!(answer.status, 0),
            1 => matches!(answer.status, 0 | 408),
            _ => answer.status == 408 && answer.code() == "body_timeout",
        };
        assert!(told, "{at}: {} {}", answer.status, answer.body);
    }
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_nobody_reads_is_given_up() {
    let (told, mut ended) = tokio::sync::mpsc::unbounded_channel();
    let endless = raw(move |mut stream, _| {
        let told = told.clone();
        async move {
            say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n").await;
            while stream.write_all(&[b'x'; 65_536]).await.is_ok() {}
            let _ = told.send(());
        }
    })
    .await;
    let world = open_world(endless).await;
    let node = Node::with(&world, QUICK()).await;
    let mut deaf = TcpStream::connect(node.address).await.expect("a connection");
    deaf.write_all(b"GET /open HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    let given_up = tokio::time::timeout(Duration::from_secs(20), ended.recv()).await;
    assert!(given_up.is_ok(), "the upstream still has somebody to talk to");
    // One that reads, however slowly, gets all it wants.
    let mut slow = TcpStream::connect(node.address).await.expect("a connection");
    slow.write_all(b"GET /open HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    let mut piece = vec![0; 2_000_000];
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_millis(600)).await;
        slow.read_exact(&mut piece).await.expect("it goes on");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_has_its_limit() {
    let echo = Echo::start().await;
    let world = open_world(echo.address).await;
    let node = Node::with(&world, Proxy { body_bytes: 10, ..Proxy::default() }).await;
    for (length, status) in [(10, 200), (11, 413), (100_000, 413)] {
        let body = "x".repeat(length);
        let call =
            format!("POST /open HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
        assert_eq!(node.send(&call).await.status, status, "{length}");
        let call = format!(
            "POST /open HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
        );
        assert_eq!(node.send(&call).await.status, status, "{length} in chunks");
    }
    let headers = format!("GET /open HTTP/1.1\r\nhost: a\r\nx: {}\r\nconnection: close\r\n\r\n", "x".repeat(100_000));
    assert_eq!(call(node.address, &headers).await.status, 431);
}
