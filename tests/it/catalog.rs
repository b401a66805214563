//! What is found in the catalog, by whom; the same on both databases.

use crate::harness::{on_each_store, portal};
use crate::sheets::{apply, files, product, spec};
use portcullis::content::folder::Files;
use portcullis::domain::catalog::{CatalogQuestion, Found, PlaceKind, Sort};
use portcullis::domain::version::Audience::{self, Admins, Approved, Everybody};
use portcullis::portal::{Error, Form, Portal};

async fn ask(portal: &Portal, audience: Audience, question: CatalogQuestion) -> std::sync::Arc<Found> {
    portal.catalog(audience, question).await.expect("an answer")
}

fn search(words: &str) -> CatalogQuestion {
    CatalogQuestion::parse(Some(words.to_owned()), Vec::new(), None, None)
}

async fn slugs(portal: &Portal, audience: Audience, words: &str) -> Vec<String> {
    ask(portal, audience, search(words)).await.hits.iter().map(|hit| hit.card.slug.to_string()).collect()
}

fn catalog() -> Files {
    let orders = spec(
        "Orders",
        &[("get", "/orders/{orderId}", "Read an order"), ("post", "/orders/{orderId}/refunds", "Refund an order")],
    );
    let hidden = spec("Hidden", &[("get", "/secret-vault", "Open the vault")]);
    let mut all: Files = [
        product("orders", "Orders", "Place and follow what people buy.", &[("v2", &["spec: o.json"]), ("v1", &[])]),
        product("order-events", "Order Events", "Be told.", &[("v1", &["state: deprecated", "sunset: 2027-03-31"])]),
        product("cafe", "Café Menü", "Drinks.", &[("v1", &[])]),
        product("vault", "Vault", "For partners.", &[("v1", &["visibility: private", "spec: h.json"])]),
        product("mixed", "Mixed", "Two sides.", &[("v2", &["visibility: private", "spec: h.json"]), ("v1", &[])]),
        product("draft", "Draft Thing", "Not yet.", &[("v1", &["state: draft"])]),
        product("gone", "Gone Thing", "Not any more.", &[("v1", &["state: retired"])]),
    ]
    .into();
    all.insert("products/orders/o.json".to_owned(), orders);
    all.insert("products/vault/h.json".to_owned(), hidden.clone());
    all.insert("products/mixed/h.json".to_owned(), hidden);
    all.extend(files(&[
        ("products/cafe/docs/brewing.md", "---\ntitle: Brewing\n---\nUse a percolator, never a kettle.\n"),
        ("products/cafe/docs/staff.md", "---\ntitle: Staff\npublished: false\n---\nThe safe is behind the fridge.\n"),
        ("products/cafe/docs/below.md", "---\ntitle: Below\nparent: staff\n---\nThe hidden cellar.\n"),
    ]));
    all
}

#[tokio::test]
async fn everything_is_found_by_its_words() {
    on_each_store(|store| async move {
        let portal = portal(store);
        apply(&portal, &catalog(), false).await.expect("applied");
        for (words, found) in [
            ("", &["cafe", "mixed", "order-events", "orders"][..]),
            ("orders", &["orders"]),
            ("order", &["order-events", "orders"]),
            ("ORDERS", &["orders"]),
            ("refund", &["orders"]),
            ("orders refund", &["orders"]),
            ("events refund", &[]),
            ("/orders/{orderId}/refunds", &["orders"]),
            ("orderId", &["orders"]),
            ("cafe menu", &["cafe"]),
            ("menü", &["cafe"]),
            ("percolator", &["cafe"]),
            ("safe fridge", &[]),
            ("cellar", &[]),
            ("vault", &[]),
            ("secret", &[]),
            ("draft", &[]),
            ("\" OR own : *", &[]),
            ("'; drop table products; --", &[]),
            ("&|!():*", &[]),
            ("1🅐1", &[]),
            ("A🅐B Ⓐ", &[]),
            ("жук", &[]),
            ("c\u{345}afe", &["cafe"]),
        ] {
            assert_eq!(slugs(&portal, Everybody, words).await, found, "{words:?}");
        }
        assert_eq!(slugs(&portal, Approved, "secret vault").await, ["mixed", "vault"]);
        assert_eq!(slugs(&portal, Approved, "vault").await, ["vault", "mixed"], "the name before the operation");
        assert_eq!(slugs(&portal, Admins, "draft").await, Vec::<String>::new(), "admins have pages of their own");
    })
    .await;
}

#[tokio::test]
async fn the_best_comes_first() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let mut all: Files = [
            product("a-text", "A text", "Nothing. ", &[("v1", &[])]),
            product("b-operation", "B operation", "Nothing.", &[("v1", &["spec: z.json"])]),
            product("c-summary", "C summary", "Holds a zebra.", &[("v1", &[])]),
            product("d-inside", "D striped zebra", "Nothing.", &[("v1", &[])]),
            product("e-begins", "Zebra crossing", "Nothing.", &[("v1", &[])]),
            product("f-exact", "Zebra", "Nothing.", &[("v1", &[])]),
        ]
        .into();
        all.insert("products/b-operation/z.json".to_owned(), spec("B", &[("get", "/zebras", "List them")]));
        all.extend(files(&[("products/a-text/docs/d.md", "---\ntitle: D\n---\nA zebra.\n")]));
        apply(&portal, &all, false).await.expect("applied");
        let expected = ["f-exact", "e-begins", "d-inside", "c-summary", "b-operation", "a-text"];
        assert_eq!(slugs(&portal, Everybody, "zebra").await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_hit_says_where() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let mut all = catalog();
        let (file, sheet) = product("described", "Described", "Nothing.", &[("v1", &[])]);
        all.insert(file, [&sheet[..], b"description: Driven by *turbines* of all sizes.\n"].concat());
        let (file, sheet) = product("berths", "Berths", "Nothing.", &[("v1", &["spec: b.json"])]);
        all.insert(file, sheet);
        let moor = spec("Berths", &[("get", "/ships", "List ships"), ("post", "/berths/{ship}", "Moor")]);
        all.insert("products/berths/b.json".to_owned(), moor);
        apply(&portal, &all, false).await.expect("applied");
        let place = async |audience, words| ask(&portal, audience, search(words)).await.hits[0].place.clone();
        let refund = place(Everybody, "refund").await.expect("a place");
        assert_eq!(refund.kind, PlaceKind::Operation("POST".to_owned()));
        assert_eq!((refund.title.as_str(), refund.note.as_str()), ("/orders/{orderId}/refunds", "Refund an order"));
        assert!(refund.href.starts_with("/apis/orders/v2/reference/") && refund.more == 0, "{refund:?}");
        assert_eq!(place(Everybody, "orderid").await.expect("a place").more, 1);
        let brewing = place(Everybody, "percolator").await.expect("a place");
        assert_eq!((brewing.kind, brewing.href.as_str()), (PlaceKind::Document, "/apis/cafe/v1/docs/brewing"));
        let described = place(Everybody, "turbines").await.expect("a place");
        assert_eq!((described.kind, described.href.as_str()), (PlaceKind::Description, "/apis/described"));
        assert_eq!(described.title, "Driven by turbines of all sizes.");
        assert_eq!(place(Everybody, "drinks").await, None, "the card itself says it");
        // "orders" is a word of each operation's path and of the product; "place" is one of the product alone.
        assert_eq!(place(Everybody, "orders").await.expect("a place").more, 1);
        assert_eq!(place(Everybody, "place").await, None);
        // Either is found, the first by a word of its product, but the second says both itself.
        let both = place(Everybody, "berths ship").await.expect("a place");
        assert_eq!((both.title.as_str(), both.more), ("/berths/{ship}", 1));
        let around = place(Everybody, "cafe kettle").await.expect("a place");
        assert_eq!(around.href, "/apis/cafe/v1/docs/brewing", "a word of the product and one of the document");
    })
    .await;
}

#[tokio::test]
async fn words_follow_what_is_changed() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let mut all = catalog();
        apply(&portal, &all, false).await.expect("applied");
        let (path, text) = product("orders", "Purchases", "Place them.", &[("v2", &["spec: o.json"]), ("v1", &[])]);
        all.insert(path, text);
        all.insert("products/orders/o.json".to_owned(), spec("Orders", &[("get", "/returns", "List returns")]));
        all.remove("products/cafe/docs/brewing.md");
        apply(&portal, &all, true).await.expect("applied");
        for (words, found) in
            [("refund", &[][..]), ("purchases returns", &["orders"]), ("percolator", &[]), ("orders returns", &[])]
        {
            assert_eq!(slugs(&portal, Everybody, words).await, found, "{words:?}");
        }
        all.retain(|path, _| !path.starts_with("products/orders/"));
        apply(&portal, &all, true).await.expect("applied");
        assert_eq!(slugs(&portal, Everybody, "purchases").await, Vec::<String>::new());
    })
    .await;
}

/// Whoever may not see a version gets the same answer as for one that was never there, whichever way is tried.
#[tokio::test]
async fn what_is_not_for_everybody_is_not_there() {
    on_each_store(|store| async move {
        let portal = portal(store);
        apply(&portal, &catalog(), false).await.expect("applied");
        let key = ask(&portal, Approved, search("secret-vault")).await.hits[0].place.clone().expect("a place");
        let key = key.href.rsplit('/').next().expect("a key").to_owned();
        for (audience, slug, version, there) in [
            (Everybody, "vault", "v1", false),
            (Everybody, "mixed", "v2", false),
            (Everybody, "mixed", "v1", true),
            (Everybody, "draft", "v1", false),
            (Everybody, "gone", "v1", false),
            (Approved, "vault", "v1", true),
            (Approved, "mixed", "v2", true),
            (Approved, "draft", "v1", false),
            (Admins, "draft", "v1", true),
            (Admins, "gone", "v1", true),
            (Admins, "vault", "v9", false),
            (Admins, "VAULT", "v1", false),
        ] {
            let case = format!("{audience:?} {slug} {version}");
            let whether = |answer: Result<(), Error>| match answer {
                Ok(()) => true,
                Err(Error::NotFound) => false,
                Err(other) => panic!("{case}: {other}"),
            };
            assert_eq!(whether(portal.product(audience, slug, Some(version)).await.map(drop)), there, "{case}");
            let has_spec = there && matches!((slug, version), ("vault", _) | ("mixed", "v2"));
            let list = portal.operations(audience, slug, version, &key).await.map(drop);
            assert_eq!(whether(list), has_spec, "{case}: the list");
            let page = portal.operation(audience, slug, version, &key).await.map(drop);
            assert_eq!(whether(page), has_spec, "{case}: the page");
            let odd = portal.operation(audience, slug, version, "\0").await.map(drop);
            assert!(!whether(odd), "{case}: a name that no page has");
            for form in [Form::Json, Form::Yaml] {
                let file = portal.spec_file(audience, slug, version, form).await.map(drop);
                assert_eq!(whether(file), has_spec, "{case}: the file");
            }
        }
        assert!(matches!(portal.spec_file(Approved, "vault", "v1", Form::Source).await, Err(Error::NotFound)));
        let mixed = portal.product(Everybody, "mixed", None).await.expect("a product");
        assert_eq!(mixed.versions.len(), 1, "not even the name of the other version");
        for document in ["staff", "below", "nope"] {
            let answer = portal.document(Admins, "cafe", "v1", document).await;
            assert!(matches!(answer, Err(Error::NotFound)), "{document}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_stay_right_while_rows_are_added() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let names = |range: std::ops::Range<usize>| -> Files {
            range.map(|at| product(&format!("api-{at:03}"), &format!("API {at:03}"), "S.", &[("v1", &[])])).collect()
        };
        apply(&portal, &names(100..220), false).await.expect("applied");
        for sort in [Sort::Name, Sort::Best, Sort::Newest] {
            let (mut question, mut seen, mut round) = (CatalogQuestion { sort, ..search("") }, Vec::new(), 0);
            loop {
                let found = ask(&portal, Everybody, question.clone()).await;
                seen.extend(found.hits.iter().map(|hit| hit.card.slug.to_string()));
                question.after = found.next.clone();
                if question.after.is_none() {
                    break;
                }
                // One before the cursor and one behind it.
                round += 1;
                let more = product(&format!("a-{round}-{}", sort.as_str()), "A first", "S.", &[("v1", &[])]);
                apply(&portal, &[more].into(), false).await.expect("applied");
            }
            let old: Vec<_> = seen.iter().filter(|slug| slug.starts_with("api-")).collect();
            assert_eq!(old.len(), 120, "{sort:?}: none is lost");
            let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
            assert_eq!(distinct.len(), seen.len(), "{sort:?}: none comes twice");
        }
        for nonsense in ["zz", "0", "ff", "616263", "'; drop table products; --"] {
            let question = CatalogQuestion { after: Some(nonsense.to_owned()), ..search("") };
            assert_eq!(ask(&portal, Everybody, question).await.hits.len(), 50, "{nonsense:?} starts at the first card");
        }
    })
    .await;
}

#[tokio::test]
async fn a_remembered_catalog_is_never_old() {
    on_each_store(|store| async move {
        // Two processes on one database.
        let (one, other) = (portal(store.clone()), portal(store));
        let count = async || ask(&one, Everybody, search("")).await.total;
        assert_eq!(count().await, 0);
        apply(&other, &[product("first", "First", "S.", &[("v1", &[])])].into(), false).await.expect("applied");
        assert_eq!((count().await, count().await), (1, 1));
        let hidden = [product("first", "First", "S.", &[("v1", &["visibility: private"])])].into();
        apply(&other, &hidden, false).await.expect("applied");
        assert_eq!(count().await, 0);
        assert_eq!(ask(&one, Approved, search("")).await.total, 1);
    })
    .await;
}

#[tokio::test]
async fn demo_content_is_for_an_empty_database_only() {
    on_each_store(|store| async move {
        let portal = portal(store);
        portal.load_demo(None).await.expect("the demo content");
        let before = ask(&portal, Everybody, search("")).await;
        assert!(before.total >= 10, "{before:?}");
        assert!(portal.load_demo(None).await.is_err());
        assert_eq!(ask(&portal, Everybody, search("")).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_measured_catalog_has_just_as_many_cards_as_asked() {
    on_each_store(|store| async move {
        let portal = portal(store);
        portal.load_demo(Some(50)).await.expect("the demo content");
        assert_eq!(ask(&portal, Everybody, search("")).await.total, 50);
    })
    .await;
}
