//! A developer's applications as a browser without a script sees them: pages and plain forms.

use crate::harness::{Answer, Served, served};
use crate::log;
use crate::sign_up::PASSWORD;
use axum::body::Body;
use http::Request;
use portcullis::domain::account::{Account, AccountState, Decision, Email, FullName, Role};
use portcullis::domain::apps::{ApplicationPage, QueueQuestion};
use portcullis::portal::{Admin, Client, Device, NewAdmin, SignedIn};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// A portal with Ada, its admin, and two developers.
struct Quay {
    served: Served,
    ada: Admin,
    bob: String,
    eve: String,
}

const NOWHERE: &str = "01980000-0000-7000-8000-000000000000";

impl Quay {
    async fn new() -> Self {
        let served = served().await;
        let email = |text: &str| Email::parse(text).expect("an address");
        let name = FullName::parse("Ada").expect("a name");
        let new = NewAdmin { email: email("ada@example.com"), name, password: PASSWORD };
        let ada = served.portal.create_admin(new).await.expect("an admin");
        let store = served.portal.store();
        let phc = store.password_of(&ada.id).await.expect("facts").and_then(|facts| facts.password);
        let phc = phc.expect("a password");
        let mut tx = store.begin().await.expect("a transaction");
        for name in ["bob", "eve"] {
            let address = email(&format!("{name}@example.com"));
            let (role, state) = (Role::Developer, AccountState::Approved);
            let account = Account { id: name.to_owned(), email: address, role, state, ..ada.clone() };
            tx.add_account(&account).await.expect("an account");
            tx.set_password(name, &phc).await.expect("it is set");
        }
        tx.commit().await.expect("a commit");
        let cookie = async |name: &str| {
            let device = Device { client: Client([192, 0, 2, 1].into()), agent: "a test" };
            let address = format!("{name}@example.com");
            served.portal.sign_in(&address, PASSWORD, &device).await.expect("in").0
        };
        let (ada, bob, eve) = (cookie("ada").await, cookie("bob").await, cookie("eve").await);
        let ada = served.portal.who(ada.expose()).await.expect("a session").expect("an admin");
        let ada = ada.as_admin().expect("an admin");
        let cookie = |secret: &portcullis::identity::secret::Secret| format!("portcullis={}", secret.expose());
        let (bob, eve) = (cookie(&bob), cookie(&eve));
        Self { served, ada, bob, eve }
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header("accept", "text/html").header("cookie", cookie);
        self.served.ask(request.body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, path: &str, cookie: &str, fields: &str) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookie);
        self.served.ask(request.body(Body::from(fields.to_owned())).expect("a request")).await
    }

    async fn who(&self, cookie: &str) -> SignedIn {
        let secret = cookie.split('=').nth(1).expect("a secret");
        self.served.portal.who(secret).await.expect("a session").expect("somebody")
    }

    /// Bob's, with access to shipment tracking asked for. The id of the application.
    async fn registered(&self) -> String {
        let fields = "application=new&name=Freight+desk&description=&reference_id=";
        let asked = self.post("/apis/shipment-tracking/v2/register", &self.bob, fields).await;
        assert_eq!(asked.status, 303, "{}", asked.body);
        let place = asked.header("location").strip_prefix("/apps/").expect("the application's page");
        place.strip_suffix("?done=pending").expect("it waits").to_owned()
    }

    async fn page(&self, id: &str) -> ApplicationPage {
        self.served.portal.application(&self.who(&self.bob).await, id).await.expect("the application")
    }

    async fn decide(&self, decision: Decision, reason: Option<&str>) {
        let queue = self.served.portal.queue(&self.ada, &QueueQuestion::default()).await.expect("a queue");
        let ids: Vec<_> = queue.items.into_iter().map(|row| row.registration.id).collect();
        let stepped = self.served.portal.decide_registrations(&self.ada, &ids, decision, reason).await;
        assert_eq!(stepped.expect("a decision").done, ids.len());
    }
}

fn id_of(answer: &Answer) -> String {
    let place = answer.header("location").strip_prefix("/apps/").unwrap_or_default();
    place.split('?').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_application_is_made_listed_edited_and_deleted() {
    let quay = Quay::new().await;
    let empty = quay.get("/apps", &quay.bob).await;
    assert!(empty.status == 200 && empty.body.contains("Register your first application"), "{}", empty.body);
    assert_eq!(empty.body.matches(">New App<").count(), 1);
    let form = quay.get("/apps/new", &quay.bob).await;
    for part in [">Auth strategy<", "data-optional>Reference ID</label>", "value=\"key-auth\"", "checked"] {
        assert!(form.body.contains(part), "{part}: {}", form.body);
    }
    let made = quay.post("/apps/new", &quay.bob, "name=Freight+desk&strategy=partner-key&reference_id=").await;
    let id = id_of(&made);
    assert_eq!((made.status, made.header("location")), (303, format!("/apps/{id}?done=created").as_str()));
    let page = quay.get(made.header("location"), &quay.bob).await;
    for part in
        ["<h1>Freight desk</h1>", "It is made.", "aria-labelledby=\"authentication\"", "aria-labelledby=\"apis\""]
    {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    let listed = quay.get("/apps?q=freight", &quay.bob).await;
    assert!(listed.body.contains("1 application<") && listed.body.contains(&format!("href=\"/apps/{id}\"")));
    assert!(quay.get("/apps?q=%3Cscript%3E", &quay.bob).await.body.contains("for “&lt;script&gt;”"));
    let others = quay.get("/apps", &quay.eve).await;
    assert!(others.body.contains("Register your first application"), "everybody sees their own");

    let edited =
        quay.post(&format!("/apps/{id}"), &quay.bob, "step=save&name=Yard&description=A%0AB&reference_id=yard").await;
    assert_eq!(edited.header("location"), format!("/apps/{id}?done=saved"));
    let page = quay.get(&format!("/apps/{id}"), &quay.bob).await;
    assert!(
        page.body.contains("<h1>Yard</h1>") && page.body.contains("A\nB</p>") && page.body.contains(">yard</code>")
    );

    let slip = quay.post(&format!("/apps/{id}"), &quay.bob, "step=delete&name=Freight+desk").await;
    assert!(slip.status == 422 && slip.body.contains("id=\"delete\" aria-labelledby=\"delete-title\" open>"));
    assert!(slip.body.contains("<span>Type the application’s name to delete it.</span>"), "{}", slip.body);
    let gone = quay.post(&format!("/apps/{id}"), &quay.bob, "step=delete&name=Yard").await;
    assert_eq!(gone.header("location"), "/apps?done=deleted");
    assert_eq!(quay.get(&format!("/apps/{id}"), &quay.bob).await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let quay = Quay::new().await;
    let fields = "name=+&description=It+sails&strategy=harbour-sign-in&reference_id=";
    let refused = quay.post("/apps/new", &quay.bob, fields).await;
    assert_eq!(refused.status, 422);
    for part in ["Enter a name of", "Enter the client’s id", ">\nIt sails</textarea>"] {
        assert!(refused.body.contains(part), "{part}: {}", refused.body);
    }
    let radio = refused.body.split("id=\"strategy-harbour-sign-in\"").nth(1).expect("the choice");
    assert!(radio.split('>').next().is_some_and(|radio| radio.contains("checked")), "{radio}");

    quay.post("/apps/new", &quay.eve, "name=Hers&reference_id=taken").await;
    let taken = quay.post("/apps/new", &quay.bob, "name=Mine&reference_id=taken").await;
    assert!(taken.status == 409 && taken.body.contains("This reference ID is taken."), "{}", taken.body);
    assert!(!taken.body.contains("Hers") && !taken.body.contains("eve@"), "it does not say whose");

    let id = id_of(&quay.post("/apps/new", &quay.bob, "name=Mine").await);
    let edit = quay.post(&format!("/apps/{id}"), &quay.bob, "step=save&name=Mine&reference_id=taken").await;
    assert!(edit.status == 409 && edit.body.contains("id=\"edit\" aria-labelledby=\"edit-title\" open>"));
    let key = quay.post(&format!("/apps/{id}/credentials"), &quay.bob, "name=&ends=2020-01-01").await;
    assert!(key.status == 422 && key.body.contains("id=\"generate\" aria-labelledby=\"generate-title\" open>"));
    assert!(key.body.contains("value=\"2020-01-01\"") && key.body.contains("Enter a name of"), "{}", key.body);
}

#[tokio::test]
async fn one_request_makes_an_application_and_asks_for_access() {
    let quay = Quay::new().await;
    let deep = quay.get("/apis/shipment-tracking/v2?register", "").await;
    let way_in = "/sign-in?return=/apis/shipment-tracking/v2?register";
    assert_eq!((deep.status, deep.header("location")), (303, way_in));
    assert!(quay.get(way_in, "").await.body.contains("name=\"return\" value=\"/apis/shipment-tracking/v2?register\""));
    let late = quay.post("/apis/shipment-tracking/v2/register", "", "application=new&name=X").await;
    assert_eq!((late.status, late.header("location")), (303, way_in));

    let popup = quay.get("/apis/shipment-tracking/v2?register", &quay.bob).await;
    for part in ["aria-label=\"Register for Shipment Tracking v2\"", ">Create an application<", ">Request Access<"] {
        assert!(popup.body.contains(part), "{part}: {}", popup.body);
    }
    let register = "/apis/shipment-tracking/v2/register";
    let nothing = quay.post(register, &quay.bob, "name=Half+typed").await;
    assert!(nothing.status == 422 && nothing.body.contains("Choose an application, or create one."));
    assert!(nothing.body.contains("value=\"Half typed\""));
    let nameless = quay.post(register, &quay.bob, "application=new&name=").await;
    assert!(nameless.status == 422 && nameless.body.contains("Enter a name of"), "{}", nameless.body);
    assert!(quay.get("/apps", &quay.bob).await.body.contains("Register your first"), "both or nothing");

    let id = quay.registered().await;
    let page = quay.get(&format!("/apps/{id}?done=pending"), &quay.bob).await;
    assert!(page.body.contains("Access requested.") && page.body.contains("data-state=\"pending\">Pending"));
    let again = quay.get("/apis/shipment-tracking/v2?register", &quay.bob).await;
    assert!(again.body.contains("Its request is waiting for approval."), "{}", again.body);
    let other = quay.get("/apis/payments/2026-06?register", &quay.bob).await;
    assert!(other.body.contains("An application works with one strategy only."), "{}", other.body);
    let mixed = quay.post("/apis/payments/2026-06/register", &quay.bob, &format!("application={id}")).await;
    assert!(mixed.status == 409 && mixed.body.contains("API key") && mixed.body.contains("Partner key"));
    let theirs = quay.post(register, &quay.eve, &format!("application={id}")).await;
    let unknown = quay.post(register, &quay.eve, &format!("application={NOWHERE}")).await;
    assert_eq!((theirs.status, unknown.status), (404, 404));

    let at_once = quay.post("/apis/address-validation/2026-06/register", &quay.bob, &format!("application={id}")).await;
    assert_eq!(at_once.header("location"), format!("/apps/{id}?done=approved"));
    let page = quay.get(at_once.header("location"), &quay.bob).await;
    assert!(page.body.contains("Access granted.") && page.body.contains("data-state=\"approved\">Approved"));
    for (place, why) in [
        ("/apis/quay-weather/v1?register", "there is nothing to register for"),
        ("/apis/shipment-tracking/v1?register", "Registration for this version is closed."),
    ] {
        let closed = quay.get(place, &quay.bob).await;
        assert!(
            closed.status == 200 && closed.body.contains(why) && !closed.body.contains("Request Access"),
            "{place}"
        );
    }
    let off = quay.get("/apis/shipment-tracking/v1", &quay.bob).await;
    assert!(off.body.contains("disabled aria-describedby=\"no-register\">Register</button>"), "{}", off.body);
}

#[tokio::test]
async fn a_rejected_request_is_asked_again_with_an_answer() {
    let quay = Quay::new().await;
    let id = quay.registered().await;
    quay.decide(Decision::Reject, Some("Say <b>what</b> for.")).await;
    let page = quay.get(&format!("/apps/{id}"), &quay.bob).await;
    assert!(
        page.body.contains("The reason given: “Say &lt;b&gt;what&lt;/b&gt; for.”") && page.body.contains(">Ask again<")
    );
    let registration = quay.page(&id).await.registrations[0].registration.id.clone();
    let form = format!("/apps/{id}/registrations/{registration}");
    let asked = quay.post(&form, &quay.bob, "step=ask_again&answer=For+the+yard").await;
    assert_eq!(asked.header("location"), format!("/apps/{id}?done=asked"));
    let page = quay.get(&format!("/apps/{id}"), &quay.bob).await;
    assert!(page.body.contains("Your answer: “For the yard”"));
    let twice = quay.post(&form, &quay.bob, "step=ask_again&answer=x").await;
    assert!(
        twice.status == 409 && twice.body.contains("waiting for approval, so that can’t be done"),
        "{}",
        twice.body
    );
    let back = quay.post(&form, &quay.bob, "step=unregister").await;
    assert_eq!(back.header("location"), format!("/apps/{id}?done=unregistered"));
    assert_eq!(quay.post(&form, &quay.bob, "step=unregister").await.status, 404);
}

#[tokio::test]
async fn nothing_of_an_application_is_for_anybody_else() {
    let quay = Quay::new().await;
    let id = quay.registered().await;
    quay.post(&format!("/apps/{id}/credentials"), &quay.bob, "name=Production").await;
    let page = quay.page(&id).await;
    let (key, registration) = (&page.credentials[0].id, &page.registrations[0].registration.id);
    let hers = id_of(&quay.post("/apps/new", &quay.eve, "name=Hers").await);
    let plain = |text: &str, id: &str| {
        let start = text.find("<main").expect("a page");
        text[start..].split("request-id").next().unwrap_or_default().replace(id, "ID")
    };
    let unknown = quay.get(&format!("/apps/{NOWHERE}"), &quay.eve).await;
    let theirs = quay.get(&format!("/apps/{id}"), &quay.eve).await;
    assert_eq!((theirs.status, unknown.status), (404, 404));
    assert_eq!(plain(&theirs.body, &id).split("<script").next(), plain(&unknown.body, NOWHERE).split("<script").next());
    for (form, fields) in [
        (format!("/apps/{id}"), "step=save&name=Mine"),
        (format!("/apps/{id}"), "step=delete&name=Freight+desk"),
        (format!("/apps/{id}/credentials"), "name=Mine"),
        (format!("/apps/{id}/credentials/{key}"), "step=rename&name=Mine"),
        (format!("/apps/{id}/credentials/{key}"), "step=rotate&overlap_days=0"),
        (format!("/apps/{id}/credentials/{key}"), "step=revoke"),
        (format!("/apps/{hers}/credentials/{key}"), "step=revoke"),
        (format!("/apps/{id}/registrations/{registration}"), "step=unregister"),
        (format!("/apps/{id}/registrations/{registration}"), "step=ask_again&answer=x"),
        (format!("/apps/{hers}/registrations/{registration}"), "step=unregister"),
    ] {
        let there = quay.post(&form, &quay.eve, fields).await;
        let nowhere = form.replace(&id, NOWHERE).replace(key, NOWHERE).replace(registration, NOWHERE);
        let nowhere = quay.post(&nowhere, &quay.eve, fields).await;
        assert_eq!((there.status, nowhere.status), (404, 404), "{form} {fields}");
        assert_eq!(plain(&there.body, &id), plain(&nowhere.body, NOWHERE), "{form} {fields}");
        let nobody = quay.post(&form, "", fields).await;
        assert_eq!(
            (nobody.status, nobody.header("location").starts_with("/sign-in?return=/apps/")),
            (303, true),
            "{form}"
        );
    }
    for cookie in [&quay.eve, &quay.bob] {
        let place = if *cookie == quay.bob { NOWHERE } else { &id };
        assert_eq!(quay.get(&format!("/apps/{place}/events"), cookie).await.status, 404);
    }
    let after = quay.page(&id).await;
    assert_eq!((after.application, after.registrations), (page.application, page.registrations), "nothing happened");
    assert_eq!(after.credentials, page.credentials);
}

fn key_in(body: &str) -> String {
    let field = body.split("id=\"api-key\"").nth(1).expect("the field");
    let key = field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its value");
    assert!(key.len() == 32 && key.starts_with("pk_"), "{key}");
    key.to_owned()
}

#[tokio::test]
async fn a_key_is_on_one_page_and_then_nowhere() {
    log::keep();
    let quay = Quay::new().await;
    let id = quay.registered().await;
    let page = format!("/apps/{id}");
    let shown = quay.post(&format!("{page}/credentials"), &quay.bob, "name=Production&ends=").await;
    assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store"));
    let key = key_in(&shown.body);
    // In the field and in the line for an env file; not in the data that a script starts from.
    assert_eq!(shown.body.matches(&key).count(), 2, "{}", shown.body);
    assert!(shown.body.contains(&format!("API_KEY={key}</code>")) && shown.body.contains(">Done</a>"));

    let credential = quay.page(&id).await.credentials[0].id.clone();
    let form = format!("{page}/credentials/{credential}");
    let renamed = quay.post(&form, &quay.bob, "step=rename&name=Live").await;
    assert_eq!(renamed.header("location"), format!("{page}?done=renamed"));
    let rotated = quay.post(&form, &quay.bob, "step=rotate&overlap_days=7").await;
    assert_eq!((rotated.status, rotated.header("cache-control")), (200, "no-store"));
    let second = key_in(&rotated.body);
    assert_ne!(key, second);
    let listed = quay.get(&page, &quay.bob).await;
    for part in ["data-state=\"rotating\">Rotating", "Not used since: it can be revoked.", "in 7 days"] {
        assert!(listed.body.contains(part), "{part}: {}", listed.body);
    }
    let twice = quay.post(&form, &quay.bob, "step=rotate&overlap_days=7").await;
    assert!(twice.status == 409 && twice.body.contains("has a successor already"), "{}", twice.body);
    let revoked = quay.post(&form, &quay.bob, "step=revoke").await;
    assert_eq!(revoked.header("location"), format!("{page}?done=revoked"));
    let final_word = quay.post(&form, &quay.bob, "step=revoke").await;
    assert!(final_word.status == 409 && final_word.body.contains("which is final"), "{}", final_word.body);

    for place in [page.as_str(), "/apps", "/apis/shipment-tracking/v2?register", "/account"] {
        let body = quay.get(place, &quay.bob).await.body;
        assert!(!body.contains(&key) && !body.contains(&second), "{place}");
    }
    let log = log::kept();
    assert!(log.contains("/credentials"), "the log was kept");
    assert!(!log.contains(&key) && !log.contains(&second), "a key is in the log");
}

#[tokio::test]
async fn an_open_page_hears_of_a_decision_within_a_second() {
    let quay = Quay::new().await;
    let id = quay.registered().await;
    let request = Request::get(format!("/apps/{id}/events")).header("host", "localhost").header("cookie", &quay.bob);
    let request = request.body(Body::empty()).expect("a request");
    let answer = quay.served.router.clone().oneshot(request).await.expect("an answer");
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    assert_eq!(
        (header("content-type").as_deref(), header("cache-control").as_deref()),
        (Some("text/event-stream"), Some("no-store"))
    );
    assert_eq!(header("content-encoding"), None);
    let mut lines = answer.into_body().into_data_stream();
    let mut next = async |within: u64| {
        use futures::StreamExt;
        let line = tokio::time::timeout(Duration::from_millis(within), lines.next()).await.expect("in time");
        line.map(|line| String::from_utf8(line.expect("a line").to_vec()).expect("text"))
    };
    assert_eq!(next(1000).await.as_deref(), Some("retry: 2000\n\n"));
    quay.decide(Decision::Approve, None).await;
    assert_eq!(next(1000).await.as_deref(), Some("data: changed\n\n"));
    // Somebody else's changes are nothing to it, and it ends with the session.
    quay.post("/apps/new", &quay.eve, "name=Hers").await;
    assert_eq!(next(6000).await.as_deref(), Some(": still here\n\n"));
    quay.post("/sign-out", &quay.bob, "").await;
    assert_eq!(next(6000).await, None);
}

#[tokio::test]
async fn a_decision_between_a_page_and_its_first_listening_is_heard() {
    let quay = Quay::new().await;
    let id = quay.registered().await;
    let page = async || {
        let page = quay.get(&format!("/apps/{id}"), &quay.bob).await.body;
        let address = page.split("data-follow=\"").nth(1).and_then(|rest| rest.split('"').next());
        address.expect("where it listens").to_owned()
    };
    let begins = async |address: &str| {
        use futures::StreamExt;
        let request = Request::get(address).header("host", "localhost").header("cookie", &quay.bob);
        let request = request.body(Body::empty()).expect("a request");
        let answer = quay.served.router.clone().oneshot(request).await.expect("an answer");
        let first = answer.into_body().into_data_stream().next().await.expect("a line").expect("a line");
        String::from_utf8(first.to_vec()).expect("text")
    };
    let before = page().await;
    assert_eq!(begins(&before).await, "retry: 2000\n\n");
    quay.decide(Decision::Approve, None).await;
    assert_eq!(begins(&before).await, "retry: 2000\n\ndata: changed\n\n");
    assert_eq!(begins(&page().await).await, "retry: 2000\n\n");
}

/// A page that is rendered may go on upon another thread each time it waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_wander_from_thread_to_thread() {
    let quay = Arc::new(Quay::new().await);
    let id = quay.registered().await;
    let mine = format!("/apps/{id}");
    for path in ["/", "/apis/payments", "/apis/payments/2026-06?register", "/apps", "/apps/new", &mine] {
        let asked = (0..40).map(|_| {
            let (quay, path) = (Arc::clone(&quay), path.to_owned());
            tokio::spawn(async move { quay.get(&path, &quay.bob).await.status })
        });
        for status in futures::future::join_all(asked).await {
            assert_eq!(status.expect("it ran"), 200, "{path}");
        }
    }
}
