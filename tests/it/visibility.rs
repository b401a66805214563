//! A version that is not for everybody: an address of it and an address of nothing get the same answer, whichever way
//! is tried.

use crate::harness::{Answer, Served, served};
use crate::sheets::{apply, files, product, spec};
use crate::sign_up::PASSWORD;
use axum::body::Body;
use http::Request;
use portcullis::content::folder::Files;
use portcullis::portal::{Client, Device};

/// What only an approved developer may read, and what nobody but admins may.
const SECRETS: [&str; 6] = ["moonbeam", "MOONBEAM", "stardust", "STARDUST", "zeppelin", "ZEPPELIN"];

fn folder() -> Files {
    let of = |word: &str| {
        let path = format!("/{word}/{{id}}");
        spec(&format!("{} file", word.to_uppercase()), &[("get", &path, &format!("Read a {word}"))])
    };
    let mut all: Files = [
        product(
            "secret-base",
            "Secret MOONBEAM Base",
            "moonbeam only.",
            &[("sealed", &["visibility: private", "spec: a.json"])],
        ),
        product(
            "two-sides",
            "Two Sides",
            "One of them is for all.",
            &[
                ("draft-STARDUST", &["state: draft", "spec: b.json"]),
                ("private-MOONBEAM", &["visibility: private", "spec: a.json"]),
                ("gone-ZEPPELIN", &["state: retired", "spec: c.json"]),
                ("open", &[]),
            ],
        ),
    ]
    .into();
    all.insert("products/secret-base/a.json".to_owned(), of("moonbeam"));
    all.insert("products/two-sides/a.json".to_owned(), of("moonbeam"));
    all.insert("products/two-sides/b.json".to_owned(), of("stardust"));
    all.insert("products/two-sides/c.json".to_owned(), of("zeppelin"));
    all.extend(files(&[
        ("products/secret-base/docs/moonbeam-guide.md", "---\ntitle: moonbeam guide\n---\nThe moonbeam is bright.\n"),
        ("products/two-sides/docs/stardust-notes.md", "---\ntitle: stardust\npublished: false\n---\nSome stardust.\n"),
    ]));
    all
}

async fn ask(served: &Served, path: &str, accept: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header("accept", accept).header("cookie", cookie).body(Body::empty());
    served.ask(request.expect("a request")).await
}

/// Without what differs from request to request.
fn told(answer: &Answer, path: &str) -> String {
    let id = answer.header("x-request-id").to_owned();
    let policy = answer.header("content-security-policy").to_owned();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("no nonce");
    let mut body = answer.body.replace(nonce, "NONCE");
    if !id.is_empty() {
        body = body.replace(&id, "ID");
    }
    // The framework names what it waited for in any order.
    if let Some((before, after)) = body.split_once("__PENDING_RESOURCES=[") {
        let rest = after.split_once(']').map_or("", |(_, rest)| rest);
        body = format!("{before}{rest}");
    }
    // The page itself repeats where it is, for the way back from the sign-in.
    let (place, encoded) = (path.split('?').next().unwrap_or(path), path.replace('/', "%2F"));
    format!("{} {}", answer.status, body.replace(place, "PLACE").replace(&encoded, "PLACE"))
}

/// A function that is called by a plain form sends it back to its page.
fn accepted(path: &str) -> &'static [&'static str] {
    if path.starts_with("/rpc/") { &["application/json"] } else { &["text/html", "application/json"] }
}

/// Addresses of what `slug`, `version`, `operation` and `document` name.
fn addresses(slug: &str, version: &str, operation: &str, document: &str) -> Vec<String> {
    let page = format!("/apis/{slug}/{version}");
    let mut all: Vec<String> = ["", "/docs", "/reference", "/openapi.json", "/openapi.yaml", "/openapi.source"]
        .iter()
        .map(|end| format!("{page}{end}"))
        .collect();
    all.push(format!("{page}/reference/{operation}"));
    all.push(format!("{page}/docs/{document}"));
    for question in [
        format!("product?slug={slug}&version={version}"),
        format!("page?slug={slug}&place={version}"),
        format!("page?slug={slug}&place={version}%2Freference%2F{operation}"),
        format!("page?slug={slug}&place={version}%2Fdocs%2F{document}"),
        format!("operations?slug={slug}&version={version}&shown="),
        format!("operation?slug={slug}&version={version}&key={operation}"),
        format!("document?slug={slug}&version={version}&document={document}"),
    ] {
        all.push(format!("/rpc/catalog/{question}"));
    }
    all
}

async fn developer(served: &Served) -> String {
    crate::sign_up::admin(&served.portal).await;
    let store = served.portal.store();
    let email = portcullis::domain::account::Email::parse("ada@example.com").expect("an address");
    let facts = store.sign_in_facts(&email).await.expect("facts").expect("an account");
    let bob = portcullis::domain::account::Account {
        id: "bob".to_owned(),
        email: portcullis::domain::account::Email::parse("bob@example.com").expect("an address"),
        role: portcullis::domain::account::Role::Developer,
        ..facts.account
    };
    let mut tx = store.begin().await.expect("a transaction");
    tx.add_account(&bob).await.expect("an account");
    tx.set_password("bob", &facts.password.expect("a password")).await.expect("it is set");
    tx.commit().await.expect("a commit");
    let device = Device { client: Client([192, 0, 2, 1].into()), agent: "a test" };
    let (secret, _) = served.portal.sign_in("bob@example.com", PASSWORD, &device).await.expect("in");
    format!("portcullis={}", secret.expose())
}

async fn operation_key(served: &Served, cookie: &str) -> String {
    let found = ask(served, "/rpc/catalog/list?q=moonbeam+id", "application/json", cookie).await;
    let key = found.body.split("/reference/").nth(1).and_then(|rest| rest.split('"').next());
    key.unwrap_or_else(|| panic!("no operation in {}", found.body)).to_owned()
}

#[tokio::test]
async fn what_is_hidden_answers_like_what_is_not_there() {
    let served = served().await;
    apply(&served.portal, &folder(), false).await.expect("applied");
    let bob = developer(&served).await;
    let key = operation_key(&served, &bob).await;
    for (slug, version, document, for_bob) in [
        ("secret-base", "sealed", "moonbeam-guide", true),
        ("two-sides", "private-MOONBEAM", "stardust-notes", true),
        ("two-sides", "draft-STARDUST", "stardust-notes", false),
        ("two-sides", "gone-ZEPPELIN", "stardust-notes", false),
    ] {
        let hidden = addresses(slug, version, &key, document);
        // As long as the true one, so that what repeats the address looks the same.
        let nothing = addresses(slug, &"x".repeat(version.len()), &key, document);
        for (hidden, nothing) in hidden.iter().zip(&nothing) {
            for accept in accepted(hidden) {
                let (one, other) = (ask(&served, hidden, accept, "").await, ask(&served, nothing, accept, "").await);
                assert_eq!(one.status, 404, "{hidden}");
                let blank = |answer, path: &str, name: &str| told(answer, path).replace(name, "NAME");
                let (one, other) = (blank(&one, hidden, version), blank(&other, nothing, &"x".repeat(version.len())));
                assert_eq!(one, other, "{hidden} is told from {nothing}");
            }
        }
        let there = ask(&served, &hidden[0], "text/html", &bob).await;
        assert_eq!(there.status == 200, for_bob, "{}: {}", hidden[0], there.status);
    }
    assert_eq!(ask(&served, "/apis/secret-base", "text/html", "").await.status, 404);
    assert_eq!(ask(&served, "/apis/secret-base", "text/html", &bob).await.status, 200);
}

#[tokio::test]
async fn nothing_that_everybody_reads_names_it() {
    let served = served().await;
    apply(&served.portal, &folder(), false).await.expect("applied");
    let bob = developer(&served).await;
    for path in [
        "/",
        "/?view=table",
        "/?sort=newest",
        "/apis/two-sides",
        "/apis/two-sides/open",
        "/sitemap.xml",
        "/robots.txt",
        "/rpc/catalog/list",
        "/rpc/catalog/product?slug=two-sides",
        "/rpc/catalog/page?slug=two-sides&place=open",
    ] {
        for accept in accepted(path) {
            let answer = ask(&served, path, accept, "").await;
            assert_eq!(answer.status, 200, "{path}");
            for secret in SECRETS {
                assert!(!answer.body.contains(secret), "{secret} in {path}: {}", answer.body);
            }
        }
    }
    for words in ["moonbeam", "MOONBEAM", "moon", "stardust", "zeppelin", "moonbeam guide", "two sides moonbeam"] {
        let path = format!("/rpc/catalog/list?q={}", words.replace(' ', "+"));
        let found = ask(&served, &path, "application/json", "").await;
        assert!(found.body.contains("\"total\":0") && found.body.contains("\"hits\":[]"), "{words}: {}", found.body);
        let known = ask(&served, &path, "application/json", &bob).await;
        assert_eq!(!known.body.contains("\"total\":0"), words.contains("moon") || words.contains("MOON"), "{words}");
    }
}
