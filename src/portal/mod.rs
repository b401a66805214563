//! The portal's verbs. Each is one transaction, shared by pages, REST, commands and tests.

mod catalog;
mod chance;
mod clock;
mod demo;
mod markdown;
mod memo;

pub use catalog::CARDS_A_PAGE;
pub use chance::Chance;
pub use clock::Clock;
pub use demo::DemoError;

use crate::domain::page::Page;
use crate::domain::product::Card;
use crate::storage::{self, Store};
use memo::Memo;
use std::sync::Arc;

/// What every use case stands on. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    store: Store,
    clock: Clock,
    chance: Chance,
    catalog_pages: Arc<Memo<Option<String>, Page<Card>>>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not yours: the same answer for both.
    #[error("not found")]
    NotFound,
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl Portal {
    pub fn new(store: Store, clock: Clock, chance: Chance) -> Self {
        Self { store, clock, chance, catalog_pages: Arc::new(Memo::new()) }
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
