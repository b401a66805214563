//! One suite for both databases: what one does, the other does.

use crate::harness::{NOON, on_each_store, portal};
use portcullis::domain::slug::Slug;
use portcullis::domain::strategy::StrategyKind;
use portcullis::domain::time::Date;
use portcullis::domain::version::{VersionState, Visibility};
use portcullis::storage::{Error, NewProduct, NewStrategy, NewVersion, Store};

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

async fn add(store: &Store, name: &str, versions: &[(VersionState, Visibility)]) -> Result<(), Error> {
    let letters = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let slug = slug(name.to_lowercase().chars().map(letters).collect::<String>().trim_matches('-'));
    let id = slug.to_string();
    let mut tx = store.begin().await?;
    tx.add_product(&NewProduct {
        id: &id,
        slug: &slug,
        name,
        summary: "s",
        description: "*d*",
        labels: &["one".to_owned(), "t\"wo".to_owned()],
        created_at: NOON,
    })
    .await?;
    for (position, (state, visibility)) in versions.iter().enumerate() {
        let sunset = (*state == VersionState::Deprecated).then(|| Date::parse("2027-03-31").expect("a date"));
        tx.add_version(&NewVersion {
            id: &format!("{id}{position}"),
            product_id: &id,
            name: &format!("v{position}"),
            position: position as i64,
            state: *state,
            sunset,
            visibility: *visibility,
            strategy_id: None,
            created_at: NOON,
        })
        .await?;
    }
    tx.commit().await
}

const PUBLIC: (VersionState, Visibility) = (VersionState::Published, Visibility::Public);

async fn names(store: &Store, after: Option<&str>, size: usize) -> (Vec<String>, Option<String>, u32) {
    let page = store.cards(after, size).await.expect("cards");
    (page.items.into_iter().map(|card| card.name.to_string()).collect(), page.next, page.total)
}

#[tokio::test]
async fn cards_come_in_the_order_of_names_whatever_their_case() {
    on_each_store(|store| async move {
        for name in ["beta", "Alpha", "Zeta", "alpha two", "_under", "Émile"] {
            add(&store, name, &[PUBLIC]).await.expect("a product");
        }
        let (names, next, total) = names(&store, None, 50).await;
        assert_eq!(names, ["_under", "Alpha", "alpha two", "beta", "Zeta", "Émile"]);
        assert_eq!((next, total), (None, 6));
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    on_each_store(|store| async move {
        for number in 0..7 {
            add(&store, &format!("API {number}"), &[PUBLIC, PUBLIC]).await.expect("a product");
        }
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let (names, next, total) = names(&store, cursor.as_deref(), 3).await;
            assert_eq!(total, 7);
            seen.extend(names);
            match next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, (0..7).map(|number| format!("API {number}")).collect::<Vec<_>>());
        for nonsense in ["zz", "0", "ff", "", "616263", "'; drop table products; --"] {
            assert_eq!(names(&store, Some(nonsense), 3).await.0.len(), 3, "{nonsense:?} starts at the first card");
        }
    })
    .await;
}

#[tokio::test]
async fn a_card_shows_the_newest_published_version_that_everybody_may_see() {
    use VersionState::{Deprecated, Draft, Published, Retired};
    use Visibility::{Private, Public};
    on_each_store(|store| async move {
        add(&store, "Hidden", &[(Published, Private), (Draft, Public), (Retired, Public)]).await.expect("a product");
        add(&store, "Old", &[(Deprecated, Public), (Draft, Public)]).await.expect("a product");
        add(&store, "Usual", &[(Deprecated, Public), (Published, Public), (Published, Private)])
            .await
            .expect("a product");
        let cards = store.cards(None, 50).await.expect("cards").items;
        let shown: Vec<_> = cards.iter().map(|card| (&*card.name, &*card.version, card.state)).collect();
        assert_eq!(shown, [("Old", "v0", Deprecated), ("Usual", "v1", Published)]);
        assert!(store.product(&slug("hidden")).await.expect("an answer").is_none());
        let usual = store.product(&slug("usual")).await.expect("an answer").expect("a product");
        assert_eq!(usual.labels, ["one", "t\"wo"]);
        let versions: Vec<_> = usual.versions.iter().map(|version| version.name.as_str()).collect();
        assert_eq!(versions, ["v1", "v0"]);
        assert_eq!(usual.versions[1].sunset.map(Date::in_words).as_deref(), Some("31 March 2027"));
    })
    .await;
}

#[tokio::test]
async fn the_database_refuses_what_makes_no_sense() {
    on_each_store(|store| async move {
        add(&store, "Twice", &[PUBLIC]).await.expect("a product");
        assert!(matches!(add(&store, "Twice", &[]).await, Err(Error::Duplicate)));

        let version = NewVersion {
            id: "x",
            product_id: "twice",
            name: "v0",
            position: 5,
            state: VersionState::Published,
            sunset: None,
            visibility: Visibility::Public,
            strategy_id: None,
            created_at: NOON,
        };
        let mut tx = store.begin().await.expect("a transaction");
        assert!(matches!(tx.add_version(&version).await, Err(Error::Duplicate)), "two versions of one name");
        drop(tx);

        let sunset = Some(Date::parse("2027-03-31").expect("a date"));
        let mut tx = store.begin().await.expect("a transaction");
        let doomed = NewVersion { name: "v1", sunset, ..version };
        assert!(tx.add_version(&doomed).await.is_err(), "a published version has no sunset");
        drop(tx);

        let mut tx = store.begin().await.expect("a transaction");
        let stray = NewVersion { name: "v1", sunset: None, strategy_id: Some("nobody"), ..version };
        assert!(tx.add_version(&stray).await.is_err(), "a strategy that is not there");
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_is_not_committed_leaves_nothing() {
    on_each_store(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        let new = NewStrategy { id: "1", name: "n", display_name: "N", description: "", kind: StrategyKind::KeyAuth };
        tx.add_strategy(&new).await.expect("a strategy");
        drop(tx);
        let mut tx = store.begin().await.expect("a transaction");
        tx.add_strategy(&new).await.expect("the same again: the first is gone");
        tx.commit().await.expect("a commit");
    })
    .await;
}

#[tokio::test]
async fn many_writers_wait_for_each_other_and_none_fails() {
    on_each_store(|store| async move {
        let writers = (0..50).map(|number| {
            let store = store.clone();
            tokio::spawn(async move { add(&store, &format!("API {number}"), &[PUBLIC]).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("it ends").expect("it writes");
        }
        assert_eq!(names(&store, None, 100).await.2, 50);
    })
    .await;
}

#[tokio::test]
async fn demo_content_is_for_an_empty_database_only() {
    on_each_store(|store| async move {
        let portal = portal(store.clone());
        portal.load_demo(None).await.expect("the demo content");
        let (names, _, total) = names(&store, None, 50).await;
        assert!(total >= 10, "{names:?}");
        assert!(portal.load_demo(None).await.is_err());
        assert_eq!(names, self::names(&store, None, 50).await.0);
    })
    .await;
}

#[tokio::test]
async fn a_measured_catalog_has_just_as_many_cards_as_asked() {
    on_each_store(|store| async move {
        portal(store.clone()).load_demo(Some(50)).await.expect("the demo content");
        assert_eq!(names(&store, None, 100).await.2, 50);
    })
    .await;
}

#[tokio::test]
async fn a_remembered_catalog_is_never_old() {
    on_each_store(|store| async move {
        let portal = portal(store.clone());
        let count = || async { portal.catalog(None).await.expect("a page").items.len() };
        assert_eq!(count().await, 0);
        add(&store, "First", &[PUBLIC]).await.expect("a product");
        assert_eq!((count().await, count().await), (1, 1));
        let mut tx = store.begin().await.expect("a transaction");
        let version = NewVersion {
            id: "x",
            product_id: "first",
            name: "v9",
            position: 9,
            state: VersionState::Published,
            sunset: None,
            visibility: Visibility::Public,
            strategy_id: None,
            created_at: NOON,
        };
        tx.add_version(&version).await.expect("a version");
        assert_eq!(
            portal.catalog(None).await.expect("a page").items[0].version.as_ref(),
            "v0",
            "not before the commit"
        );
        tx.commit().await.expect("a commit");
        assert_eq!(portal.catalog(None).await.expect("a page").items[0].version.as_ref(), "v9");
    })
    .await;
}
