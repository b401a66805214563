//! The portal's verbs. Each is one transaction, shared by pages, REST, commands and tests.

mod accounts;
mod audit;
mod budget;
mod catalog;
mod chance;
mod clock;
mod demo;
mod markdown;
mod memo;
mod people;
mod session;
mod sign_in;

pub use accounts::{CreateRefusal, NewAdmin, PasswordRefusal};
pub use budget::Client;
pub use catalog::CARDS_A_PAGE;
pub use chance::Chance;
pub use clock::Clock;
pub use demo::DemoError;
pub use session::{Admin, SignedIn};
pub use sign_in::{Device, SignInRefusal};

use crate::config::Abuse;
use crate::domain::page::Page;
use crate::domain::product::Card;
use crate::identity::password::Passwords;
use crate::storage::{self, Store};
use memo::Memo;
use std::sync::Arc;

/// What every use case stands on. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    store: Store,
    clock: Clock,
    chance: Chance,
    passwords: Passwords,
    abuse: Abuse,
    catalog_pages: Arc<Memo<Option<String>, Page<Card>>>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not yours: the same answer for both.
    #[error("not found")]
    NotFound,
    #[error("a password could not be hashed")]
    Hashing,
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl Portal {
    pub fn new(store: Store, clock: Clock, chance: Chance, passwords: Passwords) -> Self {
        let abuse = Abuse::default();
        Self { store, clock, chance, passwords, abuse, catalog_pages: Arc::new(Memo::new()) }
    }

    /// For an operator's command or server: the real clock, chance and cost of hashing.
    pub fn real(store: Store, abuse: Abuse) -> Self {
        let passwords = Passwords::new(&Chance::System);
        Self { abuse, ..Self::new(store, Clock::System, Chance::System, passwords) }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// A new row's id: the time first, so that rows made together lie together.
    fn new_id(&self) -> String {
        let instant = u64::try_from(self.clock.now().0).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(instant, &self.chance.bytes()).into_uuid().to_string()
    }
}
