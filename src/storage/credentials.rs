//! Credentials: of a key only its hash and its visible ends.

use super::people::pattern;
use super::{Error, Hash, Store, Tx, newest_first, on, soonest_first, within};
use crate::domain::apps::{KeyFilter, KeyRow, Owner};
use crate::domain::credential::Credential;
use crate::domain::page::{Page, counted, cursor};
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
/// A text a filter, so that each can have its index. A page is chosen first, since there may be half a million.
/// `$1` now, `$2` unused since, `$3` soon, `$4` what is looked for, `$5` and `$6` the last row seen.
macro_rules! list_and_count {
    ($those:ident: $is:literal by $by:literal $beyond:literal $way:literal) => {
        match $those {
            Those::All => list_and_count!($is, $by, $beyond, $way, ""),
            // By the applications' own keys: the limit, which is never reached, tells PostgreSQL that they are few.
            Those::OfFew => list_and_count!($is, $by, $beyond, $way, " and k.application_id in (" found " limit 100)"),
            // In order: so many applications are found that a page is soon full. An expression has no index.
            Those::OfMany => list_and_count!($is, $by, $beyond, $way, " and k.application_id || '' in (" found ")"),
        }
    };
    ($is:literal, $by:literal, $beyond:literal, $way:literal, $before:literal found $after:literal) => {
        list_and_count!($is, $by, $beyond, $way, $before, "
    select w.id from applications w where w.sought like $4 escape '\\'
        or w.account_id in (select id from accounts where sought like $4 escape '\\')", $after)
    };
    ($is:literal, $by:literal, $beyond:literal, $way:literal, $($and:literal),+) => {
        (
            concat!("
select c.id, c.name, c.start, c.tail, c.imported, c.created_at, c.expires_at, c.revoked_at, c.used_at, c.successor_id,
       a.id as application_id, a.name as application, o.id as owner_id, o.name as owner_name, o.email as owner_email
from (select * from credentials k where ", $is, $($and,)+ " and (k.", $by, ", k.id) ", $beyond, " ($5, $6)
      order by k.", $by, " ", $way, ", k.id ", $way, " limit $7) c
join applications a on a.id = c.application_id join accounts o on o.id = a.account_id
order by c.", $by, " ", $way, ", c.id ", $way),
            concat!("
select count(*) from (select 1 from credentials k where ", $is, $($and,)+ " limit 10001) counted"),
        )
    };
}
const FOUND: &str = "
select count(*) from (
    select 1 from applications w where w.sought like $1 escape '\\'
        or w.account_id in (select id from accounts where sought like $1 escape '\\')
    limit 101) found";
/// More than this and their keys are looked for in order.
const FEW: i64 = 100;
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

/// Whose keys a list is made of.
#[derive(Clone, Copy)]
enum Those {
    All,
    OfFew,
    OfMany,
}

/// The page and how many there are. The newest first; of those that end, the next end first.
fn texts(filter: KeyFilter, those: Those) -> (&'static str, &'static str) {
    match filter {
        KeyFilter::All => list_and_count!(those: "1 = 1" by "created_at" "<" "desc"),
        KeyFilter::Active => list_and_count!(
            those: "k.revoked_at is null and (k.expires_at is null or k.expires_at > $1)" by "created_at" "<" "desc"
        ),
        // What was made since can't be unused for so long: this much of the order is left out.
        KeyFilter::Unused => list_and_count!(
            those: "k.revoked_at is null and (k.expires_at is null or k.expires_at > $1) and k.created_at < $2
             and (k.used_at is null or k.used_at < $2)" by "created_at" "<" "desc"
        ),
        KeyFilter::Endless => {
            list_and_count!(those: "k.revoked_at is null and k.expires_at is null" by "created_at" "<" "desc")
        }
        KeyFilter::Ending => list_and_count!(
            those: "k.revoked_at is null and k.expires_at > $1 and k.expires_at <= $3" by "expires_at" ">" "asc"
        ),
        KeyFilter::Expired => {
            list_and_count!(those: "k.revoked_at is null and k.expires_at <= $1" by "expires_at" "<" "desc")
        }
        KeyFilter::Revoked => list_and_count!(those: "k.revoked_at is not null" by "created_at" "<" "desc"),
    }
}

/// What the list of a filter is in the order of.
fn order(filter: KeyFilter, key: &Credential) -> Timestamp {
    match filter {
        KeyFilter::Ending | KeyFilter::Expired => key.expires_at.unwrap_or(key.created_at),
        _ => key.created_at,
    }
}

impl Store {
    pub async fn keys(
        &self,
        search: &str,
        filter: KeyFilter,
        moments: &KeyMoments,
        after: Option<&str>,
        size: usize,
    ) -> Result<Page<KeyRow>, Error> {
        let pattern = pattern(search);
        let (list, count) = texts(filter, self.those(&pattern).await?);
        let (at, id) = match filter {
            KeyFilter::Ending => soonest_first(after),
            _ => newest_first(after),
        };
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<WholeRow> = on!(self, db => sqlx::query_as(list)
            .bind(moments.now.0).bind(moments.unused_since.0).bind(moments.soon.0).bind(&pattern)
            .bind(at).bind(id).bind(limit).fetch_all(db).await)?;
        let total = match counted(after, rows.len(), size) {
            Some(all) => all,
            None => on!(self, db => sqlx::query_scalar(count)
                .bind(moments.now.0).bind(moments.unused_since.0).bind(moments.soon.0).bind(&pattern)
                .fetch_one(db).await)?,
        };
        let rows = rows.into_iter().map(WholeRow::read).collect();
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(Page::cut(rows, size, total, |last: &KeyRow| {
            cursor(&order(filter, &last.credential).0.to_string(), &last.credential.id)
        }))
    }

    async fn those(&self, pattern: &str) -> Result<Those, Error> {
        if pattern.is_empty() {
            return Ok(Those::All);
        }
        let found: i64 = on!(self, db => sqlx::query_scalar(FOUND).bind(pattern).fetch_one(db).await)?;
        Ok(if found <= FEW { Those::OfFew } else { Those::OfMany })
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
