//! Told to stop, a gateway lets go of what has no end of its own.

use super::World;
use super::process::Process;
use super::upstream::{head, raw, say};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn websockets() -> std::net::SocketAddr {
    raw(|mut stream, _| async move {
        let answer = "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n";
        say(&mut stream, answer).await;
        let (mut read, mut write) = stream.split();
        let _ = tokio::io::copy(&mut read, &mut write).await;
    })
    .await
}

async fn switched(address: std::net::SocketAddr, key: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let switch = format!(
        "GET /orders/v1 HTTP/1.1\r\nhost: a\r\nx-api-key: {key}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n"
    );
    stream.write_all(switch.as_bytes()).await.expect("sent");
    let answer = head(&mut stream).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
    stream
}

async fn echoed(stream: &mut TcpStream) {
    stream.write_all(b"hello").await.expect("sent");
    let mut heard = [0; 5];
    stream.read_exact(&mut heard).await.expect("an echo");
    assert_eq!(&heard, b"hello");
}

#[tokio::test(flavor = "multi_thread")]
async fn websockets_are_closed_and_hold_up_no_stop() {
    let world = World::sqlite().await;
    let key = world.with_orders(websockets().await).await;
    let gateway = Process::start(&world, "[limits]\nshutdown_seconds = 3\n");
    let mut streams = [switched(gateway.address, &key).await, switched(gateway.address, &key).await];
    for stream in &mut streams {
        echoed(stream).await;
    }
    let began = Instant::now();
    gateway.tell_to_stop();
    for stream in &mut streams {
        let closed = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut [0; 8])).await.expect("an end");
        assert!(matches!(closed, Ok(0) | Err(_)), "{closed:?}");
    }
    gateway.stop().await;
    assert!(began.elapsed() < Duration::from_secs(5), "as long as it may take, with room: {:?}", began.elapsed());
    // What was switched is a call like any other.
    let tally = crate::meter::total(&world.store().await, Some("desk"), portcullis::portal::Clock::System.now()).await;
    assert_eq!(tally.requests(), 2);
}
