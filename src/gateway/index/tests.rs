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
    [
        account("ada", AccountState::Approved),
        account("bob", AccountState::Approved),
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

/// Whose the key is, how their account stands, and what its application may do with which versions.
type Known = Option<(String, AccountState, Vec<Option<RegistrationState>>)>;

fn known(index: &Index) -> Known {
    index.facts.with_key(&HASH.into(), |Key { application, .. }| {
        let states = application.registrations().map(Registration::state).collect();
        (application.owner().id.to_string(), application.account(), states)
    })
}

fn of(owner: &str) -> Known {
    stands(owner, AccountState::Approved)
}

fn stands(owner: &str, state: AccountState) -> Known {
    Some((owner.to_owned(), state, vec![Some(RegistrationState::Approved)]))
}

fn account(name: &str, state: AccountState) -> Fact {
    Fact::Account(AccountFacts { id: name.to_owned(), state })
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
fn an_application_stands_as_its_owner_does_whoever_that_is() {
    let mut index = index();
    read(&mut index, "ada");
    let [.., application, _, _] = rows("bob");
    index.put(application).expect("both are known");
    assert_eq!(known(&index), of("bob"));
    index.put(account("ada", AccountState::Revoked)).expect("an account");
    index.settle();
    assert_eq!(known(&index), of("bob"));
    // Read once more, since the first time something went wrong behind it.
    for _ in 0..2 {
        index.put(account("bob", AccountState::Revoked)).expect("an account");
    }
    index.settle();
    assert_eq!(known(&index), stands("bob", AccountState::Revoked));
    read(&mut index, "ada");
    assert_eq!(known(&index), of("ada"));
}
