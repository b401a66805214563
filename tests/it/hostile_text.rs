//! What hostile people write, through every field, page and mail that repeats it.

use crate::harness::{Answer, Letters, Served, served};
use crate::sign_up::PASSWORD;
use axum::body::Body;
use http::Request;
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
