//! What ties what is published to the applications that use it: none of it can change or go before them.

use super::{Error, Tx, within};
use crate::domain::concerned::{Concerned, MOST_NAMED};
use crate::domain::sheet::VersionName;
use crate::domain::slug::Slug;

const TIED: &str = "
select p.slug, v.name, s.name as strategy from versions v
join products p on p.id = v.product_id join strategies s on s.id = v.strategy_id
where p.slug between $1 and $2 and exists (select 1 from registrations r where r.version_id = v.id)
order by p.slug, v.position desc";
const REGISTERED: &str = "
select a.name, o.email from registrations r
join applications a on a.id = r.application_id join accounts o on o.id = a.account_id
join versions v on v.id = r.version_id join products p on p.id = v.product_id
where p.slug = $1 and v.name = $2 order by a.sought, a.id limit $3";
const COUNT_REGISTERED: &str = "
select count(*) from registrations r join versions v on v.id = r.version_id join products p on p.id = v.product_id
where p.slug = $1 and v.name = $2";
const USING: &str = "
select a.name, o.email from applications a join accounts o on o.id = a.account_id
join strategies s on s.id = a.strategy_id where s.name = $1 order by a.sought, a.id limit $2";
const COUNT_USING: &str =
    "select count(*) from applications a join strategies s on s.id = a.strategy_id where s.name = $1";

/// A version for which there are registrations, whatever has become of them, and the strategy it so has to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TiedVersion {
    pub slug: Slug,
    pub name: VersionName,
    pub strategy: Slug,
}

impl Tx {
    /// Of one product, or of all.
    pub async fn tied_versions(&mut self, product: Option<&Slug>) -> Result<Vec<TiedVersion>, Error> {
        // Behind every letter that a slug can have.
        let (first, last) = product.map_or(("", "~"), |slug| (slug.as_str(), slug.as_str()));
        let rows: Vec<(String, String, String)> =
            within!(self, db => sqlx::query_as(TIED).bind(first).bind(last).fetch_all(db).await)?;
        let corrupt = |id: &str, what| Error::Corrupt { table: "versions", id: id.to_owned(), what };
        let read = |(slug, name, strategy): (String, String, String)| {
            Ok(TiedVersion {
                name: VersionName::parse(&name).map_err(|_| corrupt(&name, "its name"))?,
                strategy: Slug::parse(&strategy).map_err(|_| corrupt(&name, "its strategy"))?,
                slug: Slug::parse(&slug).map_err(|_| corrupt(&slug, "its slug"))?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Those that are registered for a version, whatever has become of it.
    pub async fn registered_for(&mut self, slug: &Slug, version: &VersionName) -> Result<Concerned, Error> {
        let (slug, version) = (slug.as_str(), version.as_str());
        let named = within!(self, db => sqlx::query_as(REGISTERED)
            .bind(slug).bind(version).bind(i64::from(MOST_NAMED)).fetch_all(db).await)?;
        let (total,): (i64,) =
            within!(self, db => sqlx::query_as(COUNT_REGISTERED).bind(slug).bind(version).fetch_one(db).await)?;
        Ok(Concerned { named, total: u32::try_from(total).unwrap_or(u32::MAX) })
    }

    /// Those that were made with a strategy, registered or not.
    pub async fn applications_using(&mut self, strategy: &Slug) -> Result<Concerned, Error> {
        let strategy = strategy.as_str();
        let named = within!(self, db => sqlx::query_as(USING)
            .bind(strategy).bind(i64::from(MOST_NAMED)).fetch_all(db).await)?;
        let (total,): (i64,) = within!(self, db => sqlx::query_as(COUNT_USING).bind(strategy).fetch_one(db).await)?;
        Ok(Concerned { named, total: u32::try_from(total).unwrap_or(u32::MAX) })
    }
}
