//! The demo's upstreams answer while `serve` runs, and where there is no demo content nobody listens for them.

use crate::harness::{Running, exchange, on_each_store, portal, program};
use crate::sheets::{apply, product};
use portcullis::portal::EchoWanted;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

fn asked(echo: SocketAddr) -> String {
    let request = b"POST /payments/refunds?dry=1 HTTP/1.1\r\nhost: x\r\nx-api-key: hunter2\r\ncontent-length: 4\r\n\
                    connection: close\r\n\r\nbody";
    exchange(echo, request)
}

/// It begins a moment after the three doors.
async fn reached(echo: SocketAddr) -> bool {
    comes_true(|| TcpStream::connect(echo).is_ok()).await
}

async fn comes_true(what: impl Fn() -> bool) -> bool {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(20) {
        if what() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[tokio::test]
async fn the_upstreams_of_the_demo_answer() {
    let echo = free_address();
    let mut running = Running::start_with_echo("", echo);
    assert!(reached(echo).await, "{}", running.log());
    let said = asked(echo);
    assert!(said.starts_with("HTTP/1.1 200") && said.contains("\"path\": \"/payments/refunds\""), "{said}");
    assert!(said.contains("\"bytes\": 4") && said.contains("\"x-api-key\"") && !said.contains("hunter2"), "{said}");
    running.signal("TERM");
    assert_eq!(running.child.wait().expect("it ended").code(), Some(0));
    assert!(TcpStream::connect(echo).is_err(), "it ends with the program");
}

#[tokio::test]
async fn whoever_finds_the_port_taken_steps_in_later() {
    let first = TcpListener::bind("127.0.0.1:0").expect("a port");
    let echo = first.local_addr().expect("its address");
    let running = Running::start_with_echo("", echo);
    let told = comes_true(|| running.log().contains("left to who is there already")).await;
    assert!(told, "{}", running.log());
    drop(first);
    assert!(reached(echo).await && asked(echo).contains("200 OK"), "{}", running.log());
}

#[tokio::test]
async fn only_the_demo_asks_for_it() {
    on_each_store(|store| async move {
        let portal = portal(store);
        assert_eq!(portal.demo_echo().await.expect("an answer"), EchoWanted::NotYet);
        let echo = "127.0.0.1:8123".parse().expect("an address");
        portal.load_demo_with_echo(None, echo).await.expect("the demo content");
        assert_eq!(portal.demo_echo().await.expect("an answer"), EchoWanted::At(echo));
        let exported = portal.export().await.expect("files");
        let text = |path: &str| String::from_utf8_lossy(&exported[path]).into_owned();
        assert!(text("products/payments/product.yaml").contains("upstream: http://127.0.0.1:8123/payments"));
        assert!(!text("portal.yaml").contains("echo"), "it is no part of what is published");
    })
    .await;
    on_each_store(|store| async move {
        let portal = portal(store);
        // As if it named the demo's own: that alone is no reason to listen there.
        let own = "upstream: http://127.0.0.1:8099/a";
        apply(&portal, &[product("a", "A", "S.", &[("v1", &[own, "path: /a"])])].into(), false).await.expect("applied");
        assert_eq!(portal.demo_echo().await.expect("an answer"), EchoWanted::No);
    })
    .await;
}

#[test]
fn it_is_on_this_machine_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |words: &[&str]| program().current_dir(folder.path()).args(words).output().expect("it runs");
    assert!(run(&["migrate"]).status.success());
    for address in ["0.0.0.0:8099", "192.0.2.1:8099", "127.0.0.1:0"] {
        let done = run(&["demo", "--echo", address]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.code() == Some(1) && said.contains("--echo: ") && said.contains(address), "{said}");
    }
    assert!(run(&["demo", "--echo", "[::1]:8099"]).status.success());
}
