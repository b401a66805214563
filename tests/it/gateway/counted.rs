//! Every call is counted where it belongs, and a refusal can be read about two seconds later.

use super::upstream::Echo;
use super::{Node, World, key};
use crate::meter::total;
use portcullis::domain::usage::Tally;
use portcullis::portal::Clock;
use portcullis::storage::Store;
use std::time::{Duration, Instant};

async fn of(store: &Store, application: Option<&str>) -> Tally {
    total(store, application, Clock::System.now()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_and_refusals_arrive_with_what_is_known_of_them() {
    for world in World::both().await {
        let echo = Echo::start().await;
        let good = world.with_orders(echo.address).await;
        world.version("open", "/open", echo.address, None).await;
        world.application("waiting", "ada").await;
        world.register("waiting", "orders", "pending").await;
        let waiting = world.key("waiting", "waiting").await;
        let node = Node::start(&world).await;
        for _ in 0..10 {
            assert_eq!(node.get("/orders/v1/a", &good).await.status, 200);
        }
        for _ in 0..3 {
            assert_eq!(node.get("/open/a", "").await.status, 200);
        }
        assert_eq!(node.get("/orders/v1/a", &key()).await.code(), "key_unknown");
        let refused = node.get("/orders/v1/a", &waiting).await;
        assert_eq!(refused.code(), "registration_pending");
        let id = refused.header("x-request-id").expect("a request id").to_owned();

        let (store, began) = (node.store.clone(), Instant::now());
        while store.refusal(&id).await.expect("an answer").is_none() {
            assert!(began.elapsed() < Duration::from_secs(2), "it is not known in time");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (owner, facts) = store.refusal(&id).await.expect("an answer").expect("it is known");
        assert_eq!(owner.as_deref(), Some("ada"));
        assert_eq!(facts.refusal.code, "registration_pending");
        assert!(facts.key.is_some() && facts.version.is_some() && facts.registration.is_some(), "{facts:?}");
        node.end().await;
        let began = Instant::now();
        while of(&store, None).await.requests() < 15 {
            assert!(began.elapsed() < Duration::from_secs(5), "not everything is counted");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let tally = of(&store, Some("desk")).await;
        assert_eq!((tally.succeeded, tally.requests(), tally.latency.count()), (10, 10, 10));
        let tally = of(&store, Some("waiting")).await;
        assert_eq!((tally.refused, tally.requests(), tally.latency.count()), (1, 1, 0));
        // An open version has no caller, and whose key nobody knows has none either.
        let tally = of(&store, Some("")).await;
        assert_eq!((tally.succeeded, tally.refused), (3, 1));
    }
}
