//! Calls that were not let through, each under the id that its caller was told.

use super::{Error, Store, Tx, on, within};
use crate::domain::account::AccountState;
use crate::domain::refusal::{Facts, KeyFacts, Refusal, RegistrationFacts, VersionFacts};
use crate::domain::registration::RegistrationState;
use crate::domain::sheet::{Limit, Per};
use crate::domain::strategy::StrategyKind;
use crate::domain::time::Timestamp;
use crate::domain::version::VersionState;

pub struct NewRefusal<'a> {
    pub request_id: &'a str,
    pub at: Timestamp,
    pub code: &'a str,
    pub application_id: Option<&'a str>,
    pub version_id: Option<&'a str>,
    pub credential_id: Option<&'a str>,
    pub detail: Option<&'a str>,
}

const ADD: &str = "insert into refusals (request_id, at, code, application_id, version_id, credential_id, detail)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing";
/// With everything that is known today of those whom it concerns.
const FIND: &str = "
select r.request_id, r.at, r.code, r.application_id, r.detail, a.name as application, a.account_id,
       o.state as account_state, st.display_name as strategy,
       c.name as key, c.start, c.tail, c.created_at, c.expires_at, c.revoked_at,
       p.slug, p.name as product, v.name as version, v.state as version_state,
       vs.display_name as version_strategy, vs.kind, vs.key_names,
       v.limit_requests, v.limit_per,
       g.state, g.reason, g.requested_at, g.decided_at
from refusals r
left join applications a on a.id = r.application_id
left join accounts o on o.id = a.account_id
left join strategies st on st.id = a.strategy_id
left join credentials c on c.id = r.credential_id
left join versions v on v.id = r.version_id
left join products p on p.id = v.product_id
left join strategies vs on vs.id = v.strategy_id
left join registrations g on g.application_id = r.application_id and g.version_id = r.version_id
where r.request_id = $1";
const DROP_OLD: &str = "delete from refusals where request_id in (
    select request_id from refusals where at < $1 order by at limit $2)";
/// Applications of which more are kept than may be, and those of no application.
const TOO_MANY: &str = "
select application_id from refusals group by application_id having count(*) > $1";
const DROP_OF_ONE: &str = "delete from refusals where request_id in (
    select request_id from refusals where application_id = $1 order by at desc, request_id limit $3 offset $2)";
const DROP_OF_NONE: &str = "delete from refusals where request_id in (
    select request_id from refusals where application_id is null order by at desc, request_id limit $2 offset $1)";
const AT_A_TIME: i64 = 5000;

#[derive(sqlx::FromRow)]
struct FoundRow {
    request_id: String,
    at: i64,
    code: String,
    application_id: Option<String>,
    detail: Option<String>,
    application: Option<String>,
    account_id: Option<String>,
    account_state: Option<String>,
    strategy: Option<String>,
    key: Option<String>,
    start: Option<String>,
    tail: Option<String>,
    created_at: Option<i64>,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    slug: Option<String>,
    product: Option<String>,
    version: Option<String>,
    version_state: Option<String>,
    version_strategy: Option<String>,
    kind: Option<String>,
    key_names: Option<String>,
    limit_requests: Option<i64>,
    limit_per: Option<String>,
    state: Option<String>,
    reason: Option<String>,
    requested_at: Option<i64>,
    decided_at: Option<i64>,
}

impl FoundRow {
    /// Whose it is, and what is known of it.
    fn read(self) -> (Option<String>, Facts) {
        let key = self.key.map(|name| KeyFacts {
            name,
            start: self.start.unwrap_or_default(),
            tail: self.tail.unwrap_or_default(),
            created_at: Timestamp(self.created_at.unwrap_or_default()),
            expires_at: self.expires_at.map(Timestamp),
            revoked_at: self.revoked_at.map(Timestamp),
        });
        let limit = self.limit_requests.and_then(|requests| u32::try_from(requests).ok());
        let limit = limit.zip(self.limit_per.as_deref().and_then(Per::parse));
        let key_names: Vec<String> = serde_json::from_str(&self.key_names.unwrap_or_default()).unwrap_or_default();
        let version = self.slug.zip(self.version).map(|(slug, name)| VersionFacts {
            slug,
            product: self.product.unwrap_or_default(),
            name,
            state: self.version_state.as_deref().and_then(VersionState::parse),
            strategy: self.version_strategy,
            kind: self.kind.as_deref().and_then(StrategyKind::parse),
            key_name: key_names.into_iter().next(),
            limit: limit.map(|(requests, per)| Limit { requests, per }),
        });
        let state = self.state.as_deref().and_then(RegistrationState::parse);
        let registration = state.map(|state| RegistrationFacts {
            state,
            reason: self.reason,
            requested_at: Timestamp(self.requested_at.unwrap_or_default()),
            decided_at: self.decided_at.map(Timestamp),
        });
        let facts = Facts {
            refusal: Refusal {
                request_id: self.request_id,
                at: Timestamp(self.at),
                code: self.code,
                detail: self.detail,
            },
            application: self.application_id.zip(self.application),
            account: self.account_id.clone(),
            account_state: self.account_state.as_deref().and_then(AccountState::parse),
            strategy: self.strategy,
            key,
            version,
            registration,
        };
        (self.account_id, facts)
    }
}

impl Tx {
    /// A second one of the same id is none.
    pub async fn add_refusal(&mut self, new: &NewRefusal<'_>) -> Result<(), Error> {
        within!(self, db => sqlx::query(ADD)
            .bind(new.request_id).bind(new.at.0).bind(new.code).bind(new.application_id).bind(new.version_id)
            .bind(new.credential_id).bind(new.detail)
            .execute(db).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// The account whose application it was, if it was anybody's, and what is known.
    pub async fn refusal(&self, request_id: &str) -> Result<Option<(Option<String>, Facts)>, Error> {
        let row: Option<FoundRow> = on!(self, db => sqlx::query_as(FIND).bind(request_id).fetch_optional(db).await)?;
        Ok(row.map(FoundRow::read))
    }

    /// Some of what is too old. How many that were.
    pub async fn drop_old_refusals(&self, before: Timestamp) -> Result<u64, Error> {
        let mut tx = self.begin().await?;
        let dropped = within!(tx, db => sqlx::query(DROP_OLD)
            .bind(before.0).bind(AT_A_TIME).execute(db).await.map(|done| done.rows_affected()))?;
        tx.commit().await?;
        Ok(dropped)
    }

    /// Of each application, and of none, the newest stay. How many went; it takes some of each at a time.
    pub async fn drop_many_refusals(&self, most: i64) -> Result<u64, Error> {
        let crowded: Vec<(Option<String>,)> = on!(self, db => sqlx::query_as(TOO_MANY).bind(most).fetch_all(db).await)?;
        let mut dropped = 0;
        for (application,) in crowded {
            let mut tx = self.begin().await?;
            dropped += match application {
                Some(id) => within!(tx, db => sqlx::query(DROP_OF_ONE)
                    .bind(id).bind(most).bind(AT_A_TIME).execute(db).await.map(|done| done.rows_affected()))?,
                None => within!(tx, db => sqlx::query(DROP_OF_NONE)
                    .bind(most).bind(AT_A_TIME).execute(db).await.map(|done| done.rows_affected()))?,
            };
            tx.commit().await?;
        }
        Ok(dropped)
    }
}
