//! Signing in as a browser does it, without a script.

use crate::harness::{Answer, Served, served};
use axum::body::Body;
use http::Request;
use portcullis::domain::account::{Email, FullName};
use portcullis::portal::NewAdmin;

const PASSWORD: &str = "quay lantern otter seventeen";

async fn with_admin() -> Served {
    let served = served().await;
    let email = Email::parse("ada@example.com").expect("an address");
    let name = FullName::parse("Ada <b>Lovelace</b>").expect("a name");
    served.portal.create_admin(NewAdmin { email, name, password: PASSWORD }).await.expect("an admin");
    served
}

fn form(path: &str, cookie: &str, fields: &str) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie)
        .body(Body::from(fields.to_owned()))
        .expect("a request")
}

fn page(path: &str, cookie: &str) -> Request<Body> {
    Request::get(path).header("accept", "text/html").header("cookie", cookie).body(Body::empty()).expect("a request")
}

async fn sign_in(served: &Served, fields: &str) -> Answer {
    served.ask(form("/sign-in", "", fields)).await
}

/// The name and value that the browser would send back.
fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

const RIGHT: &str = "email=ada%40example.com&password=quay+lantern+otter+seventeen";

#[tokio::test]
async fn the_right_password_leads_back_to_where_one_was() {
    let served = with_admin().await;
    let away = served.ask(page("/account?tab=2&x=a%26b", "")).await;
    assert_eq!((away.status, away.header("location")), (303, "/sign-in?return=/account?tab=2%26x=a%2526b"));
    let shown = served.ask(page(away.header("location"), "")).await;
    assert!(shown.body.contains("name=\"return\" value=\"/account?tab=2&amp;x=a%26b\""), "{}", shown.body);

    let answer = sign_in(&served, &format!("{RIGHT}&return=%2Fapps%3Ftab%3D2")).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/apps?tab=2"));
    let set = answer.header("set-cookie");
    assert!(
        set.starts_with("portcullis=") && set.contains("; HttpOnly; SameSite=Lax") && !set.contains("Secure"),
        "{set}"
    );
    let cookie = cookie_of(&answer);
    let apps = served.ask(page("/apps", &cookie)).await;
    assert_eq!(apps.status, 200);
    assert!(
        apps.body.contains("Ada &lt;b>Lovelace") || apps.body.contains("Ada &lt;b&gt;Lovelace"),
        "the name is text"
    );
    assert!(!apps.body.contains("<b>Lovelace</b>"));
}

#[tokio::test]
async fn the_way_back_stays_on_the_site() {
    let served = with_admin().await;
    for elsewhere in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "javascript%3Aalert(1)"]
    {
        let answer = sign_in(&served, &format!("{RIGHT}&return={elsewhere}")).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{elsewhere}");
    }
}

#[tokio::test]
async fn a_refusal_keeps_the_address_and_tells_no_more() {
    let served = with_admin().await;
    let unknown = sign_in(&served, "email=nobody%40example.com&password=wrong-secret&return=%2Fapps").await;
    let wrong = sign_in(&served, "email=ada%40example.com&password=wrong-secret&return=%2Fapps").await;
    for (answer, address) in [(&unknown, "nobody@example.com"), (&wrong, "ada@example.com")] {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("set-cookie"), "");
        assert!(
            answer.body.contains("or the password is wrong") && answer.body.contains(&format!("value=\"{address}\""))
        );
        assert!(answer.body.contains("value=\"/apps\"") && !answer.body.contains("wrong-secret"));
        assert!(answer.body.ends_with("</html>"));
    }
    let hostile = sign_in(&served, "email=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&password=x").await;
    assert!(!hostile.body.contains("<script>alert(1)"), "{}", hostile.body);
    assert_eq!(sign_in(&served, "").await.status, 401);
}

#[tokio::test]
async fn a_cookie_from_before_is_not_taken_over() {
    let served = with_admin().await;
    let planted = format!("portcullis={}", "a".repeat(64));
    let answer = served.ask(form("/sign-in", &planted, RIGHT)).await;
    assert_ne!(cookie_of(&answer), planted, "a new session has a new id");
    assert_eq!(served.ask(page("/account", &planted)).await.status, 303, "the planted one proves nothing");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_the_cookie() {
    let served = with_admin().await;
    let cookie = cookie_of(&sign_in(&served, RIGHT).await);
    assert_eq!(served.ask(page("/account", &cookie)).await.status, 200);
    let out = served.ask(form("/sign-out", &cookie, "")).await;
    assert_eq!((out.status, out.header("location")), (303, "/"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(served.ask(page("/account", &cookie)).await.status, 303);
    assert_eq!(served.ask(form("/sign-out", "", "")).await.status, 303, "who is out may sign out");
}

#[tokio::test]
async fn nothing_of_an_account_is_for_strangers() {
    let served = with_admin().await;
    let list = Request::get("/rpc/session/list").header("accept", "application/json").body(Body::empty());
    let list = served.ask(list.expect("a request")).await;
    assert_eq!((list.status, list.body.as_str()), (401, "{\"code\":\"signed_out\"}"));
    for path in ["/account", "/account/password", "/account/sessions"] {
        let answer = served.ask(form(path, "", "name=Eve&present=x&wanted=y&session=z")).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/sign-in?return="), "{path}");
    }
}

#[tokio::test]
async fn name_and_password_are_changed_or_the_field_says_why_not() {
    let served = with_admin().await;
    let cookie = cookie_of(&sign_in(&served, RIGHT).await);
    let renamed = served.ask(form("/account", &cookie, "name=Countess+Ada")).await;
    assert_eq!((renamed.status, renamed.header("location")), (303, "/account?done=name"));
    let shown = served.ask(page("/account?done=name", &cookie)).await;
    assert!(shown.body.contains("Countess Ada") && shown.body.contains("Your name is changed."));
    let empty = served.ask(form("/account", &cookie, "name=+")).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Enter a name") && empty.body.contains("aria-invalid=\"true\""), "{}", empty.body);

    let weak =
        served.ask(form("/account/password", &cookie, "present=quay+lantern+otter+seventeen&wanted=short")).await;
    assert!(weak.status == 422 && weak.body.contains("Use at least 10 characters"), "{}", weak.body);
    let wrong = served.ask(form("/account/password", &cookie, "present=wrong&wanted=harbour+pencil+violet+nine")).await;
    assert!(wrong.status == 422 && wrong.body.contains("not your current password"));
    assert!(!wrong.body.contains("harbour pencil") && !wrong.body.contains("harbour+pencil"), "no password comes back");
    let fields = "present=quay+lantern+otter+seventeen&wanted=harbour+pencil+violet+nine";
    let changed = served.ask(form("/account/password", &cookie, fields)).await;
    assert_eq!((changed.status, changed.header("location")), (303, "/account?done=password"));
    assert_eq!(sign_in(&served, RIGHT).await.status, 401);
}
