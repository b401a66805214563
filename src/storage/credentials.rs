//! Credentials: of a key only its hash and its visible ends.

use super::people::pattern;
use super::{Error, Hash, Store, Tx, newest_first, on, within};
use crate::domain::apps::{KeyFilter, KeyRow, Owner};
use crate::domain::credential::Credential;
use crate::domain::page::{Page, cursor};
use crate::domain::time::Timestamp;

const OF_APPLICATION: &str = "
select id, name, start, tail, imported, created_at, expires_at, revoked_at, used_at, successor_id
from credentials where application_id = $1 order by created_at desc, id desc";
const ONE: &str = "
select c.id, c.name, c.start, c.tail, c.imported, c.created_at, c.expires_at, c.revoked_at, c.used_at, c.successor_id,
       a.id as application_id, a.name as application, o.id as owner_id, o.name as owner_name, o.email as owner_email
from credentials c join applications a on a.id = c.application_id join accounts o on o.id = a.account_id
where c.id = $1 and ($2 = '' or a.account_id = $2)";
const ACTIVE: &str = "
select count(*) from credentials
where application_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)";
const ADD: &str = "
insert into credentials (id, application_id, name, hash, start, tail, imported, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const SET: &str = "
update credentials set name = $2, expires_at = $3, revoked_at = $4, successor_id = $5
where id = $1 and revoked_at is null";
/// `$1`: which of the filters. A page is chosen first, since there may be half a million.
const LIST: &str = "
select c.id, c.name, c.start, c.tail, c.imported, c.created_at, c.expires_at, c.revoked_at, c.used_at, c.successor_id,
       a.id as application_id, a.name as application, o.id as owner_id, o.name as owner_name, o.email as owner_email
from (
    select * from credentials k
    where ($1 = 'all' or ($1 = 'revoked' and k.revoked_at is not null)
           or ($1 = 'expired' and k.revoked_at is null and k.expires_at <= $2)
           or (k.revoked_at is null and (k.expires_at is null or k.expires_at > $2) and ($1 = 'active'
               or ($1 = 'unused' and coalesce(k.used_at, k.created_at) < $3)
               or ($1 = 'endless' and k.expires_at is null)
               or ($1 = 'ending' and k.expires_at <= $4))))
      and ($5 = '' or k.application_id in (
          select w.id from applications w where w.sought like $5 escape '\\'
              or w.account_id in (select id from accounts where sought like $5 escape '\\')))
      and (k.created_at, k.id) < ($6, $7)
    order by k.created_at desc, k.id desc limit $8
) c join applications a on a.id = c.application_id join accounts o on o.id = a.account_id
order by c.created_at desc, c.id desc";
const COUNT: &str = "
select count(*) from (
    select 1 from credentials k
    where ($1 = 'all' or ($1 = 'revoked' and k.revoked_at is not null)
           or ($1 = 'expired' and k.revoked_at is null and k.expires_at <= $2)
           or (k.revoked_at is null and (k.expires_at is null or k.expires_at > $2) and ($1 = 'active'
               or ($1 = 'unused' and coalesce(k.used_at, k.created_at) < $3)
               or ($1 = 'endless' and k.expires_at is null)
               or ($1 = 'ending' and k.expires_at <= $4))))
      and ($5 = '' or k.application_id in (
          select w.id from applications w where w.sought like $5 escape '\\'
              or w.account_id in (select id from accounts where sought like $5 escape '\\')))
    limit 10001) counted";
const ENDING: &str = "
select c.id, c.expires_at, c.warned from credentials c
where c.expires_at is not null and c.revoked_at is null and c.expires_at <= $1 and c.warned > 0
order by c.expires_at limit 100";
const WARNED: &str = "update credentials set warned = $3 where id = $1 and warned = $2";

/// A key whose end comes near, and how near it was when that was last told.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EndingKey {
    pub id: String,
    pub expires_at: i64,
    pub warned: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    start: String,
    tail: String,
    imported: i64,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    used_at: Option<i64>,
    successor_id: Option<String>,
}

#[derive(sqlx::FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    row: Row,
    application_id: String,
    application: String,
    owner_id: String,
    owner_name: String,
    owner_email: String,
}

impl Row {
    fn read(self) -> Credential {
        Credential {
            id: self.id,
            name: self.name,
            start: self.start,
            tail: self.tail,
            imported: self.imported != 0,
            created_at: Timestamp(self.created_at),
            expires_at: self.expires_at.map(Timestamp),
            revoked_at: self.revoked_at.map(Timestamp),
            used_at: self.used_at.map(Timestamp),
            successor: self.successor_id,
        }
    }
}

impl WholeRow {
    fn read(self) -> KeyRow {
        KeyRow {
            credential: self.row.read(),
            application_id: self.application_id,
            application: self.application,
            owner: Owner { id: self.owner_id, name: self.owner_name, email: self.owner_email },
        }
    }
}

/// The moments that filters compare with.
pub struct KeyMoments {
    pub now: Timestamp,
    /// Not used since.
    pub unused_since: Timestamp,
    /// Ending until.
    pub soon: Timestamp,
}

impl Store {
    /// The newest first.
    pub async fn keys(
        &self,
        search: &str,
        filter: KeyFilter,
        moments: &KeyMoments,
        after: Option<&str>,
        size: usize,
    ) -> Result<Page<KeyRow>, Error> {
        let (pattern, filter) = (pattern(search), filter.as_str());
        let (at, id) = newest_first(after);
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<WholeRow> = on!(self, db => sqlx::query_as(LIST)
            .bind(filter).bind(moments.now.0).bind(moments.unused_since.0).bind(moments.soon.0).bind(&pattern)
            .bind(at).bind(id).bind(limit).fetch_all(db).await)?;
        let (total,): (i64,) = on!(self, db => sqlx::query_as(COUNT)
            .bind(filter).bind(moments.now.0).bind(moments.unused_since.0).bind(moments.soon.0).bind(&pattern)
            .fetch_one(db).await)?;
        let rows = rows.into_iter().map(WholeRow::read).collect();
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(Page::cut(rows, size, total, |last: &KeyRow| {
            cursor(&last.credential.created_at.0.to_string(), &last.credential.id)
        }))
    }

    /// Those that end before `until` and of which not all was told; the nearest first.
    pub async fn ending_keys(&self, until: Timestamp) -> Result<Vec<EndingKey>, Error> {
        Ok(on!(self, db => sqlx::query_as(ENDING).bind(until.0).fetch_all(db).await)?)
    }
}

impl Tx {
    /// The newest first.
    pub async fn credentials_of(&mut self, application: &str) -> Result<Vec<Credential>, Error> {
        let rows: Vec<Row> = within!(self, db => sqlx::query_as(OF_APPLICATION).bind(application).fetch_all(db).await)?;
        Ok(rows.into_iter().map(Row::read).collect())
    }

    pub async fn credential_of(&mut self, owner: &str, id: &str) -> Result<Option<KeyRow>, Error> {
        self.one_credential(id, owner).await
    }

    /// For admins.
    pub async fn any_credential(&mut self, id: &str) -> Result<Option<KeyRow>, Error> {
        self.one_credential(id, "").await
    }

    async fn one_credential(&mut self, id: &str, owner: &str) -> Result<Option<KeyRow>, Error> {
        let row: Option<WholeRow> =
            within!(self, db => sqlx::query_as(ONE).bind(id).bind(owner).fetch_optional(db).await)?;
        Ok(row.map(WholeRow::read))
    }

    pub async fn count_active_credentials(&mut self, application: &str, now: Timestamp) -> Result<u32, Error> {
        let (count,): (i64,) =
            within!(self, db => sqlx::query_as(ACTIVE).bind(application).bind(now.0).fetch_one(db).await)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Whether any application has, or had, a key with this hash.
    pub async fn key_is_known(&mut self, hash: &Hash) -> Result<bool, Error> {
        const FIND: &str = "select count(*) from credentials where hash = $1";
        let (count,): (i64,) = within!(self, db => sqlx::query_as(FIND).bind(&hash[..]).fetch_one(db).await)?;
        Ok(count > 0)
    }

    /// `Duplicate`: there is a key with this hash already.
    pub async fn add_credential(&mut self, application: &str, key: &Credential, hash: &Hash) -> Result<(), Error> {
        within!(self, db => sqlx::query(ADD)
            .bind(&key.id).bind(application).bind(&key.name).bind(&hash[..]).bind(&key.start).bind(&key.tail)
            .bind(i64::from(key.imported)).bind(key.created_at.0).bind(key.expires_at.map(|at| at.0))
            .execute(db).await.map(drop))?;
        Ok(())
    }

    /// Its name, its end and its successor. What was revoked stays as it was: false.
    pub async fn set_credential(&mut self, after: &Credential) -> Result<bool, Error> {
        let changed = within!(self, db => sqlx::query(SET)
            .bind(&after.id).bind(&after.name).bind(after.expires_at.map(|at| at.0))
            .bind(after.revoked_at.map(|at| at.0)).bind(after.successor.as_deref())
            .execute(db).await.map(|done| done.rows_affected()))?;
        Ok(changed == 1)
    }

    /// False: another process told it.
    pub async fn set_warned(&mut self, key: &EndingKey, days: u32) -> Result<bool, Error> {
        let changed = within!(self, db => sqlx::query(WARNED)
            .bind(&key.id).bind(key.warned).bind(i64::from(days)).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(changed == 1)
    }
}
