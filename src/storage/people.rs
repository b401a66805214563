//! Accounts as admins look through and change them.

use super::accounts::Row;
use super::{Error, Store, Tx, newest_first, on, within};
use crate::domain::account::Account;
use crate::domain::page::{Page, cursor};
use crate::domain::people::{Holdings, PeopleQuestion, PersonRow};
use crate::domain::time::Timestamp;

/// What hangs on the accounts that `$chosen` gives, as of `$1`.
macro_rules! with_holdings {
    ($chosen:literal) => {
        concat!(
            "select a.id, a.email, a.name, a.role, a.state, a.reason, a.created_at, a.decided_at, a.signed_in_at,
       (select count(*) from applications x where x.account_id = a.id) as applications,
       (select count(*) from applications x join registrations r on r.application_id = x.id
            where x.account_id = a.id) as registrations,
       (select count(*) from applications x join credentials c on c.application_id = x.id where x.account_id = a.id
            and c.revoked_at is null and (c.expires_at is null or c.expires_at > $1)) as active_keys
from (",
            $chosen,
            ") a order by a.created_at desc, a.id desc"
        )
    };
}

/// A page is chosen first; only its rows are counted for.
const LIST: &str = with_holdings!(
    "select * from accounts
    where ($2 = '' or state = $2) and ($3 = '' or sought like $3 escape '\\') and (created_at, id) < ($4, $5)
    order by created_at desc, id desc limit $6"
);
const ONE: &str = with_holdings!("select * from accounts where id = $2");
const COUNT: &str = "select count(*) from accounts
where ($1 = '' or state = $1) and ($2 = '' or sought like $2 escape '\\')";
const ADMINS: &str = "select id, email, name, role, state, reason, created_at, decided_at, signed_in_at from accounts
where role = 'admin' and state = 'approved' order by created_at, id";
const WAITING: &str = "select count(*) from accounts where state = 'pending'";
const SET: &str = "update accounts set state = $2, role = $3, reason = $4, decided_at = $5 where id = $1";

/// Anywhere in the name or the address; what a person typed is no pattern.
pub(super) fn pattern(search: &str) -> String {
    if search.is_empty() {
        return String::new();
    }
    let plain = search.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

#[derive(sqlx::FromRow)]
struct HoldingRow {
    #[sqlx(flatten)]
    account: Row,
    applications: i64,
    registrations: i64,
    active_keys: i64,
}

impl HoldingRow {
    fn read(self) -> Result<PersonRow, Error> {
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let holdings = Holdings {
            applications: count(self.applications),
            registrations: count(self.registrations),
            keys: count(self.active_keys),
        };
        Ok(PersonRow { account: self.account.read()?, holdings })
    }
}

impl Store {
    /// The newest first.
    pub async fn people(
        &self,
        question: &PeopleQuestion,
        now: Timestamp,
        size: usize,
    ) -> Result<Page<PersonRow>, Error> {
        let PeopleQuestion { search, state, after } = question;
        let (state, pattern) = (state.map_or("", |state| state.as_str()), pattern(search));
        let (at, id) = newest_first(after.as_deref());
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<HoldingRow> = on!(self, db => sqlx::query_as(LIST)
            .bind(now.0).bind(state).bind(&pattern).bind(at).bind(id).bind(limit).fetch_all(db).await)?;
        let (total,): (i64,) = on!(self, db => sqlx::query_as(COUNT).bind(state).bind(&pattern).fetch_one(db).await)?;
        let people = rows.into_iter().map(HoldingRow::read).collect::<Result<Vec<_>, _>>()?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(Page::cut(people, size, total, |last| cursor(&last.account.created_at.0.to_string(), &last.account.id)))
    }

    pub async fn person(&self, id: &str, now: Timestamp) -> Result<Option<PersonRow>, Error> {
        let row: Option<HoldingRow> =
            on!(self, db => sqlx::query_as(ONE).bind(now.0).bind(id).fetch_optional(db).await)?;
        row.map(HoldingRow::read).transpose()
    }

    pub async fn admins(&self) -> Result<Vec<Account>, Error> {
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(ADMINS).fetch_all(db).await)?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl Tx {
    pub async fn admins(&mut self) -> Result<Vec<Account>, Error> {
        let rows: Vec<Row> = within!(self, db => sqlx::query_as(ADMINS).fetch_all(db).await)?;
        rows.into_iter().map(Row::read).collect()
    }

    pub async fn waiting_people(&mut self) -> Result<u32, Error> {
        let (count,): (i64,) = within!(self, db => sqlx::query_as(WAITING).fetch_one(db).await)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// How many may sign in as admins.
    pub async fn count_admins(&mut self) -> Result<u32, Error> {
        Ok(u32::try_from(self.admins().await?.len()).unwrap_or(u32::MAX))
    }

    /// State, role, reason and when it was decided.
    pub async fn set_account(&mut self, account: &Account, decided_at: Option<Timestamp>) -> Result<(), Error> {
        within!(self, db => sqlx::query(SET)
            .bind(&account.id).bind(account.state.as_str()).bind(account.role.as_str())
            .bind(account.reason.as_deref()).bind(decided_at.map(|at| at.0))
            .execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn delete_account(&mut self, id: &str) -> Result<(), Error> {
        within!(self, db => sqlx::query("delete from accounts where id = $1").bind(id).execute(db).await.map(drop))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn what_a_person_typed_is_no_pattern() {
        assert_eq!(pattern(""), "");
        assert_eq!(pattern("Ada"), "%ada%");
        assert_eq!(pattern("100%_\\"), "%100\\%\\_\\\\%");
    }
}
