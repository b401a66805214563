//! The catalog as its visitors read it. Which versions a visitor sees is asked of the database, so that what is not
//! seen is never at hand.

use super::search::SearchGroups;
use super::{Error, Store, Tx, on, within};
use crate::domain::catalog::{Item, SeenVersion};
use crate::domain::html::SafeHtml;
use crate::domain::page::{Page, cursor, read_cursor};
use crate::domain::product::{Card, ReferenceHead, Version};
use crate::domain::publishing::ProductRow;
use crate::domain::sheet::{Attributes, Limit, Method, Per, VersionName};
use crate::domain::slug::Slug;
use crate::domain::strategy::{Strategy, StrategyKind};
use crate::domain::time::{Date, Timestamp};
use crate::domain::version::{Audience, VersionState, Visibility, current};

/// One row a version; a product's rows stand together, its newest version first.
const LISTING: &str = "
select p.id, p.slug, p.sort_name, p.name, p.summary, p.labels, p.attributes, p.created_at,
       i.product_id as image, v.name as version, v.state, v.id as version_id, s.kind
from products p
join versions v on v.product_id = p.id
left join strategies s on s.id = v.strategy_id
left join product_images i on i.product_id = p.id
where v.state in ('published', 'deprecated') and (v.visibility = 'public' or $1 = 1)
order by p.sort_name, p.slug, v.position desc";
const PRODUCT: &str = "
select p.id, p.name, p.summary, p.description, p.labels, p.attributes, i.product_id as image
from products p left join product_images i on i.product_id = p.id where p.slug = $1";
const VERSIONS: &str = "
select v.id, v.name, v.state, v.visibility, v.sunset, v.registration, v.auto_approve, v.path, v.limit_requests,
       v.limit_per, s.kind, s.display_name, s.description, s.key_names, s.lifetime_days, s.issuer, s.audience,
       s.credential_claim, s.scopes, f.dialect, f.overview, f.operations, f.deprecated,
       (select r.key from reference_pages r where r.version_id = v.id and r.position = 0) as first
from versions v
left join strategies s on s.id = v.strategy_id
left join specs f on f.version_id = v.id
where v.product_id = $1 order by v.position desc";
const DOCUMENTS: &str = "
select slug, title, parent, position, published from documents where product_id = $1";
const REVISION: &str = "select number from revisions where topic = 'catalog'";
const ANY_PRODUCT: &str = "select count(*) from (select 1 from products limit 1) p";
const ROWS: &str = "
select p.id, p.slug, p.sort_name, p.name, p.changed_at from products p
where ($1 = '' or p.sort_name like $1 escape '\\' or p.slug like $1 escape '\\')
  and ($2 = '' or exists (select 1 from versions v where v.product_id = p.id and v.state = $2))
  and (p.sort_name, p.slug) > ($3, $4)
order by p.sort_name, p.slug limit $5";
const COUNT: &str = "
select count(*) from products p
where ($1 = '' or p.sort_name like $1 escape '\\' or p.slug like $1 escape '\\')
  and ($2 = '' or exists (select 1 from versions v where v.product_id = p.id and v.state = $2))";
const STATES: &str = "select name, state from versions where product_id = $1 order by position desc";

/// A product as it is kept, with every version; its texts as they were written.
pub struct KeptProduct {
    pub id: String,
    pub name: String,
    pub summary: String,
    pub description: String,
    pub labels: Vec<String>,
    pub attributes: Attributes,
    pub image: bool,
    /// The newest first, each with its id.
    pub versions: Vec<(String, Version)>,
}

/// Its place in the tree, without its text.
#[derive(sqlx::FromRow)]
pub struct DocumentRow {
    pub slug: String,
    pub title: String,
    pub parent: Option<String>,
    pub position: i64,
    pub published: i64,
}

#[derive(sqlx::FromRow)]
struct ListingRow {
    id: String,
    slug: String,
    sort_name: String,
    name: String,
    summary: String,
    labels: String,
    attributes: String,
    created_at: i64,
    image: Option<String>,
    version: String,
    state: String,
    version_id: String,
    kind: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ProductFields {
    id: String,
    name: String,
    summary: String,
    description: String,
    labels: String,
    attributes: String,
    image: Option<String>,
}

#[derive(sqlx::FromRow)]
struct VersionFields {
    id: String,
    name: String,
    state: String,
    visibility: String,
    sunset: Option<String>,
    registration: i64,
    auto_approve: i64,
    path: Option<String>,
    limit_requests: Option<i64>,
    limit_per: Option<String>,
    kind: Option<String>,
    display_name: Option<String>,
    description: Option<String>,
    key_names: Option<String>,
    lifetime_days: Option<i64>,
    issuer: Option<String>,
    audience: Option<String>,
    credential_claim: Option<String>,
    scopes: Option<String>,
    dialect: Option<String>,
    overview: Option<String>,
    operations: Option<i64>,
    deprecated: Option<i64>,
    first: Option<String>,
}

#[derive(sqlx::FromRow)]
struct AdminRow {
    id: String,
    slug: String,
    sort_name: String,
    name: String,
    changed_at: i64,
}

impl Store {
    /// Rises with every change of the catalog, whoever made it.
    pub async fn catalog_revision(&self) -> Result<i64, Error> {
        let (number,): (i64,) = on!(self, db => sqlx::query_as(REVISION).fetch_one(db).await)?;
        Ok(number)
    }

    /// Everything that stands in the catalog for such a visitor.
    pub async fn listing(&self, audience: Audience) -> Result<Vec<Item>, Error> {
        let private = i64::from(audience != Audience::Everybody);
        let rows: Vec<ListingRow> = on!(self, db => sqlx::query_as(LISTING).bind(private).fetch_all(db).await)?;
        let groups = self.search_groups().await?;
        rows.chunk_by(|a, b| a.id == b.id).map(|of_product| item(of_product, &groups)).collect()
    }

    pub async fn kept_product(&self, slug: &Slug) -> Result<Option<KeptProduct>, Error> {
        let found: Option<ProductFields> =
            on!(self, db => sqlx::query_as(PRODUCT).bind(slug.as_str()).fetch_optional(db).await)?;
        let Some(row) = found else { return Ok(None) };
        let rows: Vec<VersionFields> = on!(self, db => sqlx::query_as(VERSIONS).bind(&row.id).fetch_all(db).await)?;
        Ok(Some(KeptProduct {
            labels: list("products", slug.as_str(), &row.labels)?,
            attributes: attributes(slug.as_str(), &row.attributes)?,
            image: row.image.is_some(),
            id: row.id,
            name: row.name,
            summary: row.summary,
            description: row.description,
            versions: rows.into_iter().map(VersionFields::read).collect::<Result<_, _>>()?,
        }))
    }

    pub async fn document_rows(&self, product_id: &str) -> Result<Vec<DocumentRow>, Error> {
        Ok(on!(self, db => sqlx::query_as(DOCUMENTS).bind(product_id).fetch_all(db).await)?)
    }

    pub async fn description(&self, product_id: &str) -> Result<Option<String>, Error> {
        const DESCRIPTION: &str = "select description from products where id = $1";
        Ok(on!(self, db => sqlx::query_scalar(DESCRIPTION).bind(product_id).fetch_optional(db).await)?)
    }

    pub async fn document_body(&self, product_id: &str, slug: &str) -> Result<Option<String>, Error> {
        const BODY: &str = "select body from documents where product_id = $1 and slug = $2";
        let found: Option<(String,)> =
            on!(self, db => sqlx::query_as(BODY).bind(product_id).bind(slug).fetch_optional(db).await)?;
        Ok(found.map(|(body,)| body))
    }

    /// The ending of its kind, and its bytes.
    pub async fn image(&self, product_id: &str) -> Result<Option<(String, Vec<u8>)>, Error> {
        const IMAGE: &str = "select kind, bytes from product_images where product_id = $1";
        Ok(on!(self, db => sqlx::query_as(IMAGE).bind(product_id).fetch_optional(db).await)?)
    }

    /// Every product, for admins, in the order of names.
    pub async fn product_rows(
        &self,
        search: &str,
        state: Option<VersionState>,
        after: Option<&str>,
        size: usize,
    ) -> Result<Page<ProductRow>, Error> {
        let (pattern, state) = (super::people::pattern(search), state.map_or("", VersionState::as_str));
        let (sort_name, slug) = after.and_then(read_cursor).unwrap_or_default();
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<AdminRow> = on!(self, db => sqlx::query_as(ROWS)
            .bind(&pattern).bind(state).bind(sort_name).bind(slug).bind(limit).fetch_all(db).await)?;
        let (total,): (i64,) = on!(self, db => sqlx::query_as(COUNT).bind(&pattern).bind(state).fetch_one(db).await)?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let page = Page::cut(rows, size, total, |row| cursor(&row.sort_name, &row.slug));
        let mut items = Vec::with_capacity(page.items.len());
        for row in page.items {
            let states: Vec<(String, String)> =
                on!(self, db => sqlx::query_as(STATES).bind(&row.id).fetch_all(db).await)?;
            items.push(row.read(states)?);
        }
        Ok(Page { items, next: page.next, total })
    }
}

impl Tx {
    pub async fn has_products(&mut self) -> Result<bool, Error> {
        let (found,): (i64,) = within!(self, db => sqlx::query_as(ANY_PRODUCT).fetch_one(db).await)?;
        Ok(found > 0)
    }
}

fn list(table: &'static str, id: &str, json: &str) -> Result<Vec<String>, Error> {
    serde_json::from_str(json).map_err(|_| Error::Corrupt { table, id: id.to_owned(), what: "one of its lists" })
}

fn attributes(slug: &str, json: &str) -> Result<Attributes, Error> {
    let corrupt = |_| Error::Corrupt { table: "products", id: slug.to_owned(), what: "its attributes" };
    serde_json::from_str(json).map_err(corrupt)
}

fn item(of_product: &[ListingRow], groups: &SearchGroups) -> Result<Item, Error> {
    let row = &of_product[0];
    let corrupt = |what| Error::Corrupt { table: "products", id: row.slug.clone(), what };
    let states = of_product.iter().map(|row| VersionState::parse(&row.state).map(|state| (row, state)));
    let states = states.collect::<Option<Vec<_>>>().ok_or_else(|| corrupt("the state of a version"))?;
    let (speaks, state) = current(&states, |(_, state)| *state).ok_or_else(|| corrupt("it has no version"))?;
    let kind = speaks.kind.as_deref().map(|kind| StrategyKind::parse(kind).ok_or_else(|| corrupt("a strategy")));
    let kind = kind.transpose()?;
    let labels = list("products", &row.slug, &row.labels)?;
    let named = attributes(&row.slug, &row.attributes)?;
    let mut tags: Vec<_> = labels.iter().map(|label| ("label".to_owned(), label.clone())).collect();
    tags.push(("authentication".to_owned(), kind.map_or("open", StrategyKind::as_str).to_owned()));
    tags.push(("state".to_owned(), state.as_str().to_owned()));
    for (key, values) in named {
        tags.extend(values.into_iter().map(|value| (key.clone(), value)));
    }
    let card = Card {
        slug: Slug::parse(&row.slug).map_err(|_| corrupt("its slug"))?,
        name: row.name.as_str().into(),
        summary: row.summary.as_str().into(),
        labels: labels.into_iter().map(Into::into).collect(),
        version: speaks.version.as_str().into(),
        state: *state,
        kind,
        image: row.image.is_some(),
    };
    let seen = |row: &ListingRow| SeenVersion {
        name: row.version.clone(),
        operations: groups.number("operation", &row.version_id),
    };
    Ok(Item {
        card: card.into(),
        id: row.id.clone(),
        sort_name: row.sort_name.clone(),
        created_at: row.created_at,
        tags,
        versions: of_product.iter().map(seen).collect(),
        itself: groups.number("product", &row.id),
        documents: groups.number("document", &row.id),
        called: std::sync::OnceLock::new(),
    })
}

impl VersionFields {
    fn read(self) -> Result<(String, Version), Error> {
        let corrupt = |what| Error::Corrupt { table: "versions", id: self.id.clone(), what };
        let strategy = self.strategy()?;
        let count = |number: Option<i64>| u32::try_from(number.unwrap_or_default()).unwrap_or(u32::MAX);
        let limit = match (self.limit_requests, self.limit_per.as_deref().and_then(Per::parse)) {
            (Some(requests), Some(per)) => Some(Limit { requests: count(Some(requests)), per }),
            _ => None,
        };
        let state = VersionState::parse(&self.state).ok_or_else(|| corrupt("its state"))?;
        let version = Version {
            state,
            visibility: Visibility::parse(&self.visibility).ok_or_else(|| corrupt("its visibility"))?,
            sunset: self.sunset.as_deref().map(Date::parse).transpose().map_err(|_| corrupt("its sunset"))?,
            registration: self.registration != 0 && strategy.is_some() && state == VersionState::Published,
            strategy,
            auto_approve: self.auto_approve != 0,
            limit,
            reference: self.dialect.map(|dialect| ReferenceHead {
                dialect,
                overview: SafeHtml::kept(self.overview.unwrap_or_default()),
                operations: count(self.operations),
                first: self.first,
                deprecated: count(self.deprecated),
            }),
            name: self.name,
            path: self.path,
        };
        Ok((self.id, version))
    }

    fn strategy(&self) -> Result<Option<Strategy>, Error> {
        let corrupt = |what| Error::Corrupt { table: "versions", id: self.id.clone(), what };
        let (Some(kind), Some(display_name)) = (&self.kind, &self.display_name) else { return Ok(None) };
        let kind = StrategyKind::parse(kind).ok_or_else(|| corrupt("the kind of its strategy"))?;
        let method = match kind {
            StrategyKind::KeyAuth => Method::KeyAuth {
                key_names: list("versions", &self.id, self.key_names.as_deref().unwrap_or("[]"))?,
                lifetime_days: self.lifetime_days.and_then(|days| u32::try_from(days).ok()),
            },
            StrategyKind::OpenidConnect => Method::OpenidConnect {
                issuer: self.issuer.clone().unwrap_or_default(),
                audience: self.audience.clone().unwrap_or_default(),
                credential_claim: self.credential_claim.clone().unwrap_or_default(),
                scopes: list("versions", &self.id, self.scopes.as_deref().unwrap_or("[]"))?,
            },
        };
        let description = self.description.clone().unwrap_or_default();
        Ok(Some(Strategy { display_name: display_name.clone(), description, kind, how: method.in_words() }))
    }
}

impl AdminRow {
    fn read(self, states: Vec<(String, String)>) -> Result<ProductRow, Error> {
        let corrupt = |what| Error::Corrupt { table: "products", id: self.slug.clone(), what };
        let version = |(name, state): (String, String)| {
            let name = VersionName::parse(&name).map_err(|_| corrupt("the name of a version"))?;
            Ok((name, VersionState::parse(&state).ok_or_else(|| corrupt("the state of a version"))?))
        };
        Ok(ProductRow {
            versions: states.into_iter().map(version).collect::<Result<_, Error>>()?,
            slug: Slug::parse(&self.slug).map_err(|_| corrupt("its slug"))?,
            changed: Timestamp(self.changed_at).in_words(),
            name: self.name,
        })
    }
}
