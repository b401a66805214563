//! What was tried lately: budgets against abuse, shared by every process.

use super::{Error, Store, Tx, on, within};
use crate::domain::time::Timestamp;

impl Store {
    /// How often since, and when last.
    pub async fn attempts(&self, bucket: &str, since: Timestamp) -> Result<(u32, Option<Timestamp>), Error> {
        const COUNT: &str = "select count(*), max(at) from attempts where bucket = $1 and at > $2";
        let (count, last): (i64, Option<i64>) =
            on!(self, db => sqlx::query_as(COUNT).bind(bucket).bind(since.0).fetch_one(db).await)?;
        Ok((u32::try_from(count).unwrap_or(u32::MAX), last.map(Timestamp)))
    }
}

impl Tx {
    pub async fn attempts(&mut self, bucket: &str, since: Timestamp) -> Result<u32, Error> {
        const COUNT: &str = "select count(*) from attempts where bucket = $1 and at > $2";
        let (count,): (i64,) =
            within!(self, db => sqlx::query_as(COUNT).bind(bucket).bind(since.0).fetch_one(db).await)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    pub async fn note_attempt(&mut self, bucket: &str, at: Timestamp) -> Result<(), Error> {
        const ADD: &str = "insert into attempts (bucket, at) values ($1, $2)";
        within!(self, db => sqlx::query(ADD).bind(bucket).bind(at.0).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn forget_attempts(&mut self, bucket: &str) -> Result<(), Error> {
        const DROP: &str = "delete from attempts where bucket = $1";
        within!(self, db => sqlx::query(DROP).bind(bucket).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn forget_attempts_before(&mut self, at: Timestamp) -> Result<(), Error> {
        const DROP: &str = "delete from attempts where at < $1";
        within!(self, db => sqlx::query(DROP).bind(at.0).execute(db).await.map(drop))?;
        Ok(())
    }
}
