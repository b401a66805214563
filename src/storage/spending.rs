//! What was taken of limits by all gateways together.

use super::{Error, Pools, Store, within};

const ADD: &str = "
insert into limit_spending (registration_id, total)
select r.id, $2 from registrations r where r.id = $1
on conflict (registration_id) do update set total = limit_spending.total + excluded.total returning total";

impl Store {
    /// Whether several gateways can run on it.
    pub fn is_shared(&self) -> bool {
        matches!(self.pools, Pools::Postgres(_))
    }

    /// Adds what was taken here since the last time, and gives what was ever taken anywhere; none where the registration
    /// is gone. All of it, or nothing. `taken` is in the order of ids: two that lock the same rows in another order would
    /// wait for each other.
    pub async fn add_spending(&self, taken: &[(String, u32)]) -> Result<Vec<Option<i64>>, Error> {
        let mut tx = self.begin().await?;
        let mut totals = Vec::with_capacity(taken.len());
        for (registration, count) in taken {
            let total: Option<(i64,)> = within!(tx, db => sqlx::query_as(ADD)
                .bind(registration).bind(i64::from(*count)).fetch_optional(db).await)?;
            totals.push(total.map(|(total,)| total));
        }
        tx.commit().await?;
        Ok(totals)
    }
}
