//! Links that were mailed. Only hashes are kept, and each is good for one use.

use super::{Error, Hash, Store, Tx, on, within};
use crate::domain::time::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The address is confirmed and the first password set.
    Confirm,
    Reset,
    /// The first admin is made.
    Setup,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::Setup => "setup",
        }
    }
}

const STANDS: &str = "select coalesce(account_id, '') from tokens where hash = $1 and purpose = $2 and expires_at > $3";
const ADD: &str = "insert into tokens (hash, purpose, account_id, expires_at) values ($1, $2, $3, $4)";
const USE: &str =
    "delete from tokens where hash = $1 and purpose = $2 and expires_at > $3 returning coalesce(account_id, '')";
const DROP_OF: &str = "delete from tokens where account_id = $1";
const DROP_OLD: &str = "delete from tokens where expires_at <= $1";

impl Store {
    /// Whose link it is while it can be used: asked before the costly work, decided by `use_token`.
    pub async fn token(&self, hash: &Hash, purpose: Purpose, now: Timestamp) -> Result<Option<String>, Error> {
        let found: Option<(String,)> = on!(self, db => sqlx::query_as(STANDS)
            .bind(hash.as_slice()).bind(purpose.as_str()).bind(now.0).fetch_optional(db).await)?;
        Ok(found.map(|(account_id,)| account_id))
    }
}

impl Tx {
    pub async fn add_token(
        &mut self,
        hash: &Hash,
        purpose: Purpose,
        account_id: Option<&str>,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        within!(self, db => sqlx::query(ADD)
            .bind(hash.as_slice()).bind(purpose.as_str()).bind(account_id).bind(expires_at.0)
            .execute(db).await.map(drop))?;
        Ok(())
    }

    /// Whose link it was, and it is none any more. Of two that come at once one gets it.
    pub async fn use_token(&mut self, hash: &Hash, purpose: Purpose, now: Timestamp) -> Result<Option<String>, Error> {
        let found: Option<(String,)> = within!(self, db => sqlx::query_as(USE)
            .bind(hash.as_slice()).bind(purpose.as_str()).bind(now.0).fetch_optional(db).await)?;
        Ok(found.map(|(account_id,)| account_id))
    }

    /// All of a person's: a password that was set makes every older link worthless.
    pub async fn drop_tokens_of(&mut self, account_id: &str) -> Result<(), Error> {
        within!(self, db => sqlx::query(DROP_OF).bind(account_id).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn drop_old_tokens(&mut self, now: Timestamp) -> Result<(), Error> {
        within!(self, db => sqlx::query(DROP_OLD).bind(now.0).execute(db).await.map(drop))?;
        Ok(())
    }
}
