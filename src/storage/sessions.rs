//! Who is signed in. Only hashes are kept.

use super::{Error, Store, Tx, on, within};
use crate::domain::account::Account;
use crate::domain::time::Timestamp;

pub type Hash = [u8; 32];

pub struct NewSession<'a> {
    pub hash: &'a Hash,
    pub account_id: &'a str,
    pub handle: &'a str,
    pub agent: &'a str,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionRow {
    pub account_id: String,
    pub handle: String,
    pub agent: String,
    pub created_at: i64,
    pub seen_at: i64,
}

const FIND: &str = "select account_id, handle, agent, created_at, seen_at from sessions where hash = $1";
const OF: &str = "select account_id, handle, agent, created_at, seen_at from sessions
where account_id = $1 order by seen_at desc, handle";

impl Store {
    pub async fn session(&self, hash: &Hash) -> Result<Option<(SessionRow, Account)>, Error> {
        let found: Option<SessionRow> =
            on!(self, db => sqlx::query_as(FIND).bind(hash.as_slice()).fetch_optional(db).await)?;
        let Some(session) = found else { return Ok(None) };
        Ok(self.account(&session.account_id).await?.map(|account| (session, account)))
    }

    pub async fn sessions_of(&self, account_id: &str) -> Result<Vec<SessionRow>, Error> {
        Ok(on!(self, db => sqlx::query_as(OF).bind(account_id).fetch_all(db).await)?)
    }

    pub async fn touch_session(&self, hash: &Hash, at: Timestamp) -> Result<(), Error> {
        const TOUCH: &str = "update sessions set seen_at = $1 where hash = $2";
        let mut tx = self.begin().await?;
        within!(tx, db => sqlx::query(TOUCH).bind(at.0).bind(hash.as_slice()).execute(db).await.map(drop))?;
        tx.commit().await
    }
}

impl Tx {
    pub async fn add_session(&mut self, new: &NewSession<'_>) -> Result<(), Error> {
        const ADD: &str = "insert into sessions (hash, account_id, handle, agent, created_at, seen_at) values ($1, $2, $3, $4, $5, $5)";
        within!(self, db => sqlx::query(ADD)
            .bind(new.hash.as_slice()).bind(new.account_id).bind(new.handle).bind(new.agent).bind(new.at.0)
            .execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn session_stands(&mut self, account_id: &str, handle: &str) -> Result<bool, Error> {
        const FIND: &str = "select count(*) from sessions where account_id = $1 and handle = $2";
        let (count,): (i64,) =
            within!(self, db => sqlx::query_as(FIND).bind(account_id).bind(handle).fetch_one(db).await)?;
        Ok(count > 0)
    }

    /// Only the owner's own: a handle of somebody else ends nothing.
    pub async fn end_session_of(&mut self, account_id: &str, handle: &str) -> Result<bool, Error> {
        const END: &str = "delete from sessions where account_id = $1 and handle = $2";
        let ended = within!(self, db => sqlx::query(END)
            .bind(account_id).bind(handle).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(ended == 1)
    }

    /// All of a person's, but the one that may stay.
    pub async fn end_sessions(&mut self, account_id: &str, but: Option<&str>) -> Result<(), Error> {
        const END: &str = "delete from sessions where account_id = $1 and handle <> $2";
        within!(self, db => sqlx::query(END).bind(account_id).bind(but.unwrap_or_default()).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn end_old_sessions(&mut self, created_before: Timestamp, seen_before: Timestamp) -> Result<(), Error> {
        const END: &str = "delete from sessions where created_at < $1 or seen_at < $2";
        within!(self, db => sqlx::query(END).bind(created_before.0).bind(seen_before.0).execute(db).await.map(drop))?;
        Ok(())
    }
}
