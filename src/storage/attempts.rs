//! What was tried lately: budgets against abuse, shared by every process.

use super::{Error, Tx, Within, within};
use crate::domain::time::Timestamp;

impl Tx {
    /// How often since, and when last. Nobody else counts in this bucket until the transaction ends, so that what
    /// is decided from it and counted by `note_attempt` holds against tries at the same instant.
    pub async fn attempts(&mut self, bucket: &str, since: Timestamp) -> Result<(u32, Option<Timestamp>), Error> {
        const COUNT: &str = "select count(*), max(at) from attempts where bucket = $1 and at > $2";
        // SQLite's transactions come one after the other anyway.
        if let Within::Postgres(tx) = &mut self.0 {
            let lock = sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))");
            lock.bind(bucket).execute(&mut **tx).await?;
        }
        let (count, last): (i64, Option<i64>) =
            within!(self, db => sqlx::query_as(COUNT).bind(bucket).bind(since.0).fetch_one(db).await)?;
        Ok((u32::try_from(count).unwrap_or(u32::MAX), last.map(Timestamp)))
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
