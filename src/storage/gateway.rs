//! What gateways know: all of it once, then what the list of changes names.

use super::{Error, Pools, Store, Tx, on, within};
use crate::domain::account::AccountState;
use crate::domain::key::Prefix;
use crate::domain::registration::RegistrationState;
use crate::domain::sheet::{Limit, Method, Per};
use crate::domain::strategy::StrategyKind;
use crate::domain::time::Timestamp;
use crate::domain::version::VersionState;
use futures::TryStreamExt;
use sqlx::postgres::{PgListener, PgPoolOptions};
use sqlx::sqlite::SqlitePoolOptions;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Every query comes twice: for all rows, and for those that a piece of the list of changes names.
macro_rules! gateway_query {
    ($name:ident, $topic:literal, $select:literal, $table:literal $(, $join:literal)?) => {
        mod $name {
            pub const ALL: &str = concat!("select ", $select, " from ", $table, " r" $(, $join)?);
            pub const CHANGED: &str = concat!(
                "select ",
                $select,
                " from ",
                $table,
                " r" $(, $join)?,
                " where r.id in (select subject from change_log
                 where topic = '",
                $topic,
                "' and seq > $1 and seq <= $2)"
            );
        }
    };
}

gateway_query!(accounts, "account", "r.id, r.state", "accounts");
gateway_query!(
    strategies,
    "strategy",
    "r.id, r.kind, r.key_names, r.issuer, r.audience, r.credential_claim, r.scopes",
    "strategies"
);
gateway_query!(
    versions,
    "version",
    "r.id, r.name, (select slug from products p where p.id = r.product_id) as product, r.state, r.strategy_id, r.upstream,
     r.path, r.strip_path, r.limit_requests, r.limit_per",
    "versions"
);
gateway_query!(applications, "application", "r.id, r.account_id, r.strategy_id, r.reference_id", "applications");
gateway_query!(
    registrations,
    "registration",
    "r.id, r.application_id, r.version_id, r.state, s.total, s.free_at",
    "registrations",
    " left join limit_spending s on s.application_id = r.application_id and s.version_id = r.version_id"
);
gateway_query!(credentials, "credential", "r.id, r.application_id, r.hash, r.expires_at, r.revoked_at", "credentials");

/// What a change was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    Account,
    Application,
    Registration,
    Credential,
    Version,
    Strategy,
}

impl Topic {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "account" => Self::Account,
            "application" => Self::Application,
            "registration" => Self::Registration,
            "credential" => Self::Credential,
            "version" => Self::Version,
            "strategy" => Self::Strategy,
            _ => return None,
        })
    }
}

#[derive(Clone, Debug)]
pub struct Change {
    pub seq: i64,
    pub topic: Topic,
    /// The id of its row, which may be gone.
    pub subject: String,
}

#[derive(Clone, Debug)]
pub struct AccountFacts {
    pub id: String,
    pub state: AccountState,
}

#[derive(Clone, Debug)]
pub struct StrategyFacts {
    pub id: String,
    pub method: Method,
}

#[derive(Clone, Debug)]
pub struct VersionFacts {
    pub id: String,
    pub name: String,
    /// The slug of its product.
    pub product: String,
    pub state: VersionState,
    pub strategy_id: Option<String>,
    /// Its path and its upstream. None: it is not served by us.
    pub served: Option<(String, String)>,
    pub strip_path: bool,
    pub limit: Option<Limit>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ApplicationFacts {
    pub id: String,
    pub account_id: String,
    pub strategy_id: String,
    pub reference_id: String,
}

#[derive(Clone, Debug)]
pub struct RegistrationFacts {
    pub id: String,
    pub application_id: String,
    pub version_id: String,
    pub state: RegistrationState,
    /// What all gateways together ever took of the limit, and when it is paid back.
    pub spent: Option<(i64, Timestamp)>,
}

#[derive(Clone, Debug)]
pub struct CredentialFacts {
    pub id: String,
    pub application_id: String,
    pub hash: super::Hash,
    pub expires_at: Option<Timestamp>,
    pub revoked: bool,
}

/// One row of any of the tables, as it is now.
#[derive(Clone, Debug)]
pub enum Fact {
    Account(AccountFacts),
    Strategy(StrategyFacts),
    Version(VersionFacts),
    Application(ApplicationFacts),
    Registration(RegistrationFacts),
    Credential(CredentialFacts),
}

#[derive(sqlx::FromRow)]
struct StrategyRow {
    id: String,
    kind: String,
    key_names: String,
    issuer: Option<String>,
    audience: String,
    credential_claim: Option<String>,
    scopes: String,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: String,
    name: String,
    product: Option<String>,
    state: String,
    strategy_id: Option<String>,
    upstream: Option<String>,
    path: Option<String>,
    strip_path: i64,
    limit_requests: Option<i64>,
    limit_per: Option<String>,
}

#[derive(sqlx::FromRow)]
struct RegistrationRow {
    id: String,
    application_id: String,
    version_id: String,
    state: String,
    total: Option<i64>,
    free_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct CredentialRow {
    id: String,
    application_id: String,
    hash: Vec<u8>,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: String,
    state: String,
}

fn corrupt(table: &'static str, id: &str, what: &'static str) -> Error {
    Error::Corrupt { table, id: id.to_owned(), what }
}

impl TryFrom<AccountRow> for Fact {
    type Error = Error;
    fn try_from(row: AccountRow) -> Result<Self, Error> {
        let state = AccountState::parse(&row.state).ok_or_else(|| corrupt("accounts", &row.id, "its state"))?;
        Ok(Self::Account(AccountFacts { id: row.id, state }))
    }
}

impl TryFrom<StrategyRow> for Fact {
    type Error = Error;
    fn try_from(row: StrategyRow) -> Result<Self, Error> {
        let wrong = |what| corrupt("strategies", &row.id, what);
        let list = |text: &str, what| serde_json::from_str(text).map_err(|_| wrong(what));
        let method = match StrategyKind::parse(&row.kind).ok_or_else(|| wrong("its kind"))? {
            StrategyKind::KeyAuth => {
                Method::KeyAuth { key_names: list(&row.key_names, "its header names")?, lifetime_days: None }
            }
            StrategyKind::OpenidConnect => Method::OpenidConnect {
                issuer: row.issuer.clone().ok_or_else(|| wrong("its issuer"))?,
                audience: row.audience.clone(),
                credential_claim: row.credential_claim.clone().ok_or_else(|| wrong("its claim"))?,
                scopes: list(&row.scopes, "its scopes")?,
            },
        };
        Ok(Self::Strategy(StrategyFacts { id: row.id, method }))
    }
}

impl TryFrom<VersionRow> for Fact {
    type Error = Error;
    fn try_from(row: VersionRow) -> Result<Self, Error> {
        let wrong = |what| corrupt("versions", &row.id, what);
        let limit = match (row.limit_requests, row.limit_per.as_deref()) {
            (Some(requests), Some(per)) => Some(Limit {
                requests: u32::try_from(requests).map_err(|_| wrong("its limit"))?,
                per: Per::parse(per).ok_or_else(|| wrong("its limit"))?,
            }),
            _ => None,
        };
        let state = VersionState::parse(&row.state).ok_or_else(|| wrong("its state"))?;
        Ok(Self::Version(VersionFacts {
            state,
            limit,
            served: row.path.zip(row.upstream),
            strip_path: row.strip_path != 0,
            id: row.id,
            name: row.name,
            product: row.product.unwrap_or_default(),
            strategy_id: row.strategy_id,
        }))
    }
}

impl TryFrom<ApplicationFacts> for Fact {
    type Error = Error;
    fn try_from(row: ApplicationFacts) -> Result<Self, Error> {
        Ok(Self::Application(row))
    }
}

impl TryFrom<RegistrationRow> for Fact {
    type Error = Error;
    fn try_from(row: RegistrationRow) -> Result<Self, Error> {
        let state =
            RegistrationState::parse(&row.state).ok_or_else(|| corrupt("registrations", &row.id, "its state"))?;
        let RegistrationRow { id, application_id, version_id, total, free_at, .. } = row;
        let spent = total.zip(free_at.map(Timestamp));
        Ok(Self::Registration(RegistrationFacts { id, application_id, version_id, state, spent }))
    }
}

impl TryFrom<CredentialRow> for Fact {
    type Error = Error;
    fn try_from(row: CredentialRow) -> Result<Self, Error> {
        let hash = row.hash.as_slice().try_into().map_err(|_| corrupt("credentials", &row.id, "its hash"))?;
        Ok(Self::Credential(CredentialFacts {
            hash,
            id: row.id,
            application_id: row.application_id,
            expires_at: row.expires_at.map(Timestamp),
            revoked: row.revoked_at.is_some(),
        }))
    }
}

const HEAD: &str = "select seq from change_head where id = 1";
const LOG: &str = "select seq, topic, subject from change_log where seq > $1 order by seq limit $2";

impl Store {
    /// The number of the last change.
    pub async fn change_head(&self) -> Result<i64, Error> {
        let (seq,): (i64,) = on!(self, db => sqlx::query_as(HEAD).fetch_one(db).await)?;
        Ok(seq)
    }

    /// What new keys begin with. None: nobody has decided.
    pub async fn key_prefix(&self) -> Result<Option<Prefix>, Error> {
        const PREFIX: &str = "select value from settings where key = 'key_prefix'";
        let row: Option<(String,)> = on!(self, db => sqlx::query_as(PREFIX).fetch_optional(db).await)?;
        let text = row.and_then(|(value,)| serde_json::from_str::<String>(&value).ok());
        Ok(text.and_then(|text| Prefix::parse(&text).ok()))
    }

    /// Forgets changes that every gateway has read long ago; one that has not reads everything anew.
    pub async fn prune_changes(&self, keep: i64) -> Result<(), Error> {
        const PRUNE: &str = "delete from change_log where seq <= (select seq from change_head where id = 1) - $1";
        let mut tx = self.begin().await?;
        within!(tx, db => sqlx::query(PRUNE).bind(keep).execute(db).await.map(drop))?;
        tx.commit().await
    }

    /// With connections of its own, so that it waits for nobody else's queries; told of the same commits.
    pub fn apart(&self) -> Self {
        let pools = match &self.pools {
            Pools::Sqlite { read, write } => {
                let options = read.connect_options().as_ref().clone();
                let own = SqlitePoolOptions::new().max_connections(2).test_before_acquire(false);
                Pools::Sqlite { read: own.connect_lazy_with(options), write: write.clone() }
            }
            Pools::Postgres(pool) => {
                let options = pool.connect_options().as_ref().clone();
                let own = PgPoolOptions::new().max_connections(3).acquire_timeout(Duration::from_secs(2));
                Pools::Postgres(own.connect_lazy_with(options))
            }
        };
        Self { pools, commits: Arc::clone(&self.commits) }
    }

    /// Woken when something may have changed: by a commit of this process at once, by another's through PostgreSQL.
    pub async fn nudges(&self) -> Nudges {
        let listener = match &self.pools {
            Pools::Sqlite { .. } => None,
            Pools::Postgres(pool) => listen(pool).await,
        };
        Nudges { commits: self.commits.subscribe(), listener }
    }

    /// How many transactions this process has committed. They need not have changed anything.
    pub fn committed(&self) -> u64 {
        *self.commits.borrow()
    }
}

pub struct Nudges {
    commits: watch::Receiver<u64>,
    listener: Option<PgListener>,
}

impl Nudges {
    /// Ends with the next nudge. A listener that lost its connection is only waited for: whoever asks polls anyway.
    pub async fn next(&mut self) {
        let Self { commits, listener } = self;
        let told = async {
            match listener {
                // The listener connects again by itself; failing, it must not make the caller turn in circles.
                Some(listener) => {
                    if listener.recv().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                }
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            changed = commits.changed() => {
                if changed.is_err() {
                    std::future::pending::<()>().await;
                }
            }
            () = told => {}
        }
    }
}

/// Only a nudge: without it changes are found by polling.
async fn listen(pool: &sqlx::PgPool) -> Option<PgListener> {
    let mut listener = PgListener::connect_with(pool).await.ok()?;
    listener.listen("portcullis_changes").await.ok()?;
    Some(listener)
}

impl Tx {
    pub async fn change_head(&mut self) -> Result<i64, Error> {
        let (seq,): (i64,) = within!(self, db => sqlx::query_as(HEAD).fetch_one(db).await)?;
        Ok(seq)
    }

    /// What follows the change of this number, at most so many.
    pub async fn changes_after(&mut self, seq: i64, most: i64) -> Result<Vec<Change>, Error> {
        let rows: Vec<(i64, String, String)> =
            within!(self, db => sqlx::query_as(LOG).bind(seq).bind(most).fetch_all(db).await)?;
        let read = |(seq, topic, subject): (i64, String, String)| {
            let topic = Topic::parse(&topic).ok_or_else(|| corrupt("change_log", &subject, "its topic"))?;
            Ok(Change { seq, topic, subject })
        };
        rows.into_iter().map(read).collect()
    }

    /// Every row there is, those first that others point at.
    pub async fn all_facts(&mut self, take: &mut (dyn FnMut(Fact) + Send)) -> Result<(), Error> {
        self.stream::<AccountRow>(accounts::ALL, None, take).await?;
        self.stream::<StrategyRow>(strategies::ALL, None, take).await?;
        self.stream::<VersionRow>(versions::ALL, None, take).await?;
        self.stream::<ApplicationFacts>(applications::ALL, None, take).await?;
        self.stream::<RegistrationRow>(registrations::ALL, None, take).await?;
        self.stream::<CredentialRow>(credentials::ALL, None, take).await
    }

    /// The rows of one kind that were changed after the first number and up to the second, as they are now.
    pub async fn changed_facts(
        &mut self,
        topic: Topic,
        between: (i64, i64),
        take: &mut (dyn FnMut(Fact) + Send),
    ) -> Result<(), Error> {
        let between = Some(between);
        match topic {
            Topic::Account => self.stream::<AccountRow>(accounts::CHANGED, between, take).await,
            Topic::Strategy => self.stream::<StrategyRow>(strategies::CHANGED, between, take).await,
            Topic::Version => self.stream::<VersionRow>(versions::CHANGED, between, take).await,
            Topic::Application => self.stream::<ApplicationFacts>(applications::CHANGED, between, take).await,
            Topic::Registration => self.stream::<RegistrationRow>(registrations::CHANGED, between, take).await,
            Topic::Credential => self.stream::<CredentialRow>(credentials::CHANGED, between, take).await,
        }
    }

    /// Row after row: a million of them must not lie in memory twice.
    async fn stream<R>(
        &mut self,
        query: &'static str,
        between: Option<(i64, i64)>,
        take: &mut (dyn FnMut(Fact) + Send),
    ) -> Result<(), Error>
    where
        R: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
        R: Send + Unpin,
        Fact: TryFrom<R, Error = Error>,
    {
        within!(self, db => {
            let asked = sqlx::query_as::<_, R>(query);
            let asked = match between {
                Some((after, until)) => asked.bind(after).bind(until),
                None => asked,
            };
            let mut rows = asked.fetch(db);
            while let Some(row) = rows.try_next().await? {
                take(Fact::try_from(row)?);
            }
        });
        Ok(())
    }
}
