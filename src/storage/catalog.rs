//! Products, their versions and the strategies these name.

use super::{Error, Store, Tx, on, within};
use crate::domain::page::{Page, cursor, read_cursor};
use crate::domain::product::Card;
use crate::domain::slug::Slug;
use crate::domain::strategy::{Strategy, StrategyKind};
use crate::domain::time::{Date, Timestamp};
use crate::domain::version::{Version, VersionState, Visibility, current};

/// One row a version; a product's rows stand together, its newest version first.
const CARDS: &str = "
select p.slug, p.sort_name, p.name, p.summary, p.labels,
       v.name as version_name, v.state, v.sunset,
       s.kind, s.display_name, s.description as strategy_description,
       (select count(*) from products c where exists (
            select 1 from versions cv where cv.product_id = c.id
            and cv.state in ('published', 'deprecated') and cv.visibility = 'public')) as total
from (select * from products o
      where (o.sort_name, o.slug) > ($1, $2) and exists (
            select 1 from versions ov where ov.product_id = o.id
            and ov.state in ('published', 'deprecated') and ov.visibility = 'public')
      order by o.sort_name, o.slug limit $3) p
join versions v on v.product_id = p.id and v.state in ('published', 'deprecated') and v.visibility = 'public'
left join strategies s on s.id = v.strategy_id
order by p.sort_name, p.slug, v.position desc";

const PRODUCT: &str = "select name, summary, description, labels from products where slug = $1";

const VERSIONS: &str = "
select v.name as version_name, v.state, v.sunset,
       s.kind, s.display_name, s.description as strategy_description
from versions v join products p on p.id = v.product_id
left join strategies s on s.id = v.strategy_id
where p.slug = $1 and v.state in ('published', 'deprecated') and v.visibility = 'public'
order by v.position desc";

const REVISION: &str = "select number from revisions where topic = 'catalog'";

const ANY_PRODUCT: &str = "select count(*) from (select 1 from products limit 1) p";

const ADD_STRATEGY: &str =
    "insert into strategies (id, name, display_name, description, kind) values ($1, $2, $3, $4, $5)";

const ADD_PRODUCT: &str = "insert into products (id, slug, name, sort_name, summary, description, labels, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)";

const ADD_VERSION: &str = "
insert into versions (id, product_id, name, position, state, sunset, visibility, strategy_id, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

pub struct NewStrategy<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub display_name: &'a str,
    pub description: &'a str,
    pub kind: StrategyKind,
}

pub struct NewProduct<'a> {
    pub id: &'a str,
    pub slug: &'a Slug,
    pub name: &'a str,
    pub summary: &'a str,
    pub description: &'a str,
    pub labels: &'a [String],
    pub created_at: Timestamp,
}

pub struct NewVersion<'a> {
    pub id: &'a str,
    pub product_id: &'a str,
    pub name: &'a str,
    pub position: i64,
    pub state: VersionState,
    pub sunset: Option<Date>,
    pub visibility: Visibility,
    pub strategy_id: Option<&'a str>,
    pub created_at: Timestamp,
}

/// A product as it is kept: its description still as it was written.
pub struct StoredProduct {
    pub name: String,
    pub summary: String,
    pub description: String,
    pub labels: Vec<String>,
    pub versions: Vec<Version>,
}

#[derive(sqlx::FromRow)]
struct CardRow {
    slug: String,
    sort_name: String,
    name: String,
    summary: String,
    labels: String,
    total: i64,
    #[sqlx(flatten)]
    version: VersionRow,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    version_name: String,
    state: String,
    sunset: Option<String>,
    kind: Option<String>,
    display_name: Option<String>,
    strategy_description: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ProductRow {
    name: String,
    summary: String,
    description: String,
    labels: String,
}

impl Store {
    /// The public catalog in the order of names. A cursor that nobody issued starts at the first card.
    pub async fn cards(&self, after: Option<&str>, size: usize) -> Result<Page<Card>, Error> {
        let (sort_name, slug) = after.and_then(read_cursor).unwrap_or_default();
        let limit = i64::try_from(size).unwrap_or(i64::MAX - 1) + 1;
        let rows: Vec<CardRow> =
            on!(self, db => sqlx::query_as(CARDS).bind(sort_name).bind(slug).bind(limit).fetch_all(db).await)?;
        let total = rows.first().map_or(0, |row| u32::try_from(row.total).unwrap_or(u32::MAX));
        let cards = rows
            .chunk_by(|a, b| a.slug == b.slug)
            .map(|of_product| Ok((cursor(&of_product[0].sort_name, &of_product[0].slug), card(of_product)?)))
            .collect::<Result<Vec<_>, Error>>()?;
        let Page { items, next, total } = Page::cut(cards, size, total, |(last, _)| last.clone());
        Ok(Page { items: items.into_iter().map(|(_, card)| card).collect(), next, total })
    }

    /// A product with the versions that everybody may see; none where there is no such version.
    pub async fn product(&self, slug: &Slug) -> Result<Option<StoredProduct>, Error> {
        let found: Option<ProductRow> =
            on!(self, db => sqlx::query_as(PRODUCT).bind(slug.as_str()).fetch_optional(db).await)?;
        let Some(row) = found else { return Ok(None) };
        let rows: Vec<VersionRow> = on!(self, db => sqlx::query_as(VERSIONS).bind(slug.as_str()).fetch_all(db).await)?;
        if rows.is_empty() {
            return Ok(None);
        }
        Ok(Some(StoredProduct {
            labels: labels(slug.as_str(), &row.labels)?,
            name: row.name,
            summary: row.summary,
            description: row.description,
            versions: rows.iter().map(|version| version.read(slug.as_str())).collect::<Result<_, _>>()?,
        }))
    }

    /// Rises with every change of the catalog, whoever made it.
    pub async fn catalog_revision(&self) -> Result<i64, Error> {
        let (number,): (i64,) = on!(self, db => sqlx::query_as(REVISION).fetch_one(db).await)?;
        Ok(number)
    }
}

impl Tx {
    pub async fn has_products(&mut self) -> Result<bool, Error> {
        let (found,): (i64,) = within!(self, db => sqlx::query_as(ANY_PRODUCT).fetch_one(db).await)?;
        Ok(found > 0)
    }

    pub async fn add_strategy(&mut self, new: &NewStrategy<'_>) -> Result<(), Error> {
        within!(self, db => sqlx::query(ADD_STRATEGY)
            .bind(new.id).bind(new.name).bind(new.display_name).bind(new.description).bind(new.kind.as_str())
            .execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn add_product(&mut self, new: &NewProduct<'_>) -> Result<(), Error> {
        let labels = serde_json::Value::from(new.labels).to_string();
        let sort_name = new.name.to_lowercase();
        within!(self, db => sqlx::query(ADD_PRODUCT)
            .bind(new.id).bind(new.slug.as_str()).bind(new.name).bind(&sort_name).bind(new.summary)
            .bind(new.description).bind(&labels).bind(new.created_at.0)
            .execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn add_version(&mut self, new: &NewVersion<'_>) -> Result<(), Error> {
        let sunset = new.sunset.map(|date| date.to_string());
        within!(self, db => sqlx::query(ADD_VERSION)
            .bind(new.id).bind(new.product_id).bind(new.name).bind(new.position).bind(new.state.as_str())
            .bind(&sunset).bind(new.visibility.as_str()).bind(new.strategy_id).bind(new.created_at.0)
            .execute(db).await.map(drop))?;
        Ok(())
    }
}

fn card(of_product: &[CardRow]) -> Result<Card, Error> {
    let row = &of_product[0];
    let versions = of_product.iter().map(|row| row.version.read(&row.slug)).collect::<Result<Vec<_>, _>>()?;
    let corrupt = |what| Error::Corrupt { table: "products", id: row.slug.clone(), what };
    let speaks = current(&versions).ok_or_else(|| corrupt("no version is served"))?;
    Ok(Card {
        slug: Slug::parse(&row.slug).map_err(|_| corrupt("its slug"))?,
        name: row.name.as_str().into(),
        summary: row.summary.as_str().into(),
        labels: labels(&row.slug, &row.labels)?.into_iter().map(Into::into).collect(),
        version: speaks.name.as_str().into(),
        state: speaks.state,
        kind: speaks.strategy.as_ref().map(|strategy| strategy.kind),
    })
}

fn labels(slug: &str, json: &str) -> Result<Vec<String>, Error> {
    serde_json::from_str(json).map_err(|_| Error::Corrupt {
        table: "products",
        id: slug.to_owned(),
        what: "its labels",
    })
}

impl VersionRow {
    fn read(&self, slug: &str) -> Result<Version, Error> {
        let corrupt = |what| Error::Corrupt { table: "versions", id: format!("{slug} {}", self.version_name), what };
        let strategy = match (&self.kind, &self.display_name, &self.strategy_description) {
            (Some(kind), Some(display_name), Some(description)) => Some(Strategy {
                kind: StrategyKind::parse(kind).ok_or_else(|| corrupt("the kind of its strategy"))?,
                display_name: display_name.clone(),
                description: description.clone(),
            }),
            _ => None,
        };
        let sunset = self.sunset.as_deref().map(Date::parse).transpose().map_err(|_| corrupt("its sunset"))?;
        Ok(Version {
            name: self.version_name.clone(),
            state: VersionState::parse(&self.state).ok_or_else(|| corrupt("its state"))?,
            sunset,
            strategy,
        })
    }
}
