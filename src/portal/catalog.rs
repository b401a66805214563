//! What a visitor may read.

use super::{Error, Portal};
use crate::domain::catalog::{CatalogQuestion, Found};
use crate::domain::html::SafeHtml;
use crate::domain::product::{Leaf, Product};
use crate::domain::version::Audience;
use std::sync::Arc;

pub const CARDS_A_PAGE: usize = 50;

impl Portal {
    pub async fn catalog(&self, _audience: Audience, _question: CatalogQuestion) -> Result<Arc<Found>, Error> {
        Err(Error::NotFound)
    }

    pub async fn product(&self, _: Audience, _slug: &str, _version: Option<&str>) -> Result<Product, Error> {
        Err(Error::NotFound)
    }

    pub async fn operations(&self, _: Audience, _slug: &str, _version: &str) -> Result<SafeHtml, Error> {
        Err(Error::NotFound)
    }

    pub async fn operation(&self, _: Audience, _slug: &str, _version: &str, _key: &str) -> Result<Leaf, Error> {
        Err(Error::NotFound)
    }

    pub async fn document(&self, _: Audience, _slug: &str, _version: &str, _document: &str) -> Result<Leaf, Error> {
        Err(Error::NotFound)
    }
}
