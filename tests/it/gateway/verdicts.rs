//! Who is let through, end to end.

use super::upstream::Echo;
use super::{Node, PORTAL, World, key};
use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use portcullis::gateway::{Judged, Moment};
use portcullis::portal::Clock;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_what_was_approved_and_nothing_else() {
    for world in World::both().await {
        let echo = Echo::start().await;
        let good = world.with_orders(echo.address).await;
        world.version("rates", "/rates", echo.address, Some("built-in")).await;
        world.version("open", "/open", echo.address, None).await;
        world.version("draft", "/draft", echo.address, Some("built-in")).await;
        world.write("update versions set state = 'draft' where id = 'draft'").await;
        world.version("gone", "/gone", echo.address, Some("built-in")).await;
        world.write("update versions set state = 'retired' where id = 'gone'").await;
        world.key("ended", "desk").await;
        let revoked = world.key("revoked", "desk").await;
        world.write("update credentials set revoked_at = 5 where id = 'revoked'").await;
        let expired = world.key("expired", "desk").await;
        world.write("update credentials set expires_at = 5 where id = 'expired'").await;
        let later = world.key("later", "desk").await;
        world.write("update credentials set expires_at = 9000000000000 where id = 'later'").await;
        world.import("imported", "desk", "a key of our own, from before").await;
        for (account, application) in [("bob", "bobs")] {
            world.account(account, "revoked").await;
            world.application(application, account).await;
            world.register(application, "orders", "approved").await;
        }
        let bobs = world.key("bobs", "bobs").await;
        for state in ["pending", "rejected", "revoked"] {
            world.application(state, "ada").await;
            world.register(state, "orders", state).await;
        }
        let pending = world.key("pending", "pending").await;
        let rejected = world.key("rejected", "rejected").await;
        let withdrawn = world.key("withdrawn", "revoked").await;
        world
            .write(
                "insert into strategies (id, name, display_name, description, kind, key_names, sort_name)
             values ('other', 'other', 'Other', '', 'key_auth', '[\"x-other\"]', 'other')",
            )
            .await;
        world.version("others", "/others", echo.address, Some("other")).await;
        let mut broken = good.clone();
        broken.replace_range(31.., if good.ends_with('0') { "1" } else { "0" });
        let node = Node::start(&world).await;
        for (path, key, status, code) in [
            ("/orders/v1", good.as_str(), 200, ""),
            ("/orders/v1/items/5?a=b", &good, 200, ""),
            ("/orders/v1", &later, 200, ""),
            ("/orders/v1", "a key of our own, from before", 200, ""),
            ("/open", "", 200, ""),
            ("/open", &revoked, 200, ""),
            ("/orders/v1", "", 401, "key_missing"),
            ("/orders/v1", &broken, 401, "key_malformed"),
            ("/orders/v1", &key(), 401, "key_unknown"),
            ("/orders/v1", "short", 401, "key_unknown"),
            ("/orders/v1", &revoked, 401, "key_revoked"),
            ("/orders/v1", &expired, 401, "key_expired"),
            ("/orders/v1", &bobs, 403, "account_not_approved"),
            ("/orders/v1", &pending, 403, "registration_pending"),
            ("/orders/v1", &rejected, 403, "registration_rejected"),
            ("/orders/v1", &withdrawn, 403, "registration_revoked"),
            ("/rates", &good, 403, "not_registered"),
            ("/others", &good, 401, "key_missing"),
            ("/orders", &good, 404, "route_unknown"),
            ("/orders/v11", &good, 404, "route_unknown"),
            ("/", &good, 404, "route_unknown"),
            ("/draft", &good, 404, "route_unknown"),
            ("/gone", &good, 410, "version_retired"),
        ] {
            let before = echo.calls();
            let answer = node.get(path, key).await;
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{path} {key}: {}", answer.body);
            assert_eq!(echo.calls() - before, usize::from(code.is_empty()), "{path}: a refused call goes nowhere");
            assert_eq!(answer.header("x-request-id").expect("an id").len(), 20);
            assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
        }
        let other = node
            .send(&format!("GET /others HTTP/1.1\r\nhost: a\r\nx-other: {good}\r\nconnection: close\r\n\r\n"))
            .await;
        assert_eq!(other.code(), "strategy_mismatch");
        let bearer = node
            .send(&format!(
                "GET /orders/v1 HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {good}\r\nconnection: close\r\n\r\n"
            ))
            .await;
        assert_eq!((bearer.status, bearer.told("authorization")), (200, None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_path_counts() {
    let world = World::sqlite().await;
    let (short, long) = (Echo::start().await, Echo::start().await);
    world.version("short", "/orders", short.address, None).await;
    world.version("long", "/orders/v2", long.address, None).await;
    world.write("update versions set strip_path = 0 where id = 'long'").await;
    let node = Node::start(&world).await;
    for (path, echo, told) in [
        ("/orders", &short, "/base"),
        ("/orders/", &short, "/base/"),
        ("/orders/v1?q=%2f", &short, "/base/v1?q=%2f"),
        ("/orders/v22", &short, "/base/v22"),
        ("/orders/v2", &long, "/base/orders/v2"),
        ("/orders/v2/a/b", &long, "/base/orders/v2/a/b"),
        ("/orders/%76%32/a", &long, "/base/orders/%76%32/a"),
        ("/orders/v2;x=1/a", &long, "/base/orders/v2;x=1/a"),
    ] {
        let before = echo.calls();
        let answer = node.get(path, "").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_eq!(answer.json()["path"], told);
        assert_eq!(echo.calls(), before + 1, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_kept_and_told() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    let key = world.with_orders(echo.address).await;
    world.application("second", "ada").await;
    world.register("second", "orders", "approved").await;
    let other = world.key("second", "second").await;
    let same = world.key("same", "desk").await;
    world.write("update versions set limit_requests = 3, limit_per = 'hour' where id = 'orders'").await;
    let node = Node::start(&world).await;
    for left in ["2", "1", "0"] {
        let answer = node.get("/orders/v1", &key).await;
        assert_eq!(answer.status, 200);
        let limit = answer.header("ratelimit").expect("what remains");
        assert!(limit.starts_with(&format!("\"default\";r={left};t=")), "{limit}");
        assert_eq!(answer.header("ratelimit-policy"), Some("\"default\";q=3;w=3600"));
    }
    for key in [&key, &same] {
        let answer = node.get("/orders/v1", key).await;
        assert_eq!((answer.status, answer.code().as_str()), (429, "limit_exceeded"), "a second key is no second limit");
        let wait: u64 = answer.header("retry-after").expect("how long").parse().expect("seconds");
        assert!((1..=1200).contains(&wait), "{wait}");
        assert!(answer.header("ratelimit").expect("what remains").contains("r=0"));
    }
    assert_eq!(node.get("/orders/v1", &other).await.status, 200, "each application has its own");
    assert_eq!(echo.calls(), 4);
    let refused = node.get("/orders/v1", "").await;
    assert_eq!(refused.header("ratelimit"), None, "nothing is taken from anybody");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_portal_may_call() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    let key = world.with_orders(echo.address).await;
    let node = Node::start(&world).await;
    let ask = |origin: &str| {
        format!(
            "OPTIONS /orders/v1 HTTP/1.1\r\nhost: a\r\norigin: {origin}\r\naccess-control-request-method: PUT\r\n\
             access-control-request-headers: x-api-key, content-type\r\nconnection: close\r\n\r\n"
        )
    };
    let allowed = node.send(&ask(PORTAL)).await;
    assert_eq!(allowed.status, 204);
    assert_eq!(allowed.header("access-control-allow-origin"), Some(PORTAL));
    assert_eq!(allowed.header("access-control-allow-methods"), Some("PUT"));
    assert_eq!(allowed.header("access-control-allow-headers"), Some("x-api-key, content-type"));
    let foreign = node.send(&ask("https://evil.example")).await;
    assert_eq!((foreign.status, foreign.header("access-control-allow-origin")), (401, None));
    for (key, status) in [(key.as_str(), 200), ("", 401)] {
        for (origin, told) in [(PORTAL, Some(PORTAL)), ("https://evil.example", None)] {
            let call = format!(
                "GET /orders/v1 HTTP/1.1\r\nhost: a\r\nx-api-key: {key}\r\norigin: {origin}\r\nconnection: close\r\n\r\n"
            );
            let answer = node.send(&call).await;
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, told));
            if told.is_some() {
                let exposed = answer.header("access-control-expose-headers").expect("what may be read");
                assert!(["RateLimit", "X-Request-Id", "Retry-After"].iter().all(|name| exposed.contains(name)));
            }
        }
    }
    assert_eq!(echo.calls(), 2);
}

/// What every call waits for: it asks nobody, and needs no memory of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_allocates_nothing() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    let good = world.with_orders(echo.address).await;
    world.write("update versions set limit_requests = 1000000, limit_per = 'second' where id = 'orders'").await;
    let node = Node::start(&world).await;
    let shown = |key: &str| {
        let key = HeaderValue::from_str(key).expect("a value");
        HeaderMap::from_iter([(HeaderName::from_static("x-api-key"), key)])
    };
    let decided = |headers: &HeaderMap| {
        let mut judged = Judged::new(Moment::now(Clock::System));
        let judging = node.gateway.judge(&mut judged, "/orders/v1/items", headers).now_or_never();
        judging.expect("it waits for nothing");
        judged.refused.is_none()
    };
    for (headers, passes) in [(shown(&good), true), (shown(&key()), false), (shown("short"), false)] {
        // Its last use is noted once, and what the runtime keeps for this thread is made.
        assert_eq!(decided(&headers), passes);
        let mut all = true;
        let allocated = allocation_counter::measure(|| {
            for _ in 0..1000 {
                all &= decided(&headers) == passes;
            }
        });
        assert!(all, "each as the first");
        assert_eq!(allocated.count_total, 0);
    }
    node.end().await;
}
