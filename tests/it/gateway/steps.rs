//! The time of day is put forward and back by an hour while calls come in. What lasts is measured on another clock.

use super::upstream::Echo;
use super::{Node, World};
use crate::harness::NOON;
use crate::meter::total;
use portcullis::config::Proxy;
use portcullis::domain::time::Timestamp;
use portcullis::portal::Clock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

const HOUR: i64 = 3_600_000;

/// A clock on the wall, at noon.
struct Hands(&'static AtomicI64);

impl Hands {
    fn new() -> Self {
        // A test has few of them, and they are small.
        Self(Box::leak(Box::new(AtomicI64::new(NOON.0))))
    }

    fn turn(&self, by: i64) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

async fn node(world: &World, hands: &Hands) -> Node {
    let node = Node::by_the_clock(world.store().await, Proxy::default(), Clock::Turned(hands.0)).await;
    node.until(|gateway| gateway.is_ready()).await;
    node
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_ends_when_the_clock_says_so() {
    for world in World::both().await {
        let (echo, hands) = (Echo::start().await, Hands::new());
        let ends = world.with_orders(echo.address).await;
        let stays = world.key("stays", "desk").await;
        world.write(&format!("update credentials set expires_at = {} where id = 'first'", NOON.0 + HOUR / 2)).await;
        let node = node(&world, &hands).await;
        for (turn, code) in
            [(0, ""), (HOUR, "key_expired"), (-HOUR, ""), (HOUR / 2 - 1, ""), (1, "key_expired"), (HOUR, "key_expired")]
        {
            hands.turn(turn);
            assert_eq!(node.get("/orders/v1", &ends).await.code(), code, "{turn}");
            assert_eq!(node.get("/orders/v1", &stays).await.status, 200, "{turn}");
        }
        // Nothing of it is lost to the counts, whenever it was.
        let passed = echo.calls() as u64;
        let store = node.store.clone();
        node.end().await;
        let began = Instant::now();
        let counted = async || total(&store, Some("desk"), Timestamp(NOON.0 + 4 * HOUR)).await;
        while counted().await.requests() < passed + 3 {
            assert!(began.elapsed() < Duration::from_secs(5), "{:?}", counted().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let tally = counted().await;
        assert_eq!((tally.succeeded, tally.refused), (passed, 3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_gives_no_more_and_no_less_for_it() {
    let (world, echo, hands) = (World::sqlite().await, Echo::start().await, Hands::new());
    let key = world.with_orders(echo.address).await;
    world.write("update versions set limit_requests = 3, limit_per = 'hour' where id = 'orders'").await;
    world.version("ticks", "/ticks", echo.address, Some("built-in")).await;
    world.register("desk", "ticks", "approved").await;
    world.write("update versions set limit_requests = 1, limit_per = 'second' where id = 'ticks'").await;
    let node = node(&world, &hands).await;
    for _ in 0..3 {
        assert_eq!(node.get("/orders/v1", &key).await.status, 200);
    }
    for turn in [0, HOUR, HOUR, -2 * HOUR, -HOUR, HOUR] {
        hands.turn(turn);
        let refused = node.get("/orders/v1", &key).await;
        assert_eq!(refused.code(), "limit_exceeded", "{turn}: a third of an hour is not over");
        let wait: u64 = refused.header("retry-after").expect("how long").parse().expect("seconds");
        assert!((1..=1200).contains(&wait), "{turn}: {wait}");
    }
    // Back by an hour, and what is paid back is paid back all the same.
    for turn in [-HOUR, HOUR, -HOUR] {
        hands.turn(turn);
        assert_eq!(node.get("/ticks", &key).await.status, 200, "{turn}");
        assert_eq!(node.get("/ticks", &key).await.code(), "limit_exceeded", "{turn}");
        tokio::time::sleep(Duration::from_millis(1100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_step_stays_so_and_who_is_not_does_not_believe_it() {
    for world in World::both().await {
        let (echo, hands) = (Echo::start().await, Hands::new());
        let key = world.with_orders(echo.address).await;
        let node = node(&world, &hands).await;
        for turn in [HOUR, -HOUR, -HOUR, HOUR] {
            hands.turn(turn);
            assert_eq!(node.get("/orders/v1", &key).await.status, 200, "{turn}");
            assert!(node.gateway.is_ready());
        }
        world.write("alter table change_head rename to hidden").await;
        let hidden = Instant::now();
        node.until(|gateway| !gateway.is_ready()).await;
        assert!(hidden.elapsed() < Duration::from_millis(1500), "{:?}", hidden.elapsed());
        for turn in [-HOUR, -HOUR, HOUR, HOUR] {
            hands.turn(turn);
            assert_eq!(node.get("/orders/v1", &key).await.code(), "not_in_step", "{turn}");
        }
        world.write("alter table hidden rename to change_head").await;
        node.until(|gateway| gateway.is_ready()).await;
        world.write("update credentials set revoked_at = 5 where id = 'first'").await;
        hands.turn(-HOUR);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(node.get("/orders/v1", &key).await.code(), "key_revoked");
    }
}
