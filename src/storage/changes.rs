//! The number of the latest change that a gateway, or an open page, has to know of.

use super::{Error, Store, on};

impl Store {
    pub async fn latest_change(&self) -> Result<i64, Error> {
        const FIND: &str = "select seq from change_head where id = 1";
        let (seq,): (i64,) = on!(self, db => sqlx::query_as(FIND).fetch_one(db).await)?;
        Ok(seq)
    }
}
