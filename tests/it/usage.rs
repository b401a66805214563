//! What was counted, rolled up, shown and taken along. On both databases.

use crate::desk::{Desk, desk, named};
use crate::harness::{NOON, on_each_store};
use crate::meter::total;
use portcullis::domain::time::Timestamp;
use portcullis::domain::usage::{Range, Tally};
use portcullis::portal::{Chosen, Error};
use portcullis::storage::{NewUsage, Store};

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

async fn add(store: &Store, application: &str, version: &str, at: i64, calls: u64) {
    let mut tally = Tally { succeeded: calls, client_errors: 1, refused: 2, ..Tally::default() };
    tally.latency.add(4_000, calls + 1);
    let new = NewUsage {
        application_id: application.into(),
        version_id: version.into(),
        at: Timestamp(at.div_euclid(MINUTE) * MINUTE),
        tally,
    };
    let mut tx = store.begin().await.expect("a transaction");
    tx.add_usage(&[new]).await.expect("a row");
    tx.commit().await.expect("a commit");
}

async fn rows(store: &Store) -> usize {
    // A window of single minutes would be too long: each row is its own slice where nothing else is.
    store.usage(None, &Range::Quarter.window(NOON)).await.expect("usage").len()
}

#[tokio::test]
async fn rolling_up_keeps_every_sum_however_many_do_it() {
    on_each_store(|store| async move {
        let (one, two) = (crate::harness::portal(store.clone()), crate::harness::portal(store.clone()));
        for hour in 0..100 {
            for minute in [0, 1, 59] {
                let at = NOON.0 - hour * 60 * MINUTE - minute * MINUTE;
                add(&store, "a", "v1", at, 10).await;
                add(&store, if hour % 2 == 0 { "" } else { "b" }, "v2", at, 1).await;
            }
        }
        // Long ago: straight to days.
        add(&store, "a", "v1", NOON.0 - 100 * DAY, 7).await;
        add(&store, "a", "v1", NOON.0 - 100 * DAY + MINUTE, 7).await;
        let (before, shown) = (total(&store, None, NOON).await, rows(&store).await);
        let done = async |portal: &portcullis::portal::Portal| {
            while portal.tend_usage().await.expect("tended") {}
        };
        tokio::join!(done(&one), done(&two));
        done(&one).await;
        assert_eq!(total(&store, None, NOON).await, before);
        assert_eq!(rows(&store).await, shown, "in days, nothing else is seen");
        let then = total(&store, Some("a"), Timestamp(NOON.0 - 99 * DAY)).await;
        assert_eq!((then.succeeded, then.refused, then.latency.count()), (14, 4, 16));
        // What comes late is added to what was rolled up.
        add(&store, "a", "v1", NOON.0 - 3 * DAY, 100).await;
        done(&two).await;
        assert_eq!(total(&store, None, NOON).await.succeeded, before.succeeded + 100);
    })
    .await;
}

#[tokio::test]
async fn days_are_kept_for_two_years() {
    on_each_store(|store| async move {
        let portal = crate::harness::portal(store.clone());
        add(&store, "a", "v1", NOON.0 - 700 * DAY, 1).await;
        add(&store, "a", "v1", NOON.0 - 800 * DAY, 1).await;
        while portal.tend_usage().await.expect("tended") {}
        portal.tend_usage().await.expect("tended");
        assert_eq!(total(&store, Some("a"), Timestamp(NOON.0 - 690 * DAY)).await.succeeded, 1);
        assert_eq!(total(&store, Some("a"), Timestamp(NOON.0 - 790 * DAY)).await.succeeded, 0);
    })
    .await;
}

/// Bob's application, which may call Tides, and the id of that version.
async fn calling(desk: &Desk) -> (String, String) {
    let chosen = Chosen::New(named("Freight <b>desk</b>"));
    let asked = desk.portal.request_access(&desk.bob, "tides", "v1", &chosen).await.expect("access");
    let mut tx = desk.store.begin().await.expect("a transaction");
    let version = tx.registrable(&crate::desk::slug("tides"), "v1").await.expect("an answer").expect("a version");
    (asked.application_id, version.id)
}

#[tokio::test]
async fn analytics_are_for_the_owner_and_the_same_nothing_for_everybody_else() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let (app, version) = calling(&desk).await;
        let shown = async |api: &str, range: &str| {
            desk.portal.analytics(&desk.bob, &app, api, range).await.expect("a page").text.into_string()
        };
        let empty = shown("", "").await;
        assert!(empty.contains("No calls yet") && empty.contains("curl -H"), "{empty}");
        add(&desk.store, &app, &version, NOON.0 - MINUTE, 97).await;
        add(&desk.store, "somebody", &version, NOON.0, 1_000_000).await;
        let page = shown("", "24h").await;
        assert!(page.contains("<dd class=\"value\">100</dd>") && page.contains("3 errors"), "{page}");
        assert!(!page.contains("<b>desk"), "a name is text");
        assert!(shown("tides/v1", "15m").await.contains("<dd class=\"value\">100</dd>"));
        // Whatever stands in the address.
        assert!(shown("nope/\0v1<script>", "<script>").await.contains("<dd class=\"value\">100</dd>"));
        for (me, id) in [(&desk.eve, app.as_str()), (&desk.bob, "nope"), (&desk.bob, ""), (&desk.bob, "\0")] {
            assert!(matches!(desk.portal.analytics(me, id, "", "").await, Err(Error::NotFound)), "{id:?}");
            assert!(matches!(desk.portal.analytics_csv(me, id, "", "").await, Err(Error::NotFound)), "{id:?}");
        }
        let briefs = desk.portal.usage_of(&desk.bob).await.expect("briefs");
        assert_eq!(briefs.get(&app).map(|brief| (brief.requests, brief.errors)), Some((100, 3)));
        assert!(desk.portal.usage_of(&desk.eve).await.expect("briefs").is_empty());
    })
    .await;
}

#[tokio::test]
async fn admins_see_each_api_and_how_many_call_it() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let (app, version) = calling(&desk).await;
        let page =
            async || desk.portal.all_analytics(&desk.admin, "", "", None).await.expect("a page").text.into_string();
        assert!(page().await.contains("No calls yet"));
        for (application, version) in
            [(app.as_str(), version.as_str()), ("other", &version), ("", &version), ("x", "gone")]
        {
            add(&desk.store, application, version, NOON.0, 1).await;
        }
        let page = page().await;
        assert!(page.contains("data-label=\"Callers\"><span>2</span>"), "an open call has no caller: {page}");
        assert!(page.contains("An API that was deleted") && page.contains("?range=24h&amp;api=tides/v1"), "{page}");
        let csv = desk.portal.all_analytics_csv(&desk.admin, "tides/v1", "24h").await.expect("numbers");
        assert_eq!(csv.lines().count(), 2, "{csv}");
    })
    .await;
}

#[tokio::test]
async fn what_was_called_stays_counted_when_its_caller_is_gone() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let (app, version) = calling(&desk).await;
        add(&desk.store, &app, &version, NOON.0, 5).await;
        desk.portal.delete_application(&desk.bob, &app, "Freight <b>desk</b>").await.expect("it goes");
        assert_eq!(total(&desk.store, None, NOON).await.succeeded, 5);
        assert!(matches!(desk.portal.analytics(&desk.bob, &app, "", "").await, Err(Error::NotFound)));
    })
    .await;
}
