//! A portal with a few versions to register for, an admin, and developers who do.

use crate::harness::portal;
use crate::sheets::{apply, files, product};
use crate::sign_up::{PASSWORD, admin};
use portcullis::content::folder::Files;
use portcullis::domain::account::{Account, AccountState, Email, FullName, Role};
use portcullis::domain::application::NewApplication;
use portcullis::portal::{Admin, Chosen, Client, Device, Portal, SignedIn};
use portcullis::storage::Store;

pub struct Harbour {
    pub portal: Portal,
    pub store: Store,
    /// Ada.
    pub admin: Admin,
}

/// Payments and Orders wait for approval with API keys; Tides v1 uses another strategy with keys.
pub fn folder() -> Files {
    let mut all: Files = [
        product("orders", "Orders", "S.", &[("v1", &["strategy: key-auth"])]),
        product("payments", "Payments", "S.", &[("v2", &["strategy: key-auth"]), ("v1", &["strategy: key-auth"])]),
        product("tides", "Tides", "S.", &[("v1", &["strategy: partner"])]),
    ]
    .into();
    all.extend(files(&[(
        "strategies.yaml",
        "- name: partner\n  display_name: Partner\n  description: d\n  kind: key_auth\n  key_names: [x-partner]\n",
    )]));
    all
}

impl Harbour {
    pub async fn open(store: Store) -> Self {
        let portal = portal(store.clone());
        let admin = admin(&portal).await;
        apply(&portal, &folder(), false).await.expect("the products");
        Self { portal, store, admin }
    }

    /// Somebody whose id is also the beginning of the address, signed in.
    pub async fn person(&self, id: &str) -> SignedIn {
        let phc =
            self.store.password_of(&self.admin.account().id).await.expect("facts").and_then(|facts| facts.password);
        let account = Account {
            id: id.to_owned(),
            email: Email::parse(&format!("{id}@example.com")).expect("an address"),
            name: FullName::parse(&format!("Person {id}")).expect("a name"),
            role: Role::Developer,
            state: AccountState::Approved,
            ..self.admin.account().clone()
        };
        let mut tx = self.store.begin().await.expect("a transaction");
        tx.add_account(&account).await.expect("an account");
        tx.set_password(id, &phc.expect("a password")).await.expect("it is set");
        tx.commit().await.expect("a commit");
        self.sign_in(account.email.as_str()).await
    }

    pub async fn sign_in(&self, address: &str) -> SignedIn {
        let device = Device { client: Client([192, 0, 2, 50].into()), agent: "a test" };
        self.portal.sign_in(address, PASSWORD, &device).await.expect("in").1
    }

    /// A new application with the version's strategy, and its request; their ids.
    pub async fn ask(&self, me: &SignedIn, name: &str, slug: &str, version: &str) -> (String, String) {
        let new = NewApplication { name: name.to_owned(), ..NewApplication::default() };
        let asked = self.portal.request_access(me, slug, version, &Chosen::New(new)).await.expect("a request");
        (asked.application_id, asked.registration_id)
    }
}
