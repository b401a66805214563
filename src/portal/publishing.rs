//! How admins publish: each change is made to a sheet, checked whole, compared with what is kept, and written as the
//! steps of a plan. Forms, commands and files all come this way.

use super::{Admin, Error, Portal};
use crate::content::openapi::Reference;
use crate::domain::html::SafeHtml;
use crate::domain::page::Page;
use crate::domain::publishing::{AdminProduct, AdminStrategy, ProductRow, StrategyRow};
use crate::domain::sheet::{Fault, ProductSheet, SpecFile, StrategySheet};
use crate::domain::slug::Slug;
use std::sync::Arc;

/// An OpenAPI file that was read.
#[derive(Clone)]
pub struct Spec {
    pub file: SpecFile,
    pub bytes: Arc<[u8]>,
    pub reference: Arc<Reference>,
}

#[derive(Debug, thiserror::Error)]
pub enum PublishRefusal {
    #[error("not everything could be taken as it was")]
    Faults(Vec<Fault>),
    /// There is one of this slug or name already.
    #[error("it is already there")]
    Taken,
    /// What still uses it, in words a person reads.
    #[error("it is in use")]
    InUse(Vec<String>),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Portal {
    pub async fn products(
        &self,
        _: &Admin,
        _search: &str,
        _state: Option<&str>,
        _after: Option<&str>,
    ) -> Result<Page<ProductRow>, Error> {
        Err(Error::NotFound)
    }

    pub async fn sheet(&self, _: &Admin, _slug: &str) -> Result<AdminProduct, Error> {
        Err(Error::NotFound)
    }

    pub async fn strategies(&self, _: &Admin, _search: &str, _after: Option<&str>) -> Result<Page<StrategyRow>, Error> {
        Err(Error::NotFound)
    }

    pub async fn strategy(&self, _: &Admin, _name: &str) -> Result<AdminStrategy, Error> {
        Err(Error::NotFound)
    }

    /// Reads a file off the threads that answer requests: a large one takes seconds.
    pub async fn read_spec(&self, _file: &str, _bytes: Vec<u8>) -> Result<Spec, PublishRefusal> {
        Err(Error::NotFound.into())
    }

    /// A draft made from what the file says of itself.
    pub fn sheet_from(&self, _spec: &Spec) -> Option<ProductSheet> {
        None
    }

    /// `specs`: the files that the sheet's versions name and that are not kept yet.
    pub async fn add_product(&self, _: &Admin, _sheet: &ProductSheet, _specs: &[Spec]) -> Result<(), PublishRefusal> {
        Err(Error::NotFound.into())
    }

    pub async fn edit_product(
        &self,
        _: &Admin,
        _slug: &str,
        _specs: &[Spec],
        _edit: impl FnOnce(&mut ProductSheet) -> Result<(), PublishRefusal> + Send,
    ) -> Result<(), PublishRefusal> {
        Err(Error::NotFound.into())
    }

    pub async fn delete_product(&self, _: &Admin, _slug: &str) -> Result<(), PublishRefusal> {
        Err(Error::NotFound.into())
    }

    pub async fn add_strategy(&self, _: &Admin, _sheet: &StrategySheet) -> Result<(), PublishRefusal> {
        Err(Error::NotFound.into())
    }

    /// The kind of a strategy in use can't change.
    pub async fn edit_strategy(&self, _: &Admin, _sheet: &StrategySheet) -> Result<(), PublishRefusal> {
        Err(Error::NotFound.into())
    }

    pub async fn delete_strategy(&self, _: &Admin, _name: &str) -> Result<(), PublishRefusal> {
        Err(Error::NotFound.into())
    }

    /// What a new version begins with.
    pub async fn make_default(&self, _: &Admin, _name: &Slug) -> Result<(), PublishRefusal> {
        Err(Error::NotFound.into())
    }

    pub fn preview(&self, _: &Admin, text: &str) -> SafeHtml {
        crate::content::markdown::render(text)
    }
}
