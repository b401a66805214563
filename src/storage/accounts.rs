//! People.

use super::{Error, Store, Tx, on, within};
use crate::domain::account::{Account, AccountState, Email, FullName, Role};
use crate::domain::time::Timestamp;

/// What signing in compares with.
pub struct SignInFacts {
    pub account: Account,
    /// PHC text; none where no password was ever set.
    pub password: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    email: String,
    name: String,
    role: String,
    state: String,
    reason: Option<String>,
    created_at: i64,
    decided_at: Option<i64>,
    signed_in_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct SignInRow {
    #[sqlx(flatten)]
    account: Row,
    password: Option<String>,
}

impl Row {
    pub(super) fn read(self) -> Result<Account, Error> {
        let corrupt = |what| Error::Corrupt { table: "accounts", id: self.id.clone(), what };
        Ok(Account {
            email: Email::parse(&self.email).map_err(|_| corrupt("its address"))?,
            name: FullName::parse(&self.name).map_err(|_| corrupt("its name"))?,
            role: Role::parse(&self.role).ok_or_else(|| corrupt("its role"))?,
            state: AccountState::parse(&self.state).ok_or_else(|| corrupt("its state"))?,
            reason: self.reason,
            created_at: Timestamp(self.created_at),
            decided_at: self.decided_at.map(Timestamp),
            signed_in_at: self.signed_in_at.map(Timestamp),
            id: self.id,
        })
    }
}

const BY_KEY: &str = "select id, email, name, role, state, reason, created_at, decided_at, signed_in_at, password
from accounts where email_key = $1";
const BY_ID: &str = "select id, email, name, role, state, reason, created_at, decided_at, signed_in_at
from accounts where id = $1";
const WITH_PASSWORD: &str =
    "select id, email, name, role, state, reason, created_at, decided_at, signed_in_at, password
from accounts where id = $1";
const ADD: &str = "insert into accounts (id, email, email_key, name, role, state, created_at, sought) values ($1, $2, $3, $4, $5, $6, $7, $8)";

/// What a search looks in.
fn sought(name: &str, email: &Email) -> String {
    format!("{} {}", name.to_lowercase(), email.key())
}

impl Store {
    pub async fn sign_in_facts(&self, email: &Email) -> Result<Option<SignInFacts>, Error> {
        let row: Option<SignInRow> =
            on!(self, db => sqlx::query_as(BY_KEY).bind(email.key()).fetch_optional(db).await)?;
        row.map(|row| Ok(SignInFacts { password: row.password, account: row.account.read()? })).transpose()
    }

    pub async fn account(&self, id: &str) -> Result<Option<Account>, Error> {
        let row: Option<Row> = on!(self, db => sqlx::query_as(BY_ID).bind(id).fetch_optional(db).await)?;
        row.map(Row::read).transpose()
    }

    pub async fn password_of(&self, id: &str) -> Result<Option<SignInFacts>, Error> {
        let row: Option<SignInRow> = on!(self, db => sqlx::query_as(WITH_PASSWORD).bind(id).fetch_optional(db).await)?;
        row.map(|row| Ok(SignInFacts { password: row.password, account: row.account.read()? })).transpose()
    }
}

impl Tx {
    pub async fn account(&mut self, id: &str) -> Result<Option<Account>, Error> {
        let row: Option<Row> = within!(self, db => sqlx::query_as(BY_ID).bind(id).fetch_optional(db).await)?;
        row.map(Row::read).transpose()
    }

    pub async fn account_by_email(&mut self, email: &Email) -> Result<Option<Account>, Error> {
        let row: Option<SignInRow> =
            within!(self, db => sqlx::query_as(BY_KEY).bind(email.key()).fetch_optional(db).await)?;
        row.map(|row| row.account.read()).transpose()
    }

    pub async fn add_account(&mut self, account: &Account) -> Result<(), Error> {
        within!(self, db => sqlx::query(ADD)
            .bind(&account.id).bind(account.email.as_str()).bind(account.email.key()).bind(account.name.as_str())
            .bind(account.role.as_str()).bind(account.state.as_str()).bind(account.created_at.0)
            .bind(sought(account.name.as_str(), &account.email))
            .execute(db).await.map(drop))?;
        Ok(())
    }

    /// As it stands now: whoever proved to know an older one proved nothing.
    pub async fn password(&mut self, id: &str) -> Result<Option<String>, Error> {
        const FIND: &str = "select password from accounts where id = $1";
        let found: Option<(Option<String>,)> =
            within!(self, db => sqlx::query_as(FIND).bind(id).fetch_optional(db).await)?;
        Ok(found.and_then(|(password,)| password))
    }

    pub async fn set_password(&mut self, id: &str, phc: &str) -> Result<(), Error> {
        const SET: &str = "update accounts set password = $1 where id = $2";
        within!(self, db => sqlx::query(SET).bind(phc).bind(id).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn rename_account(&mut self, id: &str, name: &FullName) -> Result<(), Error> {
        const SET: &str = "update accounts set name = $1, sought = $3 || ' ' || email_key where id = $2";
        within!(self, db => sqlx::query(SET)
            .bind(name.as_str()).bind(id).bind(name.as_str().to_lowercase()).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn note_sign_in(&mut self, id: &str, at: Timestamp) -> Result<(), Error> {
        const SET: &str = "update accounts set signed_in_at = $1 where id = $2";
        within!(self, db => sqlx::query(SET).bind(at.0).bind(id).execute(db).await.map(drop))?;
        Ok(())
    }
}
