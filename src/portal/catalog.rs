//! What a visitor may read.

use super::{Error, Portal};
use crate::domain::page::Page;
use crate::domain::product::{Card, Product};
use crate::domain::slug::Slug;
use std::sync::Arc;

pub const CARDS_A_PAGE: usize = 50;

impl Portal {
    /// Every page asks the database whether the catalog changed, and reads it again only then.
    pub async fn catalog(&self, after: Option<&str>) -> Result<Arc<Page<Card>>, Error> {
        let revision = self.store.catalog_revision().await?;
        let question = after.map(str::to_owned);
        if let Some(known) = self.catalog_pages.recall(revision, &question) {
            return Ok(known);
        }
        let page = Arc::new(self.store.cards(after, CARDS_A_PAGE).await?);
        self.catalog_pages.keep(revision, question, Arc::clone(&page));
        Ok(page)
    }

    pub async fn product(&self, slug: &str) -> Result<Product, Error> {
        // An address that can't name a product names none.
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let found = self.store.product(&slug).await?.ok_or(Error::NotFound)?;
        Ok(Product {
            slug,
            name: found.name,
            summary: found.summary,
            description: crate::content::markdown::render(&found.description),
            labels: found.labels,
            versions: found.versions,
        })
    }
}
