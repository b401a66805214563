//! From a name and an address to a first sign-in, and what a stranger learns on the way: nothing.

use crate::harness::{Letters, NOON, on_each_store, portal, portal_at, token_in};
use portcullis::domain::account::{AccountState, Email, FullName};
use portcullis::domain::settings::Settings;
use portcullis::domain::time::Timestamp;
use portcullis::portal::{Admin, Asked, Client, Device, LinkRefusal, NewAdmin, Portal, SignInRefusal};
use portcullis::storage::{Purpose, Store};

pub const PASSWORD: &str = "quay lantern otter seventeen";

fn client(last: u8) -> Client {
    Client([192, 0, 2, last].into())
}

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

fn name(text: &str) -> FullName {
    FullName::parse(text).expect("a name")
}

async fn sign_in(portal: &Portal, address: &str) -> Result<(), SignInRefusal> {
    portal.sign_in(address, PASSWORD, &Device { client: client(9), agent: "a test" }).await.map(drop)
}

pub async fn admin(portal: &Portal) -> Admin {
    let new = NewAdmin { email: email("ada@example.com"), name: name("Ada"), password: PASSWORD };
    portal.create_admin(new).await.expect("an admin");
    let device = Device { client: client(8), agent: "a test" };
    let (_, me) = portal.sign_in("ada@example.com", PASSWORD, &device).await.expect("in");
    me.as_admin().expect("an admin")
}

/// What is mailed to Bob after he, or somebody, asked to sign him up.
async fn asked(portal: &Portal, letters: &Letters) -> String {
    let said = portal.sign_up(&name("Bob Brown"), &email("bob@example.com"), client(1)).await.expect("an answer");
    assert_eq!(said, Asked::Mailed);
    letters.deliver(portal).await.pop().expect("a letter")
}

#[tokio::test]
async fn a_stranger_signs_up_confirms_and_waits() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store.clone()), Letters::new());
        admin(&portal).await;
        let letter = asked(&portal, &letters).await;
        assert!(
            letter.contains("To: ") && letter.contains("bob@example.com") && letter.contains("24 hours"),
            "{letter}"
        );
        let facts = store.sign_in_facts(&email("bob@example.com")).await.expect("an answer").expect("an account");
        assert_eq!((facts.account.state, facts.password), (AccountState::Unverified, None));

        let token = token_in(&letter);
        let weak = portal.set_password_by_link(Purpose::Confirm, &token, "bob brown").await;
        assert!(matches!(weak, Err(LinkRefusal::Unfit(_))), "a weak password uses up nothing");
        let state = portal.set_password_by_link(Purpose::Confirm, &token, PASSWORD).await.expect("confirmed");
        assert_eq!(state, AccountState::Pending);
        let told = sign_in(&portal, "bob@example.com").await;
        assert!(matches!(told, Err(SignInRefusal::NotIn { state: AccountState::Pending, .. })), "{told:?}");

        // The admin is told a little later, once, however many came.
        assert!(letters.deliver(&portal).await.is_empty());
        let later = portal_at(store, Timestamp(NOON.0 + 180_000));
        let digest = letters.deliver(&later).await;
        assert_eq!(digest.len(), 1);
        assert!(digest[0].contains("ada@example.com") && digest[0].contains("/admin/developers"), "{digest:?}");
        assert!(letters.deliver(&later).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_link_is_good_once_in_time_and_as_it_was_mailed() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store.clone()), Letters::new());
        let token = token_in(&asked(&portal, &letters).await);
        let set = async |portal: &Portal, purpose: Purpose, token: &str| {
            portal.set_password_by_link(purpose, token, PASSWORD).await
        };
        let mut tampered = token.clone();
        tampered.replace_range(0..1, if token.starts_with('0') { "1" } else { "0" });
        for wrong in ["", &tampered, &token[1..], &token.to_uppercase(), &"0".repeat(64)] {
            assert!(matches!(set(&portal, Purpose::Confirm, wrong).await, Err(LinkRefusal::Stale)), "{wrong}");
        }
        assert!(matches!(set(&portal, Purpose::Reset, &token).await, Err(LinkRefusal::Stale)), "for another purpose");
        let day_later = portal_at(store, Timestamp(NOON.0 + 24 * 3_600_000));
        assert!(matches!(set(&day_later, Purpose::Confirm, &token).await, Err(LinkRefusal::Stale)), "too old");
        // Two tabs at once: one gets it.
        let (one, two) = tokio::join!(set(&portal, Purpose::Confirm, &token), set(&portal, Purpose::Confirm, &token));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert!(matches!(set(&portal, Purpose::Confirm, &token).await, Err(LinkRefusal::Stale)), "used");
    })
    .await;
}

#[tokio::test]
async fn a_known_address_hears_the_truth_and_nobody_else_does() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store.clone()), Letters::new());
        admin(&portal).await;
        let said =
            async |address: &str| portal.sign_up(&name("Eve"), &email(address), client(2)).await.expect("an answer");
        assert_eq!(said("ada@example.com").await, said("new@example.com").await);
        let mut mails = letters.deliver(&portal).await;
        mails.sort_by_key(|mail| mail.contains("new@example.com"));
        assert!(mails[0].contains("already have an account") && !mails[0].contains("token="), "{}", mails[0]);
        assert!(!mails[0].contains("Eve"), "a stranger's words do not reach the owner");
        assert!(mails[1].contains("token="), "{}", mails[1]);
        let ask = async |address: &str| portal.forgot_password(&email(address), client(3)).await.expect("an answer");
        assert_eq!(ask("ada@example.com").await, ask("nobody@example.com").await);
        let mails = letters.deliver(&portal).await;
        assert_eq!(mails.len(), 1, "nobody is written to where there is nobody");
        assert!(mails[0].contains("/reset-password?token="), "{}", mails[0]);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_by_mail_ends_every_session_and_changes_no_state() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store), Letters::new());
        admin(&portal).await;
        let device = Device { client: client(4), agent: "" };
        let (session, _) = portal.sign_in("ada@example.com", PASSWORD, &device).await.expect("in");
        portal.forgot_password(&email("ADA@example.com"), client(4)).await.expect("an answer");
        let token = token_in(&letters.deliver(&portal).await.pop().expect("a letter"));
        let new = "harbour pencil violet nine";
        let state = portal.set_password_by_link(Purpose::Reset, &token, new).await.expect("set");
        assert_eq!(state, AccountState::Approved);
        assert!(portal.who(session.expose()).await.expect("an answer").is_none());
        assert!(matches!(sign_in(&portal, "ada@example.com").await, Err(SignInRefusal::Wrong)));
        portal.sign_in("ada@example.com", new, &device).await.expect("in with the new one");
    })
    .await;
}

#[tokio::test]
async fn settings_decide_who_may_sign_up_and_who_is_in_at_once() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store), Letters::new());
        let admin = admin(&portal).await;
        let set = async |settings: Settings| portal.change_settings(&admin, &settings, None).await.expect("changed");
        let ask =
            async |address: &str| portal.sign_up(&name("Bob"), &email(address), client(5)).await.expect("an answer");
        set(Settings { sign_up_open: false, ..Settings::default() }).await;
        assert_eq!(ask("bob@example.com").await, Asked::Closed);
        let domains = |text: &str| vec![text.to_owned()];
        set(Settings {
            allowed_domains: domains("example.com"),
            approved_domains: domains("example.com"),
            ..Settings::default()
        })
        .await;
        assert_eq!(ask("bob@elsewhere.example").await, Asked::Elsewhere);
        assert!(letters.deliver(&portal).await.is_empty());
        assert_eq!(ask("bob@example.com").await, Asked::Mailed);
        let token = token_in(&letters.deliver(&portal).await.pop().expect("a letter"));
        let state = portal.set_password_by_link(Purpose::Confirm, &token, PASSWORD).await.expect("set");
        assert_eq!(state, AccountState::Approved);
        sign_in(&portal, "bob@example.com").await.expect("in");
        let history = portal.audit(&admin, Some("settings_changed"), None, None).await.expect("rows");
        let keys: Vec<_> = history.items.iter().map(|note| note.row.subject.as_str()).collect();
        assert_eq!(keys, ["sign_up_open", "approved_domains", "allowed_domains", "sign_up_open"]);
    })
    .await;
}

#[tokio::test]
async fn strangers_run_out_of_mails_and_of_tries() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store), Letters::new());
        for last in 1..=7 {
            let said = portal.forgot_password(&email("bob@example.com"), client(last)).await.expect("an answer");
            assert_eq!(said, Asked::Mailed, "nobody is told that the address has had enough");
        }
        let said = portal.sign_up(&name("Bob"), &email("bob@example.com"), client(7)).await.expect("an answer");
        assert_eq!(said, Asked::Mailed);
        assert!(letters.deliver(&portal).await.is_empty(), "sign-up and reset share an address's five mails");
        for number in 0..20 {
            let address = email(&format!("p{number}@example.com"));
            assert_eq!(portal.forgot_password(&address, client(50)).await.expect("an answer"), Asked::Mailed);
        }
        let said = portal.forgot_password(&email("q@example.com"), client(50)).await.expect("an answer");
        assert_eq!(said, Asked::TooOften);
        let elsewhere = portal.forgot_password(&email("q@example.com"), client(51)).await.expect("an answer");
        assert_eq!(elsewhere, Asked::Mailed);
    })
    .await;
}

#[tokio::test]
async fn guesses_at_the_same_instant_are_not_all_the_first_one() {
    on_each_store(|store| async move {
        let portal = portal(store);
        admin(&portal).await;
        let guess = || {
            let portal = portal.clone();
            async move {
                let device = Device { client: client(6), agent: "" };
                portal.sign_in("ada@example.com", "guess", &device).await
            }
        };
        let answers = futures::future::join_all((0..30).map(|_| guess())).await;
        let tried = answers.iter().filter(|answer| matches!(answer, Err(SignInRefusal::Wrong))).count();
        assert_eq!(tried, 5, "the sixth waits, however they came");
    })
    .await;
}

#[tokio::test]
async fn the_setup_link_makes_the_first_admin_and_no_second() {
    on_each_store(|store: Store| async move {
        let portal = portal(store);
        let links = [portal.setup_link().await, portal.setup_link().await];
        let tokens = links.map(|link| token_in(&link.expect("an answer").expect("a link")));
        let set_up =
            async |token: &str, address: &str| portal.set_up(token, name("Ada"), email(address), PASSWORD).await;
        assert!(matches!(set_up(&"0".repeat(64), "eve@example.com").await, Err(LinkRefusal::Stale)));
        let account = set_up(&tokens[0], "ada@example.com").await.expect("an admin");
        assert_eq!(account.state, AccountState::Approved);
        for token in &tokens {
            assert!(matches!(set_up(token, "eve@example.com").await, Err(LinkRefusal::Stale)));
        }
        assert_eq!(portal.setup_link().await.expect("an answer"), None);
        sign_in(&portal, "ada@example.com").await.expect("in");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_wins_against_sign_ins_under_way() {
    use portcullis::identity::password::Passwords;
    use portcullis::portal::{Chance, Clock};
    on_each_store(|store| async move {
        let chance = Chance::System;
        // Costly, so that some wait for their turn while the password changes.
        let costly = Passwords::new(&chance);
        let (portal, letters) = (Portal::new(store, Clock::Fixed(NOON), chance, costly), Letters::new());
        admin(&portal).await;
        portal.forgot_password(&email("ada@example.com"), client(4)).await.expect("an answer");
        let token = token_in(&letters.deliver(&portal).await.pop().expect("a letter"));
        let mut tries = tokio::task::JoinSet::new();
        for last in 10..22 {
            let portal = portal.clone();
            tries.spawn(async move {
                let device = Device { client: client(last), agent: "" };
                portal.sign_in("ada@example.com", PASSWORD, &device).await.ok()
            });
        }
        portal.set_password_by_link(Purpose::Reset, &token, "harbour pencil violet nine").await.expect("set");
        while let Some(tried) = tries.join_next().await {
            if let Some((secret, _)) = tried.expect("a try") {
                assert!(portal.who(secret.expose()).await.expect("an answer").is_none(), "the old password let in");
            }
        }
    })
    .await;
}
