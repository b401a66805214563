//! Keys, on both databases: made, replaced, ended, and never kept.

use crate::desk::{Desk, desk, partner};
use crate::gateway::World;
use crate::harness::{Letters, NOON, on_each_store};
use portcullis::domain::apps::{KeyFilter, KeyRow};
use portcullis::domain::credential::CredentialState;
use portcullis::domain::key::{BYTES, Key, Prefix, Shape, shape};
use portcullis::domain::settings::Settings;
use portcullis::domain::sheet::Method;
use portcullis::domain::time::Timestamp;
use portcullis::identity::secret::hash;
use portcullis::portal::{Chance, Refusal};
use portcullis::storage::KeyMoments;
use std::collections::HashSet;

const DAY: i64 = 86_400_000;

fn in_days(days: i64) -> Timestamp {
    Timestamp(NOON.0 + days * DAY)
}

fn code<T: std::fmt::Debug>(done: Result<T, Refusal>) -> &'static str {
    done.expect_err("a refusal").code()
}

#[tokio::test]
async fn a_key_is_shown_once_and_only_its_hash_is_kept() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "A").await;
        let issued = desk.portal.generate_credential(&desk.bob, &id, "Staging", "").await.expect("a key");
        assert_eq!(shape(issued.key.as_bytes(), Prefix::default()), Shape::Ours);
        assert!(!format!("{issued:?}").contains(&issued.key));
        let page = desk.portal.application(&desk.bob, &id).await.expect("a page");
        let said = serde_json::to_string(&page).expect("JSON");
        assert!(!said.contains(&issued.key) && said.contains(&issued.key[..7]), "only its ends are seen");
        let audit = desk.store.audit_rows("", "", None, 100).await.expect("rows");
        assert!(!format!("{audit:?}").contains(&issued.key[7..28]));
        // It is found by its hash, which is what is kept.
        assert_eq!(hash(&issued.key).len(), 32);
        assert_eq!(page.credentials[0].state(page.now), CredentialState::Active);
        let token = desk.portal.create_application(&desk.bob, &partner("B", "client")).await.expect("an application");
        assert_eq!(code(desk.portal.generate_credential(&desk.bob, &token, "X", "").await), "no_keys");
    })
    .await;
}

#[tokio::test]
async fn many_at_once_never_exceed_the_cap_nor_lose_what_was_shown() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "A").await;
        let tries = (0..50).map(|number| {
            let (portal, bob, id) = (desk.portal.clone(), desk.bob.clone(), id.clone());
            tokio::spawn(async move { portal.generate_credential(&bob, &id, &format!("Key {number}"), "").await })
        });
        let mut shown = HashSet::new();
        for tried in tries.collect::<Vec<_>>() {
            match tried.await.expect("no panic") {
                Ok(issued) => assert!(shown.insert(issued.id), "one key, one row"),
                Err(refusal) => assert_eq!(refusal.code(), "too_many_keys"),
            }
        }
        assert_eq!(shown.len(), 20);
        let page = desk.portal.application(&desk.bob, &id).await.expect("a page");
        let kept: HashSet<_> = page.credentials.iter().map(|key| key.id.clone()).collect();
        assert_eq!(kept, shown, "every key that was shown is there");
        // Those that are active count.
        let one = page.credentials[0].id.clone();
        desk.portal.revoke_credential(&desk.bob, &one).await.expect("revoked");
        desk.portal.generate_credential(&desk.bob, &id, "In its place", "").await.expect("there is room");
        let settings = Settings { credentials_per_application: 21, ..Settings::default() };
        desk.portal.change_settings(&desk.admin, &settings, None).await.expect("settings");
        desk.portal.generate_credential(&desk.bob, &id, "One more", "").await.expect("the most is configurable");
    })
    .await;
}

#[tokio::test]
async fn a_key_ends_with_its_day() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "A").await;
        let issued = desk.portal.generate_credential(&desk.bob, &id, "A", "2026-11-30").await.expect("a key");
        assert_eq!(issued.expires_at.map(Timestamp::in_words).as_deref(), Some("1 December 2026, 00:00 UTC"));
        for (ends, field) in [("2026-11-20", "ends"), ("soon", "ends"), ("2099-01-01", "ends")] {
            let refused = desk.portal.generate_credential(&desk.bob, &id, "A", ends).await.expect_err("an end");
            assert_eq!(refused.fields().first().map(|(name, _)| *name), Some(field), "{ends}");
        }
        let both = desk.portal.generate_credential(&desk.bob, &id, " ", "soon").await.expect_err("two fields");
        assert_eq!(both.fields().iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["name", "ends"]);
    })
    .await;
}

#[tokio::test]
async fn a_lifetime_holds_for_new_keys_only() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "A").await;
        desk.portal.generate_credential(&desk.bob, &id, "Before", "").await.expect("a key");
        let mut sheet = desk.portal.strategy(&desk.admin, "key-auth").await.expect("a strategy").sheet;
        sheet.method = Method::KeyAuth { key_names: vec!["x-api-key".to_owned()], lifetime_days: Some(90) };
        desk.portal.edit_strategy(&desk.admin, &sheet).await.expect("a lifetime");
        let after = desk.portal.generate_credential(&desk.bob, &id, "After", "").await.expect("a key");
        assert_eq!(after.expires_at, Some(in_days(90)));
        assert_eq!(code(desk.portal.generate_credential(&desk.bob, &id, "Far", "2027-06-01").await), "invalid");
        let page = desk.portal.application(&desk.bob, &id).await.expect("a page");
        let before = page.credentials.iter().find(|key| key.name == "Before").expect("it is there");
        assert_eq!(before.expires_at, None);
    })
    .await;
}

#[tokio::test]
async fn rotating_hands_over() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "A").await;
        let old = desk.portal.generate_credential(&desk.bob, &id, "A", "2026-11-23").await.expect("a key");
        // The overlap is capped by the old one's own end, which the successor inherits.
        let new = desk.portal.rotate_credential(&desk.bob, &old.id, 7).await.expect("a successor");
        assert_ne!(new.key, old.key);
        assert_eq!((new.old_ends, new.expires_at), (old.expires_at, old.expires_at));
        assert_eq!(code(desk.portal.rotate_credential(&desk.bob, &old.id, 7).await), "other_state", "only once");
        assert_eq!(code(desk.portal.rotate_credential(&desk.bob, &new.id, 91).await), "invalid");
        let page = desk.portal.application(&desk.bob, &id).await.expect("a page");
        let kept = page.credentials.iter().find(|key| key.id == old.id).expect("both are shown");
        assert_eq!(kept.successor.as_deref(), Some(new.id.as_str()));
        // At the exact instant both have ended.
        let end = old.expires_at.expect("an end");
        assert!(page.credentials.iter().all(|key| key.state(end) == CredentialState::Expired));
        assert!(page.credentials.iter().all(|key| key.state(Timestamp(end.0 - 1)) == CredentialState::Active));
        let endless = desk.portal.generate_credential(&desk.bob, &id, "B", "").await.expect("a key");
        let now = desk.portal.rotate_credential(&desk.bob, &endless.id, 0).await.expect("at once");
        assert_eq!((now.old_ends, now.expires_at), (Some(NOON), None));
    })
    .await;
}

#[tokio::test]
async fn admins_see_records_of_all_keys_and_revoke() {
    on_each_store(|store| async move {
        let Desk { store, portal, admin, bob, eve } = &desk(store).await;
        let desk = Desk {
            store: store.clone(),
            portal: portal.clone(),
            admin: admin.clone(),
            bob: bob.clone(),
            eve: eve.clone(),
        };
        let (a, b) = (desk.application(bob, "Alpha").await, desk.application(eve, "Beta").await);
        let endless = portal.generate_credential(bob, &a, "Endless", "").await.expect("a key");
        portal.generate_credential(eve, &b, "Ending", "2026-12-10").await.expect("a key");
        let later = desk.at(in_days(100));
        let count =
            async |search: &str, filter| later.keys(admin, search, filter, None).await.expect("keys").page.total;
        for (filter, total) in [
            (KeyFilter::All, 2),
            (KeyFilter::Active, 1),
            (KeyFilter::Unused, 1),
            (KeyFilter::Endless, 1),
            (KeyFilter::Ending, 0),
            (KeyFilter::Expired, 1),
            (KeyFilter::Revoked, 0),
        ] {
            assert_eq!(count("", filter).await, total, "{filter:?}");
        }
        assert_eq!(portal.keys(admin, "", KeyFilter::Ending, None).await.expect("keys").page.total, 1);
        assert_eq!(count("alpha", KeyFilter::All).await, 1);
        assert_eq!(count("eve@", KeyFilter::All).await, 1);
        assert_eq!(count("100%", KeyFilter::All).await, 0);
        let (ids, letters) = ([endless.id, "nothing".to_owned()], Letters::new());
        letters.deliver(portal).await;
        let stepped = portal.revoke_keys(admin, &ids).await.expect("an answer");
        assert_eq!((stepped.done, stepped.left), (1, 1));
        let told = letters.deliver(portal).await;
        assert_eq!(told.len(), 1, "its owner did not do it, and is told: {told:?}");
        assert!(told[0].contains("was revoked") && told[0].contains("Calls with it are refused"), "{}", told[0]);
        assert_eq!(portal.revoke_keys(admin, &ids).await.expect("an answer").left, 2, "final is final");
        assert_eq!(code(portal.rename_credential(bob, &ids[0], "X").await), "not_found");
    })
    .await;
}

#[test]
fn a_million_keys_repeat_nothing_and_favour_no_letter() {
    const MANY: usize = 1_000_000;
    let mut seen = HashSet::with_capacity(MANY);
    let mut letters = [0_u64; 128];
    while seen.len() < MANY {
        // Bytes that would make some letters likelier are no key: the next are taken.
        let Some(key) = Key::new(Prefix::default(), &Chance::System.bytes::<BYTES>()) else { continue };
        let random: [u8; 23] = key.expose().as_bytes()[3..26].try_into().expect("23 letters");
        random.iter().for_each(|letter| letters[usize::from(*letter)] += 1);
        assert!(seen.insert(random), "a key came twice");
    }
    let used: Vec<_> = letters.into_iter().filter(|count| *count > 0).collect();
    assert_eq!(used.len(), 62);
    // Expected 370,968 of each, give or take 604: eight times that is beyond all chance.
    let expected = (MANY * 23) as f64 / 62.0;
    assert!(used.iter().all(|count| (*count as f64 - expected).abs() < 5000.0), "{used:?}");
}

/// More applications than are looked through one by one, with a key each.
async fn world_of_keys(world: &World) {
    const MANY: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200) select";
    world.account("ada", "approved").await;
    world
        .write(&format!(
            "insert into applications (id, account_id, name, sought, description, strategy_id, reference_id, created_at,
             changed_at) {MANY} 'a' || i, 'ada', 'Desk ' || i, 'desk ' || i, '', 'built-in', 'ref' || i, 1, 1 from n"
        ))
        .await;
    let bytes = if world.address.starts_with("postgres") { "bytea" } else { "blob" };
    let (now, day) = (NOON.0, format!("cast({DAY} as bigint)"));
    // Several were made, and end, at the same moment.
    world
        .write(&format!(
            "insert into credentials (id, application_id, name, hash, start, tail, created_at, expires_at, revoked_at, used_at)
             {MANY} 'k' || i, 'a' || i, 'Key', cast(substr('{}' || i, length('' || i) + 1) as {bytes}), 'pk_', '',
             {now} - (i / 3) * {day}, case when i % 4 = 0 then null else {now} + (i / 5 - 100) * {day} end,
             case when i % 7 = 0 then {now} else null end, case when i % 2 = 0 then {now} else null end from n",
            "0".repeat(32)
        ))
        .await;
}

#[tokio::test]
async fn every_list_of_keys_is_paged_in_its_order() {
    for world in World::both().await {
        world_of_keys(&world).await;
        let store = world.store().await;
        let moments = KeyMoments { now: NOON, unused_since: in_days(-90), soon: in_days(30) };
        for filter in KeyFilter::ALL {
            for (search, some) in [("", true), ("desk", true), ("desk 51", true), ("no such", false)] {
                let all = store.keys(search, filter, &moments, None, 2000).await.expect("keys");
                let told = format!("{filter:?}, {search:?}");
                assert_eq!(!all.items.is_empty(), some, "{told}");
                assert_eq!(all.total as usize, all.items.len(), "{told}");
                let order = |row: &KeyRow| match filter {
                    KeyFilter::Ending => row.credential.expires_at.map(|at| at.0),
                    KeyFilter::Expired => row.credential.expires_at.map(|at| -at.0),
                    _ => Some(-row.credential.created_at.0),
                };
                assert!(all.items.is_sorted_by_key(order), "{told}");
                let (mut paged, mut after) = (Vec::new(), None);
                loop {
                    let page = store.keys(search, filter, &moments, after.as_deref(), 90).await.expect("a page");
                    assert_eq!(page.total, all.total, "{told}");
                    paged.extend(page.items);
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(paged, all.items, "{told}");
            }
        }
    }
}

#[tokio::test]
async fn an_end_is_told_before_it_comes() {
    on_each_store(|store| async move {
        let (desk, letters) = (desk(store).await, Letters::new());
        let id = desk.application(&desk.bob, "Freight desk").await;
        desk.request(&desk.bob, &id, ("tides", "v1")).await;
        desk.portal.generate_credential(&desk.bob, &id, "Nightly", "2026-12-31").await.expect("a key");
        letters.deliver(&desk.portal).await;
        let told = async |days: i64| {
            let then = desk.at(in_days(days));
            while then.warn_of_endings().await.expect("an answer") {}
            letters.deliver(&then).await
        };
        assert!(told(1).await.is_empty(), "far away");
        let first = told(12).await;
        assert_eq!(first.len(), 1);
        for part in ["Nightly", "Freight desk", "tides", "1 January 2027", "never used"] {
            assert!(first[0].to_lowercase().contains(&part.to_lowercase()), "{part}: {}", first[0]);
        }
        assert!(told(13).await.is_empty(), "once is enough");
        assert_eq!(told(36).await.len(), 1, "a week before");
        assert_eq!(told(40).await.len(), 1, "a day before");
        let last = told(42).await;
        assert!(last.len() == 1 && last[0].contains("has ended"), "{last:?}");
        assert!(told(50).await.is_empty());
    })
    .await;
}
