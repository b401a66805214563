//! Products, their versions and the strategies these name.

use super::{Error, Store, Tx, on, within};

const REVISION: &str = "select number from revisions where topic = 'catalog'";

const ANY_PRODUCT: &str = "select count(*) from (select 1 from products limit 1) p";

impl Store {
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
}
