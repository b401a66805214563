//! Where everything is kept. The only SQL of the program: one text that runs on SQLite and on PostgreSQL.

mod accepted;
mod accounts;
mod applications;
mod approvers;
mod attempts;
mod audit;
mod catalog;
mod changes;
mod connect;
mod credentials;
mod gateway;
mod migrate;
mod outbox;
mod people;
mod refusals;
mod registrations;
mod search;
mod sessions;
mod settings;
mod sheets;
mod specs;
mod spending;
mod strategies;
mod ties;
mod tokens;
mod usage;

pub use accounts::SignInFacts;
pub use applications::{ApplicationsAsked, StoredApplication};
pub use audit::NewAudit;
pub use catalog::{DocumentRow, KeptProduct};
pub use connect::DatabaseUrl;
pub use credentials::{EndingKey, KeyMoments};
pub use gateway::{
    AccountFacts, ApplicationFacts, Change, CredentialFacts, Fact, Nudges, RegistrationFacts, StrategyFacts, Topic,
    VersionFacts,
};
pub use outbox::{DueMail, NewMail};
pub use refusals::NewRefusal;
pub use registrations::{Registrable, StoredRegistration};
pub use search::{EntriesOf, EntryRow, FoundGroup, FoundGroups, NewEntry};
pub use sessions::{Hash, NewSession, SessionRow};
pub use sheets::StoredProduct;
pub use specs::{Form, NewPage, NewSpec, NoteRow, PageRow, StaleSpec};
pub use spending::Spent;
pub use strategies::StoredStrategy;
pub use ties::TiedVersion;
pub use tokens::Purpose;
pub use usage::{NamedVersion, NewUsage, RollUp};

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    /// Counts what was committed: who follows the changes in the same process is told at once.
    commits: Arc<watch::Sender<u64>>,
}

#[derive(Clone)]
enum Pools {
    /// SQLite lets one connection write at a time: a pool of one queues the writers instead of failing them.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// One transaction. Dropped without `commit`, it leaves nothing behind.
pub struct Tx(Within, Arc<watch::Sender<u64>>);

enum Within {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one body for whichever database is there; `$db` is an executor of that database.
macro_rules! on {
    ($store:expr, $db:ident => $run:expr) => {
        match &$store.pools {
            $crate::storage::Pools::Sqlite { read: $db, .. } => $run,
            $crate::storage::Pools::Postgres($db) => $run,
        }
    };
}

/// The same inside a transaction.
macro_rules! within {
    ($tx:expr, $db:ident => $run:expr) => {
        match &mut $tx.0 {
            $crate::storage::Within::Sqlite(tx) => {
                let $db = &mut **tx;
                $run
            }
            $crate::storage::Within::Postgres(tx) => {
                let $db = &mut **tx;
                $run
            }
        }
    };
}

use {on, within};

/// Where a list that begins with the newest goes on: before everything, or before the cursor's row. A cursor that
/// nobody issued is none.
fn newest_first(after: Option<&str>) -> (i64, String) {
    row_seen(after).unwrap_or((i64::MAX, String::new()))
}

/// The same where the next that comes stands first.
fn soonest_first(after: Option<&str>) -> (i64, String) {
    row_seen(after).unwrap_or((i64::MIN, String::new()))
}

fn row_seen(after: Option<&str>) -> Option<(i64, String)> {
    let (at, id) = crate::domain::page::read_cursor(after?)?;
    Some((at.parse().ok()?, id))
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("it is already there")]
    Duplicate,
    #[error("the row {id} of {table} does not make sense: {what}")]
    Corrupt { table: &'static str, id: String, what: &'static str },
    #[error("the database could not be used: {0}")]
    Unavailable(sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(database) if database.is_unique_violation() => Self::Duplicate,
            _ => Self::Unavailable(error),
        }
    }
}

/// Why a database could not be opened: each is one line an operator can act on.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database file {} does not exist: `portcullis migrate` creates it", .0.display())]
    Missing(PathBuf),
    #[error("the database file {} can't be opened for writing: {why}", file.display())]
    Unwritable { file: PathBuf, why: String },
    #[error("the database file {} is in use by another `portcullis serve` or `gateway`", .0.display())]
    InUse(PathBuf),
    #[error("the database server {server} can't be reached: {why}")]
    Unreachable { server: String, why: String },
    #[error("the database was made by a newer Portcullis: it has migration {found}, this program ends at {known}")]
    Newer { found: i64, known: i64 },
    #[error("migration {0} in the database is not the one of this program: it was altered after it ran")]
    Altered(i64),
    #[error("the database schema is older than this program: run `portcullis migrate`")]
    Older,
    #[error("the database could not be brought up to date: {0}")]
    Migration(String),
    #[error("the database could not be read: {0}")]
    Unreadable(String),
}

impl Store {
    fn of(pools: Pools) -> Self {
        Self { pools, commits: Arc::new(watch::Sender::new(0)) }
    }

    pub async fn begin(&self) -> Result<Tx, Error> {
        let within = match &self.pools {
            // Takes the write lock at once: a transaction that reads first and writes later could be refused half way.
            Pools::Sqlite { write, .. } => Within::Sqlite(write.begin_with("begin immediate").await?),
            Pools::Postgres(pool) => Within::Postgres(pool.begin().await?),
        };
        Ok(Tx(within, Arc::clone(&self.commits)))
    }

    /// Sees one moment of the database and what it writes itself, and fails where somebody else was quicker.
    async fn begin_alone(&self) -> Result<Tx, Error> {
        let within = match &self.pools {
            Pools::Sqlite { write, .. } => Within::Sqlite(write.begin_with("begin immediate").await?),
            Pools::Postgres(pool) => Within::Postgres(pool.begin_with("begin isolation level repeatable read").await?),
        };
        Ok(Tx(within, Arc::clone(&self.commits)))
    }

    /// Sees one moment of the database, however long it reads. Nothing is written in it.
    pub async fn snapshot(&self) -> Result<Tx, Error> {
        let within = match &self.pools {
            Pools::Sqlite { read, .. } => Within::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => {
                Within::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        };
        Ok(Tx(within, Arc::clone(&self.commits)))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        on!(self, db => sqlx::query("select 1").execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub async fn commit(self) -> Result<(), Error> {
        match self.0 {
            Within::Sqlite(tx) => tx.commit().await?,
            Within::Postgres(tx) => tx.commit().await?,
        }
        self.1.send_modify(|commits| *commits += 1);
        Ok(())
    }
}
