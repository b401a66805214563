//! What changes is kept everywhere within a second, or nobody is let through.

use super::process::Process;
use super::upstream::Echo;
use super::{Node, World};
use portcullis::config::{OutOfStep, Proxy};
use std::time::{Duration, Instant};

/// How long it takes until calls are answered in this way.
async fn until(node: &Node, path: &str, key: &str, wanted: &str) -> Duration {
    let began = Instant::now();
    loop {
        let answer = node.get(path, key).await;
        if answer.code() == wanted {
            return began.elapsed();
        }
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "{wanted:?} does not come: {} {}",
            answer.status,
            answer.body
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_kept_within_a_second_on_every_node() {
    for world in World::both().await {
        let echo = Echo::start().await;
        let first = world.with_orders(echo.address).await;
        world.account("bob", "pending").await;
        let nodes = [Node::start(&world).await, Node::start(&world).await];
        let second = super::key();
        for (change, key, wanted) in [
            ("update registrations set state = 'revoked' where id = 'desk-orders'", &first, "registration_revoked"),
            ("update registrations set state = 'approved' where id = 'desk-orders'", &first, ""),
            ("update accounts set state = 'revoked' where id = 'ada'", &first, "account_not_approved"),
            ("update accounts set state = 'approved' where id = 'ada'", &first, ""),
            ("update applications set account_id = 'bob' where id = 'desk'", &first, "account_not_approved"),
            ("update accounts set state = 'approved' where id = 'bob'", &first, ""),
            ("update applications set account_id = 'ada' where id = 'desk'", &first, ""),
            ("update accounts set state = 'revoked' where id = 'ada'", &first, "account_not_approved"),
            ("update accounts set state = 'approved' where id = 'ada'", &first, ""),
            ("update credentials set expires_at = 5 where id = 'first'", &first, "key_expired"),
            ("update credentials set expires_at = null where id = 'first'", &first, ""),
            ("update credentials set revoked_at = 5 where id = 'first'", &first, "key_revoked"),
            ("", &second, ""),
            ("delete from registrations where id = 'desk-orders'", &second, "not_registered"),
            (
                "insert into registrations (id, application_id, version_id, strategy_id, state, requested_at)
                 values ('again', 'desk', 'orders', 'built-in', 'pending', 1)",
                &second,
                "registration_pending",
            ),
            ("update registrations set state = 'approved' where id = 'again'", &second, ""),
            ("update versions set state = 'retired' where id = 'orders'", &second, "version_retired"),
            ("update versions set state = 'published' where id = 'orders'", &second, ""),
            ("update strategies set key_names = '[\"x-else\"]' where id = 'built-in'", &second, "key_missing"),
            ("update strategies set key_names = '[\"x-api-key\"]' where id = 'built-in'", &second, ""),
            ("update versions set path = '/elsewhere' where id = 'orders'", &second, "route_unknown"),
            ("update versions set path = '/orders/v1' where id = 'orders'", &second, ""),
            ("delete from applications where id = 'desk'", &second, "key_unknown"),
        ] {
            match change {
                "" => world.import("second", "desk", &second).await,
                change => world.write(change).await,
            }
            for node in &nodes {
                let took = until(node, "/orders/v1", key, wanted).await;
                assert!(took < Duration::from_secs(1), "{change}: {took:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_this_process_commits_holds_for_the_next_call() {
    for world in World::both().await {
        let echo = Echo::start().await;
        world.with_orders(echo.address).await;
        let node = Node::start(&world).await;
        for _ in 0..20 {
            let fresh = super::key();
            let id = &fresh[3..20];
            world.import(id, "desk", &fresh).await;
            // Any commit of this process says that something may have changed.
            node.store.begin().await.expect("a transaction").commit().await.expect("a commit");
            assert_eq!(node.get("/orders/v1", &fresh).await.status, 200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_node_lets_nobody_through_before_it_knows() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    let key = world.with_orders(echo.address).await;
    let store = world.store().await;
    // Nothing can be read while the table is away.
    world.write("alter table change_head rename to hidden").await;
    let node = Node::unready(store, Proxy::default()).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let answer = node.get("/orders/v1", &key).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "not_in_step"));
    let ready = super::call(node.operations, "GET /readyz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert_eq!(ready.status, 503);
    world.write("alter table hidden rename to change_head").await;
    node.until(|gateway| gateway.is_ready()).await;
    assert_eq!(node.get("/orders/v1", &key).await.status, 200);
    let ready = super::call(node.operations, "GET /readyz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert_eq!(ready.status, 200);
    assert_eq!(echo.calls(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_nobody_is_let_through_after_a_second() {
    for world in World::both().await {
        let echo = Echo::start().await;
        let key = world.with_orders(echo.address).await;
        let strict = Node::start(&world).await;
        let lenient = Node::with(&world, Proxy { out_of_step: OutOfStep::Serve, ..Proxy::default() }).await;
        world.write("alter table change_head rename to hidden").await;
        let began = Instant::now();
        let took = until(&strict, "/orders/v1", &key, "not_in_step").await;
        assert!(took < Duration::from_millis(1200), "{took:?}");
        assert!(!strict.gateway.is_ready());
        tokio::time::sleep(Duration::from_millis(1500).saturating_sub(began.elapsed())).await;
        assert_eq!(lenient.get("/orders/v1", &key).await.status, 200, "it was told to go on");
        world.write("alter table hidden rename to change_head").await;
        until(&strict, "/orders/v1", &key, "").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_missed_changes_reads_everything_anew() {
    for world in World::both().await {
        let echo = Echo::start().await;
        let key = world.with_orders(echo.address).await;
        let kept = world.key("kept", "desk").await;
        let node = Node::start(&world).await;
        world.write("alter table change_head rename to hidden").await;
        until(&node, "/orders/v1", &key, "not_in_step").await;
        world.write("alter table hidden rename to change_head").await;
        // What happened is no longer written anywhere.
        world.write("update credentials set revoked_at = 5 where id = 'first'").await;
        node.store.prune_changes(0).await.expect("it forgets");
        until(&node, "/orders/v1", &key, "key_revoked").await;
        // A database that was put back to an earlier time.
        world.write("delete from credentials where id = 'first'").await;
        world.write("delete from change_log").await;
        world.write("update change_head set seq = 3").await;
        until(&node, "/orders/v1", &key, "key_unknown").await;
        assert_eq!(node.get("/orders/v1", &kept).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_to_the_database_that_are_cut_are_made_anew() {
    let world = World::postgres().await;
    let echo = Echo::start().await;
    let key = world.with_orders(echo.address).await;
    let node = Node::start(&world).await;
    for _ in 0..3 {
        world
            .write(
                "select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid() and application_name = 'portcullis'",
            )
            .await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    until(&node, "/orders/v1", &key, "").await;
    world.write("update credentials set revoked_at = 5 where id = 'first'").await;
    let took = until(&node, "/orders/v1", &key, "key_revoked").await;
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_gateways_share_a_limit() {
    let (world, echo) = (World::postgres().await, Echo::start().await);
    let key = world.with_orders(echo.address).await;
    world.write("update versions set limit_requests = 100, limit_per = 'hour' where id = 'orders'").await;
    let nodes = [Node::start(&world).await, Node::start(&world).await];
    let mut passed = 0;
    for round in 0..100 {
        for node in &nodes {
            passed += u32::from(node.get("/orders/v1", &key).await.status == 200);
        }
        // As long as an exchange takes, now and then.
        if round % 10 == 9 {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
    }
    // Alone each would have let a hundred through.
    assert!((100..=125).contains(&passed), "{passed}");
    for node in &nodes {
        assert_eq!(node.get("/orders/v1", &key).await.code(), "limit_exceeded");
    }
}

/// The program itself, alone beside another process that writes.
#[tokio::test(flavor = "multi_thread")]
async fn gateways_without_a_portal_follow_one_database() {
    let world = World::postgres().await;
    let echo = Echo::start().await;
    let key = world.with_orders(echo.address).await;
    let running = [Process::start(&world, ""), Process::start(&world, "")];
    for gateway in &running {
        assert_eq!(gateway.get("/orders/v1", &key).await.status, 200);
    }
    world.write("update credentials set revoked_at = 5 where id = 'first'").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    for gateway in &running {
        assert_eq!(gateway.get("/orders/v1", &key).await.status, 401);
    }
}
