//! Who decides about the registrations for a version, beside the admins.

use super::{Error, Store, Tx, on, within};

const ANY: &str = "select count(*) from version_approvers where account_id = $1";
const ONE: &str = "select count(*) from version_approvers where account_id = $1 and version_id = $2";
const OF_PRODUCT: &str = "
select v.id, o.email from version_approvers w
join versions v on v.id = w.version_id join accounts o on o.id = w.account_id
where v.product_id = $1 order by v.id, o.email_key";
const IDS: &str = "select account_id from version_approvers where version_id = $1";
const CLEAR: &str = "delete from version_approvers where version_id = $1";
const ADD: &str = "insert into version_approvers (version_id, account_id) values ($1, $2)";

impl Store {
    /// Whether any version names this person.
    pub async fn approves_anything(&self, account_id: &str) -> Result<bool, Error> {
        let (count,): (i64,) = on!(self, db => sqlx::query_as(ANY).bind(account_id).fetch_one(db).await)?;
        Ok(count > 0)
    }
}

impl Tx {
    /// Whether this version names this person.
    pub async fn approves(&mut self, account_id: &str, version_id: &str) -> Result<bool, Error> {
        let (count,): (i64,) =
            within!(self, db => sqlx::query_as(ONE).bind(account_id).bind(version_id).fetch_one(db).await)?;
        Ok(count > 0)
    }

    /// A version's id and an address, as often as there are approvers.
    pub async fn approvers_in(&mut self, product_id: &str) -> Result<Vec<(String, String)>, Error> {
        Ok(within!(self, db => sqlx::query_as(OF_PRODUCT).bind(product_id).fetch_all(db).await)?)
    }

    pub async fn approver_ids(&mut self, version_id: &str) -> Result<Vec<String>, Error> {
        let rows: Vec<(String,)> = within!(self, db => sqlx::query_as(IDS).bind(version_id).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    pub async fn set_approvers(&mut self, version_id: &str, accounts: &[String]) -> Result<(), Error> {
        within!(self, db => sqlx::query(CLEAR).bind(version_id).execute(db).await.map(drop))?;
        for account in accounts {
            within!(self, db => sqlx::query(ADD).bind(version_id).bind(account).execute(db).await.map(drop))?;
        }
        Ok(())
    }
}
