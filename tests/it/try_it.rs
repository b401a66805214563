//! What a page learns before somebody tries an operation, and what it says where nobody can.

use crate::harness::{Served, on_each_store, portal, served};
use portcullis::domain::account::{Email, FullName};
use portcullis::domain::application::NewApplication;
use portcullis::domain::try_it::{Caller, Lock, WayIn};
use portcullis::domain::version::Audience;
use portcullis::portal::{Chosen, Client, Device, Error, NewAdmin, Portal, SignedIn};

const PASSWORD: &str = "quay lantern otter seventeen";

async fn somebody(portal: &Portal) -> SignedIn {
    let email = Email::parse("ada@example.com").expect("an address");
    let name = FullName::parse("Ada").expect("a name");
    portal.create_admin(NewAdmin { email, name, password: PASSWORD }).await.expect("an admin");
    let device = Device { client: Client([192, 0, 2, 1].into()), agent: "a test" };
    portal.sign_in("ada@example.com", PASSWORD, &device).await.expect("in").1
}

async fn registered(portal: &Portal, me: &SignedIn, slug: &str, version: &str, name: &str) -> String {
    let new = NewApplication { name: name.to_owned(), ..NewApplication::default() };
    let chosen = Chosen::New(new);
    portal.request_access(me, slug, version, &chosen).await.expect("asked").application_id
}

#[tokio::test]
async fn only_applications_that_are_let_in_can_be_chosen() {
    on_each_store(async |store| {
        let portal = portal(store).with_gateway("https://api.example");
        portal.load_demo(None).await.expect("the demo content");
        let me = somebody(&portal).await;
        let stranger = portal.way_in(None, "payments", "2026-06").await.expect("an answer");
        let lock = Some(Lock::Key { header: "x-partner-key".to_owned() });
        let base = "https://api.example/payments/2026-06".to_owned();
        assert_eq!(stranger, WayIn { base, lock, signed_in: false, callers: Vec::new() });

        registered(&portal, &me, "payments", "2026-06", "Waits").await;
        let waiting = portal.way_in(Some(&me), "payments", "2026-06").await.expect("an answer");
        assert_eq!((waiting.signed_in, waiting.callers.len()), (true, 0));
        let id = registered(&portal, &me, "address-validation", "2026-06", "Goes").await;
        let open = portal.way_in(Some(&me), "address-validation", "2026-06").await.expect("an answer");
        assert_eq!(open.callers, [Caller { id, name: "Goes".to_owned() }]);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_served_has_no_way_in() {
    let served = served().await;
    let open = served.portal.way_in(None, "quay-weather", "v1").await.expect("an answer");
    assert_eq!(open.lock, None);
    let token = served.portal.way_in(None, "partner-directory", "v1").await.map(|way| way.lock);
    assert!(matches!(token, Ok(Some(Lock::Token)) | Err(Error::NotFound)), "{token:?}");
    for (slug, version) in [("payments", "nothing"), ("nothing", "v1")] {
        assert!(matches!(served.portal.way_in(None, slug, version).await, Err(Error::NotFound)), "{slug} {version}");
    }
    let Served { portal, .. } = &served;
    let leaf = portal.operation(Audience::Everybody, "payments", "2026-06", "refundPayment").await.expect("a page");
    let html = leaf.html.as_str();
    assert!(html.contains("data-try>Try it</button>") && !html.contains(['\u{1}', '\u{2}']), "{html}");
    assert!(html.contains("'http://localhost:8000/payments/2026-06/payments/"), "samples call the gateway: {html}");
}
