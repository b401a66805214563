//! What was taken of a limit is owed whatever happens to the registration or to the gateway.

use super::process::Process;
use super::upstream::Echo;
use super::{Node, World};
use std::time::{Duration, Instant};

const LIMIT: u32 = 3;

async fn world_with_limit(world: &World, echo: &Echo) -> String {
    let key = world.with_orders(echo.address).await;
    world
        .write(&format!("update versions set limit_requests = {LIMIT}, limit_per = 'month' where id = 'orders'"))
        .await;
    key
}

/// Asks until the answer's code is this one: changes are known a moment later.
async fn until(node: &Node, key: &str, code: &str) {
    let began = Instant::now();
    loop {
        let answer = node.get("/orders/v1", key).await;
        if answer.code() == code {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(2), "{} instead of {code}", answer.code());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_registers_again_owes_what_was_taken_before() {
    for world in World::both().await {
        let echo = Echo::start().await;
        let key = world_with_limit(&world, &echo).await;
        let node = Node::start(&world).await;
        for _ in 0..LIMIT {
            assert_eq!(node.get("/orders/v1", &key).await.status, 200);
        }
        // Withdrawn, which is known, and asked for again.
        world.write("delete from registrations where application_id = 'desk'").await;
        until(&node, &key, "not_registered").await;
        world.register("desk", "orders", "approved").await;
        until(&node, &key, "limit_exceeded").await;
        // Both before the gateway looks.
        for _ in 0..10 {
            world.write("delete from registrations where application_id = 'desk'").await;
            world.register("desk", "orders", "approved").await;
            tokio::time::sleep(Duration::from_millis(20)).await;
            let code = node.get("/orders/v1", &key).await.code();
            assert!(["limit_exceeded", "not_registered"].contains(&code.as_str()), "{code}");
        }
        assert_eq!(echo.calls(), LIMIT as usize);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_starts_again_knows_what_was_taken() {
    for world in World::both().await {
        let echo = Echo::start().await;
        let key = world_with_limit(&world, &echo).await;
        for left in (0..LIMIT).rev() {
            let gateway = Process::start(&world, "");
            let answer = gateway.get("/orders/v1", &key).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let told = answer.header("ratelimit").expect("what remains");
            assert!(told.starts_with(&format!("\"default\";r={left};t=")), "{told}");
            gateway.stop().await;
        }
        let gateway = Process::start(&world, "");
        assert_eq!(gateway.get("/orders/v1", &key).await.code(), "limit_exceeded");
        gateway.stop().await;
    }
}
