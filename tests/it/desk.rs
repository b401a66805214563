//! A small company for the tests of applications: two strategies, products with versions, an admin and developers.

use crate::harness::{NOON, portal, portal_at};
use crate::sheets::{sheet, version};
use crate::sign_up::admin;
use portcullis::domain::account::{Account, AccountState, Email, FullName, Role};
use portcullis::domain::application::NewApplication;
use portcullis::domain::sheet::{GatewayPath, Method, ProductSheet, StrategySheet, Upstream, VersionSheet};
use portcullis::domain::slug::Slug;
use portcullis::domain::time::Timestamp;
use portcullis::identity::secret::{Secret, hash};
use portcullis::portal::{Admin, Chance, Chosen, Portal, SignedIn};
use portcullis::storage::{NewSession, Store};

pub struct Desk {
    pub store: Store,
    pub portal: Portal,
    pub admin: Admin,
    /// Two developers who have nothing to do with each other.
    pub bob: SignedIn,
    pub eve: SignedIn,
}

pub fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

/// Orders v1 and v2 and Tides v1 take keys, Partners v1 tokens, Weather v1 nothing. Tides approves by itself.
pub async fn desk(store: Store) -> Desk {
    let portal = portal(store.clone());
    let admin = admin(&portal).await;
    let partner = StrategySheet {
        name: slug("partner"),
        display_name: "Partner login".to_owned(),
        description: String::new(),
        method: Method::OpenidConnect {
            issuer: "https://id.example/".to_owned(),
            audience: String::new(),
            credential_claim: "client_id".to_owned(),
            scopes: Vec::new(),
        },
    };
    portal.add_strategy(&admin, &partner).await.expect("a strategy");
    let served = |name: &str, path: &str, strategy: Option<&str>| VersionSheet {
        strategy: strategy.map(slug),
        path: GatewayPath::parse(path).ok(),
        upstream: Upstream::parse("http://127.0.0.1:9").ok(),
        ..version(name)
    };
    let key = Some("key-auth");
    for product in [
        ProductSheet {
            versions: vec![served("v2", "/orders/v2", key), served("v1", "/orders/v1", key)],
            ..sheet("orders", &[])
        },
        ProductSheet {
            versions: vec![VersionSheet { auto_approve: true, ..served("v1", "/tides", key) }],
            ..sheet("tides", &[])
        },
        ProductSheet { versions: vec![served("v1", "/partners", Some("partner"))], ..sheet("partners", &[]) },
        ProductSheet { versions: vec![served("v1", "/weather", None)], ..sheet("weather", &[]) },
    ] {
        portal.add_product(&admin, &product, &[]).await.expect("a product");
    }
    let (bob, eve) = (developer(&store, &portal, "bob").await, developer(&store, &portal, "eve").await);
    Desk { store, portal, admin, bob, eve }
}

/// Somebody approved and signed in.
pub async fn developer(store: &Store, portal: &Portal, id: &str) -> SignedIn {
    let account = Account {
        id: id.to_owned(),
        email: Email::parse(&format!("{id}@example.com")).expect("an address"),
        name: FullName::parse(id).expect("a name"),
        role: Role::Developer,
        state: AccountState::Approved,
        reason: None,
        created_at: NOON,
        decided_at: None,
        signed_in_at: None,
    };
    let secret = Secret::new(&Chance::System);
    let mut tx = store.begin().await.expect("a transaction");
    tx.add_account(&account).await.expect("an account");
    let session = NewSession { hash: &hash(secret.expose()), account_id: id, handle: id, agent: "a test", at: NOON };
    tx.add_session(&session).await.expect("a session");
    tx.commit().await.expect("a commit");
    portal.who(secret.expose()).await.expect("an answer").expect("somebody")
}

impl Desk {
    /// The same company at another moment.
    pub fn at(&self, now: Timestamp) -> Portal {
        portal_at(self.store.clone(), now)
    }

    pub async fn application(&self, me: &SignedIn, name: &str) -> String {
        self.portal.create_application(me, &named(name)).await.expect("an application")
    }

    pub async fn request(&self, me: &SignedIn, application: &str, api: (&str, &str)) -> String {
        let chosen = Chosen::Application(application.to_owned());
        let asked = self.portal.request_access(me, api.0, api.1, &chosen).await.expect("a request");
        asked.registration_id
    }
}

pub fn named(name: &str) -> NewApplication {
    NewApplication { name: name.to_owned(), ..NewApplication::default() }
}

pub fn partner(name: &str, reference_id: &str) -> NewApplication {
    NewApplication { strategy: "partner".to_owned(), reference_id: reference_id.to_owned(), ..named(name) }
}
