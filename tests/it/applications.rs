//! Applications and their access, on both databases: one test a rule.

use crate::desk::{Desk, desk, named, partner};
use crate::harness::{Letters, on_each_store};
use portcullis::domain::account::Decision;
use portcullis::domain::application::NewApplication;
use portcullis::domain::apps::QueueQuestion;
use portcullis::domain::people::Step;
use portcullis::domain::registration::RegistrationState;
use portcullis::domain::settings::Settings;
use portcullis::portal::{Chosen, Error, PublishRefusal, Refusal, Stepped};

fn code<T: std::fmt::Debug>(done: Result<T, Refusal>) -> &'static str {
    done.expect_err("a refusal").code()
}

async fn ask(desk: &Desk, application: &str, slug: &str, version: &str) -> Result<RegistrationState, Refusal> {
    let chosen = Chosen::Application(application.to_owned());
    desk.portal.request_access(&desk.bob, slug, version, &chosen).await.map(|asked| asked.state)
}

#[tokio::test]
async fn an_application_has_one_strategy_for_life() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "Freight desk").await;
        let page = desk.portal.application(&desk.bob, &id).await.expect("a page");
        assert_eq!(page.strategy.display_name, "API key", "the portal's default");
        // Nothing that edits it takes a strategy, and the database keeps it, whoever writes.
        let wanted = NewApplication { strategy: "partner".to_owned(), ..named("Freight office") };
        desk.portal.edit_application(&desk.bob, &id, &wanted).await.expect("a new name");
        let page = desk.portal.application(&desk.bob, &id).await.expect("a page");
        assert_eq!(
            (page.application.name.as_str(), page.strategy.display_name.as_str()),
            ("Freight office", "API key")
        );
        let other = NewApplication { strategy: "nonsense".to_owned(), ..named("X") };
        assert_eq!(code(desk.portal.create_application(&desk.bob, &other).await), "invalid");
    })
    .await;
}

#[tokio::test]
async fn strategies_never_mix() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let (key, token) = (
            desk.application(&desk.bob, "Key").await,
            desk.portal.create_application(&desk.bob, &partner("Token", "client-1")).await.expect("an application"),
        );
        let refused = ask(&desk, &key, "partners", "v1").await.expect_err("another strategy");
        let told = refused.to_string();
        assert_eq!((refused.code(), refused.status()), ("strategy_mismatch", 409));
        assert!(told.contains("API key") && told.contains("Partner login"), "it names both: {told}");
        assert_eq!(code(ask(&desk, &token, "orders", "v1").await), "strategy_mismatch");
        assert_eq!(code(ask(&desk, &key, "weather", "v1").await), "nothing_to_register");
        // The pop-up shows what can't be used, and why.
        let dialog = desk.portal.register_dialog(&desk.bob, "partners", "v1").await.expect("a dialog");
        let told: Vec<_> = dialog.applications.iter().map(|one| (one.name.as_str(), one.unusable.is_some())).collect();
        assert_eq!(told, [("Token", false), ("Key", true)]);
        assert!(dialog.applications[1].unusable.as_ref().is_some_and(|why| why.contains("API key")));
        assert_eq!(ask(&desk, &token, "partners", "v1").await.expect("it fits"), RegistrationState::Pending);
    })
    .await;
}

#[tokio::test]
async fn a_request_waits_or_is_approved_at_once() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "A").await;
        assert_eq!(ask(&desk, &id, "orders", "v1").await.expect("asked"), RegistrationState::Pending);
        assert_eq!(ask(&desk, &id, "tides", "v1").await.expect("asked"), RegistrationState::Approved);
        assert_eq!(code(ask(&desk, &id, "orders", "v1").await), "already_registered");
        // Turning it on releases nothing that waits.
        let settings = Settings { auto_approve_registrations: true, ..Settings::default() };
        desk.portal.change_settings(&desk.admin, &settings, None).await.expect("settings");
        let page = desk.portal.application(&desk.bob, &id).await.expect("a page");
        let states: Vec<_> = page.registrations.iter().map(|row| row.registration.state).collect();
        assert_eq!(states, [RegistrationState::Pending, RegistrationState::Approved]);
        assert_eq!(ask(&desk, &id, "orders", "v2").await.expect("asked"), RegistrationState::Approved);
    })
    .await;
}

#[tokio::test]
async fn making_and_registering_are_one_step_or_none() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let count = async || desk.portal.my_apps(&desk.bob, "", None).await.expect("a list").page.total;
        // The version decides the strategy, whatever the form names.
        let new = NewApplication { strategy: "partner".to_owned(), ..named("Made in the pop-up") };
        let asked = desk.portal.request_access(&desk.bob, "orders", "v1", &Chosen::New(new)).await.expect("both");
        let page = desk.portal.application(&desk.bob, &asked.application_id).await.expect("a page");
        assert_eq!((page.strategy.display_name.as_str(), page.registrations.len()), ("API key", 1));
        assert_eq!(count().await, 1);
        let wrong = Chosen::New(named(""));
        assert_eq!(code(desk.portal.request_access(&desk.bob, "orders", "v1", &wrong).await), "invalid");
        let needed = Chosen::New(named("Without a client"));
        let refused = desk.portal.request_access(&desk.bob, "partners", "v1", &needed).await.expect_err("a field");
        assert_eq!(refused.fields().first().map(|(field, _)| *field), Some("reference_id"));
        assert_eq!(count().await, 1, "nothing is half done");
    })
    .await;
}

#[tokio::test]
async fn a_reference_is_taken_once_and_nobody_learns_by_whom() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        desk.portal.create_application(&desk.bob, &partner("A", "client-1")).await.expect("the first");
        let taken = desk.portal.create_application(&desk.eve, &partner("B", "client-1")).await.expect_err("taken");
        assert_eq!(taken.code(), "reference_taken");
        assert!(!taken.to_string().contains("bob"), "{taken}");
        let made = desk.application(&desk.eve, "C").await;
        let clash = NewApplication { reference_id: "client-1".to_owned(), ..named("C") };
        assert_eq!(code(desk.portal.edit_application(&desk.eve, &made, &clash).await), "reference_taken");
        let before = desk.portal.application(&desk.eve, &made).await.expect("a page").application.reference_id;
        assert_eq!(before.as_str().len(), 36, "one was made");
        desk.portal.edit_application(&desk.eve, &made, &named("D")).await.expect("left empty, it stays");
        assert_eq!(desk.portal.application(&desk.eve, &made).await.expect("a page").application.reference_id, before);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_yours_is_not_there() {
    on_each_store(|store| async move {
        let Desk { portal, bob, eve, admin, .. } = &desk(store).await;
        let mine = portal.create_application(bob, &named("Bob's")).await.expect("an application");
        let asked =
            portal.request_access(bob, "orders", "v1", &Chosen::Application(mine.clone())).await.expect("asked");
        let key = portal.generate_credential(bob, &mine, "Key", "").await.expect("a key").id;
        for id in [mine.as_str(), "nothing", "", "\0"] {
            let chosen = Chosen::Application(id.to_owned());
            assert!(matches!(portal.application(eve, id).await, Err(Error::NotFound)));
            assert_eq!(code(portal.edit_application(eve, id, &named("X")).await), "not_found");
            assert_eq!(code(portal.delete_application(eve, id, "Bob's").await), "not_found");
            assert_eq!(code(portal.request_access(eve, "tides", "v1", &chosen).await), "not_found");
            assert_eq!(code(portal.generate_credential(eve, id, "X", "").await), "not_found");
        }
        for id in [asked.registration_id.as_str(), "nothing", "\0"] {
            assert_eq!(code(portal.unregister(eve, id).await), "not_found");
            assert_eq!(code(portal.ask_again(eve, id, "Please").await), "not_found");
        }
        for id in [key.as_str(), "nothing", "\0"] {
            assert_eq!(code(portal.rename_credential(eve, id, "X").await), "not_found");
            assert_eq!(code(portal.rotate_credential(eve, id, 0).await), "not_found");
            assert_eq!(code(portal.revoke_credential(eve, id).await), "not_found");
        }
        assert_eq!(portal.my_apps(eve, "", None).await.expect("a list").page.total, 0);
        assert_eq!(portal.any_application(admin, &mine).await.expect("admins see it").credentials.len(), 1);
        assert_eq!(code(portal.delete_application(bob, &mine, "Bob").await), "invalid");
        portal.delete_application(bob, &mine, " Bob's ").await.expect("its name was typed");
        assert!(matches!(portal.application(bob, &mine).await, Err(Error::NotFound)));
        assert_eq!(
            portal.keys(admin, "", portcullis::domain::apps::KeyFilter::All, None).await.expect("keys").page.total,
            0
        );
        assert_eq!(portal.queue(admin, &QueueQuestion::default()).await.expect("a queue").total, 0);
    })
    .await;
}

#[tokio::test]
async fn a_private_version_is_asked_for_by_who_sees_it_and_a_closed_one_by_nobody() {
    on_each_store(|store| async move {
        let Desk { portal, bob, admin, .. } = &desk(store).await;
        let id = portal.create_application(bob, &named("A")).await.expect("an application");
        let chosen = Chosen::Application(id);
        let set = async |edit: fn(&mut portcullis::domain::sheet::VersionSheet)| {
            let edited = portal.edit_product(admin, "orders", &[], |sheet| {
                edit(&mut sheet.versions[0]);
                Ok(())
            });
            edited.await.expect("an edit");
        };
        set(|version| version.registration = false).await;
        assert_eq!(code(portal.request_access(bob, "orders", "v2", &chosen).await), "registration_closed");
        set(|version| version.state = portcullis::domain::version::VersionState::Draft).await;
        assert_eq!(code(portal.request_access(bob, "orders", "v2", &chosen).await), "not_found");
        assert_eq!(code(portal.request_access(bob, "nothing", "v2", &chosen).await), "not_found");
        assert_eq!(code(portal.request_access(bob, "<b>", "\0", &chosen).await), "not_found");
    })
    .await;
}

#[tokio::test]
async fn a_decision_is_made_once_and_told_to_both_sides() {
    on_each_store(|store| async move {
        let (desk, letters) = (desk(store).await, Letters::new());
        let Desk { portal, admin, .. } = &desk;
        let id = desk.application(&desk.bob, "Freight desk").await;
        let asked = desk.request(&desk.bob, &id, ("orders", "v1")).await;
        let told = letters.deliver(portal).await.concat();
        assert!(told.contains("ada@example.com") && told.contains("Freight desk"), "{told}");
        let ids = [asked.clone()];
        let reject = portal.decide_registrations(admin, &ids, Decision::Reject, Some("Which ships?")).await;
        assert_eq!(reject.expect("decided"), Stepped { done: 1, left: 0 });
        // The second admin is told that somebody was quicker.
        let again = portal.decide_registrations(admin, &ids, Decision::Reject, None).await.expect("an answer");
        assert_eq!(again, Stepped { done: 0, left: 1 });
        let told = letters.deliver(portal).await.concat();
        assert!(told.contains("bob@example.com") && told.contains("Which ships?"), "{told}");
        assert_eq!(code(ask(&desk, &id, "orders", "v1").await), "already_registered");
        portal.ask_again(&desk.bob, &asked, "All of them.").await.expect("asked again");
        assert!(letters.deliver(portal).await.concat().contains("All of them."));
        let page = portal.application(&desk.bob, &id).await.expect("a page");
        assert_eq!(page.registrations[0].registration.state, RegistrationState::Pending);
        assert_eq!(page.registrations[0].registration.reason.as_deref(), Some("Which ships?"));
        portal.decide_registrations(admin, &ids, Decision::Approve, None).await.expect("approved");
        assert_eq!(code(portal.ask_again(&desk.bob, &asked, "").await), "other_state");
        portal.decide_registrations(admin, &ids, Decision::Revoke, None).await.expect("revoked");
        assert_eq!(code(portal.unregister(&desk.bob, &asked).await), "other_state", "that would be a way around it");
        portal.decide_registrations(admin, &ids, Decision::Approve, None).await.expect("approved again");
        portal.unregister(&desk.bob, &asked).await.expect("given back");
        assert_eq!(ask(&desk, &id, "orders", "v1").await.expect("anew"), RegistrationState::Pending);
        assert!(desk.store.verify_audit().await.expect("an answer").is_ok());
    })
    .await;
}

#[tokio::test]
async fn nobody_acts_on_a_session_that_has_ended() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "A").await;
        let revoke = Step::Decide(Decision::Revoke);
        desk.portal.step(&desk.admin, &["bob".to_owned()], revoke, None).await.expect("revoked");
        assert_eq!(code(desk.portal.create_application(&desk.bob, &named("B")).await), "not_found");
        assert_eq!(code(desk.portal.generate_credential(&desk.bob, &id, "K", "").await), "not_found");
        assert_eq!(code(ask(&desk, &id, "tides", "v1").await), "not_found");
    })
    .await;
}

#[tokio::test]
async fn there_is_a_most_that_one_developer_can_have() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let settings = Settings { applications_per_developer: 2, ..Settings::default() };
        desk.portal.change_settings(&desk.admin, &settings, None).await.expect("settings");
        desk.application(&desk.bob, "A").await;
        desk.application(&desk.bob, "B").await;
        assert_eq!(code(desk.portal.create_application(&desk.bob, &named("C")).await), "too_many_applications");
        let new = Chosen::New(named("C"));
        assert_eq!(code(desk.portal.request_access(&desk.bob, "tides", "v1", &new).await), "too_many_applications");
        let apps = desk.portal.my_apps(&desk.bob, "", None).await.expect("a list");
        assert!(apps.may_add.is_err_and(|why| why.contains('2')));
        desk.application(&desk.eve, "Others have their own").await;
    })
    .await;
}

#[tokio::test]
async fn a_version_keeps_its_strategy_as_long_as_somebody_is_registered() {
    on_each_store(|store| async move {
        let desk = desk(store).await;
        let id = desk.application(&desk.bob, "Freight desk").await;
        let asked = desk.request(&desk.bob, &id, ("orders", "v1")).await;
        let change = async || {
            let edited = desk.portal.edit_product(&desk.admin, "orders", &[], |sheet| {
                sheet.versions[1].strategy = Some(crate::desk::slug("partner"));
                Ok(())
            });
            edited.await
        };
        assert!(change().await.is_err(), "whatever the code forgot, the database refuses it");
        assert!(desk.portal.delete_product(&desk.admin, "orders").await.is_err());
        assert!(matches!(desk.portal.delete_strategy(&desk.admin, "partner").await, Err(PublishRefusal::InUse(_))));
        desk.portal.unregister(&desk.bob, &asked).await.expect("given back");
        change().await.expect("nobody is concerned any more");
    })
    .await;
}
