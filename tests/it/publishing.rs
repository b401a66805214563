//! The forms by which admins publish, as browsers send them, and as nobody should.

use crate::harness::{Answer, Served, served};
use crate::sheets::{apply, files, product as product_file};
use crate::sign_up::{PASSWORD, admin};
use axum::body::Body;
use http::Request;
use portcullis::domain::version::{VersionState, Visibility};
use portcullis::portal::{Admin, Client, Device};

struct Desk {
    served: Served,
    admin: Admin,
    cookie: String,
}

async fn desk() -> Desk {
    let served = served().await;
    let admin = admin(&served.portal).await;
    let device = Device { client: Client([192, 0, 2, 1].into()), agent: "a test" };
    let (secret, _) = served.portal.sign_in("ada@example.com", PASSWORD, &device).await.expect("in");
    Desk { served, admin, cookie: format!("portcullis={}", secret.expose()) }
}

impl Desk {
    async fn ask(&self, method: &str, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("accept", "text/html").header("cookie", &self.cookie);
        let request = request.header("sec-fetch-site", "same-origin").header("content-type", kind);
        self.served.ask(request.body(body.into()).expect("a request")).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "text/plain", Body::empty()).await
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        self.ask("POST", path, "application/x-www-form-urlencoded", body.finish()).await
    }

    async fn upload(&self, path: &str, fields: &[(&str, &str)], file: Option<(&str, &str, &[u8])>) -> Answer {
        self.ask("POST", path, "multipart/form-data; boundary=x", multipart(fields, file)).await
    }
}

fn multipart(fields: &[(&str, &str)], file: Option<(&str, &str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    if let Some((field, name, bytes)) = file {
        let head = format!("--x\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    body
}

const SPEC: &[u8] = b"openapi: 3.1.0\ninfo: { title: Harbour Tides, version: 2.1.0 }\npaths: {}\n";

/// All that the form of a version sends where nothing was changed.
fn version(step: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("form", "v2"),
        ("step", step),
        ("visibility", "public"),
        ("strategy", "key-auth"),
        ("registration", "on"),
        ("strip_path", "on"),
        ("upstream", ""),
        ("path", ""),
        ("limit", ""),
        ("per", "minute"),
    ]
}

#[tokio::test]
async fn a_file_becomes_a_product_and_a_published_version() {
    let desk = desk().await;
    let file = Some(("spec", "..\\\\../../etc/tides.yaml", SPEC));
    let made = desk.upload("/admin/products/from-spec", &[("form", "from-spec")], file).await;
    assert_eq!((made.status, made.header("location")), (303, "/admin/products/harbour-tides?done=from-spec"));
    let product = desk.served.portal.sheet(&desk.admin, "harbour-tides", None).await.expect("a product").sheet;
    let kept = &product.versions[0];
    assert_eq!(kept.state, VersionState::Draft);
    assert_eq!(kept.spec.as_ref().map(|spec| spec.file.as_str()), Some("tides.yaml"));
    assert_eq!(kept.strategy.as_ref().map(ToString::to_string).as_deref(), Some("key-auth"));
    // It is nobody else's yet.
    assert_eq!(desk.served.get("/apis/harbour-tides").await.status, 404);

    let again = desk.upload("/admin/products/from-spec", &[("form", "from-spec")], file).await;
    assert!(again.status == 422 && again.body.contains("There is a product “harbour-tides” already"), "{}", again.body);

    let page = "/admin/products/harbour-tides/versions/v2";
    let published = desk.upload(page, &version("publish"), None).await;
    assert_eq!(published.header("location"), format!("{page}?done=published"));
    assert_eq!(desk.served.get("/apis/harbour-tides").await.status, 200);
    // A second press comes too late.
    let late = desk.upload(page, &version("publish"), None).await;
    assert!(late.status == 422 && late.body.contains("The version is published by now"), "{}", late.body);
    // Only what comes to an end has a day for it.
    let mut ending = version("deprecate");
    ending.push(("sunset_deprecate", "2027-02-30"));
    assert_eq!(desk.upload(page, &ending, None).await.status, 422);
    ending.push(("sunset_deprecate", ""));
    ending.retain(|(_, value)| *value != "2027-02-30");
    assert_eq!(desk.upload(page, &ending, None).await.status, 303);
    // The file was kept all along.
    assert!(desk.get(page).await.body.contains("tides.yaml"));
    assert_eq!(desk.send(page, &[("step", "delete")]).await.status, 303);
    assert_eq!(desk.get(page).await.status, 404);
}

#[tokio::test]
async fn a_refused_form_comes_back_with_all_that_was_typed() {
    let desk = desk().await;
    let page = "/admin/products/payments";
    let fields = [
        ("form", "payments"),
        ("step", "save"),
        ("name", ""),
        ("summary", "Kept <b>as it is</b>."),
        ("description", "a\r\nb"),
        ("labels", "\"a, b\", c"),
        ("attributes", "team"),
    ];
    let answer = desk.upload(page, &fields, Some(("image", "x.png", b"no picture"))).await;
    assert_eq!(answer.status, 422);
    for part in [
        "Nothing was saved. 3 fields need another look.",
        "value=\"Kept &lt;b&gt;as it is&lt;/b&gt;.\"",
        "value=\"&quot;a, b&quot;, c\"",
        "“team” is not written like",
        "An image is a PNG, JPEG or WebP file.",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    // One of another product leaves this form alone.
    assert!(!desk.get(page).await.body.contains("Kept"));
    let shown = desk.upload(page, &[("form", "payments"), ("step", "preview"), ("description", "**b**<script>")], None);
    let shown = shown.await;
    assert!(shown.status == 200 && shown.body.contains("<strong>b</strong>"), "{}", shown.body);
}

#[tokio::test]
async fn whatever_is_sent_is_answered_and_breaks_nothing() {
    let desk = desk().await;
    let (new, document) = ("/admin/products/payments/versions/new", "/admin/products/payments/docs/new");
    let refused = async |path: &str, fields: &[(&str, &str)], file: Option<(&str, &str, &[u8])>| {
        let answer = desk.upload(path, fields, file).await;
        assert!((400..500).contains(&answer.status), "{path} {fields:?} {file:?}: {}", answer.status);
    };
    // Whole but for what is given.
    let form = |given: &[(&'static str, &'static str)]| {
        let usual = version("save").into_iter().chain([("name", "v9")]).filter(|(name, _)| *name != "form");
        let usual = usual.filter(|(name, _)| !given.iter().any(|(other, _)| other == name)).collect::<Vec<_>>();
        [&[("form", "new version")], &usual[..], given].concat()
    };
    for name in ["", "new", "image", "..", "a/b", "<b>", "é", "2026-06", "v234567890123456789012345678901234567890x"] {
        refused(new, &form(&[("name", name)]), None).await;
    }
    for (field, value) in [
        ("strategy", "no-such"),
        ("strategy", "../x"),
        ("upstream", "file:///etc/passwd"),
        ("upstream", "http://x"),
        ("path", "/a/../b"),
        ("limit", "-1"),
        ("limit", "99999999999999999999"),
        ("limit", "0"),
        ("name", "a\0b"),
        ("per", "fortnight"),
        ("visibility", ""),
        ("visibility", "Public"),
        ("form", "v9"),
    ] {
        let path = if (field, value) == ("upstream", "http://x") { "//" } else { "" };
        let mut fields = form(&[(field, value), ("path", path)]);
        fields.retain(|known| *known != ("form", "new version") || field != "form");
        refused(new, &fields, None).await;
    }
    for file in ["", ".hidden", "a\0b", &"n".repeat(121)] {
        refused(new, &form(&[]), Some(("spec", file, SPEC))).await;
    }
    assert_eq!(desk.upload(new, &form(&[]), None).await.status, 303, "with nothing wrong it is taken");
    for spec in [&b"\0\0\0"[..], b"", b"[]", b"<html>", &[0xff; 100]] {
        refused("/admin/products/from-spec", &[], Some(("spec", "a.yaml", spec))).await;
    }
    for (field, value) in [("slug", "new"), ("slug", "../x"), ("parent", "no-such"), ("order", "1e9"), ("title", "")] {
        let fields = [("title", "T"), ("step", "save")].into_iter().filter(|(name, _)| *name != field);
        let fields: Vec<_> = fields.chain([(field, value)]).collect();
        refused(document, &fields, None).await;
    }
    for path in [
        "/admin/products/%00",
        "/admin/products/..%2f..",
        "/admin/products/%ff",
        "/admin/products/no-such",
        "/admin/products/payments/versions/%00",
        "/admin/products/payments/versions/no-such",
        "/admin/products/payments/docs/%00",
        "/admin/products/no-such/docs/new",
        "/admin/products/no-such/versions/new",
        "/admin/strategies/%00",
        "/admin/strategies/no-such",
    ] {
        for step in ["save", "delete", "preview", "publish", "nonsense", ""] {
            refused(path, &[("step", step), ("name", "v9"), ("title", "T"), ("display_name", "D")], None).await;
        }
        let page = desk.get(path).await;
        assert!((400..500).contains(&page.status), "{path}: {}", page.status);
    }
    // Not a form at all.
    for (kind, body) in [
        ("text/plain", "step=save"),
        ("multipart/form-data", "--x"),
        ("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\ncut"),
        ("application/json", "{}"),
    ] {
        let answer = desk.ask("POST", new, kind, body).await;
        assert!((400..500).contains(&answer.status), "{kind}: {}", answer.status);
    }
}

/// Its address leads to a form of the portal's own: nobody could ever open it.
#[tokio::test]
async fn nothing_is_called_by_a_word_of_the_portal_s_own_addresses() {
    let desk = desk().await;
    let told = "is a word of the portal’s own addresses: choose another.";
    let (product, docs) = ([("name", "New"), ("summary", "S.")], [("title", "New"), ("step", "save")]);
    let strategy = [("display_name", "New"), ("kind", "key_auth"), ("key_names", "x-key")];
    let named = version("save").into_iter().filter(|(name, _)| *name != "form");
    let named: Vec<_> = named.chain([("form", "new version"), ("name", "new")]).collect();
    for (path, form, fields) in [
        ("/admin/products/new", "new product", &product[..]),
        ("/admin/products/payments/versions/new", "new version", &named),
        ("/admin/products/payments/docs/new", "new document", &docs),
        ("/admin/strategies/new", "new strategy", &strategy),
    ] {
        let answer = desk.send(path, &[&[("form", form)], fields].concat()).await;
        assert!(answer.status == 422 && answer.body.contains(told), "{path}: {}", answer.body);
    }
    let spec = b"openapi: 3.1.0\ninfo: { title: From spec, version: 2.1.0 }\npaths: {}\n";
    let fields = [("form", "from-spec")];
    let answer = desk.upload("/admin/products/from-spec", &fields, Some(("spec", "a.yaml", spec))).await;
    assert!(answer.status == 422 && answer.body.contains("Make the product by hand."), "{}", answer.body);

    let mut folder = files(&[
        ("strategies.yaml", "- {name: new, display_name: N, kind: key_auth, key_names: [x-key]}\n"),
        ("products/orders/docs/new.md", "---\ntitle: New\n---\n"),
    ]);
    folder.extend([product_file("orders", "O", "S.", &[("new", &[])]), product_file("from-spec", "F", "S.", &[])]);
    let mistakes = apply(&desk.served.portal, &folder, false).await.expect_err("refused");
    for (mistake, place) in mistakes.iter().zip([
        "products/from-spec/product.yaml:1: slug:",
        "products/orders/docs/new.md:",
        "products/orders/product.yaml:5: versions[0].name:",
        "strategies.yaml:1: [0].name:",
    ]) {
        assert!(mistake.starts_with(place) && mistake.ends_with(told), "{place} {mistake}");
    }
    assert_eq!(mistakes.len(), 4, "{mistakes:?}");
}

/// What is missing never counts as chosen: nobody makes a version public or open by leaving something out.
#[tokio::test]
async fn a_part_of_a_version_s_form_publishes_nothing() {
    let desk = desk().await;
    let page = "/admin/products/harbour-tides/versions/v2";
    desk.upload("/admin/products/from-spec", &[("form", "from-spec")], Some(("spec", "a.yaml", SPEC))).await;
    let mut whole = version("save");
    let guarded = [("visibility", "private"), ("limit", "5"), ("upstream", "http://127.0.0.1:1")];
    whole.iter_mut().for_each(|pair| *pair = *guarded.iter().find(|(name, _)| *name == pair.0).unwrap_or(pair));
    assert_eq!(desk.upload(page, &whole, None).await.status, 303);
    let kept = async || {
        let product = desk.served.portal.sheet(&desk.admin, "harbour-tides", None).await.expect("a product");
        product.sheet.versions[0].clone()
    };
    let before = kept().await;
    assert!(before.strategy.is_some() && before.limit.is_some() && before.visibility == Visibility::Private);

    let publish: Vec<_> = whole.iter().map(|pair| if pair.0 == "step" { ("step", "publish") } else { *pair }).collect();
    let without = |field: &str| publish.iter().copied().filter(|(name, _)| *name != field).collect::<Vec<_>>();
    for (part, told) in [
        (vec![("step", "publish")], "The form did not arrive whole."),
        (without("form"), "The form did not arrive whole."),
        (vec![("form", "v2"), ("step", "publish")], "Choose who sees it."),
        (without("visibility"), "Choose who sees it."),
        (without("strategy"), "Nothing was saved. One field needs another look."),
        (without("upstream"), "Nothing was saved. One field needs another look."),
        (without("path"), "Nothing was saved. One field needs another look."),
        (without("limit"), "Nothing was saved. One field needs another look."),
        (without("per"), "Choose in which time so many requests may be made."),
        ([&without("visibility")[..], &[("visibility", "everybody")]].concat(), "Choose who sees it."),
        ([&without("form")[..], &[("form", "v1")]].concat(), "The form did not arrive whole."),
    ] {
        let sent = [desk.send(page, &part).await, desk.upload(page, &part, None).await];
        for answer in sent {
            assert!(answer.status == 422 && answer.body.contains(told), "{part:?}, {told}: {}", answer.body);
        }
        assert_eq!(kept().await, before, "{part:?}");
    }
    assert_eq!(desk.upload(page, &publish, None).await.status, 303);
    assert_eq!(desk.served.get("/apis/harbour-tides").await.status, 404, "it is published, but private");
}

#[tokio::test]
async fn pages_promise_only_what_is_kept() {
    let desk = desk().await;
    for path in ["/admin/products/payments", "/admin/products/payments/versions/2026-06"] {
        let page = desk.get(path).await.body;
        // What is said here is tried in `ties`.
        for claim in ["Nobody can bring that back.", "nothing is deleted, and you are told which"] {
            assert!(page.contains(claim), "{path}: {claim}: {page}");
        }
    }
}

#[tokio::test]
async fn a_page_carries_no_text_but_the_one_that_is_edited() {
    let desk = desk().await;
    let (page, first, other) = ("/admin/products/payments", "A guide of its own kind.", "Another kind of guide.");
    for (title, body) in [("First", first), ("Other", other)] {
        let fields = [("step", "save"), ("title", title), ("body", body), ("published", "on")];
        assert_eq!(desk.upload(&[page, "/docs/new"].concat(), &fields, None).await.status, 303);
    }
    for path in ["", "/versions/2026-06", "/versions/new", "/docs/new"] {
        let answer = desk.get(&[page, path].concat()).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.contains(first) && !answer.body.contains(other), "{path}: {}", answer.body);
    }
    let edited = desk.get(&[page, "/docs/first"].concat()).await.body;
    assert!(edited.contains(first) && !edited.contains(other), "{edited}");
    // What one document's form saves leaves the others as they are.
    let fields = [("step", "save"), ("title", "First"), ("slug", "first"), ("body", "New."), ("published", "on")];
    assert_eq!(desk.upload(&[page, "/docs/first"].concat(), &fields, None).await.status, 303);
    assert!(desk.get(&[page, "/docs/other"].concat()).await.body.contains(other));
    assert!(desk.get("/apis/payments/2026-06/docs/other").await.body.contains(other));
}

#[tokio::test]
async fn only_forms_with_files_may_be_large() {
    let desk = desk().await;
    let large = vec![b'a'; 21 * 1024 * 1024];
    let spec = Some(("spec", "a.yaml", large.as_slice()));
    for path in ["/admin/products/from-spec", "/admin/products/payments/versions/new"] {
        let form = if path.ends_with("new") { "new version" } else { "from-spec" };
        let answer = desk.upload(path, &[("form", form), ("step", "save"), ("name", "v9")], spec).await;
        assert!(answer.status == 422 && answer.body.contains("A file may have 20 MB at most."), "{path}");
    }
    let image = Some(("image", "a.png", &large[..600 * 1024]));
    let fields = [("form", "payments"), ("step", "save"), ("name", "P"), ("summary", "P")];
    let answer = desk.upload("/admin/products/payments", &fields, image).await;
    assert!(answer.status == 422 && answer.body.contains("500 KB at most"), "{}", answer.body);
    let document = "ä".repeat(900_000);
    let fields = [("title", "Long"), ("step", "save"), ("body", document.as_str()), ("published", "on")];
    let made = desk.upload("/admin/products/payments/docs/new", &fields, None).await;
    assert_eq!((made.status, made.header("location")), (303, "/admin/products/payments/docs/long?done=created"));
    let text = "a".repeat(6 * 1024 * 1024);
    let fields = [("title", "Long"), ("step", "save"), ("body", text.as_str())];
    assert_eq!(desk.upload("/admin/products/payments/docs/new", &fields, None).await.status, 413);

    let whole = vec![b'a'; 61 * 1024 * 1024];
    let spec = Some(("spec", "a.yaml", whole.as_slice()));
    assert_eq!(desk.upload("/admin/products/from-spec", &[], spec).await.status, 413);
    // Everything else stays as narrow as it was.
    let name = "a".repeat(3 * 1024 * 1024);
    for path in ["/account", "/admin/strategies/new", "/admin/settings", "/sign-in"] {
        assert_eq!(desk.send(path, &[("name", &name)]).await.status, 413, "{path}");
    }
}

#[tokio::test]
async fn documents_move_in_their_tree() {
    let desk = desk().await;
    let at = |slug: &str| format!("/admin/products/payments/docs/{slug}");
    let save = async |present: &str, title: &str, slug: &str, parent: &str| {
        let fields = [("step", "save"), ("title", title), ("slug", slug), ("parent", parent), ("published", "on")];
        desk.upload(&at(present), &fields, None).await.status
    };
    assert_eq!(save("new", "Café one", "", "").await, 303);
    assert_eq!(save("new", "Two", "", "cafe-one").await, 303);
    assert_eq!(save("new", "Again", "two", "").await, 422, "a slug is taken once");
    assert_eq!(save("cafe-one", "Café one", "one", "").await, 303);
    assert_eq!(save("one", "Café one", "one", "two").await, 422, "not below its own");
    assert_eq!(save("one", "Café one", "one", "one").await, 422, "not below itself");
    assert_eq!(desk.send(&at("one"), &[("step", "delete")]).await.status, 303);
    let sheet = desk.served.portal.sheet(&desk.admin, "payments", None).await.expect("a product").sheet;
    let two = sheet.documents.iter().find(|document| document.slug.as_str() == "two").expect("it stays");
    assert_eq!(two.parent, None);
}

#[tokio::test]
async fn a_strategy_in_use_stays() {
    let desk = desk().await;
    let refused = desk.send("/admin/strategies/harbour-sign-in", &[("step", "delete")]).await;
    assert!(refused.status == 422 && refused.body.contains("Nothing was changed."), "{}", refused.body);
    let new = [("form", "new strategy"), ("step", "save"), ("display_name", "Né w"), ("kind", "key_auth")];
    let unfit = desk.send("/admin/strategies/new", &new).await;
    assert!(unfit.status == 422 && unfit.body.contains("Name 1 to 10 headers."), "{}", unfit.body);
    let fields = [&new[..], &[("key_names", "X-Key, x-key"), ("lifetime_days", "")]].concat();
    let made = desk.send("/admin/strategies/new", &fields).await;
    assert_eq!((made.status, made.header("location")), (303, "/admin/strategies/ne-w?done=created"));
    assert_eq!(desk.send("/admin/strategies/new", &fields).await.status, 422, "a name is taken once");
    assert_eq!(desk.send("/admin/strategies/ne-w", &[("step", "default")]).await.status, 303);
    assert_eq!(desk.send("/admin/strategies/ne-w", &[("step", "delete")]).await.status, 422, "the default stays");
    assert_eq!(desk.send("/admin/strategies/key-auth", &[("step", "default")]).await.status, 303);
    assert_eq!(desk.send("/admin/strategies/ne-w", &[("step", "delete")]).await.status, 303);
}
