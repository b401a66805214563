//! What hostile people write, through every field, page and mail that repeats it.

use crate::harness::{Answer, Letters, Served, served};
use crate::sheets::apply;
use crate::sign_up::PASSWORD;
use axum::body::Body;
use http::Request;
use portcullis::content::folder::Files;
use portcullis::domain::account::{Email, FullName};
use portcullis::portal::{Client, Device, NewAdmin};

/// Each would break out of a text, an attribute, a script, a comment or a style.
const CORPUS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "--><script>alert(1)</script><!--",
    "</option></select><b onmouseover=alert(1)>x",
];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn ask(served: &Served, method: &str, path: &str, cookie: &str, fields: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie)
        .body(Body::from(fields.to_owned()));
    served.ask(request.expect("a request")).await
}

#[tokio::test]
async fn nothing_that_people_write_becomes_markup() {
    let (served, letters) = (served().await, Letters::new());
    let portal = &served.portal;
    let device = Device { client: Client([192, 0, 2, 1].into()), agent: CORPUS[0] };
    let email = Email::parse("ada@example.com").expect("an address");
    let name = FullName::parse(CORPUS[1]).expect("a name");
    portal.create_admin(NewAdmin { email, name, password: PASSWORD }).await.expect("an admin");
    let (secret, _) = portal.sign_in("ada@example.com", PASSWORD, &device).await.expect("in");
    let cookie = format!("portcullis={}", secret.expose());
    let mut pages = Vec::new();
    for (number, text) in CORPUS.iter().enumerate() {
        let evil = encoded(text);
        let address = format!("eve{number}@example.com");
        let get = async |path: String| ask(&served, "GET", &path, &cookie, "").await;
        let post = async |path: &str, fields: String| ask(&served, "POST", path, &cookie, &fields).await;

        let said = post("/admin/developers/invite", format!("name={evil}&email={address}")).await;
        assert_eq!(said.status, 303, "{}", said.body);
        let known = portal.store().sign_in_facts(&Email::parse(&address).expect("an address")).await.expect("facts");
        let id = known.expect("an account").account.id;
        post("/admin/developers/decide", format!("account={id}&step=revoke&reason_revoke={evil}&return=/")).await;
        let mails = letters.deliver(portal).await;
        assert_eq!(mails.len(), 2, "an invitation and a decision");
        for mail in mails {
            let html = mail.split("text/html").nth(1).expect("a part of HTML");
            assert!(!html.contains(text), "{text} in a mail: {html}");
        }
        // The one who knows the password, if anybody did, would be told the reason.
        pages.push((text, get(format!("/admin/developers/{id}")).await));
        pages.push((text, get(format!("/admin/developers?state=all&q={evil}")).await));
        pages.push((text, get(format!("/admin/developers?state={evil}&after={evil}&done={evil}&left={evil}")).await));
        pages.push((text, get(format!("/admin/audit?event={evil}&subject={evil}&after={evil}")).await));
        pages.push((text, get(format!("/admin/audit?subject={id}")).await));
        pages.push((text, get(format!("/admin/mail?state={evil}&after={evil}")).await));
        for path in ["/sign-in?return=", "/sign-in?done=", "/sign-up?done=", "/verify?token=", "/reset-password?token="]
        {
            pages.push((text, get(format!("{path}{evil}")).await));
        }
        pages.push((text, get(format!("/setup?token={evil}")).await));
        pages.push((text, get(format!("/?after={evil}&q={evil}")).await));
        pages.push((text, get(format!("/apis/{evil}")).await));
        pages.push((text, post("/sign-up", format!("name={evil}&email={evil}")).await));
        pages.push((text, post("/forgot-password", format!("email={evil}")).await));
        pages.push((text, post("/sign-in", format!("email={evil}&password={evil}&return={evil}")).await));
        pages.push((text, post("/verify", format!("token={evil}&password={evil}")).await));
        pages.push((text, post("/setup", format!("token={evil}&name={evil}&email={evil}&password={evil}")).await));
        pages.push((text, post("/admin/developers/invite", format!("name={evil}&email={evil}")).await));
        let fields = format!("portal_name=&allowed_domains={evil}&approved_domains={evil}&sender={evil}");
        pages.push((text, post("/admin/settings", fields).await));
        assert_eq!(post("/admin/settings", format!("portal_name={evil}")).await.status, 303);
        pages.push((text, get("/admin/settings".to_owned()).await));
        pages.push((text, get("/admin/audit".to_owned()).await));
        assert_eq!(post("/account", format!("name={evil}")).await.status, 303);
        pages.push((text, get("/account".to_owned()).await));
        pages.push((text, get("/".to_owned()).await));
    }
    for (text, page) in pages {
        assert!(page.body.ends_with("</html>") || page.status == 303, "{}: {}", page.status, page.body);
        assert!(!page.body.contains(text), "{text} in {}", page.body);
    }
}

/// Where a text is cleaned Markdown it comes back written otherwise, so its words alone would not be found.
const RUNS: [&str; 9] = [
    "<script>",
    "<img src=x",
    "<svg/",
    " onerror=\"",
    " onload=\"",
    " onmouseover=\"",
    "href=\"javascript:",
    "src=\"javascript:",
    "<iframe",
];

/// As much of it as the shortest field takes.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// For a field that takes no blanks.
fn dense(text: &str) -> String {
    text.replace(' ', "/")
}

/// As the name of a file.
fn flat(text: &str) -> String {
    text.replace('/', "")
}

/// Everything of a product, its version, its document and its two strategies says `text`.
fn folder(slug: &str, text: &str) -> Files {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text");
    let file = quoted(&[&flat(text), ".json"].concat());
    let (all, short, dense) = (quoted(text), quoted(&short(text)), dense(text));
    let markdown = markdown(text);
    let product = format!(
        "slug: {slug}\nname: {all}\nsummary: {all}\ndescription: {}\nlabels: [{short}]\nattributes:\n  team: \
         [{all}]\nversions:\n- {{name: v1, state: published, strategy: {slug}-token, spec: {file}, upstream: {}, path: \
         /{slug}}}\n- {{name: v0, state: deprecated, sunset: 2031-01-01, strategy: {slug}-key}}\n",
        quoted(&markdown),
        quoted(&["https://up.example/", &dense].concat()),
    );
    let strategies = format!(
        "- {{name: {slug}-token, display_name: {all}, description: {all}, kind: openid_connect, issuer: {}, audience: \
         {all}, credential_claim: {all}, scopes: [{}]}}\n- {{name: {slug}-key, display_name: {all}, description: \
         {all}, kind: key_auth, key_names: [x-key]}}\n",
        quoted(&["https://id.example/", &dense].concat()),
        quoted(&dense),
    );
    let operation = serde_json::json!({
        "operationId": "evil", "summary": text, "description": markdown, "tags": [text],
        "responses": { "200": { "description": text } },
    });
    let spec = serde_json::json!({
        "openapi": "3.1.0", "info": { "title": text, "version": text, "description": markdown },
        "paths": { "/evil": { "get": operation } },
    });
    let document = format!("---\ntitle: {all}\n---\n\n{markdown}");
    let begin = format!("products/{slug}/");
    Files::from([
        ([&begin, "product.yaml"].concat(), product.into_bytes()),
        ([&begin, &flat(text), ".json"].concat(), spec.to_string().into_bytes()),
        ([&begin, "docs/evil.md"].concat(), document.into_bytes()),
        ("strategies.yaml".to_owned(), strategies.into_bytes()),
    ])
}

fn markdown(text: &str) -> String {
    format!(
        "{text}\n\n# {text}\n\n[{text}](javascript:alert(1))\n\n![x](javascript:alert(1))\n\n\
         <a href=javascript:alert(2)>a</a> <iframe src=/></iframe>\n\n```{text}\n{text}\n```\n\n\
         | {text} |\n|---|\n| {text} |\n"
    )
}

#[tokio::test]
async fn nothing_that_is_published_becomes_markup() {
    let served = served().await;
    let portal = &served.portal;
    crate::sign_up::admin(portal).await;
    let device = Device { client: Client([192, 0, 2, 1].into()), agent: "a test" };
    let (secret, _) = portal.sign_in("ada@example.com", PASSWORD, &device).await.expect("in");
    let cookie = format!("portcullis={}", secret.expose());
    for (number, text) in CORPUS.iter().enumerate() {
        let slug = format!("evil-{number}");
        let plan = apply(portal, &folder(&slug, text), false).await.unwrap_or_else(|told| panic!("{text}: {told:?}"));
        assert_eq!(plan.len(), 6, "{plan:?}");
        let (evil, product) = (encoded(text), format!("/admin/products/{slug}"));
        let strategy = format!("/admin/strategies/{slug}");
        let mut pages = Vec::new();
        for path in [
            "/".to_owned(),
            "/?view=table".to_owned(),
            format!("/?q={evil}"),
            format!("/?q={slug}&has={evil}&sort={evil}&view={evil}"),
            format!("/?has=team:{evil}&has=label:{}", encoded(&short(text))),
            format!("/apis/{slug}"),
            format!("/apis/{slug}?done={evil}"),
            format!("/apis/{slug}/v1"),
            format!("/apis/{slug}/v0"),
            format!("/apis/{slug}/v1/docs/evil"),
            format!("/apis/{slug}/v1/reference/evil"),
            format!("/admin/products?q={evil}&state={evil}"),
            format!("/admin/products?q={slug}&done={evil}"),
            "/admin/products/new".to_owned(),
            format!("{product}?done=from-spec"),
            format!("{product}/versions/v1?done={evil}"),
            format!("{product}/versions/v0"),
            format!("{product}/versions/new"),
            format!("{product}/docs/evil?done={evil}"),
            format!("{product}/docs/new"),
            format!("/admin/strategies?q={evil}"),
            "/admin/strategies".to_owned(),
            format!("{strategy}-token?done={evil}"),
            format!("{strategy}-key"),
            "/admin/audit".to_owned(),
        ] {
            let page = ask(&served, "GET", &path, &cookie, "").await;
            assert_eq!(page.status, 200, "{path}");
            pages.push((path, page));
        }
        let all = |names: &[&str]| names.iter().map(|name| format!("&{name}={evil}")).collect::<String>();
        let product_fields = all(&["name", "slug", "summary", "labels", "attributes", "image", "remove_image"]);
        let preview = format!("&description={0}&body={0}", encoded(&markdown(text)));
        let version_fields =
            all(&["name", "visibility", "strategy", "upstream", "path", "limit", "per", "sunset", "sunset_deprecate"]);
        let strategy_fields =
            all(&["name", "display_name", "description", "key_names", "lifetime_days", "issuer", "audience", "scopes"]);
        let document_fields = all(&["title", "slug", "parent", "order", "published"]);
        for (path, form) in [
            ("/admin/products/new".to_owned(), format!("form=new+product&step=save{product_fields}")),
            (product.clone(), format!("form={slug}&step=save{product_fields}{preview}")),
            (product.clone(), format!("form={slug}&step=preview{product_fields}{preview}")),
            (format!("{product}/versions/new"), format!("form=new+version&step=save{version_fields}")),
            (format!("{product}/versions/v1"), format!("form=v1&step=deprecate{version_fields}")),
            (format!("{product}/versions/v0"), format!("form=v0&step=save{version_fields}")),
            (format!("{product}/versions/v0"), format!("form={evil}&step=save{version_fields}")),
            (format!("{product}/docs/new"), format!("form=new+document&step=save{document_fields}{preview}")),
            (format!("{product}/docs/evil"), format!("form=evil&step=preview{document_fields}{preview}")),
            ("/admin/strategies/new".to_owned(), format!("form=new+strategy&step=save&kind={evil}{strategy_fields}")),
            (format!("{strategy}-key"), format!("form={slug}-key&step=save&kind=key_auth{strategy_fields}")),
            (
                format!("{strategy}-token"),
                format!("form={slug}-token&step=save&kind=openid_connect&credential_claim={evil}{strategy_fields}"),
            ),
        ] {
            let page = ask(&served, "POST", &path, &cookie, &form).await;
            let wanted = if form.contains("step=preview") { 200 } else { 422 };
            assert_eq!(page.status, wanted, "{path}: {form}");
            pages.push((path, page));
        }
        for (path, page) in pages {
            assert!(page.body.ends_with("</html>"), "{path}: {}", page.body);
            for part in [*text, &short(text), &dense(text), &flat(text)].into_iter().chain(RUNS) {
                assert!(!page.body.contains(part), "{part} in {path}: {}", page.body);
            }
        }
    }
    let sitemap = served.get("/sitemap.xml").await.body;
    assert!(sitemap.contains("/apis/evil-0</loc>"), "{sitemap}");
    assert!(CORPUS.iter().all(|text| !sitemap.contains(text)), "{sitemap}");
}
