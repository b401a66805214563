//! What admins decided: a row a setting, so that two who change different ones don't undo each other.

use super::{Error, Store, Tx, on, within};

impl Store {
    pub async fn settings(&self) -> Result<Vec<(String, String)>, Error> {
        Ok(on!(self, db => sqlx::query_as("select key, value from settings").fetch_all(db).await)?)
    }
}

impl Tx {
    pub async fn settings(&mut self) -> Result<Vec<(String, String)>, Error> {
        Ok(within!(self, db => sqlx::query_as("select key, value from settings").fetch_all(db).await)?)
    }

    pub async fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        const SET: &str =
            "insert into settings (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value";
        within!(self, db => sqlx::query(SET).bind(key).bind(value).execute(db).await.map(drop))?;
        Ok(())
    }
}
