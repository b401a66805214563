//! Applications. Whose one is stands in every query of its owner's: there is no look-up by id alone but for admins.

use super::people::pattern;
use super::{Error, Store, Tx, newest_first, on, within};
use crate::domain::application::{Application, ApplicationName, ReferenceId};
use crate::domain::apps::{ApplicationRow, Owner};
use crate::domain::page::{Page, counted, cursor};
use crate::domain::strategy::StrategyKind;
use crate::domain::time::Timestamp;

/// A page is chosen first; only its rows are counted for. What is counted stands in the answer and not in the condition:
/// SQLite knows no sizes, and would rather read everybody's registrations of one state than one application's of all.
macro_rules! rows {
    ($chosen:literal) => {
        concat!(
            "select a.id, a.name, a.description, a.reference_id, a.created_at, s.display_name, s.kind,
       o.id as owner_id, o.name as owner_name, o.email as owner_email,
       (select count(case r.state when 'approved' then 1 end) from registrations r where r.application_id = a.id) as approved,
       (select count(case r.state when 'pending' then 1 end) from registrations r where r.application_id = a.id) as pending,
       (select count(case r.state when 'rejected' then 1 end) from registrations r where r.application_id = a.id) as rejected,
       (select count(case r.state when 'revoked' then 1 end) from registrations r where r.application_id = a.id) as revoked,
       (select count(case when c.revoked_at is null and (c.expires_at is null or c.expires_at > $5) then 1 end)
            from credentials c where c.application_id = a.id) as keys,
       (select min(case when c.revoked_at is null and c.successor_id is null and c.expires_at > $5
                and c.expires_at <= $6 then c.expires_at end)
            from credentials c where c.application_id = a.id) as ending,
       (select max(c.used_at) from credentials c where c.application_id = a.id) as used_at
from (",
            $chosen,
            ") a join strategies s on s.id = a.strategy_id join accounts o on o.id = a.account_id
order by a.created_at desc, a.id desc"
        )
    };
}

const OWN: &str = rows!(
    "select * from applications where account_id = $7 and ($1 = '' or sought like $1 escape '\\')
    and (created_at, id) < ($2, $3) order by created_at desc, id desc limit $4"
);
const EVERYBODY: &str = rows!(
    "select * from applications where ($1 = '' or sought like $1 escape '\\'
        or account_id in (select id from accounts where $1 <> '' and sought like $1 escape '\\'))
    and (created_at, id) < ($2, $3) order by created_at desc, id desc limit $4"
);
const COUNT_OWN: &str =
    "select count(*) from applications where account_id = $2 and ($1 = '' or sought like $1 escape '\\')";
const COUNT: &str = "select count(*) from applications where $1 = '' or sought like $1 escape '\\'
    or account_id in (select id from accounts where $1 <> '' and sought like $1 escape '\\')";
const ONE: &str = "
select a.id, a.account_id, a.name, a.description, a.reference_id, a.created_at, a.strategy_id, s.display_name, s.kind,
       o.name as owner_name, o.email as owner_email
from applications a join strategies s on s.id = a.strategy_id join accounts o on o.id = a.account_id
where a.id = $1 and ($2 = '' or a.account_id = $2)";
/// Whose ID it is goes first: anybody may choose a reference ID.
const NAMED: &str = "
select a.id, a.account_id, a.name, a.description, a.reference_id, a.created_at, a.strategy_id, s.display_name, s.kind,
       o.name as owner_name, o.email as owner_email
from applications a join strategies s on s.id = a.strategy_id join accounts o on o.id = a.account_id
where a.id = $1 or a.reference_id = $1 order by case when a.id = $1 then 0 else 1 end limit 1";
const ALL_OWN: &str = "
select a.id, a.account_id, a.name, a.description, a.reference_id, a.created_at, a.strategy_id, s.display_name, s.kind,
       '' as owner_name, '' as owner_email
from applications a join strategies s on s.id = a.strategy_id
where a.account_id = $1 order by a.sought, a.id";
const ADD: &str = "
insert into applications (id, account_id, name, sought, description, strategy_id, reference_id, created_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
const EDIT: &str = "
update applications set name = $2, sought = $3, description = $4, reference_id = $5, changed_at = $6 where id = $1";
const TAKEN: &str = "select count(*) from applications where reference_id = $1 and id <> $2";

/// An application with what belongs to its row alone.
#[derive(Clone, Debug)]
pub struct StoredApplication {
    pub application: Application,
    pub strategy_id: String,
    /// Display name and kind.
    pub strategy: (String, StrategyKind),
    pub owner: Owner,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    account_id: String,
    name: String,
    description: String,
    reference_id: String,
    created_at: i64,
    strategy_id: String,
    display_name: String,
    kind: String,
    owner_name: String,
    owner_email: String,
}

#[derive(sqlx::FromRow)]
struct ListRow {
    id: String,
    name: String,
    description: String,
    reference_id: String,
    created_at: i64,
    display_name: String,
    kind: String,
    owner_id: String,
    owner_name: String,
    owner_email: String,
    approved: i64,
    pending: i64,
    rejected: i64,
    revoked: i64,
    keys: i64,
    ending: Option<i64>,
    used_at: Option<i64>,
}

fn read(id: String, name: &str, description: String, reference: &str, created_at: i64) -> Result<Application, Error> {
    let corrupt = |what| Error::Corrupt { table: "applications", id: id.clone(), what };
    let name = ApplicationName::parse(name).map_err(|_| corrupt("its name"))?;
    let reference_id = ReferenceId::parse(reference).map_err(|_| corrupt("its reference ID"))?;
    Ok(Application { id, name, description, reference_id, created_at: Timestamp(created_at) })
}

fn kind(id: &str, text: &str) -> Result<StrategyKind, Error> {
    let corrupt = || Error::Corrupt { table: "strategies", id: id.to_owned(), what: "its kind" };
    StrategyKind::parse(text).ok_or_else(corrupt)
}

impl Row {
    fn read(self) -> Result<StoredApplication, Error> {
        let strategy = (self.display_name, kind(&self.id, &self.kind)?);
        let owner = Owner { id: self.account_id, name: self.owner_name, email: self.owner_email };
        let application = read(self.id, &self.name, self.description, &self.reference_id, self.created_at)?;
        Ok(StoredApplication { application, strategy_id: self.strategy_id, strategy, owner })
    }
}

impl ListRow {
    fn read(self) -> Result<ApplicationRow, Error> {
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let strategy = (self.display_name, kind(&self.id, &self.kind)?);
        Ok(ApplicationRow {
            application: read(self.id, &self.name, self.description, &self.reference_id, self.created_at)?,
            strategy,
            approved: count(self.approved),
            pending: count(self.pending),
            rejected: count(self.rejected),
            revoked: count(self.revoked),
            keys: count(self.keys),
            ending: self.ending.map(Timestamp),
            used_at: self.used_at.map(Timestamp),
            owner: Some(Owner { id: self.owner_id, name: self.owner_name, email: self.owner_email }),
        })
    }
}

/// What a list is asked, whoever's it is.
pub struct ApplicationsAsked<'a> {
    /// None: everybody's, and owners are looked through as well.
    pub owner: Option<&'a str>,
    pub search: &'a str,
    pub after: Option<&'a str>,
    pub now: Timestamp,
    /// Keys that end before it are told.
    pub soon: Timestamp,
}

impl Store {
    /// The newest first.
    pub async fn applications(
        &self,
        asked: &ApplicationsAsked<'_>,
        size: usize,
    ) -> Result<Page<ApplicationRow>, Error> {
        let pattern = pattern(asked.search);
        let (at, id) = newest_first(asked.after);
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<ListRow> = match asked.owner {
            Some(owner) => on!(self, db => sqlx::query_as(OWN).bind(&pattern).bind(at).bind(id).bind(limit)
                .bind(asked.now.0).bind(asked.soon.0).bind(owner).fetch_all(db).await)?,
            None => on!(self, db => sqlx::query_as(EVERYBODY).bind(&pattern).bind(at).bind(id).bind(limit)
                .bind(asked.now.0).bind(asked.soon.0).fetch_all(db).await)?,
        };
        let total = match (counted(asked.after, rows.len(), size), asked.owner) {
            (Some(all), _) => all,
            (None, Some(owner)) => {
                on!(self, db => sqlx::query_scalar(COUNT_OWN).bind(&pattern).bind(owner).fetch_one(db).await)?
            }
            (None, None) => on!(self, db => sqlx::query_scalar(COUNT).bind(&pattern).fetch_one(db).await)?,
        };
        let rows = rows.into_iter().map(ListRow::read).collect::<Result<Vec<_>, _>>()?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(Page::cut(rows, size, total, |last| {
            cursor(&last.application.created_at.0.to_string(), &last.application.id)
        }))
    }
}

impl Tx {
    /// Only its owner finds it.
    pub async fn application_of(&mut self, owner: &str, id: &str) -> Result<Option<StoredApplication>, Error> {
        self.one_application(id, owner).await
    }

    /// For admins.
    pub async fn any_application(&mut self, id: &str) -> Result<Option<StoredApplication>, Error> {
        self.one_application(id, "").await
    }

    /// By its ID or its reference ID.
    pub async fn application_named(&mut self, name: &str) -> Result<Option<StoredApplication>, Error> {
        let row: Option<Row> = within!(self, db => sqlx::query_as(NAMED).bind(name).fetch_optional(db).await)?;
        row.map(Row::read).transpose()
    }

    async fn one_application(&mut self, id: &str, owner: &str) -> Result<Option<StoredApplication>, Error> {
        let row: Option<Row> = within!(self, db => sqlx::query_as(ONE).bind(id).bind(owner).fetch_optional(db).await)?;
        row.map(Row::read).transpose()
    }

    /// By name.
    pub async fn applications_of(&mut self, owner: &str) -> Result<Vec<StoredApplication>, Error> {
        let rows: Vec<Row> = within!(self, db => sqlx::query_as(ALL_OWN).bind(owner).fetch_all(db).await)?;
        rows.into_iter().map(Row::read).collect()
    }

    pub async fn count_applications_of(&mut self, owner: &str) -> Result<u32, Error> {
        let (count,): (i64,) = within!(self, db => sqlx::query_as(COUNT_OWN).bind("").bind(owner).fetch_one(db).await)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Whether another application than `but` has it.
    pub async fn reference_taken(&mut self, reference: &ReferenceId, but: &str) -> Result<bool, Error> {
        let (count,): (i64,) =
            within!(self, db => sqlx::query_as(TAKEN).bind(reference.as_str()).bind(but).fetch_one(db).await)?;
        Ok(count > 0)
    }

    pub async fn add_application(
        &mut self,
        owner: &str,
        application: &Application,
        strategy_id: &str,
    ) -> Result<(), Error> {
        within!(self, db => sqlx::query(ADD)
            .bind(&application.id).bind(owner).bind(application.name.as_str()).bind(words(application))
            .bind(&application.description).bind(strategy_id).bind(application.reference_id.as_str())
            .bind(application.created_at.0).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn edit_application(&mut self, application: &Application, at: Timestamp) -> Result<(), Error> {
        within!(self, db => sqlx::query(EDIT)
            .bind(&application.id).bind(application.name.as_str()).bind(words(application))
            .bind(&application.description).bind(application.reference_id.as_str()).bind(at.0)
            .execute(db).await.map(drop))?;
        Ok(())
    }

    /// Its registrations and credentials go with it.
    pub async fn drop_application(&mut self, id: &str) -> Result<(), Error> {
        const DROP: &str = "delete from applications where id = $1";
        within!(self, db => sqlx::query(DROP).bind(id).execute(db).await.map(drop))?;
        Ok(())
    }
}

fn words(application: &Application) -> String {
    [application.name.as_str(), " ", application.reference_id.as_str()].concat().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{DatabaseUrl, Pools};

    /// Each count of a row's reads what belongs to its application, and nothing of everybody's.
    #[tokio::test]
    async fn sqlite_counts_by_application() {
        let folder = tempfile::tempdir().expect("a folder");
        let url: DatabaseUrl =
            format!("sqlite:{}", folder.path().join("portcullis.db").display()).parse().expect("a database's address");
        let store = url.open_and_migrate().await.expect("a database");
        let Pools::Sqlite { read, .. } = &store.pools else { panic!("it is SQLite") };
        for list in [OWN, EVERYBODY] {
            let asked = sqlx::AssertSqlSafe(["explain query plan ", list].concat());
            let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(asked).fetch_all(read).await.expect("a plan");
            let reads: Vec<_> = plan
                .iter()
                .map(|(.., step)| step)
                .filter(|step| step.contains(" c ") || step.contains(" r "))
                .collect();
            assert_eq!(reads.len(), 7, "{plan:#?}");
            assert!(reads.iter().all(|step| step.contains("(application_id=?")), "{reads:#?}");
        }
    }
}
