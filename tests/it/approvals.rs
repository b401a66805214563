//! Who decides about requests for access, and what happens when two decide at once. On both databases.

use crate::harbour::Harbour;
use crate::harness::{Letters, on_each_store};
use portcullis::domain::account::{Decision, Email};
use portcullis::domain::apps::QueueQuestion;
use portcullis::domain::registration::RegistrationState;
use portcullis::domain::sheet::VersionName;
use portcullis::domain::slug::Slug;
use portcullis::portal::{Decider, Error, PublishRefusal, Stepped};

fn everything() -> QueueQuestion {
    QueueQuestion::parse(None, Some("all"), None, None, None)
}

async fn name_approvers(harbour: &Harbour, version: &str, addresses: &[&str]) -> Result<(), PublishRefusal> {
    let addresses: Vec<_> = addresses.iter().map(|text| Email::parse(text).expect("an address")).collect();
    let (slug, version) = (Slug::parse("payments").expect("a slug"), VersionName::parse(version).expect("a name"));
    harbour.portal.edit_version(&harbour.admin, &slug, &version, &[], Some(&addresses), |_| Ok(())).await
}

#[tokio::test]
async fn an_approver_decides_about_the_versions_that_name_them_and_no_others() {
    on_each_store(|store| async move {
        let (harbour, letters) = (Harbour::open(store).await, Letters::new());
        let (bob, eve) = (harbour.person("bob").await, harbour.person("eve").await);
        let portal = &harbour.portal;
        assert!(matches!(portal.decider(&eve).await, Err(Error::NotFound)));
        name_approvers(&harbour, "v1", &["EVE@example.com", "eve@example.com"]).await.expect("named");
        let (_, payments) = harbour.ask(&bob, "Freight desk", "payments", "v1").await;
        let told = letters.deliver(portal).await.concat();
        assert!(told.contains("eve@example.com") && !told.contains("ada@example.com"), "{told}");
        let (_, orders) = harbour.ask(&bob, "Crane", "orders", "v1").await;
        let told = letters.deliver(portal).await.concat();
        assert!(told.contains("ada@example.com") && !told.contains("eve@example.com"), "{told}");

        let decider = portal.decider(&eve).await.expect("she decides");
        let queue = portal.queue(&decider, &everything()).await.expect("a queue");
        let seen: Vec<_> = queue.items.iter().map(|row| (row.api(), row.application.as_str())).collect();
        assert_eq!(seen, [("Payments v1".to_owned(), "Freight desk")]);
        assert_eq!(portal.waiting(&decider).await.expect("a number"), 1);
        assert_eq!(portal.waiting(&Decider::from(&harbour.admin)).await.expect("a number"), 2);
        let both = [payments.clone(), orders, "nothing\0".to_owned()];
        let stepped = portal.decide_registrations(&decider, &both, Decision::Approve, None).await.expect("decided");
        assert_eq!(stepped, Stepped { done: 1, left: 2 });

        // Named no more, she decides nothing more, not even with a page that is still open.
        name_approvers(&harbour, "v1", &[]).await.expect("named");
        let revoked = portal.decide_registrations(&decider, &[payments], Decision::Revoke, None).await;
        assert_eq!(revoked.expect("an answer"), Stepped { done: 0, left: 1 });
        assert!(matches!(portal.decider(&eve).await, Err(Error::NotFound)));
        let events: Vec<_> =
            portal.audit(&harbour.admin, Some("approvers_changed"), None, None).await.expect("rows").items;
        assert_eq!(events.len(), 2);
        assert_eq!(events[0].row.subject, "version payments v1");
    })
    .await;
}

#[tokio::test]
async fn an_approver_is_an_approved_account() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        harbour.person("eve").await;
        let refused = name_approvers(&harbour, "v2", &["eve@example.com", "x@example.com", "y@example.com"]).await;
        let Err(PublishRefusal::Faults(faults)) = refused else { panic!("it names strangers: {refused:?}") };
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].field == "approvers" && faults[0].what.ends_with("x@example.com, y@example.com."),
            "{faults:?}"
        );
        // What else is wrong is told with it.
        let (slug, version) = (Slug::parse("payments").expect("a slug"), VersionName::parse("v2").expect("a name"));
        let stranger = [Email::parse("x@example.com").expect("an address")];
        let edit = |sheet: &mut portcullis::domain::sheet::ProductSheet| {
            sheet.name.clear();
            Ok(())
        };
        let refused = harbour.portal.edit_version(&harbour.admin, &slug, &version, &[], Some(&stranger), edit).await;
        let Err(PublishRefusal::Faults(faults)) = refused else { panic!("two things are wrong: {refused:?}") };
        assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["name", "approvers"]);
        let sheet = harbour.portal.sheet(&harbour.admin, "payments", None).await.expect("a sheet");
        assert_eq!(sheet.approvers, []);
        name_approvers(&harbour, "v2", &["eve@example.com"]).await.expect("named");
        let sheet = harbour.portal.sheet(&harbour.admin, "payments", None).await.expect("a sheet");
        assert_eq!(sheet.approvers, [(version, vec!["eve@example.com".to_owned()])]);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_wins_and_the_other_is_told() {
    on_each_store(|store| async move {
        let (harbour, letters) = (Harbour::open(store).await, Letters::new());
        let bob = harbour.person("bob").await;
        let (_, id) = harbour.ask(&bob, "Freight desk", "payments", "v1").await;
        letters.deliver(&harbour.portal).await;
        let decider = Decider::from(&harbour.admin);
        let other = harbour.sign_in("ada@example.com").await.as_admin().expect("an admin");
        let other = Decider::from(&other);
        let ids = [id];
        let (one, two) = tokio::join!(
            harbour.portal.decide_registrations(&decider, &ids, Decision::Approve, None),
            harbour.portal.decide_registrations(&other, &ids, Decision::Reject, Some("Too late.")),
        );
        let (one, two) = (one.expect("an answer"), two.expect("an answer"));
        // An approved one can't be rejected, but a rejected one can be approved: then both were carried out, in turn.
        let queue = harbour.portal.queue(&decider, &everything()).await.expect("a queue");
        assert_eq!((one.done, queue.items[0].registration.state), (1, RegistrationState::Approved));
        assert_eq!((two.done + two.left, queue.items[0].registration.reason.clone()), (1, None));
        // The same step twice is taken once.
        let (one, two) = tokio::join!(
            harbour.portal.decide_registrations(&decider, &ids, Decision::Revoke, None),
            harbour.portal.decide_registrations(&other, &ids, Decision::Revoke, None),
        );
        let (one, two) = (one.expect("an answer"), two.expect("an answer"));
        assert_eq!((one.done + two.done, one.left + two.left), (1, 1));
        let told = letters.deliver(&harbour.portal).await;
        assert_eq!(told.len(), 1, "only what it is in the end is told: {told:?}");
    })
    .await;
}

#[tokio::test]
async fn the_queue_is_narrowed_and_searched() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        let (bob, eve) = (harbour.person("bob").await, harbour.person("eve").await);
        harbour.ask(&bob, "Freight desk", "payments", "v1").await;
        harbour.ask(&eve, "Crane 100%", "payments", "v2").await;
        harbour.ask(&eve, "Buoy", "tides", "v1").await;
        let found = async |search: &str, api: &str, person: &str| {
            let some = |text: &str| Some(text.to_owned());
            let question = QueueQuestion::parse(some(search), None, some(api), some(person), None);
            let page = harbour.portal.queue(&Decider::from(&harbour.admin), &question).await.expect("a page");
            assert_eq!(page.items.len(), page.total as usize);
            // They came in the same moment.
            let mut names: Vec<_> = page.items.into_iter().map(|row| row.application).collect();
            names.sort_unstable();
            names
        };
        assert_eq!(found("", "", "").await.len(), 3);
        assert_eq!(found("", "payments", "").await, ["Crane 100%", "Freight desk"]);
        assert_eq!(found("", "payments/v1", "").await, ["Freight desk"]);
        assert_eq!(found("", "", "eve").await, ["Buoy", "Crane 100%"]);
        assert_eq!(found("payments V1", "", "").await, ["Freight desk"]);
        assert_eq!(found("bob@", "", "").await, ["Freight desk"]);
        assert_eq!(found("0%", "", "").await, ["Crane 100%"]);
        assert_eq!(found("nothing", "", "").await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn an_admin_sees_what_hangs_on_an_account() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        let bob = harbour.person("bob").await;
        let (application, _) = harbour.ask(&bob, "Freight desk", "payments", "v1").await;
        harbour.ask(&bob, "Crane", "payments", "v2").await;
        for name in ["one", "two"] {
            harbour.portal.generate_credential(&bob, &application, name, "").await.expect("a key");
        }
        let keys = harbour.portal.keys(&harbour.admin, "freight", portcullis::domain::apps::KeyFilter::All, None).await;
        let ids = [keys.expect("keys").page.items[0].credential.id.clone(), "nothing".to_owned()];
        let revoked = harbour.portal.revoke_keys(&harbour.admin, &ids).await.expect("revoked");
        assert_eq!(revoked, Stepped { done: 1, left: 1 });
        let person = harbour.portal.person(&harbour.admin, "bob").await.expect("a person");
        let words = person.holdings.in_words();
        assert_eq!(words.as_deref(), Some("2 applications, 2 registrations and 1 active key"));
        let people = harbour.portal.people(&harbour.admin, &Default::default()).await.expect("people");
        let row = people.items.iter().find(|row| row.account.id == "bob").expect("Bob");
        assert_eq!(row.holdings, person.holdings);
    })
    .await;
}
