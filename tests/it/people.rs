//! What admins do about people, and what nobody can do. On both databases.

use crate::harness::{Letters, NOON, on_each_store, portal};
use crate::sign_up::{PASSWORD, admin};
use portcullis::domain::account::{Account, AccountState, Decision, Email, FullName, Role};
use portcullis::domain::people::{PeopleQuestion, Step};
use portcullis::domain::settings::Settings;
use portcullis::domain::time::Timestamp;
use portcullis::portal::{Admin, Client, Device, InviteRefusal, Portal, Stepped};
use portcullis::storage::{NewSession, Store};

fn account(id: &str, address: &str, state: AccountState) -> Account {
    Account {
        id: id.to_owned(),
        email: Email::parse(address).expect("an address"),
        name: FullName::parse(&format!("Person {id}")).expect("a name"),
        role: Role::Developer,
        state,
        reason: None,
        created_at: NOON,
        decided_at: None,
        signed_in_at: None,
    }
}

async fn add(store: &Store, accounts: &[Account]) {
    let mut tx = store.begin().await.expect("a transaction");
    for account in accounts {
        tx.add_account(account).await.expect("an account");
    }
    tx.commit().await.expect("a commit");
}

async fn step(portal: &Portal, admin: &Admin, ids: &[&str], step: Step, reason: Option<&str>) -> Stepped {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    portal.step(admin, &ids, step, reason).await.expect("a step")
}

const APPROVE: Step = Step::Decide(Decision::Approve);
const REVOKE: Step = Step::Decide(Decision::Revoke);

#[tokio::test]
async fn a_decision_is_told_with_its_reason_and_ends_sessions() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store.clone()), Letters::new());
        let admin = admin(&portal).await;
        add(&store, &[account("bob", "bob@example.com", AccountState::Pending)]).await;
        assert_eq!(step(&portal, &admin, &["bob"], APPROVE, None).await, Stepped { done: 1, left: 0 });
        assert!(letters.deliver(&portal).await.concat().contains("/sign-in"));
        let mut tx = store.begin().await.expect("a transaction");
        let session = NewSession { hash: &[7; 32], account_id: "bob", handle: "h", agent: "", at: NOON };
        tx.add_session(&session).await.expect("a session");
        tx.commit().await.expect("a commit");
        let reason = Some("The contract has ended <b>today</b>.");
        assert_eq!(step(&portal, &admin, &["bob"], REVOKE, reason).await.done, 1);
        assert!(store.sessions_of("bob").await.expect("sessions").is_empty());
        let letter = letters.deliver(&portal).await.concat();
        assert!(letter.contains("The contract has ended"), "{letter}");
        let person = portal.person(&admin, "bob").await.expect("a person");
        assert_eq!(person.account.reason.as_deref(), reason);
        let events: Vec<_> = person.history.iter().map(|note| note.row.event.as_str()).collect();
        assert_eq!(events, ["revoked", "approved"]);
        // Approved again, the old reason is gone.
        step(&portal, &admin, &["bob"], APPROVE, None).await;
        assert_eq!(portal.person(&admin, "bob").await.expect("a person").account.reason, None);
    })
    .await;
}

#[tokio::test]
async fn many_at_once_change_those_that_can() {
    on_each_store(|store| async move {
        let portal = portal(store.clone());
        let admin = admin(&portal).await;
        let people = [
            account("a", "a@example.com", AccountState::Pending),
            account("b", "b@example.com", AccountState::Pending),
            account("c", "c@example.com", AccountState::Unverified),
        ];
        add(&store, &people).await;
        let me = admin.account().id.clone();
        let stepped = step(&portal, &admin, &["a", "b", "c", "nobody", &me], APPROVE, None).await;
        assert_eq!(stepped, Stepped { done: 2, left: 3 });
        assert_eq!(step(&portal, &admin, &["a"], Step::Delete, None).await.done, 1);
        assert!(portal.person(&admin, "a").await.is_err());
        assert_eq!(store.verify_audit().await.expect("an answer").expect("whole"), 5);
    })
    .await;
}

#[tokio::test]
async fn two_admins_can_not_remove_each_other_at_once() {
    on_each_store(|store| async move {
        let portal = portal(store.clone());
        let ada = admin(&portal).await;
        let id = "eve".to_owned();
        add(&store, &[account(&id, "eve@example.com", AccountState::Approved)]).await;
        step(&portal, &ada, &[&id], Step::MakeAdmin, None).await;
        let ada_knows = store.password_of(&ada.account().id).await.expect("facts").expect("Ada").password;
        let mut tx = store.begin().await.expect("a transaction");
        tx.set_password(&id, &ada_knows.expect("a password")).await.expect("it is set");
        tx.commit().await.expect("a commit");
        let device = Device { client: Client([192, 0, 2, 77].into()), agent: "" };
        let (_, eve) = portal.sign_in("eve@example.com", PASSWORD, &device).await.expect("in");
        let eve = eve.as_admin().expect("an admin");
        let (them, us) = ([id.clone()], [ada.account().id.clone()]);
        let (one, two) = tokio::join!(portal.step(&ada, &them, REVOKE, None), portal.step(&eve, &us, REVOKE, None));
        assert!(one.is_ok() != two.is_ok(), "who is revoked does nothing more: {one:?} {two:?}");
        assert_eq!(store.admins().await.expect("admins").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_invited_person_chooses_a_password_and_is_in() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store), Letters::new());
        let admin = admin(&portal).await;
        let invite = async |address: &str| {
            let email = Email::parse(address).expect("an address");
            portal.invite(&admin, FullName::parse("Bob").expect("a name"), email).await
        };
        // Signed up by somebody, never confirmed: the invitation takes its place.
        let bob = Email::parse("bob@example.com").expect("an address");
        let name = FullName::parse("Not Bob").expect("a name");
        portal.sign_up(&name, &bob, Client([192, 0, 2, 1].into())).await.expect("an answer");
        assert_eq!(letters.deliver(&portal).await.len(), 1);
        assert_eq!(invite("bob@example.com").await.expect("invited").name.as_str(), "Bob");
        assert!(matches!(invite("BOB@example.com").await, Err(InviteRefusal::Taken)));
        let token = crate::harness::token_in(&letters.deliver(&portal).await.concat());
        let purpose = portcullis::storage::Purpose::Confirm;
        let password = "harbour pencil violet nine";
        let state = portal.set_password_by_link(purpose, &token, password).await.expect("set");
        assert_eq!(state, AccountState::Approved);
    })
    .await;
}

#[tokio::test]
async fn people_are_found_page_by_page() {
    on_each_store(|store| async move {
        let portal = portal(store.clone());
        let admin = admin(&portal).await;
        let people: Vec<_> = (0..60)
            .map(|number| {
                let mut person =
                    account(&format!("p{number:02}"), &format!("p{number}@x.example"), AccountState::Pending);
                person.created_at = Timestamp(NOON.0 + number / 7);
                person.name = FullName::parse(if number == 3 { "100%_Émile" } else { "Somebody" }).expect("a name");
                person
            })
            .collect();
        add(&store, &people).await;
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let question = PeopleQuestion { after, ..PeopleQuestion::parse(None, None, None) };
            let page = portal.people(&admin, &question).await.expect("a page");
            assert_eq!(page.total, 60);
            seen.extend(page.items.into_iter().map(|row| row.account.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut expected: Vec<_> = people.iter().map(|person| (person.created_at, person.id.clone())).collect();
        expected.sort_by(|a, b| b.cmp(a));
        assert_eq!(seen, expected.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
        let found = async |search: &str| {
            let question = PeopleQuestion::parse(Some(search.to_owned()), Some("all"), None);
            portal.people(&admin, &question).await.expect("a page").total
        };
        for (search, count) in [("émile", 1), ("100%_", 1), ("%", 1), ("P1@X", 1), ("ada@", 1), ("nobody", 0), ("", 61)]
        {
            assert_eq!(found(search).await, count, "{search}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_was_signed_out_since_does_nothing_more() {
    on_each_store(|store| async move {
        let portal = portal(store.clone());
        let ada = admin(&portal).await;
        let device = Device { client: Client([192, 0, 2, 78].into()), agent: "" };
        let (_, me) = portal.sign_in("ada@example.com", PASSWORD, &device).await.expect("in");
        portal.sign_out(&me).await.expect("out");
        let name = FullName::parse("Eve").expect("a name");
        assert!(portal.rename_me(&me, &name).await.is_err());
        let late = me.as_admin().expect("it was one");
        let email = Email::parse("eve@example.com").expect("an address");
        assert!(portal.invite(&late, name.clone(), email.clone()).await.is_err());
        assert!(portal.step(&late, &[], APPROVE, None).await.is_err());
        assert!(portal.change_settings(&late, &Settings::default(), None).await.is_err());
        portal.invite(&ada, name, email).await.expect("her other session stands");
    })
    .await;
}

#[tokio::test]
async fn two_admins_change_different_settings() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let ada = admin(&portal).await;
        let shown = Settings::default();
        let closed = Settings { sign_up_open: false, ..shown.clone() };
        portal.change_settings(&ada, &closed, Some(&shown)).await.expect("changed");
        // From a page that was opened before that.
        let named = Settings { portal_name: "Harbour".to_owned(), ..shown.clone() };
        portal.change_settings(&ada, &named, Some(&shown)).await.expect("changed");
        let now = portal.settings().await.expect("settings");
        assert!(!now.sign_up_open && now.portal_name == "Harbour");
    })
    .await;
}
