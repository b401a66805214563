//! One suite for both databases: what one does, the other does. What the catalog answers stands in catalog.rs.

use crate::harness::{NOON, on_each_store};
use crate::sheets::{sheet, version};
use portcullis::domain::sheet::Method;
use portcullis::domain::sheet::{GatewayPath, ProductSheet, StrategySheet, Upstream, VersionSheet};
use portcullis::domain::slug::Slug;
use portcullis::domain::time::Date;
use portcullis::domain::version::VersionState;
use portcullis::storage::{Error, Store};

async fn add(store: &Store, product: &ProductSheet) -> Result<(), Error> {
    let id = product.slug.as_str();
    let mut tx = store.begin().await?;
    tx.put_product(id, product, NOON).await?;
    for version in product.versions.iter().rev() {
        tx.put_version(&[id, version.name.as_str()].concat(), id, version, None, NOON).await?;
    }
    tx.commit().await
}

#[tokio::test]
async fn the_database_refuses_what_makes_no_sense() {
    on_each_store(|store| async move {
        let product = sheet("twice", &["v1"]);
        add(&store, &product).await.expect("a product");
        let again = |id: &'static str| {
            let (store, product) = (store.clone(), sheet("twice", &[]));
            async move { store.begin().await.expect("a transaction").put_product(id, &product, NOON).await }
        };
        assert!(matches!(again("other").await, Err(Error::Duplicate)), "two products of one slug");

        let put = async |sheet: &VersionSheet, strategy: Option<&str>| {
            let mut tx = store.begin().await.expect("a transaction");
            tx.put_version("x", "twice", sheet, strategy, NOON).await
        };
        assert!(matches!(put(&version("v1"), None).await, Err(Error::Duplicate)), "two versions of one name");
        let sunset = Some(Date::parse("2027-03-31").expect("a date"));
        assert!(
            put(&VersionSheet { sunset, ..version("v2") }, None).await.is_err(),
            "a published version has no sunset"
        );
        assert!(put(&version("v2"), Some("nobody")).await.is_err(), "a strategy that is not there");
        assert!(put(&VersionSheet { auto_approve: true, ..version("v2") }, None).await.is_err(), "nothing to approve");
        let path = Some(GatewayPath::parse("/a").expect("a path"));
        assert!(put(&VersionSheet { path, ..version("v2") }, None).await.is_err(), "a path that leads nowhere");
        put(&version("v2"), None).await.expect("and what makes sense is taken");
    })
    .await;
}

#[tokio::test]
async fn a_path_of_the_gateway_leads_to_one_version() {
    on_each_store(|store| async move {
        let served = |name| VersionSheet {
            path: GatewayPath::parse("/a").ok(),
            upstream: Upstream::parse("http://127.0.0.1:1").ok(),
            ..version(name)
        };
        add(&store, &ProductSheet { versions: vec![served("v1")], ..sheet("one", &[]) }).await.expect("a product");
        let other = ProductSheet { versions: vec![served("v1")], ..sheet("two", &[]) };
        assert!(matches!(add(&store, &other).await, Err(Error::Duplicate)));
    })
    .await;
}

#[tokio::test]
async fn a_strategy_in_use_stays() {
    on_each_store(|store| async move {
        add(&store, &sheet("one", &[])).await.expect("a product");
        let mut tx = store.begin().await.expect("a transaction");
        tx.put_strategy("s", &strategy("other")).await.expect("a strategy");
        tx.put_version("x", "one", &version("v1"), Some("s"), NOON).await.expect("a version");
        tx.commit().await.expect("a commit");
        let mut tx = store.begin().await.expect("a transaction");
        assert!(tx.drop_strategy("s").await.is_err());
    })
    .await;
}

fn strategy(name: &str) -> StrategySheet {
    StrategySheet {
        name: Slug::parse(name).expect("a name"),
        display_name: name.to_owned(),
        description: String::new(),
        method: Method::KeyAuth { key_names: vec!["x-api-key".to_owned()], lifetime_days: None },
    }
}

#[tokio::test]
async fn a_transaction_that_is_not_committed_leaves_nothing() {
    on_each_store(|store| async move {
        let name = Slug::parse("other").expect("a name");
        let mut tx = store.begin().await.expect("a transaction");
        tx.put_strategy("1", &strategy("other")).await.expect("a strategy");
        drop(tx);
        let mut tx = store.begin().await.expect("a transaction");
        assert!(tx.stored_strategy(&name).await.expect("an answer").is_none(), "the first is gone");
        tx.put_strategy("1", &strategy("other")).await.expect("the same again");
        tx.commit().await.expect("a commit");
    })
    .await;
}

#[tokio::test]
async fn many_writers_wait_for_each_other_and_none_fails() {
    on_each_store(|store| async move {
        let writers = (0..50).map(|number| {
            let store = store.clone();
            tokio::spawn(async move { add(&store, &sheet(&format!("api-{number}"), &["v1"])).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("it ends").expect("it writes");
        }
        let listed = store.listing(portcullis::domain::version::Audience::Everybody).await.expect("a listing");
        assert_eq!(listed.len(), 50);
    })
    .await;
}

#[tokio::test]
async fn what_was_put_is_read_back_the_same() {
    on_each_store(|store| async move {
        let mut product = sheet("whole", &["v3", "v2", "v1"]);
        product.versions[1].state = VersionState::Deprecated;
        product.versions[1].sunset = Date::parse("2027-03-31").ok();
        product.labels = vec!["one".to_owned(), "t\"wo".to_owned()];
        product.attributes.insert("team".to_owned(), vec!["Ä, \"b\"".to_owned()]);
        add(&store, &product).await.expect("a product");
        let mut tx = store.begin().await.expect("a transaction");
        let stored = tx.stored_product(&product.slug).await.expect("an answer").expect("a product");
        assert_eq!(stored.sheet, product);
        for order in [["v1", "v3", "v2"], ["v2", "v1", "v3"], ["v3", "v2", "v1"]] {
            let ids = order.map(|name| ["whole", name].concat());
            tx.order_versions("whole", &ids.each_ref().map(String::as_str)).await.expect("an order");
            let stored = tx.stored_product(&product.slug).await.expect("an answer").expect("a product");
            assert_eq!(stored.sheet.versions.iter().map(|version| version.name.as_str()).collect::<Vec<_>>(), order);
        }
    })
    .await;
}
