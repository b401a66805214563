//! A gateway that is killed in the middle of its work, and the one that takes its place.

use super::World;
use super::process::Process;
use super::upstream::Echo;
use crate::meter::total;
use portcullis::portal::Clock;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// As `count_seconds` says in the settings below.
const COUNTED_AFTER: Duration = Duration::from_secs(1);
/// For writing it down, on a machine that is busy with this very test.
const ROOM: Duration = Duration::from_millis(1000);

/// Callers, and when each of their calls was answered with 200.
struct Load {
    answered: Arc<Mutex<Vec<Instant>>>,
    end: Arc<AtomicBool>,
    callers: Vec<tokio::task::JoinHandle<()>>,
}

impl Load {
    fn on(address: SocketAddr, key: &str) -> Self {
        let (answered, end) = (Arc::<Mutex<Vec<Instant>>>::default(), Arc::new(AtomicBool::new(false)));
        let caller = |_| {
            let (answered, end, key) = (Arc::clone(&answered), Arc::clone(&end), key.to_owned());
            tokio::spawn(async move {
                while !end.load(Ordering::SeqCst) {
                    if let Some(200) = status(address, &key).await {
                        answered.lock().expect("no panic").push(Instant::now());
                    }
                }
            })
        };
        let callers = (0..8).map(caller).collect();
        Self { answered, end, callers }
    }

    async fn end(self) -> Vec<Instant> {
        self.end.store(true, Ordering::SeqCst);
        for caller in self.callers {
            caller.await.expect("a caller");
        }
        std::mem::take(&mut self.answered.lock().expect("no panic"))
    }
}

/// None: nobody is there, or it died before it answered.
async fn status(address: SocketAddr, key: &str) -> Option<u16> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.ok()?;
    let request = format!("GET /orders/v1 HTTP/1.1\r\nhost: api\r\nx-api-key: {key}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_killed_gateway_loses_no_more_than_it_said_and_no_decision() {
    for world in World::both().await {
        let echo = Echo::start().await;
        let good = world.with_orders(echo.address).await;
        let first = world.key("first-revoked", "desk").await;
        let second = world.key("second-revoked", "desk").await;
        let store = world.store().await;
        let counted = async || total(&store, Some("desk"), Clock::System.now()).await.requests() as usize;
        let mut earlier = 0;
        for round in 0..3 {
            let gateway = Process::start(&world, "[proxy]\ncount_seconds = 1\n");
            assert_eq!(gateway.get("/orders/v1", &good).await.status, 200, "what was approved is");
            let load = Load::on(gateway.address, &good);
            tokio::time::sleep(Duration::from_millis(2200 + 170 * round)).await;
            if round == 0 {
                world.write("update credentials set revoked_at = 5 where id = 'first-revoked'").await;
            }
            let killed = Instant::now();
            gateway.kill();
            let answered = load.end().await;
            // Nobody is there to hear of this one.
            if round == 1 {
                world.write("update credentials set revoked_at = 5 where id = 'second-revoked'").await;
            }
            let (now, passed) = (counted().await, echo.calls());
            let sure = answered.iter().filter(|at| **at + COUNTED_AFTER + ROOM < killed).count();
            assert!(answered.len() > 50 && sure > 0, "there is a load: {sure} of {}", answered.len());
            assert!(now >= earlier + sure, "{now} of {passed} are counted, {sure} of which were sure beside {earlier}");
            // Revoked keys are refused, and the upstream sees nothing of them.
            assert!(now <= passed, "{now} are counted of {passed}");
            earlier = now;
        }
        let gateway = Process::start(&world, "[proxy]\ncount_seconds = 1\n");
        for (key, code) in [(&good, ""), (&first, "key_revoked"), (&second, "key_revoked")] {
            assert_eq!(gateway.get("/orders/v1", key).await.code(), code);
        }
        let fresh = world.key("fresh", "desk").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        for key in [&good, &fresh] {
            assert_eq!(gateway.get("/orders/v1", key).await.status, 200);
        }
        let address = gateway.address;
        gateway.stop().await;
        // Three that passed, two that did not.
        assert_eq!(counted().await, earlier + 5, "who may say goodbye loses nothing, and adds nothing twice");
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
    }
}
