//! What is published can't change or go under applications that use it, and whoever tries is told which. On both
//! databases, by form and by folder.

use crate::harbour::{Harbour, folder};
use crate::harness::on_each_store;
use crate::sheets::{apply, product};
use portcullis::domain::sheet::{Method, ProductSheet, VersionName};
use portcullis::domain::slug::Slug;
use portcullis::portal::PublishRefusal;

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

fn payments(lines: &'static [&'static str]) -> (String, Vec<u8>) {
    product("payments", "Payments", "S.", &[("v2", &["strategy: key-auth"]), ("v1", lines)])
}

impl Harbour {
    async fn move_to(&self, strategy: Option<&str>) -> Result<(), PublishRefusal> {
        let edit = |sheet: &mut ProductSheet| {
            let version = sheet.versions.iter_mut().find(|version| version.name.as_str() == "v1").expect("v1");
            version.strategy = strategy.map(slug);
            Ok(())
        };
        let version = VersionName::parse("v1").expect("a name");
        self.portal.edit_version(&self.admin, &slug("payments"), &version, &[], None, edit).await
    }
}

#[track_caller]
fn fault(refused: Result<(), PublishRefusal>) -> (String, String) {
    let Err(PublishRefusal::Faults(faults)) = refused else { panic!("it was to be refused: {refused:?}") };
    assert_eq!(faults.len(), 1, "{faults:?}");
    (faults[0].field.clone(), faults[0].what.clone())
}

#[track_caller]
fn in_use(refused: Result<(), PublishRefusal>) -> String {
    let Err(PublishRefusal::InUse(reasons)) = refused else { panic!("it was to be refused: {refused:?}") };
    reasons.join(" ")
}

#[tokio::test]
async fn a_version_keeps_its_strategy_while_applications_are_registered() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        let bob = harbour.person("bob").await;
        harbour.move_to(Some("partner")).await.expect("nobody is registered yet");
        harbour.move_to(Some("key-auth")).await.expect("nor now");
        let (_, registration) = harbour.ask(&bob, "Freight desk", "payments", "v1").await;
        for strategy in [Some("partner"), None] {
            let (field, what) = fault(harbour.move_to(strategy).await);
            assert_eq!(field, "strategy");
            assert!(what.starts_with("1 application is registered"), "{what}");
            assert!(what.contains("“Freight desk” (bob@example.com)") && what.contains("make a new version"), "{what}");
        }
        for lines in [&["strategy: partner"][..], &["strategy: null"]] {
            let mut wanted = folder();
            wanted.extend([payments(lines)]);
            let mistakes = apply(&harbour.portal, &wanted, false).await.expect_err("refused");
            assert_eq!(mistakes.len(), 1, "{mistakes:?}");
            let (place, what) = mistakes[0].split_once(": versions[1].strategy: ").expect("file, line and field");
            assert!(
                place.starts_with("products/payments/product.yaml:") && what.contains("“Freight desk”"),
                "{mistakes:?}"
            );
        }
        // Whatever else is changed about the version is nobody's business.
        let mut wanted = folder();
        wanted.extend([payments(&["strategy: key-auth", "state: deprecated"])]);
        apply(&harbour.portal, &wanted, false).await.expect("applied");
        harbour.portal.unregister(&bob, &registration).await.expect("gone");
        harbour.move_to(Some("partner")).await.expect("nobody is registered any more");
    })
    .await;
}

#[tokio::test]
async fn what_applications_use_does_not_go() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        let (portal, admin) = (&harbour.portal, &harbour.admin);
        let bob = harbour.person("bob").await;
        let (_, registration) = harbour.ask(&bob, "Buoy", "tides", "v1").await;
        let told = in_use(portal.delete_product(admin, "tides").await);
        assert!(told.contains("tides v1 can’t be deleted") && told.contains("“Buoy” (bob@example.com)"), "{told}");
        let edit = |sheet: &mut ProductSheet| {
            sheet.versions.clear();
            Ok(())
        };
        assert!(in_use(portal.edit_product(admin, "tides", &[], edit).await).contains("“Buoy”"));
        let mut less = folder();
        less.remove("products/tides/product.yaml");
        less.remove("strategies.yaml");
        let mistakes = apply(portal, &less, true).await.expect_err("refused");
        assert_eq!(mistakes.len(), 2, "{mistakes:?}");
        assert!(
            mistakes[0].starts_with("products/tides/product.yaml: versions: tides v1 can’t be deleted"),
            "{mistakes:?}"
        );
        assert!(mistakes[1].starts_with("strategies.yaml:") && mistakes[1].contains("“Buoy”"), "{mistakes:?}");
        // Without pruning, what is not named stays.
        assert_eq!(apply(portal, &less, false).await.expect("applied"), Vec::<String>::new());

        // The application goes on using the strategy without any registration.
        portal.unregister(&bob, &registration).await.expect("gone");
        portal.delete_product(admin, "tides").await.expect("nothing holds it any more");
        let told = in_use(portal.delete_strategy(admin, "partner").await);
        assert!(told.contains("1 application uses it: “Buoy” (bob@example.com)."), "{told}");
        let strategy = portal.strategy(admin, "partner").await.expect("a strategy").sheet;
        let other = portcullis::domain::sheet::StrategySheet {
            method: Method::OpenidConnect {
                issuer: "https://login.example".to_owned(),
                audience: "orders".to_owned(),
                credential_claim: "sub".to_owned(),
                scopes: Vec::new(),
            },
            ..strategy
        };
        let (field, what) = fault(portal.edit_strategy(admin, &other).await);
        assert!(field == "kind" && what.contains("“Buoy”") && what.contains("Make a new strategy"), "{what}");
    })
    .await;
}

#[tokio::test]
async fn of_a_crowd_only_some_are_named() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        let bob = harbour.person("bob").await;
        for number in 0..23 {
            harbour.ask(&bob, &format!("App {number:02}"), "payments", "v1").await;
        }
        let (_, what) = fault(harbour.move_to(Some("partner")).await);
        assert!(what.starts_with("23 applications are registered") && what.contains("“App 19”"), "{what}");
        assert!(what.contains(" and 3 more. ") && !what.contains("“App 20”"), "{what}");
    })
    .await;
}
