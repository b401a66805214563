//! What the server sends before any script has run.

use crate::harness::served;
use axum::body::Body;
use http::Request;

#[tokio::test]
async fn the_catalog_is_whole_without_a_script() {
    let page = served().await.get("/").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<title>Catalog · Portcullis</title>"));
    assert!(page.body.contains("<a href=\"/apis/shipment-tracking\">Shipment Tracking"), "{}", page.body);
    assert!(page.body.contains("API key") && page.body.contains("OpenID Connect") && page.body.contains(">Open<"));
    assert!(page.body.ends_with("</html>"));
}

#[tokio::test]
async fn a_product_shows_its_versions() {
    let page = served().await.get("/apis/shipment-tracking").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<title>Shipment Tracking · Portcullis</title>"));
    assert!(page.body.contains("Deprecated") && page.body.contains("<time datetime="));
    assert!(page.body.ends_with("</html>"));
}

#[tokio::test]
async fn what_is_not_there_is_404_and_runs_nothing() {
    let served = served().await;
    for path in [
        "/nope",
        "/apis/nope",
        "/apis/%3Cscript%3Ealert(1)%3C/script%3E",
        "/apis/..",
        "/../../etc/passwd",
        "/pkg/../manifest.json",
        "/manifest.json",
        "/pkg/nope.wasm",
        "/apis/%00",
        "/apis/%ff",
    ] {
        let page = served.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.body.contains("No way through here"), "{path}");
        assert!(!page.body.contains("<script>alert(1)"), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn the_gallery_is_for_builders_only() {
    let page = served().await.get("/gallery").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("There is nothing here") && !page.body.contains("<script"), "{}", page.body);
}

#[tokio::test]
async fn every_page_carries_its_protection() {
    let served = served().await;
    let (one, two) = (served.get("/").await, served.get("/nope").await);
    for page in [&one, &two] {
        let policy = page.header("content-security-policy");
        let script = policy.split(';').find(|part| part.trim().starts_with("script-src")).expect("a script policy");
        assert!(script.contains("'nonce-") && !script.contains("unsafe-inline"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(page.header("x-request-id").len(), 20);
        let nonce = script.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
        let scripts =
            page.body.matches("<script").count() - page.body.matches("<script type=\"application/json\"").count();
        assert_eq!(page.body.matches(&format!("nonce=\"{nonce}\"")).count(), scripts, "each script has it");
    }
    assert_ne!(one.header("content-security-policy"), two.header("content-security-policy"), "a nonce is used once");
    assert_ne!(one.header("x-request-id"), two.header("x-request-id"));
}

#[tokio::test]
async fn colours_are_the_visitors_choice() {
    let served = served().await;
    let choose = |theme: &str| {
        Request::post("/rpc/appearance/theme")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .header("referer", "http://localhost/apis/payments")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!("theme={theme}")))
            .expect("a request")
    };
    let chosen = served.ask(choose("dark")).await;
    assert_eq!((chosen.status, chosen.header("location")), (303, "/apis/payments"));
    assert!(chosen.header("set-cookie").starts_with("theme=dark;"));
    let nonsense = served.ask(choose("%22%3E%3Cscript%3E")).await;
    assert_eq!((nonsense.status, nonsense.header("set-cookie")), (400, ""));
    assert!(nonsense.body.contains("That could not be understood"), "{}", nonsense.body);

    let wear =
        |cookie: &'static str| Request::get("/").header("cookie", cookie).body(Body::empty()).expect("a request");
    assert!(
        served.ask(wear("theme=dark")).await.body.starts_with("<!DOCTYPE html><html lang=\"en\" data-theme=\"dark\">")
    );
    assert!(served.ask(wear("theme=\"><script>")).await.body.starts_with("<!DOCTYPE html><html lang=\"en\"><head>"));
}

#[tokio::test]
async fn reading_functions_answer_programs_too() {
    let served = served().await;
    let ask =
        |path: &str| Request::get(path).header("accept", "application/json").body(Body::empty()).expect("a request");
    let list = served.ask(ask("/rpc/catalog/list")).await;
    assert_eq!(list.status, 200);
    assert!(list.body.contains("\"slug\":\"payments\""), "{}", list.body);
    let one = served.ask(ask("/rpc/catalog/product?slug=nope")).await;
    assert_eq!((one.status, one.body.as_str()), (404, "{\"code\":\"not_found\"}"));
    let bad = served.ask(ask("/rpc/catalog/product")).await;
    assert_eq!((bad.status, bad.body.as_str()), (400, "{\"code\":\"bad_request\"}"));
    let unknown = served.ask(ask("/rpc/catalog/nope")).await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("\"code\":\"not_found\""), "{}", unknown.body);
}
