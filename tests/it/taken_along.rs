//! Files that a browser takes along: OpenAPI files, pictures, the map of the site.

use crate::harness::{on_each_store, portal, served};
use crate::sheets::{apply, product, spec};
use portcullis::content::openapi::EDITION;
use portcullis::domain::slug::Slug;
use portcullis::domain::version::Audience::Everybody;

#[tokio::test]
async fn what_is_public_can_be_taken_along() {
    let served = served().await;
    let json = served.get("/apis/shipment-tracking/v2/openapi.json").await;
    assert_eq!((json.status, json.header("content-type")), (200, "application/json"));
    assert_eq!(json.header("content-disposition"), "attachment; filename=\"shipment-tracking-v2.json\"");
    let read: serde_json::Value = serde_json::from_str(&json.body).expect("JSON");
    assert!(read["paths"].as_object().is_some_and(|paths| !paths.is_empty()));
    let yaml = served.get("/apis/shipment-tracking/v2/openapi.yaml").await;
    assert_eq!((yaml.status, yaml.header("content-type")), (200, "application/yaml"));
    // Swagger 2.0 as JSON, taken along as YAML.
    assert_eq!(served.get("/apis/exchange-rates/v1/openapi.yaml").await.status, 200);
    let image = served.get("/apis/shipment-tracking/image").await;
    assert_eq!((image.status, image.header("content-type")), (200, "image/png"));
    assert_eq!(image.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn what_is_not_public_is_not_even_named() {
    let served = served().await;
    let private = served.portal.product(portcullis::domain::version::Audience::Approved, "route-carbon", None).await;
    let private = private.expect("a product");
    let hidden = private.versions.iter().find(|version| version.visibility.as_str() == "private").expect("a version");
    for path in [
        format!("/apis/route-carbon/{}", hidden.name),
        format!("/apis/route-carbon/{}/openapi.json", hidden.name),
        format!("/apis/route-carbon/{}/openapi.yaml", hidden.name),
        "/apis/shipment-tracking/v2/openapi.source".to_owned(),
        "/apis/shipment-tracking/v99/openapi.json".to_owned(),
        "/apis/payments/image".to_owned(),
        "/apis/..%2f..%2fetc/image".to_owned(),
    ] {
        assert_eq!(served.get(&path).await.status, 404, "{path}");
    }
    let map = served.get("/sitemap.xml").await;
    assert_eq!((map.status, map.header("content-type")), (200, "application/xml"));
    assert!(map.body.contains("/apis/shipment-tracking</loc>"), "{}", map.body);
    let seen = served.portal.product(Everybody, "route-carbon", None).await.is_ok();
    assert_eq!(map.body.contains("route-carbon"), seen, "the map names what everybody may see");
}

/// A newer program writes pages differently: what an older one wrote gives way, and is found as before.
#[tokio::test]
async fn files_that_an_older_program_read_are_read_anew() {
    on_each_store(|store| async move {
        let portal = portal(store.clone());
        let mut all: portcullis::content::folder::Files =
            [product("a", "A", "S.", &[("v1", &["spec: a.json"])])].into();
        all.insert("products/a/a.json".to_owned(), spec("A", &[("get", "/apples", "Pick apples")]));
        apply(&portal, &all, false).await.expect("applied");
        assert_eq!(portal.reread_specs().await.expect("read"), 0, "all of them are of this program");
        assert_eq!(portal.index_products().await.expect("indexed"), 0, "and each is found by its words");
        let mut tx = store.begin().await.expect("a transaction");
        let stored =
            tx.stored_product(&Slug::parse("a").expect("a slug")).await.expect("an answer").expect("a product");
        let id = stored.versions.values().next().expect("a version").clone();
        tx.set_spec_edition(&id, EDITION - 1).await.expect("set");
        tx.drop_entries(&stored.id, "product").await.expect("dropped");
        tx.commit().await.expect("a commit");
        assert_eq!(portal.index_products().await.expect("indexed"), 1, "one of before the search");
        assert_eq!(portal.reread_specs().await.expect("read"), 1);
        assert_eq!(portal.reread_specs().await.expect("read"), 0);
        let question =
            portcullis::domain::catalog::CatalogQuestion::parse(Some("a apples".to_owned()), vec![], None, None);
        let found = portal.catalog(Everybody, question).await.expect("an answer");
        let place = found.hits[0].place.clone().expect("a place");
        assert_eq!((place.title.as_str(), place.more), ("/apples", 0));
        let key = place.href.rsplit('/').next().expect("a key");
        assert_eq!(portal.operation(Everybody, "a", "v1", key).await.expect("a page").title, "Pick apples");
    })
    .await;
}
