//! Registrations: which application may call which version, and who waits for that.

use super::people::pattern;
use super::{Error, Store, Tx, newest_first, on, within};
use crate::domain::apps::{Owner, QueueQuestion, QueueRow, RegistrationRow};
use crate::domain::page::{Page, counted, cursor};
use crate::domain::registration::{Registration, RegistrationState};
use crate::domain::sheet::{Limit, Per};
use crate::domain::slug::Slug;
use crate::domain::time::{Date, Timestamp};
use crate::domain::version::{VersionState, Visibility};

const OF_APPLICATION: &str = "
select r.id, r.state, r.reason, r.answer, r.requested_at, r.decided_at, p.slug, p.name as product, v.name as version,
       v.state as version_state, v.visibility, v.sunset, v.path, v.upstream, v.limit_requests, v.limit_per
from registrations r join versions v on v.id = r.version_id join products p on p.id = v.product_id
where r.application_id = $1 order by p.sort_name, p.slug, v.position desc";
const STATES: &str = "
select r.application_id, r.state from registrations r join applications a on a.id = r.application_id
where a.account_id = $1 and r.version_id = $2";
/// A version that somebody wants to be registered for.
const VERSION: &str = "
select v.id, p.slug, p.name as product, v.name, v.state, v.visibility, v.strategy_id, v.registration, v.auto_approve
from versions v join products p on p.id = v.product_id where p.slug = $1 and v.name = $2";
const ADD: &str = "
insert into registrations (id, application_id, version_id, strategy_id, state, requested_at, decided_at)
values ($1, $2, $3, $4, $5, $6, $7)";
const ONE: &str = "
select r.id, r.state, r.reason, r.answer, r.requested_at, r.decided_at, r.version_id, a.id as application_id,
       a.name as application, o.id as owner_id, o.name as owner_name, o.email as owner_email, p.slug,
       p.name as product, v.name as version, p.sort_name
from registrations r join applications a on a.id = r.application_id join accounts o on o.id = a.account_id
join versions v on v.id = r.version_id join products p on p.id = v.product_id
where r.id = $1 and ($2 = '' or a.account_id = $2)";
const SET: &str = "
update registrations set state = $3, reason = $4, answer = $5, requested_at = $6, decided_at = $7
where id = $1 and state = $2";
/// What a queue shows. A page is chosen first: only its rows are joined with what they name.
macro_rules! chosen {
    () => {
        "($1 = '' or r.state = $1)
  and ($2 = '' or r.application_id in (
          select w.id from applications w where w.sought like $2 escape '\\'
              or w.account_id in (select id from accounts where sought like $2 escape '\\'))
      or r.version_id in (
          select w.id from versions w join products p on p.id = w.product_id where p.slug like $2 escape '\\'
              or p.sort_name || ' ' || lower(w.name) like $2 escape '\\'))
  and (($3 = '' and $4 = '') or r.version_id in (
          select w.id from versions w join products p on p.id = w.product_id
          where ($3 = '' or p.slug = $3) and ($4 = '' or w.name = $4)))
  and ($5 = '' or r.application_id in (select w.id from applications w where w.account_id = $5))
  and ($6 = '' or r.version_id in (select w.version_id from version_approvers w where w.account_id = $6))"
    };
}
const QUEUE: &str = concat!(
    "
select r.id, r.state, r.reason, r.answer, r.requested_at, r.decided_at, r.version_id, a.id as application_id,
       a.name as application, o.id as owner_id, o.name as owner_name, o.email as owner_email, p.slug,
       p.name as product, v.name as version, p.sort_name
from (select * from registrations r where ",
    chosen!(),
    " and (r.requested_at, r.id) < ($7, $8) order by r.requested_at desc, r.id desc limit $9) r
join applications a on a.id = r.application_id join accounts o on o.id = a.account_id
join versions v on v.id = r.version_id join products p on p.id = v.product_id
order by r.requested_at desc, r.id desc"
);
const COUNT: &str =
    concat!("select count(*) from (select 1 from registrations r where ", chosen!(), " limit 10001) counted");
const WAITING: &str = "
select count(*) from registrations r where r.state = 'pending' and ($1 = '' or exists (
    select 1 from version_approvers w where w.version_id = r.version_id and w.account_id = $1))";
const MIXED: &str = "
select count(*), coalesce(sum(case when v.strategy_id is null or a.strategy_id <> v.strategy_id
    or r.strategy_id <> a.strategy_id then 1 else 0 end), 0)
from registrations r join applications a on a.id = r.application_id join versions v on v.id = r.version_id";
const APPROVERS: &str = "
select a.email from version_approvers w join accounts a on a.id = w.account_id
where w.version_id = $1 and a.state = 'approved' order by a.email_key";

/// A version as the registration of an application needs to know it.
#[derive(Clone, Debug)]
pub struct Registrable {
    pub id: String,
    pub slug: Slug,
    pub product: String,
    pub name: String,
    pub state: VersionState,
    pub visibility: Visibility,
    pub strategy_id: Option<String>,
    pub registration: bool,
    pub auto_approve: bool,
}

/// A registration with all that a decision about it names.
#[derive(Clone, Debug)]
pub struct StoredRegistration {
    pub version_id: String,
    pub row: QueueRow,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: String,
    slug: String,
    product: String,
    name: String,
    state: String,
    visibility: String,
    strategy_id: Option<String>,
    registration: i64,
    auto_approve: i64,
}

#[derive(sqlx::FromRow)]
struct Fields {
    id: String,
    state: String,
    reason: Option<String>,
    answer: Option<String>,
    requested_at: i64,
    decided_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct OwnRow {
    #[sqlx(flatten)]
    fields: Fields,
    slug: String,
    product: String,
    version: String,
    version_state: String,
    visibility: String,
    sunset: Option<String>,
    path: Option<String>,
    upstream: Option<String>,
    limit_requests: Option<i64>,
    limit_per: Option<String>,
}

#[derive(sqlx::FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    fields: Fields,
    version_id: String,
    application_id: String,
    application: String,
    owner_id: String,
    owner_name: String,
    owner_email: String,
    slug: String,
    product: String,
    version: String,
}

fn corrupt(table: &'static str, id: &str, what: &'static str) -> Error {
    Error::Corrupt { table, id: id.to_owned(), what }
}

impl Fields {
    fn read(self) -> Result<Registration, Error> {
        let state = RegistrationState::parse(&self.state);
        Ok(Registration {
            state: state.ok_or_else(|| corrupt("registrations", &self.id, "its state"))?,
            id: self.id,
            reason: self.reason,
            answer: self.answer,
            requested_at: Timestamp(self.requested_at),
            decided_at: self.decided_at.map(Timestamp),
        })
    }
}

impl OwnRow {
    fn read(self) -> Result<RegistrationRow, Error> {
        let wrong = |what| corrupt("versions", &self.version, what);
        let state = VersionState::parse(&self.version_state).ok_or_else(|| wrong("its state"))?;
        Visibility::parse(&self.visibility).ok_or_else(|| wrong("its visibility"))?;
        let limit = match (self.limit_requests, self.limit_per.as_deref().and_then(Per::parse)) {
            (Some(requests), Some(per)) => u32::try_from(requests).ok().map(|requests| Limit { requests, per }),
            _ => None,
        };
        Ok(RegistrationRow {
            product: Slug::parse(&self.slug).map_err(|_| corrupt("products", &self.slug, "its slug"))?,
            product_name: self.product,
            version_state: state,
            sunset: self.sunset.as_deref().map(Date::parse).transpose().map_err(|_| wrong("its sunset"))?,
            visible: state.is_served(),
            path: self.path.filter(|_| self.upstream.is_some()),
            limit,
            version: self.version,
            registration: self.fields.read()?,
        })
    }
}

impl WholeRow {
    fn read(self) -> Result<StoredRegistration, Error> {
        let row = QueueRow {
            registration: self.fields.read()?,
            application_id: self.application_id,
            application: self.application,
            owner: Owner { id: self.owner_id, name: self.owner_name, email: self.owner_email },
            product: Slug::parse(&self.slug).map_err(|_| corrupt("products", &self.slug, "its slug"))?,
            product_name: self.product,
            version: self.version,
        };
        Ok(StoredRegistration { version_id: self.version_id, row })
    }
}

impl VersionRow {
    fn read(self) -> Result<Registrable, Error> {
        let wrong = |what| corrupt("versions", &self.id, what);
        Ok(Registrable {
            slug: Slug::parse(&self.slug).map_err(|_| corrupt("products", &self.slug, "its slug"))?,
            state: VersionState::parse(&self.state).ok_or_else(|| wrong("its state"))?,
            visibility: Visibility::parse(&self.visibility).ok_or_else(|| wrong("its visibility"))?,
            registration: self.registration != 0,
            auto_approve: self.auto_approve != 0,
            id: self.id,
            product: self.product,
            name: self.name,
            strategy_id: self.strategy_id,
        })
    }
}

impl Store {
    /// The newest request first. `approver`: only of versions that this account decides about.
    pub async fn queue(
        &self,
        question: &QueueQuestion,
        approver: Option<&str>,
        size: usize,
    ) -> Result<Page<QueueRow>, Error> {
        let state = question.state.map_or("", RegistrationState::as_str);
        let (pattern, approver) = (pattern(&question.search), approver.unwrap_or_default());
        let api = question.api.as_deref().unwrap_or_default();
        let (slug, version) = api.split_once('/').unwrap_or((api, ""));
        let person = question.person.as_deref().unwrap_or_default();
        let (at, id) = newest_first(question.after.as_deref());
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<WholeRow> = on!(self, db => sqlx::query_as(QUEUE)
            .bind(state).bind(&pattern).bind(slug).bind(version).bind(person).bind(approver).bind(at).bind(id).bind(limit)
            .fetch_all(db).await)?;
        let total = match counted(question.after.as_deref(), rows.len(), size) {
            Some(all) => all,
            None => on!(self, db => sqlx::query_scalar(COUNT)
                .bind(state).bind(&pattern).bind(slug).bind(version).bind(person).bind(approver).fetch_one(db).await)?,
        };
        let rows = rows.into_iter().map(|row| row.read().map(|stored| stored.row)).collect::<Result<Vec<_>, _>>()?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(Page::cut(rows, size, total, |last| {
            cursor(&last.registration.requested_at.0.to_string(), &last.registration.id)
        }))
    }

    /// How many there are, and in how many the application's strategy is not the version's: never any.
    pub async fn count_mixed_registrations(&self) -> Result<(i64, i64), Error> {
        Ok(on!(self, db => sqlx::query_as(MIXED).fetch_one(db).await)?)
    }

    /// `approver`: only of versions that this account decides about.
    pub async fn waiting_registrations(&self, approver: Option<&str>) -> Result<u32, Error> {
        let (count,): (i64,) =
            on!(self, db => sqlx::query_as(WAITING).bind(approver.unwrap_or_default()).fetch_one(db).await)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

impl Tx {
    pub async fn registrations_of(&mut self, application: &str) -> Result<Vec<RegistrationRow>, Error> {
        let rows: Vec<OwnRow> =
            within!(self, db => sqlx::query_as(OF_APPLICATION).bind(application).fetch_all(db).await)?;
        rows.into_iter().map(OwnRow::read).collect()
    }

    /// Of all of a person's applications, for one version: the application's id and the state.
    pub async fn registration_states(
        &mut self,
        owner: &str,
        version_id: &str,
    ) -> Result<Vec<(String, RegistrationState)>, Error> {
        let rows: Vec<(String, String)> =
            within!(self, db => sqlx::query_as(STATES).bind(owner).bind(version_id).fetch_all(db).await)?;
        let read = |(id, state): (String, String)| match RegistrationState::parse(&state) {
            Some(state) => Ok((id, state)),
            None => Err(corrupt("registrations", &id, "its state")),
        };
        rows.into_iter().map(read).collect()
    }

    pub async fn registrable(&mut self, slug: &Slug, version: &str) -> Result<Option<Registrable>, Error> {
        let row: Option<VersionRow> =
            within!(self, db => sqlx::query_as(VERSION).bind(slug.as_str()).bind(version).fetch_optional(db).await)?;
        row.map(VersionRow::read).transpose()
    }

    pub async fn add_registration(
        &mut self,
        registration: &Registration,
        application_id: &str,
        version_id: &str,
        strategy_id: &str,
    ) -> Result<(), Error> {
        within!(self, db => sqlx::query(ADD)
            .bind(&registration.id).bind(application_id).bind(version_id).bind(strategy_id)
            .bind(registration.state.as_str()).bind(registration.requested_at.0)
            .bind(registration.decided_at.map(|at| at.0)).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn registration_of(&mut self, owner: &str, id: &str) -> Result<Option<StoredRegistration>, Error> {
        self.one_registration(id, owner).await
    }

    /// For whoever decides.
    pub async fn any_registration(&mut self, id: &str) -> Result<Option<StoredRegistration>, Error> {
        self.one_registration(id, "").await
    }

    async fn one_registration(&mut self, id: &str, owner: &str) -> Result<Option<StoredRegistration>, Error> {
        let row: Option<WholeRow> =
            within!(self, db => sqlx::query_as(ONE).bind(id).bind(owner).fetch_optional(db).await)?;
        row.map(WholeRow::read).transpose()
    }

    /// False: it was not in the state that it was thought to be in, and nothing changed.
    pub async fn set_registration(&mut self, after: &Registration, from: RegistrationState) -> Result<bool, Error> {
        let changed = within!(self, db => sqlx::query(SET)
            .bind(&after.id).bind(from.as_str()).bind(after.state.as_str()).bind(after.reason.as_deref())
            .bind(after.answer.as_deref()).bind(after.requested_at.0).bind(after.decided_at.map(|at| at.0))
            .execute(db).await.map(|done| done.rows_affected()))?;
        Ok(changed == 1)
    }

    pub async fn drop_registration(&mut self, id: &str) -> Result<(), Error> {
        const DROP: &str = "delete from registrations where id = $1";
        within!(self, db => sqlx::query(DROP).bind(id).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn waiting_registrations(&mut self) -> Result<u32, Error> {
        let (count,): (i64,) = within!(self, db => sqlx::query_as(WAITING).bind("").fetch_one(db).await)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Where mails about requests for this version go; empty: to the admins.
    pub async fn approvers_of(&mut self, version_id: &str) -> Result<Vec<String>, Error> {
        let rows: Vec<(String,)> = within!(self, db => sqlx::query_as(APPROVERS).bind(version_id).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(email,)| email).collect())
    }
}
