use super::*;
use crate::config::Proxy;
use crate::domain::account::AccountState;
use crate::domain::registration::RegistrationState;
use crate::domain::version::VersionState;

const HASH: [u8; 32] = [7; 32];

fn index() -> Index {
    Index::new(Arc::default(), Upstreams::new(Proxy::default(), Vec::new()))
}

/// Ada's and Bob's accounts, and an application of the owner's with a registration and a key.
fn rows(owner: &str) -> [Fact; 7] {
    let id = str::to_owned;
    let account = |name| Fact::Account(AccountFacts { id: id(name), state: AccountState::Approved });
    [
        account("ada"),
        account("bob"),
        Fact::Strategy(StrategyFacts {
            id: id("keys"),
            method: Method::KeyAuth { key_names: vec![id("x-api-key")], lifetime_days: None },
        }),
        Fact::Version(VersionFacts {
            id: id("orders"),
            name: id("v1"),
            product: id("orders"),
            state: VersionState::Published,
            strategy_id: Some(id("keys")),
            served: Some((id("/orders"), id("http://127.0.0.1:9"))),
            strip_path: true,
            limit: None,
        }),
        Fact::Application(ApplicationFacts {
            id: id("desk"),
            account_id: id(owner),
            strategy_id: id("keys"),
            reference_id: id("desk"),
        }),
        Fact::Registration(RegistrationFacts {
            id: id("desk-orders"),
            application_id: id("desk"),
            version_id: id("orders"),
            state: RegistrationState::Approved,
            spent: None,
        }),
        Fact::Credential(CredentialFacts {
            id: id("first"),
            application_id: id("desk"),
            hash: HASH,
            expires_at: None,
            revoked: false,
        }),
    ]
}

fn read(index: &mut Index, owner: &str) {
    index.begin_reading();
    rows(owner).into_iter().for_each(|row| index.put(row).expect("it hangs together"));
    index.end_reading();
}

/// Whose the key is, and what its application may do with how many versions.
fn known(index: &Index) -> Option<(String, Vec<Option<RegistrationState>>)> {
    index.facts.with_key(&HASH.into(), |key| {
        let states = key.application.registrations().map(Registration::state).collect();
        (key.application.account.id.to_string(), states)
    })
}

fn of(owner: &str) -> Option<(String, Vec<Option<RegistrationState>>)> {
    Some((owner.to_owned(), vec![Some(RegistrationState::Approved)]))
}

#[test]
fn what_one_reading_does_not_find_is_gone() {
    let mut index = index();
    read(&mut index, "ada");
    assert_eq!(known(&index), of("ada"));
    index.begin_reading();
    index.end_reading();
    assert_eq!(known(&index), None);
    assert!(index.facts.routes().find("/orders").is_none());
}

#[test]
fn a_key_that_was_gone_and_is_back_stays() {
    let mut index = index();
    read(&mut index, "ada");
    // Before anybody looked for it, everything had to be read anew.
    index.remove(Topic::Credential, "first");
    read(&mut index, "ada");
    assert_eq!(known(&index), of("ada"));
    index.remove(Topic::Credential, "first");
    index.settle();
    assert_eq!(known(&index), None);
}

#[test]
fn an_application_that_changes_hands_takes_all_with_it() {
    let mut index = index();
    read(&mut index, "ada");
    let [.., application, _, _] = rows("bob");
    assert!(index.put(application).is_err(), "its key is not asked for again by itself");
    read(&mut index, "bob");
    assert_eq!(known(&index), of("bob"));
    // The other way round it comes up while everything is read.
    index.begin_reading();
    assert!(rows("ada").into_iter().any(|row| index.put(row).is_err()));
    read(&mut index, "ada");
    assert_eq!(known(&index), of("ada"));
}
