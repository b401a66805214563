//! What a visitor may read.

use super::{Error, Portal};
use crate::domain::page::Page;
use crate::domain::product::{Card, Product};
use crate::domain::slug::Slug;

pub const CARDS_A_PAGE: usize = 50;

impl Portal {
    pub async fn catalog(&self, after: Option<&str>) -> Result<Page<Card>, Error> {
        Ok(self.store.cards(after, CARDS_A_PAGE).await?)
    }

    pub async fn product(&self, slug: &str) -> Result<Product, Error> {
        // An address that can't name a product names none.
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let found = self.store.product(&slug).await?.ok_or(Error::NotFound)?;
        Ok(Product {
            slug,
            name: found.name,
            summary: found.summary,
            description: super::markdown::render(&found.description),
            labels: found.labels,
            versions: found.versions,
        })
    }
}
