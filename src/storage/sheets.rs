//! What is published, as sheets: read whole, written a step at a time.

use super::{Error, Tx, within};
use crate::domain::sheet::{
    DocumentSheet, GatewayPath, Image, ImageKind, Limit, Per, ProductSheet, SpecFile, Upstream, VersionName,
    VersionSheet,
};
use crate::domain::slug::Slug;
use crate::domain::time::{Date, Timestamp};
use crate::domain::version::{VersionState, Visibility};
use std::collections::HashMap;

const PRODUCTS: &str = "
select p.id, p.slug, p.name, p.summary, p.description, p.labels, p.attributes, i.kind as image_kind, i.bytes as image_bytes
from products p left join product_images i on i.product_id = p.id
where p.slug between $1 and $2 order by p.slug";
const VERSIONS: &str = "
select v.id, v.product_id, v.name, v.state, v.sunset, v.visibility, s.name as strategy, v.registration, v.auto_approve,
       v.upstream, v.path, v.strip_path, v.limit_requests, v.limit_per, f.file, f.digest
from versions v join products p on p.id = v.product_id
left join strategies s on s.id = v.strategy_id
left join specs f on f.version_id = v.id
where p.slug between $1 and $2 order by v.product_id, v.position desc";
const DOCUMENTS: &str = "
select d.product_id, d.slug, d.title, d.parent, d.position, d.published, d.body
from documents d join products p on p.id = d.product_id
where p.slug between $1 and $2 order by d.product_id, d.slug";
const PUT_PRODUCT: &str = "
insert into products (id, slug, name, sort_name, summary, description, labels, attributes, created_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
on conflict (id) do update set name = excluded.name, sort_name = excluded.sort_name, summary = excluded.summary,
    description = excluded.description, labels = excluded.labels, attributes = excluded.attributes,
    changed_at = excluded.changed_at";
const TOUCH_PRODUCT: &str = "update products set changed_at = $2 where id = $1";
const PUT_IMAGE: &str = "insert into product_images (product_id, kind, bytes) values ($1, $2, $3)";
const PUT_VERSION: &str = "
insert into versions (id, product_id, name, position, state, sunset, visibility, strategy_id, registration, auto_approve,
                      upstream, path, strip_path, limit_requests, limit_per, created_at)
values ($1, $2, $3, (select coalesce(max(position), -1) + 1 from versions where product_id = $2), $4, $5, $6, $7, $8, $9,
        $10, $11, $12, $13, $14, $15)
on conflict (id) do update set state = excluded.state, sunset = excluded.sunset, visibility = excluded.visibility,
    strategy_id = excluded.strategy_id, registration = excluded.registration, auto_approve = excluded.auto_approve,
    upstream = excluded.upstream, path = excluded.path, strip_path = excluded.strip_path,
    limit_requests = excluded.limit_requests, limit_per = excluded.limit_per";
const PUT_DOCUMENT: &str = "
insert into documents (product_id, slug, title, parent, position, published, body) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (product_id, slug) do update set title = excluded.title, parent = excluded.parent,
    position = excluded.position, published = excluded.published, body = excluded.body";

/// A product with the ids of its rows.
#[derive(Clone, Debug)]
pub struct StoredProduct {
    pub id: String,
    pub sheet: ProductSheet,
    pub versions: HashMap<VersionName, String>,
}

#[derive(sqlx::FromRow)]
struct ProductRow {
    id: String,
    slug: String,
    name: String,
    summary: String,
    description: String,
    labels: String,
    attributes: String,
    image_kind: Option<String>,
    image_bytes: Option<Vec<u8>>,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: String,
    product_id: String,
    name: String,
    state: String,
    sunset: Option<String>,
    visibility: String,
    strategy: Option<String>,
    registration: i64,
    auto_approve: i64,
    upstream: Option<String>,
    path: Option<String>,
    strip_path: i64,
    limit_requests: Option<i64>,
    limit_per: Option<String>,
    file: Option<String>,
    digest: Option<String>,
}

#[derive(sqlx::FromRow)]
struct DocumentRow {
    product_id: String,
    slug: String,
    title: String,
    parent: Option<String>,
    position: i64,
    published: i64,
    body: String,
}

impl ProductRow {
    fn read(self) -> Result<StoredProduct, Error> {
        let corrupt = |what| Error::Corrupt { table: "products", id: self.slug.clone(), what };
        let image = match (self.image_kind.as_deref(), self.image_bytes) {
            (Some(kind), Some(bytes)) => {
                Some(Image { kind: ImageKind::parse(kind).ok_or_else(|| corrupt("its image"))?, bytes: bytes.into() })
            }
            _ => None,
        };
        let sheet = ProductSheet {
            slug: Slug::parse(&self.slug).map_err(|_| corrupt("its slug"))?,
            labels: serde_json::from_str(&self.labels).map_err(|_| corrupt("its labels"))?,
            attributes: serde_json::from_str(&self.attributes).map_err(|_| corrupt("its attributes"))?,
            name: self.name,
            summary: self.summary,
            description: self.description,
            image,
            versions: Vec::new(),
            documents: Vec::new(),
        };
        Ok(StoredProduct { id: self.id, sheet, versions: HashMap::new() })
    }
}

impl VersionRow {
    fn read(&self) -> Result<VersionSheet, Error> {
        let corrupt = |what| Error::Corrupt { table: "versions", id: self.id.clone(), what };
        let limit = match (self.limit_requests, self.limit_per.as_deref()) {
            (Some(requests), Some(per)) => Some(Limit {
                requests: u32::try_from(requests).map_err(|_| corrupt("its limit"))?,
                per: Per::parse(per).ok_or_else(|| corrupt("its limit"))?,
            }),
            _ => None,
        };
        let spec = self.file.clone().zip(self.digest.clone()).map(|(file, digest)| SpecFile { file, digest });
        let strategy = self.strategy.as_deref().map(Slug::parse).transpose();
        let upstream = self.upstream.as_deref().map(Upstream::parse).transpose();
        let path = self.path.as_deref().map(GatewayPath::parse).transpose();
        Ok(VersionSheet {
            name: VersionName::parse(&self.name).map_err(|_| corrupt("its name"))?,
            state: VersionState::parse(&self.state).ok_or_else(|| corrupt("its state"))?,
            sunset: self.sunset.as_deref().map(Date::parse).transpose().map_err(|_| corrupt("its sunset"))?,
            visibility: Visibility::parse(&self.visibility).ok_or_else(|| corrupt("its visibility"))?,
            spec,
            strategy: strategy.map_err(|_| corrupt("its strategy"))?,
            registration: self.registration != 0,
            auto_approve: self.auto_approve != 0,
            upstream: upstream.map_err(|_| corrupt("its upstream"))?,
            path: path.map_err(|_| corrupt("its path"))?,
            strip_path: self.strip_path != 0,
            limit,
        })
    }
}

impl DocumentRow {
    fn read(self) -> Result<DocumentSheet, Error> {
        let corrupt = |what| Error::Corrupt { table: "documents", id: self.slug.clone(), what };
        let parent = self.parent.as_deref().map(Slug::parse).transpose().map_err(|_| corrupt("its parent"))?;
        Ok(DocumentSheet {
            slug: Slug::parse(&self.slug).map_err(|_| corrupt("its slug"))?,
            parent,
            title: self.title,
            order: i32::try_from(self.position).unwrap_or_default(),
            published: self.published != 0,
            body: self.body,
        })
    }
}

impl Tx {
    pub async fn stored_product(&mut self, slug: &Slug) -> Result<Option<StoredProduct>, Error> {
        Ok(self.stored(slug.as_str(), slug.as_str()).await?.pop())
    }

    /// In the order of their slugs.
    pub async fn stored_products(&mut self) -> Result<Vec<StoredProduct>, Error> {
        // Behind every letter that a slug can have.
        self.stored("", "~").await
    }

    /// Those whose slugs lie between: an index leads to one as to all.
    async fn stored(&mut self, first: &str, last: &str) -> Result<Vec<StoredProduct>, Error> {
        let rows: Vec<ProductRow> =
            within!(self, db => sqlx::query_as(PRODUCTS).bind(first).bind(last).fetch_all(db).await)?;
        let mut products = rows.into_iter().map(ProductRow::read).collect::<Result<Vec<_>, _>>()?;
        let places: HashMap<_, _> = products.iter().enumerate().map(|(at, product)| (product.id.clone(), at)).collect();
        let versions: Vec<VersionRow> =
            within!(self, db => sqlx::query_as(VERSIONS).bind(first).bind(last).fetch_all(db).await)?;
        for row in versions {
            let Some(at) = places.get(&row.product_id) else { continue };
            let sheet = row.read()?;
            products[*at].versions.insert(sheet.name.clone(), row.id);
            products[*at].sheet.versions.push(sheet);
        }
        let documents: Vec<DocumentRow> =
            within!(self, db => sqlx::query_as(DOCUMENTS).bind(first).bind(last).fetch_all(db).await)?;
        for row in documents {
            let Some(at) = places.get(&row.product_id) else { continue };
            products[*at].sheet.documents.push(row.read()?);
        }
        Ok(products)
    }

    /// Which paths of the gateway are taken, and by which versions.
    pub async fn gateway_paths(&mut self) -> Result<Vec<(String, Slug, VersionName)>, Error> {
        const PATHS: &str = "select v.path, p.slug, v.name from versions v join products p on p.id = v.product_id
        where v.path is not null";
        let rows: Vec<(String, String, String)> = within!(self, db => sqlx::query_as(PATHS).fetch_all(db).await)?;
        let corrupt = |id: &str| Error::Corrupt { table: "versions", id: id.to_owned(), what: "its name" };
        let read = |(path, slug, name): (String, String, String)| {
            Ok((
                path,
                Slug::parse(&slug).map_err(|_| corrupt(&slug))?,
                VersionName::parse(&name).map_err(|_| corrupt(&name))?,
            ))
        };
        rows.into_iter().map(read).collect()
    }

    /// The product's own fields.
    pub async fn put_product(&mut self, id: &str, sheet: &ProductSheet, now: Timestamp) -> Result<(), Error> {
        let labels = serde_json::Value::from(sheet.labels.as_slice()).to_string();
        let corrupt = |_| Error::Corrupt { table: "products", id: id.to_owned(), what: "its attributes" };
        let attributes = serde_json::to_string(&sheet.attributes).map_err(corrupt)?;
        within!(self, db => sqlx::query(PUT_PRODUCT)
            .bind(id).bind(sheet.slug.as_str()).bind(&sheet.name).bind(sheet.name.to_lowercase()).bind(&sheet.summary)
            .bind(&sheet.description).bind(&labels).bind(&attributes).bind(now.0)
            .execute(db).await.map(drop))?;
        const DROP: &str = "delete from product_images where product_id = $1";
        within!(self, db => sqlx::query(DROP).bind(id).execute(db).await.map(drop))?;
        if let Some(image) = &sheet.image {
            within!(self, db => sqlx::query(PUT_IMAGE)
                .bind(id).bind(image.kind.ending()).bind(image.bytes.as_ref()).execute(db).await.map(drop))?;
        }
        Ok(())
    }

    /// Something inside it changed.
    pub async fn touch_product(&mut self, id: &str, now: Timestamp) -> Result<(), Error> {
        within!(self, db => sqlx::query(TOUCH_PRODUCT).bind(id).bind(now.0).execute(db).await.map(drop))?;
        Ok(())
    }

    /// Two versions may swap their paths in one change: each lets go of its own first.
    pub async fn release_path(&mut self, version_id: &str) -> Result<(), Error> {
        const RELEASE: &str = "update versions set upstream = null, path = null where id = $1";
        within!(self, db => sqlx::query(RELEASE).bind(version_id).execute(db).await.map(drop))?;
        Ok(())
    }

    /// A new one is the newest of its product.
    pub async fn put_version(
        &mut self,
        id: &str,
        product_id: &str,
        sheet: &VersionSheet,
        strategy_id: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let sunset = sheet.sunset.map(|date| date.to_string());
        let requests = sheet.limit.map(|limit| i64::from(limit.requests));
        within!(self, db => sqlx::query(PUT_VERSION)
            .bind(id).bind(product_id).bind(sheet.name.as_str()).bind(sheet.state.as_str()).bind(&sunset)
            .bind(sheet.visibility.as_str()).bind(strategy_id).bind(i64::from(sheet.registration))
            .bind(i64::from(sheet.auto_approve)).bind(sheet.upstream.as_ref().map(Upstream::as_str))
            .bind(sheet.path.as_ref().map(GatewayPath::as_str)).bind(i64::from(sheet.strip_path)).bind(requests)
            .bind(sheet.limit.map(|limit| limit.per.as_str())).bind(now.0)
            .execute(db).await.map(drop))?;
        Ok(())
    }

    /// Those named come first, the newest at the front; the others keep their order behind them.
    pub async fn order_versions(&mut self, product_id: &str, named: &[&str]) -> Result<(), Error> {
        const ALL: &str = "select id, position from versions where product_id = $1 order by position desc";
        const AWAY: &str = "update versions set position = position - $2 where product_id = $1";
        const PLACE: &str = "update versions set position = $2 where id = $1";
        let all: Vec<(String, i64)> = within!(self, db => sqlx::query_as(ALL).bind(product_id).fetch_all(db).await)?;
        let rest = all.iter().map(|(id, _)| id.as_str()).filter(|id| !named.contains(id));
        let order: Vec<_> = named.iter().copied().chain(rest).collect();
        // Each number is taken once, so all step below zero before they get their new ones.
        let above_all = all.first().map_or(0, |(_, newest)| newest + 1);
        within!(self, db => sqlx::query(AWAY).bind(product_id).bind(above_all).execute(db).await.map(drop))?;
        for (position, id) in (0_i64..).zip(order.iter().rev()) {
            within!(self, db => sqlx::query(PLACE).bind(*id).bind(position).execute(db).await.map(drop))?;
        }
        Ok(())
    }

    pub async fn put_document(&mut self, product_id: &str, sheet: &DocumentSheet) -> Result<(), Error> {
        within!(self, db => sqlx::query(PUT_DOCUMENT)
            .bind(product_id).bind(sheet.slug.as_str()).bind(&sheet.title).bind(sheet.parent.as_ref().map(Slug::as_str))
            .bind(i64::from(sheet.order)).bind(i64::from(sheet.published)).bind(&sheet.body)
            .execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn drop_product(&mut self, id: &str) -> Result<(), Error> {
        const DROP: &str = "delete from products where id = $1";
        within!(self, db => sqlx::query(DROP).bind(id).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn drop_version(&mut self, id: &str) -> Result<(), Error> {
        const DROP: &str = "delete from versions where id = $1";
        within!(self, db => sqlx::query(DROP).bind(id).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn drop_document(&mut self, product_id: &str, slug: &Slug) -> Result<(), Error> {
        const DROP: &str = "delete from documents where product_id = $1 and slug = $2";
        within!(self, db => sqlx::query(DROP).bind(product_id).bind(slug.as_str()).execute(db).await.map(drop))?;
        Ok(())
    }
}
