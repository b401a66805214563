//! The database goes away under load, and comes back.

use super::process::get;
use super::upstream::Echo;
use super::wire::{Cut, Wire};
use super::{Node, World};
use crate::meter::total;
use portcullis::config::{OutOfStep, Proxy};
use portcullis::portal::Clock;
use portcullis::storage::{DatabaseUrl, Store};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The same database, reached by another line than everybody else's.
async fn store_by(wire: &Wire, world: &World) -> Store {
    let mut url = url::Url::parse(&world.address).expect("an address");
    url.set_port(Some(wire.address.port())).expect("a port");
    url.set_host(Some("127.0.0.1")).expect("a host");
    url.as_str().parse::<DatabaseUrl>().expect("an address").open().await.expect("the database")
}

fn server_of(world: &World) -> String {
    let url = url::Url::parse(&world.address).expect("an address");
    format!("{}:{}", url.host_str().expect("a host"), url.port().unwrap_or(5432))
}

/// Calls of one key at one gateway: when each began, and what came of it.
struct Calls {
    all: Arc<Mutex<Vec<(Instant, u16, String)>>>,
    end: Arc<AtomicBool>,
    callers: Vec<tokio::task::JoinHandle<()>>,
}

impl Calls {
    fn on(address: SocketAddr, key: &str) -> Self {
        let (all, end) = (Arc::<Mutex<Vec<_>>>::default(), Arc::new(AtomicBool::new(false)));
        let caller = |_| {
            let (all, end, key) = (Arc::clone(&all), Arc::clone(&end), key.to_owned());
            tokio::spawn(async move {
                while !end.load(Ordering::SeqCst) {
                    let began = Instant::now();
                    let answer = get(address, "/orders/v1", &key).await;
                    all.lock().expect("no panic").push((began, answer.status, answer.code()));
                    tokio::time::sleep(Duration::from_millis(3)).await;
                }
            })
        };
        let callers = (0..4).map(caller).collect();
        Self { all, end, callers }
    }

    async fn end(self) -> Vec<(Instant, u16, String)> {
        self.end.store(true, Ordering::SeqCst);
        for caller in self.callers {
            caller.await.expect("a caller");
        }
        std::mem::take(&mut self.all.lock().expect("no panic"))
    }
}

async fn until(what: &str, mut wanted: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !wanted().await {
        assert!(began.elapsed() < Duration::from_secs(15), "{what} does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn cut_and_mended(how: Cut) {
    let (world, echo) = (World::postgres().await, Echo::start().await);
    let revoked = world.with_orders(echo.address).await;
    let kept = world.key("kept", "desk").await;
    let wire = Wire::to(server_of(&world)).await;
    let strict = Node::unready(store_by(&wire, &world).await, Proxy::default()).await;
    let serve = Proxy { out_of_step: OutOfStep::Serve, ..Proxy::default() };
    let lenient = Node::unready(store_by(&wire, &world).await, serve).await;
    for node in [&strict, &lenient] {
        node.until(|gateway| gateway.is_ready()).await;
        let ready = get(node.operations, "/readyz", "").await;
        assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
    }
    let (calls, more) = (Calls::on(strict.address, &revoked), Calls::on(lenient.address, &kept));
    tokio::time::sleep(Duration::from_millis(500)).await;

    wire.cut(how);
    let cut = Instant::now();
    world.write("update credentials set revoked_at = 5 where id = 'first'").await;
    let changed = Instant::now();
    until("503", async || get(strict.address, "/orders/v1", &kept).await.code() == "not_in_step").await;
    assert!(cut.elapsed() < Duration::from_millis(1500), "{:?}", cut.elapsed());
    // Each says what it does about it, and the one that goes on is not taken out of service.
    let ready = get(strict.operations, "/readyz", "").await;
    assert_eq!(ready.status, 503);
    assert!(ready.body.contains("calls are refused"), "{}", ready.body);
    tokio::time::sleep(Duration::from_millis(1200).saturating_sub(cut.elapsed())).await;
    let ready = get(lenient.operations, "/readyz", "").await;
    assert_eq!(ready.status, 200, "{}", ready.body);
    assert!(ready.body.contains("what was known last"), "{}", ready.body);
    assert_eq!(get(lenient.address, "/orders/v1", &revoked).await.status, 200, "as it was told to");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(get(strict.address, "/orders/v1", &kept).await.code(), "not_in_step");

    wire.mend();
    for node in [&strict, &lenient] {
        until("the refusal", async || get(node.address, "/orders/v1", &revoked).await.code() == "key_revoked").await;
        until("a call that passes", async || get(node.address, "/orders/v1", &kept).await.status == 200).await;
        until("readiness", async || get(node.operations, "/readyz", "").await.body == "ready\n").await;
    }
    let calls = calls.end().await;
    let late: Vec<_> = calls.iter().filter(|(began, ..)| *began > changed + Duration::from_secs(1)).collect();
    assert!(late.len() > 50, "there is a load");
    for (began, status, code) in late {
        let after = began.duration_since(changed);
        assert!(["not_in_step", "key_revoked"].contains(&code.as_str()), "{after:?} later: {status} {code}");
    }
    let more = more.end().await;
    assert!(more.iter().all(|(_, status, _)| *status == 200), "who was told to go on refuses nobody: {more:?}");
    // And everything that passed is counted, once.
    let passed = echo.calls();
    for node in [strict, lenient] {
        node.end().await;
    }
    let store = world.store().await;
    let mut tally = total(&store, Some("desk"), Clock::System.now()).await;
    let began = Instant::now();
    while (tally.succeeded as usize) < passed && began.elapsed() < Duration::from_secs(15) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        tally = total(&store, Some("desk"), Clock::System.now()).await;
    }
    assert_eq!(tally.succeeded as usize, passed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_is_stopped_and_started_costs_no_decision_and_no_count() {
    cut_and_mended(Cut::Loud).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_falls_silent_costs_no_decision_and_no_count() {
    cut_and_mended(Cut::Silent).await;
}
