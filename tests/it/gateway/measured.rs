//! What a scrape of a gateway reads. A process of its own: one has one set of numbers.

use super::World;
use super::process::{Process, get};
use super::upstream::Echo;

/// The value of a series, by its name and labels as they are written.
fn value(metrics: &str, series: &str) -> Option<f64> {
    let line = metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.map(|value| value.parse().unwrap_or_else(|_| panic!("{series} is {value}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_latency_upstreams_and_lag_are_measured() {
    let (world, echo) = (World::sqlite().await, Echo::start().await);
    let key = world.with_orders(echo.address).await;
    // Nobody listens there.
    let nowhere = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let closed = nowhere.local_addr().expect("an address");
    drop(nowhere);
    world.version("away", "/away", closed, None).await;
    let gateway = Process::start(&world, "");
    for (path, key, times) in [
        ("/orders/v1", key.as_str(), 5),
        ("/orders/v1/status/500", &key, 2),
        ("/orders/v1", "", 3),
        ("/orders/v1", "nobody's", 1),
        ("/nowhere", "", 4),
        ("/away", "", 2),
    ] {
        for _ in 0..times {
            gateway.get(path, key).await;
        }
    }
    let metrics = gateway.metrics().await;
    for (series, wanted) in [
        ("portcullis_gateway_verdicts_total{code=\"pass\"}", 7.0),
        ("portcullis_gateway_verdicts_total{code=\"key_missing\"}", 3.0),
        ("portcullis_gateway_verdicts_total{code=\"key_unknown\"}", 1.0),
        ("portcullis_gateway_verdicts_total{code=\"route_unknown\"}", 4.0),
        ("portcullis_gateway_verdicts_total{code=\"upstream_unreachable\"}", 2.0),
        ("portcullis_gateway_verdicts_total{code=\"upstream_timeout\"}", 0.0),
        ("portcullis_gateway_answers_total{status=\"2xx\"}", 5.0),
        ("portcullis_gateway_answers_total{status=\"4xx\"}", 8.0),
        // The upstream's own, and those in its place.
        ("portcullis_gateway_answers_total{status=\"5xx\"}", 4.0),
        ("portcullis_gateway_request_seconds_count", 17.0),
        ("portcullis_gateway_request_seconds_bucket{le=\"+Inf\"}", 17.0),
        ("portcullis_gateway_keys", 1.0),
        ("portcullis_gateway_standing{is=\"in_step\"}", 1.0),
        ("portcullis_gateway_standing{is=\"refusing\"}", 0.0),
    ] {
        assert_eq!(value(&metrics, series), Some(wanted), "{series} in {metrics}");
    }
    let sum = value(&metrics, "portcullis_gateway_request_seconds_sum").expect("how long all took");
    assert!(sum > 0.0 && sum < 60.0, "{sum}");
    let lag = value(&metrics, "portcullis_gateway_change_log_lag_seconds").expect("the lag");
    assert!((0.0..1.0).contains(&lag), "{lag}");

    // Out of step, it says so, and for how long.
    world.write("alter table change_head rename to hidden").await;
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(gateway.get("/orders/v1", &key).await.code(), "not_in_step");
    let metrics = gateway.metrics().await;
    assert_eq!(value(&metrics, "portcullis_gateway_standing{is=\"in_step\"}"), Some(0.0));
    assert_eq!(value(&metrics, "portcullis_gateway_standing{is=\"refusing\"}"), Some(1.0));
    assert_eq!(value(&metrics, "portcullis_gateway_verdicts_total{code=\"not_in_step\"}"), Some(1.0));
    let lag = value(&metrics, "portcullis_gateway_change_log_lag_seconds").expect("the lag");
    assert!((1.0..20.0).contains(&lag), "{lag}");
    let ready = get(gateway.operations, "/readyz", "").await;
    assert_eq!(ready.status, 503, "{}", ready.body);
    assert!(!metrics.contains(&key), "no key is a label");
}
