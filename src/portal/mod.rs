//! The portal's verbs. Each is one transaction, shared by pages, REST, commands and tests.

mod accounts;
mod app_pages;
mod applications;
mod apply;
mod approvals;
mod approvers;
mod audit;
mod budget;
mod carry_out;
mod catalog;
mod clock;
mod credentials;
mod demo;
mod endings;
mod import;
mod letters;
mod limits;
mod memo;
mod misfits;
mod open_pages;
mod outbox;
mod people;
mod publishing;
mod refusal;
mod refusals;
mod registrations;
mod reread;
mod session;
mod settings;
mod sign_in;
mod sign_up;
mod ties;
mod try_it;
mod usage;

pub use crate::identity::chance::Chance;
pub use crate::storage::Form;
pub use accounts::{CreateRefusal, LeaveRefusal, NewAdmin, PasswordRefusal};
pub use apply::ApplyRefusal;
pub use approvers::{Decider, MOST_APPROVERS};
pub use budget::Client;
pub use catalog::CARDS_A_PAGE;
pub use clock::Clock;
pub use demo::{DemoError, ECHO, EchoWanted};
pub use import::{ImportRefusal, Mistake as ImportMistake};
pub use limits::AskGateway;
pub use outbox::Transport;
pub use people::{InviteRefusal, Stepped};
pub use publishing::{PublishRefusal, Spec};
pub use refusal::Refusal;
pub use registrations::Chosen;
pub use session::{Admin, SignedIn};
pub use sign_in::{Device, SignInRefusal};
pub use sign_up::{Asked, LinkRefusal};

use crate::config::Abuse;
use crate::domain::catalog::{CatalogQuestion, Found, Listing};
use crate::domain::product::{Leaf, Product};
use crate::domain::version::Audience;
use crate::identity::password::Passwords;
use crate::storage::{self, Store, Tx};
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
    /// The portal's own address, for links in mails.
    address: Arc<str>,
    /// The gateway's, for the calls that pages show.
    gateway_address: Arc<str>,
    /// Where the gateway in this process is the only one.
    gateway_limits: Option<AskGateway>,
    catalog_pages: Arc<Memo<(Audience, CatalogQuestion), Found>>,
    listings: Arc<Memo<Audience, Listing>>,
    products: Arc<Memo<ProductAsked, Product>>,
    documents: Arc<Memo<(Audience, [String; 3]), Leaf>>,
}

/// By whom, which product, and which version of it.
type ProductAsked = (Audience, String, Option<String>);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not yours: the same answer for both.
    #[error("not found")]
    NotFound,
    #[error("a password could not be hashed")]
    Hashing,
    #[error("a file was being read when the program ended that")]
    Interrupted,
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl Portal {
    pub fn new(store: Store, clock: Clock, chance: Chance, passwords: Passwords) -> Self {
        let abuse = Abuse::default();
        let address = "http://localhost:3000".into();
        Self {
            store,
            clock,
            chance,
            passwords,
            abuse,
            address,
            gateway_address: "http://localhost:8000".into(),
            gateway_limits: None,
            catalog_pages: Arc::new(Memo::new()),
            listings: Arc::new(Memo::new()),
            products: Arc::new(Memo::new()),
            documents: Arc::new(Memo::new()),
        }
    }

    /// For an operator's command or server: the real clock, chance and cost of hashing.
    pub fn real(store: Store, abuse: Abuse) -> Self {
        let passwords = Passwords::new(&Chance::System);
        Self { abuse, ..Self::new(store, Clock::System, Chance::System, passwords) }
    }

    /// Without a slash at its end.
    pub fn at(self, address: &str) -> Self {
        Self { address: address.into(), ..self }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Without a slash at its end.
    pub fn with_gateway(self, address: &str) -> Self {
        Self { gateway_address: address.into(), ..self }
    }

    /// Whom to ask what is left of limits.
    pub fn with_limits(self, ask: AskGateway) -> Self {
        Self { gateway_limits: Some(ask), ..self }
    }

    pub fn gateway_address(&self) -> &str {
        &self.gateway_address
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// A transaction for what the audit is told of. It takes its turn at once: two that lock the same rows in another
    /// order would wait for each other, and what one counts the other could change.
    async fn change(&self) -> Result<Tx, Error> {
        let mut tx = self.store.begin().await?;
        tx.take_turn().await?;
        Ok(tx)
    }

    /// The same for somebody: whoever was signed out or revoked since the request began does nothing more.
    async fn change_by(&self, me: &SignedIn) -> Result<Tx, Error> {
        let mut tx = self.change().await?;
        let account = tx.account(&me.account().id).await?.filter(|account| account.state.may_sign_in());
        let same = account.is_some_and(|account| account.role == me.account().role);
        if same && tx.session_stands(&me.account().id, me.handle()).await? { Ok(tx) } else { Err(Error::NotFound) }
    }

    /// A new row's id: the time first, so that rows made together lie together.
    fn new_id(&self) -> String {
        let instant = u64::try_from(self.clock.now().0).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(instant, &self.chance.bytes()).into_uuid().to_string()
    }
}
