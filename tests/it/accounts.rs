//! Who gets in, who does not, and what is written down about it. On both databases.

use crate::harness::{NOON, on_each_store, portal, portal_at};
use portcullis::domain::account::{Account, AccountState, Email, FullName, Role};
use portcullis::domain::time::Timestamp;
use portcullis::portal::{
    Client, CreateRefusal, Device, LeaveRefusal, NewAdmin, PasswordRefusal, Portal, SignInRefusal,
};
use portcullis::storage::Store;

const PASSWORD: &str = "quay lantern otter seventeen";

fn device() -> Device<'static> {
    Device { client: Client([192, 0, 2, 1].into()), agent: "a test" }
}

fn new_admin<'a>(email: &str, password: &'a str) -> NewAdmin<'a> {
    let email = Email::parse(email).expect("an address");
    NewAdmin { email, name: FullName::parse("Ada Lovelace").expect("a name"), password }
}

async fn with_admin(store: Store) -> Portal {
    let portal = portal(store);
    portal.create_admin(new_admin("ada@example.com", PASSWORD)).await.expect("an admin");
    portal
}

/// The same person, with the state of the account set as it could have come to be.
async fn in_state(store: &Store, state: AccountState) -> Portal {
    let portal = with_admin(store.clone()).await;
    let phc = store.sign_in_facts(&Email::parse("ada@example.com").expect("an address")).await.expect("facts");
    let account = Account {
        id: "bob".to_owned(),
        email: Email::parse("bob@example.com").expect("an address"),
        name: FullName::parse("Bob").expect("a name"),
        role: Role::Developer,
        state,
        reason: None,
        created_at: NOON,
        decided_at: None,
        signed_in_at: None,
    };
    let mut tx = store.begin().await.expect("a transaction");
    tx.add_account(&account).await.expect("an account");
    tx.set_password("bob", &phc.and_then(|facts| facts.password).expect("a password")).await.expect("it is set");
    tx.commit().await.expect("a commit");
    portal
}

#[tokio::test]
async fn no_state_but_approved_yields_a_session() {
    for state in AccountState::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let store = crate::harness::sqlite_url(folder.path()).open_and_migrate().await.expect("a store");
        let portal = in_state(&store, state).await;
        let answer = portal.sign_in("bob@example.com", PASSWORD, &device()).await;
        match answer {
            Ok((_, me)) => assert!(state == AccountState::Approved && me.account().id == "bob"),
            Err(SignInRefusal::NotIn { state: told, .. }) => assert!(told == state && state != AccountState::Approved),
            Err(other) => panic!("{state:?}: {other}"),
        }
        let wrong = portal.sign_in("bob@example.com", "not the password", &device()).await.err();
        assert!(matches!(wrong, Some(SignInRefusal::Wrong)), "{state:?}: a wrong password learns nothing of the state");
    }
}

#[tokio::test]
async fn a_session_proves_one_person_until_it_ends() {
    on_each_store(|store| async move {
        let portal = with_admin(store).await;
        let (one, me) = portal.sign_in(" ADA@example.com ", PASSWORD, &device()).await.expect("in");
        let (two, _) = portal.sign_in("ada@example.com", PASSWORD, &device()).await.expect("in");
        assert_ne!(one.expose(), two.expose());
        assert_eq!(format!("{one:?}"), "Secret(hidden)");
        assert_eq!(portal.sessions(&me).await.expect("sessions").len(), 2);
        let who = portal.who(one.expose()).await.expect("an answer").expect("Ada");
        assert_eq!(who.account().email.as_str(), "ada@example.com");
        assert!(who.as_admin().is_ok());
        for forged in ["", "00", &"0".repeat(64), &one.expose()[1..]] {
            assert!(portal.who(forged).await.expect("an answer").is_none());
        }
        assert!(portal.end_session(&me, "somebody else's").await.is_err());
        portal.sign_out(&me).await.expect("out");
        assert!(portal.who(one.expose()).await.expect("an answer").is_none());
        assert!(portal.who(two.expose()).await.expect("an answer").is_some());
    })
    .await;
}

#[tokio::test]
async fn an_old_session_is_no_session() {
    on_each_store(|store| async move {
        let (secret, _) =
            with_admin(store.clone()).await.sign_in("ada@example.com", PASSWORD, &device()).await.expect("in");
        let later = |days: i64| portal_at(store.clone(), Timestamp(NOON.0 + days * 24 * 3_600_000));
        assert!(later(6).who(secret.expose()).await.expect("an answer").is_some(), "used: it lives on");
        assert!(later(12).who(secret.expose()).await.expect("an answer").is_some(), "used within seven days again");
        assert!(later(20).who(secret.expose()).await.expect("an answer").is_none(), "eight days unused");
        for day in [18, 24, 30] {
            assert!(later(day).who(secret.expose()).await.expect("an answer").is_some(), "day {day}");
        }
        assert!(later(31).who(secret.expose()).await.expect("an answer").is_none(), "thirty days are the end");
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    on_each_store(|store| async move {
        let portal = with_admin(store).await;
        let (here, me) = portal.sign_in("ada@example.com", PASSWORD, &device()).await.expect("in");
        let (elsewhere, _) = portal.sign_in("ada@example.com", PASSWORD, &device()).await.expect("in");
        let change = async |present: &str, wanted: &str| portal.change_password(&me, present, wanted).await;
        assert!(matches!(change("wrong", "another fine long secret").await, Err(PasswordRefusal::Wrong)));
        for weak in ["short", "password123", "ada@example.com", "aaaaaaaaaaaa", &"x".repeat(257)] {
            assert!(matches!(change(PASSWORD, weak).await, Err(PasswordRefusal::Unfit(_))), "{weak:?}");
        }
        assert!(portal.who(elsewhere.expose()).await.expect("an answer").is_some(), "a refusal changes nothing");
        change(PASSWORD, "harbour pencil violet nine").await.expect("changed");
        assert!(portal.who(here.expose()).await.expect("an answer").is_some());
        assert!(portal.who(elsewhere.expose()).await.expect("an answer").is_none());
        assert!(portal.sign_in("ada@example.com", PASSWORD, &device()).await.is_err());
        portal.sign_in("ada@example.com", "harbour pencil violet nine", &device()).await.expect("in");
    })
    .await;
}

#[tokio::test]
async fn guessing_is_slowed_but_locks_nobody_out() {
    on_each_store(|store| async move {
        let portal = with_admin(store.clone()).await;
        for _ in 0..5 {
            let answer = portal.sign_in("ada@example.com", "guess", &device()).await;
            assert!(matches!(answer, Err(SignInRefusal::Wrong)));
        }
        let answer = portal.sign_in("ada@example.com", PASSWORD, &device()).await;
        assert!(matches!(answer, Err(SignInRefusal::Wait(1))), "the sixth try waits: {:?}", answer.err());
        // Another process, a moment later.
        let other = portal_at(store, Timestamp(NOON.0 + 1_001));
        other.sign_in("ada@example.com", PASSWORD, &device()).await.expect("the owner gets in");
        let again = other.sign_in("ada@example.com", "guess", &device()).await;
        assert!(matches!(again, Err(SignInRefusal::Wrong)), "a success clears the count");
    })
    .await;
}

#[tokio::test]
async fn who_never_stops_guessing_keeps_nobody_else_out() {
    on_each_store(|store| async move {
        let portal = with_admin(store).await;
        let from = |a: u8, b: u8| Device { client: Client([10, 0, a, b].into()), agent: "" };
        // From one place for ever, then from sixty at once.
        for _ in 0..50 {
            portal.sign_in("ada@example.com", "guess", &from(0, 0)).await.expect_err("refused");
        }
        for number in 0..60 {
            portal.sign_in("ada@example.com", "guess", &from(1, number)).await.expect_err("refused");
        }
        let again = portal.sign_in("ada@example.com", "guess", &from(1, 5)).await;
        assert!(matches!(again, Err(SignInRefusal::Wait(30))), "{:?}", again.err());
        portal.sign_in("ada@example.com", PASSWORD, &device()).await.expect("the owner gets in at once");
    })
    .await;
}

#[tokio::test]
async fn a_stolen_session_does_not_get_to_guess_the_password() {
    on_each_store(|store| async move {
        let portal = with_admin(store).await;
        let (_, me) = portal.sign_in("ada@example.com", PASSWORD, &device()).await.expect("in");
        for _ in 0..5 {
            let answer = portal.delete_me(&me, "guess").await;
            assert!(matches!(answer, Err(LeaveRefusal::Wrong)));
        }
        let answer = portal.change_password(&me, PASSWORD, "harbour pencil violet nine").await;
        assert!(matches!(answer, Err(PasswordRefusal::Wait(1))), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn one_client_has_a_budget_over_all_addresses() {
    on_each_store(|store| async move {
        let portal = with_admin(store).await;
        for number in 0..60 {
            let answer = portal.sign_in(&format!("p{number}@example.com"), "guess", &device()).await;
            assert!(matches!(answer, Err(SignInRefusal::Wrong)), "try {number}");
        }
        let answer = portal.sign_in("ada@example.com", PASSWORD, &device()).await;
        assert!(matches!(answer, Err(SignInRefusal::Wait(60))));
        let elsewhere = Device { client: Client([198, 51, 100, 7].into()), agent: "" };
        portal.sign_in("ada@example.com", PASSWORD, &elsewhere).await.expect("others are not concerned");
    })
    .await;
}

#[tokio::test]
async fn the_demo_admin_gets_in_with_what_was_printed() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let (account, password) = portal.create_demo_admin().await.expect("an admin");
        let (_, me) = portal.sign_in(account.email.as_str(), &password, &device()).await.expect("in");
        assert!(me.as_admin().is_ok());
    })
    .await;
}

#[tokio::test]
async fn an_address_is_taken_once_whatever_its_case() {
    on_each_store(|store| async move {
        let portal = with_admin(store).await;
        let again = portal.create_admin(new_admin("Ada@Example.COM", PASSWORD)).await;
        assert!(matches!(again, Err(CreateRefusal::Taken)));
        let weak = portal.create_admin(new_admin("bob@example.com", "12345678901")).await;
        assert!(matches!(weak, Err(CreateRefusal::Password(_))));
    })
    .await;
}

#[tokio::test]
async fn the_audit_shows_what_was_changed_removed_or_slipped_in() {
    on_each_store(|store| async move {
        let portal = with_admin(store.clone()).await;
        portal.sign_in("ada@example.com", PASSWORD, &device()).await.expect("in");
        portal.sign_in("ada@example.com", "guess", &device()).await.expect_err("refused");
        assert_eq!(store.verify_audit().await.expect("an answer"), Ok(3));
    })
    .await;
    // What only somebody with the file itself could do.
    let tricks = [
        ("update audit set detail = '{}' where seq = 2", "row 2 is not what was written"),
        ("update audit set at = at + 1 where seq = 3", "row 3 is not what was written"),
        ("delete from audit where seq = 2", "row 2 is missing"),
        ("delete from audit where seq = 3", "row 3 is missing"),
        ("delete from audit where seq = 3; update audit_head set seq = 2", "row 2 is not what was written"),
        (
            "insert into audit select 4, at, actor, event, subject, detail, hash from audit where seq = 3",
            "row 4 was slipped in",
        ),
        (
            "insert into audit select 9, at, actor, event, subject, detail, hash from audit where seq = 3; \
             delete from audit where seq = 3",
            "row 3 is missing",
        ),
        (
            "insert into audit select 4, at, actor, event, subject, detail, hash from audit where seq = 3; \
             update audit_head set seq = 4",
            "row 4 is not what was written",
        ),
    ];
    for (sql, told) in tricks {
        let folder = tempfile::tempdir().expect("a folder");
        let url = crate::harness::sqlite_url(folder.path());
        let store = url.open_and_migrate().await.expect("a store");
        let portal = with_admin(store.clone()).await;
        portal.sign_in("ada@example.com", PASSWORD, &device()).await.expect("in");
        portal.sign_in("ada@example.com", "guess", &device()).await.expect_err("refused");
        let pool = sqlx::SqlitePool::connect(&url.to_string()).await.expect("the file");
        sqlx::raw_sql(sql).execute(&pool).await.expect("a trick");
        let found = store.verify_audit().await.expect("an answer").expect_err(sql);
        assert_eq!(found.to_string(), told, "{sql}");
    }
}
