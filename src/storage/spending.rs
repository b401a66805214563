//! What was taken of limits by all gateways together, and until when it is owed.

use super::{Error, Pools, Store, on, within};
use crate::domain::time::Timestamp;
use std::collections::HashMap;

const ADD: &str = "
insert into limit_spending (application_id, version_id, total, free_at)
select r.application_id, r.version_id, $2, $3 + $4 from registrations r where r.id = $1
on conflict (application_id, version_id) do update set total = limit_spending.total + excluded.total,
    free_at = case when limit_spending.free_at + $4 > $5 then $5
                   when limit_spending.free_at > $3 then limit_spending.free_at + $4 else $3 + $4 end
returning total";

const FREE_AT: &str = "
select r.id, s.free_at from limit_spending s
join registrations r on r.application_id = s.application_id and r.version_id = s.version_id
where s.application_id = $1 and s.free_at is not null";

/// What one gateway let through for a registration.
#[derive(Clone, Debug)]
pub struct Spent {
    pub registration: String,
    pub calls: u32,
    /// Milliseconds until these calls are paid back.
    pub owed: i64,
    /// Milliseconds until a whole window is.
    pub window: i64,
}

impl Store {
    /// Whether several gateways can run on it.
    pub fn is_shared(&self) -> bool {
        matches!(self.pools, Pools::Postgres(_))
    }

    /// Adds what was taken here since the last time, and gives what was ever taken anywhere; none where the registration
    /// is gone. All of it, or nothing. `taken` is in the order of ids: two that lock the same rows in another order would
    /// wait for each other.
    pub async fn add_spending(&self, taken: &[Spent], now: Timestamp) -> Result<Vec<Option<i64>>, Error> {
        let mut tx = self.begin().await?;
        let mut totals = Vec::with_capacity(taken.len());
        for Spent { registration, calls, owed, window } in taken {
            let total: Option<(i64,)> = within!(tx, db => sqlx::query_as(ADD)
                .bind(registration).bind(i64::from(*calls)).bind(now.0).bind(*owed.min(window)).bind(now.0 + window)
                .fetch_optional(db).await)?;
            totals.push(total.map(|(total,)| total));
        }
        tx.commit().await?;
        Ok(totals)
    }

    /// Of an application's registrations of which something was ever taken: when all of it is paid back.
    pub async fn free_at(&self, application: &str) -> Result<HashMap<String, Timestamp>, Error> {
        let rows: Vec<(String, i64)> = on!(self, db => sqlx::query_as(FREE_AT).bind(application).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(registration, at)| (registration, Timestamp(at))).collect())
    }
}
