//! What the gateway counts arrives, once, whatever happens on the way. On both databases.

use crate::desk::desk;
use crate::harness::{NOON, on_each_store, sqlite_url};
use portcullis::domain::time::Timestamp;
use portcullis::domain::usage::{Range, Tally};
use portcullis::gateway::Id;
use portcullis::gateway::meter::{LastUse, Meter, Refused, keep};
use portcullis::portal::Clock;
use portcullis::storage::Store;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const OFTEN: Duration = Duration::from_millis(30);

/// Counts, and writes down what is left when it is told to.
pub struct Counting {
    pub meter: Meter,
    stop: watch::Sender<bool>,
    keeping: JoinHandle<()>,
}

impl Counting {
    pub fn start(store: &Store) -> Self {
        Self::every(OFTEN, store)
    }

    fn every(every: Duration, store: &Store) -> Self {
        let meter = Meter::every(every);
        let (stop, stopped) = watch::channel(false);
        let keeping = tokio::spawn(keep(meter.clone(), store.clone(), Clock::Fixed(NOON), stopped));
        Self { meter, stop, keeping }
    }

    pub async fn end(self) {
        self.stop.send(true).expect("it listens");
        self.keeping.await.expect("it ends");
    }
}

pub async fn total(store: &Store, application: Option<&str>, now: Timestamp) -> Tally {
    let slices = store.usage(application, &Range::Quarter.window(now)).await.expect("usage");
    slices.iter().fold(Tally::default(), |mut total, slice| {
        total += &slice.tally;
        total
    })
}

fn refused(id: &str, application: Option<&str>) -> Refused {
    Refused {
        request_id: id.into(),
        at: NOON,
        code: "key_expired",
        application: application.map(Into::into),
        version: None,
        credential: None,
        detail: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_gateways_add_to_one_minute_and_lose_nothing() {
    on_each_store(|store| async move {
        let gateways = [Counting::start(&store), Counting::start(&store)];
        let mut calling = Vec::new();
        for gateway in &gateways {
            for version in ["v1", "v2"] {
                let counter = gateway.meter.counter("app", version);
                calling.push(tokio::spawn(async move {
                    for call in 0..1000_u32 {
                        counter.record(if call % 10 == 0 { 502 } else { 200 }, call);
                        if call % 100 == 0 {
                            counter.refused();
                            tokio::time::sleep(Duration::from_millis(5)).await;
                        }
                    }
                }));
            }
        }
        for calls in calling {
            calls.await.expect("calls");
        }
        for gateway in gateways {
            gateway.end().await;
        }
        let total = total(&store, Some("app"), NOON).await;
        assert_eq!((total.succeeded, total.server_errors, total.refused), (3600, 400, 40));
        assert_eq!(total.latency.count(), 4000, "refusals say nothing of the API");
        assert_eq!(store.usage(None, &Range::Hour.window(NOON)).await.expect("usage").len(), 2, "a row a version");
    })
    .await;
}

/// Writing a few is nothing; writing very many every second would take the time of calls.
#[tokio::test(flavor = "multi_thread")]
async fn many_counts_wait_for_their_time_and_few_do_not() {
    on_each_store(|store| async move {
        const SELDOM: Duration = Duration::from_secs(600);
        let (few, many) = (Counting::every(SELDOM, &store), Counting::every(SELDOM, &store));
        let held: Vec<_> = (0..1001).map(|number| many.meter.counter(&format!("many-{number}"), "v1")).collect();
        let counter = few.meter.counter("few", "v1");
        for round in 1..=2 {
            // Not before both have begun.
            if round == 2 {
                held.iter().for_each(|counter| counter.record(200, 1));
            }
            counter.record(200, 1);
            let patience = Instant::now() + Duration::from_secs(20);
            while total(&store, Some("few"), NOON).await.succeeded < round {
                assert!(Instant::now() < patience, "few are not written");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        assert_eq!(total(&store, Some("many-0"), NOON).await.succeeded, 0, "they have time");
        many.end().await;
        few.end().await;
        assert_eq!(total(&store, None, NOON).await.succeeded, 1003, "none is lost");
    })
    .await;
}

#[tokio::test]
async fn a_batch_whose_answer_was_lost_is_not_added_twice() {
    on_each_store(|store| async move {
        let claim = async |batch| {
            let mut tx = store.begin().await.expect("a transaction");
            let mine = tx.claim_batch("node", batch, NOON).await.expect("an answer");
            tx.commit().await.expect("a commit");
            mine
        };
        assert!(claim(1).await);
        assert!(!claim(1).await);
        assert!(claim(2).await);
        assert!(!claim(1).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_gets_everything_when_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite_url(folder.path());
    let store = url.open_and_migrate().await.expect("a store");
    let aside = sqlx::SqlitePool::connect(&url.to_string()).await.expect("the file");
    let gateway = Counting::start(&store);
    let counter = gateway.meter.counter("app", "v1");
    counter.record(200, 1);
    sqlx::query("alter table usage rename to away").execute(&aside).await.expect("it is away");
    for _ in 0..50 {
        counter.record(200, 1);
        gateway.meter.refused(refused("r1", Some("app")));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    sqlx::query("alter table away rename to usage").execute(&aside).await.expect("it is back");
    gateway.end().await;
    assert_eq!(total(&store, Some("app"), NOON).await.succeeded, 51);
    assert!(store.refusal("r1").await.expect("an answer").is_some());
}

#[tokio::test]
async fn a_refusal_is_known_soon_and_a_wild_application_hides_nobody_elses() {
    on_each_store(|store| async move {
        let gateway = Counting::start(&store);
        for number in 0..5000 {
            gateway.meter.refused(refused(&format!("wild-{number}"), Some("wild")));
        }
        gateway.meter.refused(refused("calm", Some("calm")));
        gateway.meter.refused(Refused { code: "not_registered", ..refused("elsewhere", Some("wild")) });
        gateway.meter.refused(refused("nobody", None));
        assert!(gateway.meter.dropped() > 0, "there is an end to what is written");
        let mut known = false;
        for _ in 0..100 {
            known = store.refusal("calm").await.expect("an answer").is_some();
            if known {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(known, "within two seconds");
        gateway.end().await;
        for id in ["nobody", "wild-0", "elsewhere"] {
            assert!(store.refusal(id).await.expect("an answer").is_some(), "{id}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_use_of_a_key_moves_only_forwards() {
    on_each_store(|store| async move {
        let desk = desk(store.clone()).await;
        let app = desk.application(&desk.bob, "A").await;
        let key = desk.portal.generate_credential(&desk.bob, &app, "K", "").await.expect("a key").id;
        let (key, gone) = (Id::new(&key), Id::new("a key that is gone"));
        let used = async || desk.portal.application(&desk.bob, &app).await.expect("a page").credentials[0].used_at;
        assert_eq!(used().await, None);
        for (at, seen) in [(NOON.0 + 5000, NOON.0 + 5000), (NOON.0 + 9000, NOON.0 + 9000), (NOON.0, NOON.0 + 9000)] {
            // Each of another gateway, of which one is slow.
            let gateway = Counting::start(&store);
            let noted = LastUse::default();
            // More than are written at once, and this one not at their beginning.
            for _ in 0..600 {
                gateway.meter.used(&LastUse::default(), &gone, Timestamp(at));
            }
            gateway.meter.used(&noted, &key, Timestamp(at));
            gateway.meter.used(&noted, &key, Timestamp(at + 59_999));
            gateway.end().await;
            assert_eq!(used().await, Some(Timestamp(seen)));
        }
    })
    .await;
}

#[tokio::test]
async fn each_of_many_rows_is_added_to() {
    on_each_store(|store| async move {
        let applications: Vec<_> = (0..270).map(|number| format!("app {number}")).collect();
        for round in 1..=2 {
            let gateway = Counting::start(&store);
            for (number, application) in applications.iter().enumerate() {
                let counter = gateway.meter.counter(application, "v1");
                (0..=number % 7).for_each(|_| counter.record(200, 1));
            }
            gateway.end().await;
            for (number, application) in applications.iter().enumerate() {
                let tally = total(&store, Some(application), NOON).await;
                let calls = round * (number as u64 % 7 + 1);
                assert_eq!((tally.succeeded, tally.requests(), tally.latency.count()), (calls, calls, calls));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_counter_that_is_given_up_loses_nothing() {
    on_each_store(|store| async move {
        let gateway = Counting::start(&store);
        for _ in 0..20 {
            gateway.meter.counter("app", "v1").record(200, 1);
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
        gateway.end().await;
        assert_eq!(total(&store, Some("app"), NOON).await.succeeded, 20);
    })
    .await;
}
