//! What was counted. Several gateways add to one row, so a row is never written but added to.

use super::{Error, Store, Tx, on, within};
use crate::domain::time::Timestamp;
use crate::domain::usage::{Brief, Histogram, Slice, Tally, Window};
use sqlx::{ColumnIndex, Decode, FromRow, QueryBuilder, Row, Type};
use std::collections::HashMap;
use std::sync::Arc;

/// Calls of one application at one version within a minute.
#[derive(Clone, Debug)]
pub struct NewUsage {
    pub application_id: Arc<str>,
    pub version_id: Arc<str>,
    /// The beginning of the minute.
    pub at: Timestamp,
    pub tally: Tally,
}

/// A version as people know it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NamedVersion {
    pub version_id: String,
    pub slug: String,
    pub product: String,
    pub version: String,
}

macro_rules! columns {
    () => {
        "requests, succeeded, redirected, client_errors, server_errors, refused, l00, l01, l02, l03, l04, l05, l06, l07,
l08, l09, l10, l11, l12, l13, l14, l15, l16, l17, l18, l19, l20, l21, l22, l23"
    };
}

macro_rules! sums {
    () => {
        "cast(sum(requests) as bigint), cast(sum(succeeded) as bigint), cast(sum(redirected) as bigint),
cast(sum(client_errors) as bigint), cast(sum(server_errors) as bigint), cast(sum(refused) as bigint),
cast(sum(l00) as bigint), cast(sum(l01) as bigint), cast(sum(l02) as bigint), cast(sum(l03) as bigint),
cast(sum(l04) as bigint), cast(sum(l05) as bigint), cast(sum(l06) as bigint), cast(sum(l07) as bigint),
cast(sum(l08) as bigint), cast(sum(l09) as bigint), cast(sum(l10) as bigint), cast(sum(l11) as bigint),
cast(sum(l12) as bigint), cast(sum(l13) as bigint), cast(sum(l14) as bigint), cast(sum(l15) as bigint),
cast(sum(l16) as bigint), cast(sum(l17) as bigint), cast(sum(l18) as bigint), cast(sum(l19) as bigint),
cast(sum(l20) as bigint), cast(sum(l21) as bigint), cast(sum(l22) as bigint), cast(sum(l23) as bigint)"
    };
}

macro_rules! added {
    () => {
        "requests = usage.requests + excluded.requests, succeeded = usage.succeeded + excluded.succeeded,
redirected = usage.redirected + excluded.redirected, client_errors = usage.client_errors + excluded.client_errors,
server_errors = usage.server_errors + excluded.server_errors, refused = usage.refused + excluded.refused,
l00 = usage.l00 + excluded.l00, l01 = usage.l01 + excluded.l01, l02 = usage.l02 + excluded.l02,
l03 = usage.l03 + excluded.l03, l04 = usage.l04 + excluded.l04, l05 = usage.l05 + excluded.l05,
l06 = usage.l06 + excluded.l06, l07 = usage.l07 + excluded.l07, l08 = usage.l08 + excluded.l08,
l09 = usage.l09 + excluded.l09, l10 = usage.l10 + excluded.l10, l11 = usage.l11 + excluded.l11,
l12 = usage.l12 + excluded.l12, l13 = usage.l13 + excluded.l13, l14 = usage.l14 + excluded.l14,
l15 = usage.l15 + excluded.l15, l16 = usage.l16 + excluded.l16, l17 = usage.l17 + excluded.l17,
l18 = usage.l18 + excluded.l18, l19 = usage.l19 + excluded.l19, l20 = usage.l20 + excluded.l20,
l21 = usage.l21 + excluded.l21, l22 = usage.l22 + excluded.l22, l23 = usage.l23 + excluded.l23"
    };
}

const CLAIM: &str = "insert into usage_batches (node, batch, at) values ($1, $2, $3)
on conflict (node) do update set batch = excluded.batch, at = excluded.at where usage_batches.batch < excluded.batch";
const ADD: &str = concat!("insert into usage (application_id, version_id, span, at, ", columns!(), ") ");
const ADDED: &str = concat!(" on conflict (application_id, at, version_id, span) do update set ", added!());
/// Handing a statement over to SQLite's thread or to PostgreSQL takes longer than a row does.
const ADDED_AT_ONCE: usize = 50;
/// Both databases name the columns of bare values so.
const USED: &str = "update credentials set used_at = v.column2 from (";
const USED_LATER: &str = ") v where credentials.id = v.column1 and (used_at is null or used_at < v.column2)";
const USED_AT_ONCE: usize = 250;
const SERIES_OF_ONE: &str = concat!(
    "select version_id, (at - $2) / $4, ",
    sums!(),
    " from usage where application_id = $1 and at >= $2 and at < $3 group by 1, 2"
);
const SERIES_OF_ALL: &str = concat!(
    "select version_id, (at - $1) / $3, ",
    sums!(),
    " from usage where span in ('minute', 'hour', 'day') and at >= $1 and at < $2 group by 1, 2"
);
const VERSIONS_OF_ONE: &str = "
select v.id as version_id, p.slug, p.name as product, v.name as version
from versions v join products p on p.id = v.product_id
where v.id in (select version_id from registrations where application_id = $1
               union select version_id from usage where application_id = $1 and at >= $2 and at < $3)
order by p.sort_name, p.slug, v.position desc";
const VERSIONS_OF_ALL: &str = "
select v.id as version_id, p.slug, p.name as product, v.name as version
from versions v join products p on p.id = v.product_id
where v.id in (select version_id from usage where span in ('minute', 'hour', 'day') and at >= $1 and at < $2)
order by p.sort_name, p.slug, v.position desc";
const CALLERS: &str = "
select version_id, count(distinct application_id) from usage
where span in ('minute', 'hour', 'day') and at >= $1 and at < $2 and application_id <> '' group by version_id";
const EVER: &str = "select count(*) from (select 1 from usage limit 1) u";
const EVER_OF: &str = "select count(*) from (select 1 from usage where application_id = $1 limit 1) u";
const BRIEFS: &str = "
select application_id, cast(sum(requests) as bigint), cast(sum(client_errors + server_errors + refused) as bigint)
from usage where application_id in (select id from applications where account_id = $1) and at >= $2
group by application_id";

const OLDEST: &str = "select min(at) from usage where span = $1";
/// Where a batch of applications ends.
const LAST: &str = "select max(application_id) from (
    select distinct application_id from usage where span = $1 and at >= $2 and at < $3 order by application_id limit 500) a";
const ROLL_UP: &str = concat!(
    "insert into usage (application_id, version_id, span, at, ",
    columns!(),
    ") select application_id, version_id, $4, cast($2 as bigint), ",
    sums!(),
    " from usage where span = $1 and at >= $2 and at < $3 and application_id <= $5 group by application_id, version_id
on conflict (application_id, at, version_id, span) do update set ",
    added!()
);
const ROLLED_UP: &str = "delete from usage where span = $1 and at >= $2 and at < $3 and application_id <= $4";

/// Into what a span is rolled up, and how long that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollUp {
    MinutesToHours,
    HoursToDays,
}

impl RollUp {
    fn spans(self) -> (&'static str, &'static str, i64) {
        match self {
            Self::MinutesToHours => ("minute", "hour", 3_600_000),
            Self::HoursToDays => ("hour", "day", 86_400_000),
        }
    }
}

/// Columns in the order of the queries: two of the caller's, then those of `columns!`.
struct SliceRow(Slice);

impl<'r, R: Row> FromRow<'r, R> for SliceRow
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let count = |column: usize| row.try_get::<i64, _>(column).map(|count| u64::try_from(count).unwrap_or_default());
        let mut latency = Histogram::default();
        for (bucket, calls) in latency.0.iter_mut().enumerate() {
            *calls = count(8 + bucket)?;
        }
        let tally = Tally {
            succeeded: count(3)?,
            redirected: count(4)?,
            client_errors: count(5)?,
            server_errors: count(6)?,
            refused: count(7)?,
            latency,
        };
        let slot = usize::try_from(row.try_get::<i64, _>(1)?).unwrap_or(usize::MAX);
        Ok(Self(Slice { version_id: row.try_get(0)?, slot, tally }))
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Tx {
    /// Whether this batch is still to be written: false when it was, and only the answer got lost.
    pub async fn claim_batch(&mut self, node: &str, batch: i64, now: Timestamp) -> Result<bool, Error> {
        let claimed = within!(self, db => sqlx::query(CLAIM)
            .bind(node).bind(batch).bind(now.0).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(claimed == 1)
    }

    /// Several gateways must add in one order of rows, or they would wait for each other crosswise. No two of these are
    /// of one application, version and minute.
    pub async fn add_usage(&mut self, new: &[NewUsage]) -> Result<(), Error> {
        for some in new.chunks(ADDED_AT_ONCE) {
            within!(self, db => {
                let mut query = QueryBuilder::new(ADD);
                query.push_values(some, |mut values, NewUsage { application_id, version_id, at, tally }| {
                    let Tally { succeeded, redirected, client_errors, server_errors, refused, latency } = tally;
                    values.push_bind(&**application_id).push_bind(&**version_id).push("'minute'").push_bind(at.0);
                    for count in [tally.requests(), *succeeded, *redirected, *client_errors, *server_errors, *refused] {
                        values.push_bind(signed(count));
                    }
                    for calls in latency.0 {
                        values.push_bind(signed(calls));
                    }
                });
                query.push(ADDED).build().persistent(some.len() == ADDED_AT_ONCE).execute(db).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// When keys were used, by their ids. Only forwards, whoever comes last.
    pub async fn keys_used(&mut self, used: &[(String, Timestamp)]) -> Result<(), Error> {
        for some in used.chunks(USED_AT_ONCE) {
            within!(self, db => {
                let mut query = QueryBuilder::new(USED);
                query.push_values(some, |mut values, (id, at)| {
                    values.push_bind(&**id).push_bind(at.0);
                });
                query.push(USED_LATER).build().persistent(some.len() == USED_AT_ONCE).execute(db).await.map(drop)
            })?;
        }
        Ok(())
    }
}

impl Store {
    /// Of one application, or of all; versions in no order.
    pub async fn usage(&self, application_id: Option<&str>, window: &Window) -> Result<Vec<Slice>, Error> {
        let (from, end, slot) = (window.from.0, window.end().0, window.slot);
        let rows: Vec<SliceRow> = match application_id {
            Some(id) => on!(self, db => sqlx::query_as(SERIES_OF_ONE)
                .bind(id).bind(from).bind(end).bind(slot).fetch_all(db).await)?,
            None => on!(self, db => sqlx::query_as(SERIES_OF_ALL)
                .bind(from).bind(end).bind(slot).fetch_all(db).await)?,
        };
        Ok(rows.into_iter().map(|SliceRow(slice)| slice).collect())
    }

    /// Versions that an application may call or has called, or that anybody has, in the order of their names.
    pub async fn used_versions(
        &self,
        application_id: Option<&str>,
        window: &Window,
    ) -> Result<Vec<NamedVersion>, Error> {
        let (from, end) = (window.from.0, window.end().0);
        Ok(match application_id {
            Some(id) => {
                on!(self, db => sqlx::query_as(VERSIONS_OF_ONE).bind(id).bind(from).bind(end).fetch_all(db).await)?
            }
            None => on!(self, db => sqlx::query_as(VERSIONS_OF_ALL).bind(from).bind(end).fetch_all(db).await)?,
        })
    }

    /// How many applications called each version.
    pub async fn callers(&self, window: &Window) -> Result<HashMap<String, u64>, Error> {
        let rows: Vec<(String, i64)> = on!(self, db => sqlx::query_as(CALLERS)
            .bind(window.from.0).bind(window.end().0).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(version, callers)| (version, u64::try_from(callers).unwrap_or_default())).collect())
    }

    /// Whether anything was ever counted, of one application or of any.
    pub async fn ever_used(&self, application_id: Option<&str>) -> Result<bool, Error> {
        let count: i64 = match application_id {
            Some(id) => on!(self, db => sqlx::query_scalar(EVER_OF).bind(id).fetch_one(db).await)?,
            None => on!(self, db => sqlx::query_scalar(EVER).fetch_one(db).await)?,
        };
        Ok(count > 0)
    }

    /// Of each application of a person, since then. One without calls is not in it.
    pub async fn usage_briefs(&self, account_id: &str, since: Timestamp) -> Result<HashMap<String, Brief>, Error> {
        let rows: Vec<(String, i64, i64)> = on!(self, db => sqlx::query_as(BRIEFS)
            .bind(account_id).bind(since.0).fetch_all(db).await)?;
        let count = |count: i64| u64::try_from(count).unwrap_or_default();
        let brief = |(id, requests, errors)| (id, Brief { requests: count(requests), errors: count(errors) });
        Ok(rows.into_iter().map(brief).collect())
    }

    /// Rolls up the oldest rows of a span that ended before then: one hour or day of some applications. How many
    /// rows that were; none: nothing is left to do, or somebody else does it.
    pub async fn roll_up(&self, what: RollUp, before: Timestamp, now: Timestamp) -> Result<u64, Error> {
        match self.roll_up_some(what, before, now).await {
            // Another process rolled up the same rows: its sums stand, and ours are undone.
            Err(Error::Unavailable(cause)) if was_slower(&cause) => Ok(0),
            other => other,
        }
    }

    async fn roll_up_some(&self, what: RollUp, before: Timestamp, now: Timestamp) -> Result<u64, Error> {
        let (span, into, length) = what.spans();
        // One moment for the whole transaction: what is deleted is what was summed up.
        let mut tx = self.begin_alone().await?;
        tx.claim_batch("roll-up", now.0, now).await?;
        let (oldest,): (Option<i64>,) = within!(tx, db => sqlx::query_as(OLDEST).bind(span).fetch_one(db).await)?;
        let start = oldest.map(|at| at.div_euclid(length) * length).filter(|start| start + length <= before.0);
        let Some(start) = start else { return Ok(0) };
        let end = start + length;
        let (last,): (Option<String>,) = within!(tx, db => sqlx::query_as(LAST)
            .bind(span).bind(start).bind(end).fetch_one(db).await)?;
        let Some(last) = last else { return Ok(0) };
        within!(tx, db => sqlx::query(ROLL_UP)
            .bind(span).bind(start).bind(end).bind(into).bind(&last).execute(db).await.map(drop))?;
        let rolled = within!(tx, db => sqlx::query(ROLLED_UP)
            .bind(span).bind(start).bind(end).bind(&last).execute(db).await.map(|done| done.rows_affected()))?;
        tx.commit().await?;
        Ok(rolled)
    }

    /// Days that nobody can ask for any more, and gateways that are long gone.
    pub async fn drop_old_usage(&self, days: Timestamp, nodes: Timestamp) -> Result<(), Error> {
        const DAYS: &str = "delete from usage where span = 'day' and at < $1";
        const NODES: &str = "delete from usage_batches where at < $1 and node <> 'roll-up'";
        let mut tx = self.begin().await?;
        within!(tx, db => sqlx::query(DAYS).bind(days.0).execute(db).await.map(drop))?;
        within!(tx, db => sqlx::query(NODES).bind(nodes.0).execute(db).await.map(drop))?;
        tx.commit().await
    }
}

fn was_slower(cause: &sqlx::Error) -> bool {
    cause.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "40001")
}
