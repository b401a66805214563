//! "Why was I refused?" On both databases: who is told, what, and for how long.

use crate::desk::{Desk, desk, developer, named};
use crate::harness::{NOON, on_each_store, served};
use crate::sign_up::{PASSWORD, admin};
use axum::body::Body;
use http::Request;
use portcullis::domain::refusal::Outcome;
use portcullis::domain::time::Timestamp;
use portcullis::portal::{Client, Device, Error};
use portcullis::storage::{NewRefusal, Store};

const DAY: i64 = 86_400_000;

fn refusal<'a>(id: &'a str, code: &'a str, application: Option<&'a str>) -> NewRefusal<'a> {
    NewRefusal {
        request_id: id,
        at: NOON,
        code,
        application_id: application,
        version_id: None,
        credential_id: None,
        detail: None,
    }
}

async fn note(store: &Store, refusals: &[NewRefusal<'_>]) {
    let mut tx = store.begin().await.expect("a transaction");
    for refusal in refusals {
        tx.add_refusal(refusal).await.expect("a row");
    }
    tx.commit().await.expect("a commit");
}

async fn orders(desk: &Desk) -> String {
    let mut tx = desk.store.begin().await.expect("a transaction");
    let slug = crate::desk::slug("orders");
    tx.registrable(&slug, "v1").await.expect("an answer").expect("a version").id
}

#[tokio::test]
async fn only_the_owner_and_admins_are_told() {
    on_each_store(|store| async move {
        let desk = desk(store.clone()).await;
        let (app, other) = (desk.application(&desk.bob, "A").await, desk.application(&desk.bob, "B").await);
        let eves = desk.application(&desk.eve, "E").await;
        note(&store, &[refusal("mine", "key_expired", Some(&app)), refusal("nobodys", "key_unknown", None)]).await;
        let told = desk.portal.explain(&desk.bob, &app, " mine\n").await.expect("an answer");
        assert_eq!(told.code, "key_expired");
        for (me, application, id) in [
            (&desk.eve, app.as_str(), "mine"),
            (&desk.eve, &eves, "mine"),
            (&desk.bob, &other, "mine"),
            (&desk.bob, "", "mine"),
            (&desk.bob, &app, "nobodys"),
            (&desk.bob, "", "nobodys"),
            (&desk.bob, &app, "never"),
            (&desk.bob, &app, ""),
            (&desk.bob, &app, "\0"),
        ] {
            let answer = desk.portal.explain(me, application, id).await;
            assert!(matches!(answer, Err(Error::NotFound)), "{application} {id:?}: {answer:?}");
        }
        // What one reads is the same for somebody else's and for what never was.
        let section = async |id: &str| {
            let html = desk.portal.why_refused(&desk.bob, &app, Some(id)).await.expect("a section").into_string();
            html.replace(id, "")
        };
        assert_eq!(section("nobodys").await, section("neverwas").await);
        assert!(section("nobodys").await.contains("Nothing is known of this request"));
        assert!(section("mine").await.contains("The API key has expired"));
        for id in ["mine", "nobodys"] {
            desk.portal.explain_any(&desk.admin, id).await.expect("admins are told");
        }
        let page = desk.portal.all_analytics(&desk.admin, "", "", Some("nobodys")).await.expect("a page");
        assert!(page.text.as_str().contains("The API key is unknown"));
    })
    .await;
}

#[tokio::test]
async fn admins_read_it_on_the_page_of_the_application() {
    let served = served().await;
    let (portal, store) = (&served.portal, served.portal.store());
    admin(portal).await;
    let bob = developer(store, portal, "bob").await;
    let app = portal.create_application(&bob, &named("Desk")).await.expect("an application");
    let other = portal.create_application(&bob, &named("Other")).await.expect("an application");
    let all = [refusal("mine", "key_expired", Some(&app)), refusal("others", "key_revoked", Some(&other))];
    note(store, &all).await;
    let device = Device { client: Client([192, 0, 2, 1].into()), agent: "a test" };
    let (secret, _) = portal.sign_in("ada@example.com", PASSWORD, &device).await.expect("in");
    let page = async |query: &str| {
        let request = Request::get(format!("/admin/applications/{app}{query}")).header("accept", "text/html");
        let request = request.header("cookie", format!("portcullis={}", secret.expose()));
        let answer = served.ask(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, 200);
        // A plain form, which needs no script.
        let form = format!("method=\"get\" action=\"/admin/applications/{app}\"");
        assert!(answer.body.contains(&form) && answer.body.contains(">Explain</button>"), "{}", answer.body);
        answer.body
    };
    assert!(!page("").await.contains("class=\"explained\""));
    let told = page("?request=mine").await;
    assert!(told.contains("The API key has expired") && !told.contains(">Open the application</a>"), "{told}");
    for unknown in ["others", "never", "%00"] {
        assert!(!page(&format!("?request={unknown}")).await.contains("The API key"), "{unknown}");
    }
    assert!(page("?request=others").await.contains("Nothing is known of this request"));
}

#[tokio::test]
async fn the_whole_way_of_a_call_is_told_with_what_is_known_of_it() {
    on_each_store(|store| async move {
        let desk = desk(store.clone()).await;
        let app = desk.application(&desk.bob, "Freight desk").await;
        let registration = desk.request(&desk.bob, &app, ("orders", "v1")).await;
        let key = desk.portal.generate_credential(&desk.bob, &app, "CI", "2026-12-24").await.expect("a key");
        let version = orders(&desk).await;
        let waits = NewRefusal {
            version_id: Some(&version),
            credential_id: Some(&key.id),
            ..refusal("waits", "registration_pending", Some(&app))
        };
        note(&store, &[waits]).await;
        let explain = async || {
            let checks = desk.portal.explain(&desk.bob, &app, "waits").await.expect("an answer").checks;
            checks.into_iter().map(|check| (check.outcome, check.text)).collect::<Vec<_>>()
        };
        let told = explain().await;
        let (outcomes, texts): (Vec<_>, Vec<_>) = told.into_iter().unzip();
        let (passed, failed, rest) = (Outcome::Passed, Outcome::Failed, Outcome::NotReached);
        assert_eq!(outcomes, [passed, passed, passed, passed, passed, failed, rest, rest]);
        assert_eq!(texts[0], "orders v1 is served at this address.");
        assert!(
            texts[1].starts_with("The key “CI” (pk_") && texts[1].ends_with("of Freight desk was found."),
            "{texts:?}"
        );
        assert!(texts[2].starts_with("It is valid until 25 December 2026"), "{texts:?}");
        assert_eq!(texts[4], "Freight desk uses API key, as orders v1 asks for.");
        assert_eq!(texts[5], "Waiting since 21 November 2026, 12:00 UTC.");
        // Decided meanwhile.
        let approve = portcullis::domain::account::Decision::Approve;
        desk.portal.decide_registrations(&desk.admin, &[registration], approve, None).await.expect("a decision");
        let told = explain().await;
        assert!(told[5].1.ends_with("The next call passes this check."), "{told:?}");
        // The application is gone, and with it whose it was.
        desk.portal.delete_application(&desk.bob, &app, "Freight desk").await.expect("it goes");
        assert!(matches!(desk.portal.explain(&desk.bob, &app, "waits").await, Err(Error::NotFound)));
        desk.portal.explain_any(&desk.admin, "waits").await.expect("admins are told");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_forgotten_after_a_week() {
    on_each_store(|store| async move {
        let desk = desk(store.clone()).await;
        note(&store, &[refusal("old", "key_unknown", None)]).await;
        let after = async |days: i64| {
            let portal = desk.at(Timestamp(NOON.0 + days * DAY));
            while portal.tend_usage().await.expect("tended") {}
            portal.explain_any(&desk.admin, "old").await.is_ok()
        };
        assert!(after(6).await && after(7).await);
        assert!(!after(8).await);
    })
    .await;
}

#[tokio::test]
async fn of_too_many_the_newest_stay_each_applications_own() {
    on_each_store(|store| async move {
        let at = |id: &'static str, application, second: i64| NewRefusal {
            at: Timestamp(NOON.0 + second * 1000),
            ..refusal(id, "limit_exceeded", application)
        };
        note(
            &store,
            &[
                at("wild-1", Some("wild"), 1),
                at("wild-2", Some("wild"), 2),
                at("wild-3", Some("wild"), 3),
                at("calm-1", Some("calm"), 0),
                at("none-1", None, 1),
                at("none-2", None, 2),
                at("none-3", None, 3),
            ],
        )
        .await;
        assert_eq!(store.drop_many_refusals(2).await.expect("some go"), 2);
        assert_eq!(store.drop_many_refusals(2).await.expect("none goes"), 0);
        for (id, there) in [("wild-1", false), ("wild-3", true), ("calm-1", true), ("none-1", false), ("none-3", true)]
        {
            assert_eq!(store.refusal(id).await.expect("an answer").is_some(), there, "{id}");
        }
    })
    .await;
}
