//! An application's page says what is left of its limits.

use super::upstream::Echo;
use super::{Node, World};
use crate::desk::developer;
use crate::harness::{NOON, portal, portal_at};
use futures::FutureExt;
use portcullis::config::Proxy;
use portcullis::domain::form::FormAnswer;
use portcullis::domain::time::Timestamp;
use portcullis::portal::{Clock, Portal, SignedIn};
use std::sync::Arc;
use std::time::{Duration, Instant};

async fn page(portal: &Portal, me: &SignedIn) -> String {
    let page = portal.application_page_as_text(me, "desk", &FormAnswer::default(), None, None).await.expect("a page");
    page.text.into_string()
}

/// What is told of the one limit that there is.
async fn told(portal: &Portal, me: &SignedIn) -> String {
    let page = page(portal, me).await;
    let told: Vec<_> = page.split("<small>").filter_map(|part| part.split_once(" left now</small>")).collect();
    assert_eq!(told.len(), 1, "of what has no limit, or may not be called, nothing is told: {page}");
    told[0].0.to_owned()
}

async fn until_told(portal: &Portal, me: &SignedIn, wanted: &str) {
    let began = Instant::now();
    while told(portal, me).await != wanted {
        assert!(began.elapsed() < Duration::from_secs(2), "{} instead of {wanted}", told(portal, me).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_a_limit_stands_on_the_page() {
    for (world, about, count) in [(World::sqlite().await, "", 1), (World::postgres().await, "About ", 2)] {
        let echo = Echo::start().await;
        let store = world.store().await;
        let me = developer(&store, &portal(store.clone()), "ada").await;
        world.application("desk", "ada").await;
        for (version, state) in [("orders", "approved"), ("tides", "approved"), ("rates", "pending")] {
            world.version(version, &format!("/{version}"), echo.address, Some("built-in")).await;
            world.register("desk", version, state).await;
        }
        let limit = "update versions set limit_requests = 5, limit_per = 'hour' where id in ('orders', 'rates')";
        world.write(limit).await;
        let key = world.key("first", "desk").await;
        let mut nodes = Vec::new();
        for _ in 0..count {
            let node = Node::by_the_clock(world.store().await, Proxy::default(), Clock::Fixed(NOON)).await;
            node.until(|gateway| gateway.is_ready()).await;
            nodes.push(node);
        }
        let gateway = nodes[0].gateway.clone();
        let asking = |portal: Portal| {
            let gateway = gateway.clone();
            portal.with_limits(Arc::new(move |limits| {
                let gateway = gateway.clone();
                async move { gateway.left(&limits).await }.boxed()
            }))
        };
        let portal = asking(portal(store.clone()));
        assert_eq!(told(&portal, &me).await, format!("{about}5"));
        // The portal beside one gateway is told of what all of them let through.
        for call in 0..3 {
            assert_eq!(nodes[call % count].get("/orders", &key).await.status, 200);
        }
        until_told(&portal, &me, &format!("{about}2")).await;
        for left in [1, 0] {
            assert_eq!(nodes[count - 1].get("/orders", &key).await.status, 200);
            until_told(&portal, &me, &format!("{about}{left}")).await;
        }
        assert_eq!(nodes[0].get("/tides", &key).await.status, 200);
        assert_eq!(told(&portal, &me).await, format!("{about}0"));
        if count > 1 {
            // By the time of day, two fifths of an hour later two are paid back, and then all.
            for (minutes, left) in [(24, 2), (25, 2), (60, 5), (6000, 5)] {
                let later = asking(portal_at(store.clone(), Timestamp(NOON.0 + minutes * 60_000)));
                assert_eq!(told(&later, &me).await, format!("About {left}"), "{minutes} minutes later");
            }
        } else {
            assert_eq!(nodes[0].get("/orders", &key).await.status, 429, "and it is true");
            // Without a gateway to be asked nothing is made up.
            let alone = page(&crate::harness::portal(store.clone()), &me).await;
            assert!(!alone.contains(" left now") && alone.contains("5 requests per hour"), "{alone}");
        }
        for node in nodes {
            node.end().await;
        }
    }
}
