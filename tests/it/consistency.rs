//! Whatever people do, in whatever order and at the same time: no registration joins two strategies.

use crate::desk::{Desk, desk, named, partner, slug};
use crate::harness::on_each_store;
use portcullis::domain::account::Decision;
use portcullis::domain::apps::QueueQuestion;
use portcullis::portal::{Chance, Chosen};
use std::sync::atomic::{AtomicUsize, Ordering};

const APIS: [(&str, &str); 5] =
    [("orders", "v1"), ("orders", "v2"), ("tides", "v1"), ("partners", "v1"), ("weather", "v1")];
const HANDS: usize = 4;
const STEPS: usize = 60;

/// One of many hands, which does whatever chance says. What is refused is refused.
async fn act(desk: &Desk, chance: &Chance, made: &AtomicUsize) {
    let [what, which, api, strategy, ..]: [u8; 8] = chance.bytes();
    let Desk { portal, bob, admin, .. } = desk;
    let (product, version) = APIS[usize::from(api) % APIS.len()];
    let apps = portal.my_apps(bob, "", None).await.expect("a list").page.items;
    let app = apps.get(usize::from(which) % apps.len().max(1)).map(|row| row.application.clone());
    let reference = format!("client-{}", made.fetch_add(1, Ordering::Relaxed));
    match (what % 8, app) {
        (0, _) | (_, None) => {
            let new = if strategy % 2 == 0 { named("Key") } else { partner("Token", &reference) };
            let _ = portal.create_application(bob, &new).await;
        }
        (1 | 2, Some(app)) => {
            let _ = portal.request_access(bob, product, version, &Chosen::Application(app.id)).await;
        }
        (3, _) => {
            let new = Chosen::New(partner("In the pop-up", &reference));
            let _ = portal.request_access(bob, product, version, &new).await;
        }
        (4, _) => {
            let wanted = [Some(slug("key-auth")), Some(slug("partner")), None][usize::from(strategy) % 3].clone();
            let edited = portal.edit_product(admin, product, &[], |sheet| {
                let version = sheet.versions.iter_mut().find(|known| known.name.as_str() == version);
                if let Some(version) = version {
                    version.strategy = wanted;
                    version.auto_approve &= version.strategy.is_some();
                }
                Ok(())
            });
            let _ = edited.await;
        }
        (5, _) => {
            let waiting = portal.queue(admin, &QueueQuestion::default()).await.expect("a queue").items;
            let ids: Vec<_> = waiting.into_iter().take(3).map(|row| row.registration.id).collect();
            let decision = [Decision::Approve, Decision::Reject, Decision::Revoke][usize::from(strategy) % 3];
            let _ = portal.decide_registrations(admin, &ids, decision, None).await;
        }
        (6, Some(app)) => {
            let page = portal.application(bob, &app.id).await;
            let first = page.ok().and_then(|page| page.registrations.into_iter().next());
            if let Some(row) = first {
                let _ = portal.unregister(bob, &row.registration.id).await;
            }
        }
        (_, Some(app)) => {
            let _ = portal.delete_application(bob, &app.id, app.name.as_str()).await;
        }
    }
}

#[tokio::test]
async fn no_sequence_of_steps_mixes_strategies() {
    on_each_store(|store| async move {
        let desk = std::sync::Arc::new(desk(store).await);
        let made = std::sync::Arc::new(AtomicUsize::new(0));
        let hands = (0..HANDS).map(|hand| {
            let (desk, made) = (desk.clone(), made.clone());
            tokio::spawn(async move {
                let chance = Chance::seeded(hand as u64 + 1);
                for _ in 0..STEPS {
                    act(&desk, &chance, &made).await;
                }
            })
        });
        for hand in hands.collect::<Vec<_>>() {
            hand.await.expect("nothing panics");
        }
        let (registrations, mixed) = desk.store.count_mixed_registrations().await.expect("counts");
        assert_eq!(mixed, 0, "of {registrations} registrations");
        assert!(registrations > 0, "something was left to look at");
        assert!(desk.store.verify_audit().await.expect("an answer").is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_database_refuses_what_the_code_forgot() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let key = desk.application(&desk.bob, "Key").await;
        let mut tx = desk.store.begin().await.expect("a transaction");
        let partners = tx.registrable(&slug("partners"), "v1").await.expect("an answer").expect("a version");
        let orders = tx.registrable(&slug("orders"), "v1").await.expect("an answer").expect("a version");
        drop(tx);
        for strategy in [&partners, &orders].map(|version| version.strategy_id.clone().expect("a strategy")) {
            let mut tx = desk.store.begin().await.expect("a transaction");
            let registration = portcullis::domain::registration::Registration {
                id: "mixed".to_owned(),
                state: portcullis::domain::registration::RegistrationState::Approved,
                reason: None,
                answer: None,
                requested_at: crate::harness::NOON,
                decided_at: None,
            };
            let stored = tx.add_registration(&registration, &key, &partners.id, &strategy).await;
            // Some databases look when the transaction ends.
            assert!(stored.is_err() || tx.commit().await.is_err(), "an application of keys for a version of tokens");
        }
    })
    .await;
}
