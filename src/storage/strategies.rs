//! Auth strategies.

use super::{Error, Store, Tx, on, within};
use crate::domain::page::{Page, cursor, read_cursor};
use crate::domain::publishing::StrategyRow;
use crate::domain::sheet::{Method, StrategySheet, VersionName};
use crate::domain::slug::Slug;
use crate::domain::strategy::StrategyKind;

const ALL: &str = "
select id, name, display_name, description, kind, key_names, lifetime_days, issuer, audience, credential_claim, scopes,
       built_in
from strategies where $1 = '' or name = $1 order by name";
const BY_ID: &str = "
select id, name, display_name, description, kind, key_names, lifetime_days, issuer, audience, credential_claim, scopes,
       built_in
from strategies where id = $1";
const PUT: &str = "
insert into strategies (id, name, display_name, sort_name, description, kind, key_names, lifetime_days, issuer, audience,
                        credential_claim, scopes)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (id) do update set display_name = excluded.display_name, sort_name = excluded.sort_name,
    description = excluded.description, kind = excluded.kind, key_names = excluded.key_names,
    lifetime_days = excluded.lifetime_days, issuer = excluded.issuer, audience = excluded.audience,
    credential_claim = excluded.credential_claim, scopes = excluded.scopes";
const LIST: &str = "
select s.name, s.display_name, s.sort_name, s.kind, s.built_in,
       (select count(*) from versions v where v.strategy_id = s.id) as versions
from strategies s
where ($1 = '' or s.sort_name like $1 escape '\\' or s.name like $1 escape '\\') and (s.sort_name, s.name) > ($2, $3)
order by s.sort_name, s.name limit $4";
const COUNT: &str =
    "select count(*) from strategies s where $1 = '' or s.sort_name like $1 escape '\\' or s.name like $1 escape '\\'";
const USED_BY: &str = "
select p.slug, p.name, v.name as version from versions v
join products p on p.id = v.product_id join strategies s on s.id = v.strategy_id
where s.name = $1 order by p.sort_name, p.slug, v.position desc limit 100";

/// A strategy with the id of its row.
#[derive(Clone, Debug)]
pub struct StoredStrategy {
    pub id: String,
    pub built_in: bool,
    pub sheet: StrategySheet,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    display_name: String,
    description: String,
    kind: String,
    key_names: String,
    lifetime_days: Option<i64>,
    issuer: Option<String>,
    audience: String,
    credential_claim: Option<String>,
    scopes: String,
    built_in: i64,
}

#[derive(sqlx::FromRow)]
struct ListRow {
    name: String,
    display_name: String,
    sort_name: String,
    kind: String,
    built_in: i64,
    versions: i64,
}

impl Row {
    fn read(self) -> Result<StoredStrategy, Error> {
        let corrupt = |what| Error::Corrupt { table: "strategies", id: self.id.clone(), what };
        let method = match StrategyKind::parse(&self.kind).ok_or_else(|| corrupt("its kind"))? {
            StrategyKind::KeyAuth => Method::KeyAuth {
                key_names: serde_json::from_str(&self.key_names).map_err(|_| corrupt("its header names"))?,
                lifetime_days: self.lifetime_days.and_then(|days| u32::try_from(days).ok()),
            },
            StrategyKind::OpenidConnect => Method::OpenidConnect {
                issuer: self.issuer.clone().ok_or_else(|| corrupt("its issuer"))?,
                audience: self.audience,
                credential_claim: self.credential_claim.clone().ok_or_else(|| corrupt("its claim"))?,
                scopes: serde_json::from_str(&self.scopes).map_err(|_| corrupt("its scopes"))?,
            },
        };
        let name = Slug::parse(&self.name).map_err(|_| corrupt("its name"))?;
        let sheet = StrategySheet { name, display_name: self.display_name, description: self.description, method };
        Ok(StoredStrategy { id: self.id, built_in: self.built_in != 0, sheet })
    }
}

impl ListRow {
    fn read(self) -> Result<(String, StrategyRow), Error> {
        let corrupt = |what| Error::Corrupt { table: "strategies", id: self.name.clone(), what };
        let row = StrategyRow {
            name: Slug::parse(&self.name).map_err(|_| corrupt("its name"))?,
            kind: StrategyKind::parse(&self.kind).ok_or_else(|| corrupt("its kind"))?,
            display_name: self.display_name,
            built_in: self.built_in != 0,
            default: false,
            versions: u32::try_from(self.versions).unwrap_or(u32::MAX),
        };
        Ok((self.sort_name, row))
    }
}

impl Store {
    /// In the order of the names that people read.
    pub async fn strategies(&self, search: &str, after: Option<&str>, size: usize) -> Result<Page<StrategyRow>, Error> {
        let pattern = super::people::pattern(search);
        let (sort_name, name) = after.and_then(read_cursor).unwrap_or_default();
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<ListRow> = on!(self, db => sqlx::query_as(LIST)
            .bind(&pattern).bind(sort_name).bind(name).bind(limit).fetch_all(db).await)?;
        let (total,): (i64,) = on!(self, db => sqlx::query_as(COUNT).bind(&pattern).fetch_one(db).await)?;
        let rows = rows.into_iter().map(ListRow::read).collect::<Result<Vec<_>, _>>()?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let page = Page::cut(rows, size, total, |(sort_name, row)| cursor(sort_name, row.name.as_str()));
        Ok(Page { items: page.items.into_iter().map(|(_, row)| row).collect(), next: page.next, total })
    }
}

impl Tx {
    pub async fn stored_strategies(&mut self) -> Result<Vec<StoredStrategy>, Error> {
        let rows: Vec<Row> = within!(self, db => sqlx::query_as(ALL).bind("").fetch_all(db).await)?;
        rows.into_iter().map(Row::read).collect()
    }

    pub async fn stored_strategy(&mut self, name: &Slug) -> Result<Option<StoredStrategy>, Error> {
        let row: Option<Row> = within!(self, db => sqlx::query_as(ALL).bind(name.as_str()).fetch_optional(db).await)?;
        row.map(Row::read).transpose()
    }

    pub async fn strategy_by_id(&mut self, id: &str) -> Result<Option<StoredStrategy>, Error> {
        let row: Option<Row> = within!(self, db => sqlx::query_as(BY_ID).bind(id).fetch_optional(db).await)?;
        row.map(Row::read).transpose()
    }

    pub async fn put_strategy(&mut self, id: &str, sheet: &StrategySheet) -> Result<(), Error> {
        let list = |items: &[String]| serde_json::Value::from(items).to_string();
        let (mut key_names, mut lifetime, mut issuer, mut audience) = (list(&[]), None, None, "");
        let (mut claim, mut scopes) = (None, list(&[]));
        match &sheet.method {
            Method::KeyAuth { key_names: names, lifetime_days } => {
                (key_names, lifetime) = (list(names), lifetime_days.map(i64::from));
            }
            Method::OpenidConnect { issuer: at, audience: of, credential_claim, scopes: asked } => {
                (issuer, audience, claim, scopes) = (Some(at), of, Some(credential_claim), list(asked));
            }
        }
        within!(self, db => sqlx::query(PUT)
            .bind(id).bind(sheet.name.as_str()).bind(&sheet.display_name).bind(sheet.display_name.to_lowercase())
            .bind(&sheet.description).bind(sheet.method.kind().as_str()).bind(&key_names).bind(lifetime).bind(issuer)
            .bind(audience).bind(claim).bind(&scopes)
            .execute(db).await.map(drop))?;
        Ok(())
    }

    /// The versions that use it, at most a hundred.
    pub async fn strategy_used_by(&mut self, name: &Slug) -> Result<Vec<(Slug, String, VersionName)>, Error> {
        let rows: Vec<(String, String, String)> =
            within!(self, db => sqlx::query_as(USED_BY).bind(name.as_str()).fetch_all(db).await)?;
        let corrupt = |id: &str, what| Error::Corrupt { table: "versions", id: id.to_owned(), what };
        let read = |(slug, product, version): (String, String, String)| {
            let name = VersionName::parse(&version).map_err(|_| corrupt(&version, "its name"))?;
            Ok((Slug::parse(&slug).map_err(|_| corrupt(&slug, "its slug"))?, product, name))
        };
        rows.into_iter().map(read).collect()
    }

    pub async fn drop_strategy(&mut self, id: &str) -> Result<(), Error> {
        const DROP: &str = "delete from strategies where id = $1";
        within!(self, db => sqlx::query(DROP).bind(id).execute(db).await.map(drop))?;
        Ok(())
    }
}
