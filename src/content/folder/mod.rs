//! All that is published, as a folder of files that people edit and keep under version control: `apply` reads it,
//! `export` writes it, and the demo content is one.

mod documents;
mod fields;
mod page;
mod product;
mod read;
mod settings;
mod strategies;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod write;

pub use page::Mistake;
pub use read::read;
pub use write::write;

use crate::domain::sheet::{Sheets, SpecFile, VersionName};
use crate::domain::slug::Slug;
use page::Lines;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files of a folder by their path below it, with `/`: what apply reads and export writes, the demo content
/// included.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What a folder says.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Products and documents by their slugs, all else in the order of its file.
    pub sheets: Sheets,
    /// The bytes of the OpenAPI files that versions name, and their path below the folder.
    pub specs: Vec<(SpecFile, Arc<[u8]>, String)>,
    lines: BTreeMap<String, Lines>,
}

/// What a later check is about: a strategy that no database knows, an OpenAPI file that can't be read.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    Settings,
    Strategy(&'a Slug),
    Product(&'a Slug),
    Version(&'a Slug, &'a VersionName),
    Document(&'a Slug, &'a Slug),
}

impl Folder {
    /// File and line of a field.
    pub fn place(&self, product: &Slug, version: Option<&VersionName>, field: &str) -> (String, Option<u64>) {
        let part = version.map_or(Part::Product(product), |version| Part::Version(product, version));
        let Mistake { file, line, .. } = self.mistake(part, field, "");
        (file, line)
    }

    /// A mistake that only others can know of, told like those of the folder itself. Of the settings, `field` is the
    /// key in `portal.yaml`.
    pub fn mistake(&self, part: Part<'_>, field: &str, what: impl Into<String>) -> Mistake {
        let (file, path) = self.find(part);
        let field = page::field_of(&path, field);
        let line = self.lines.get(&file).and_then(|lines| lines.of(&field));
        Mistake { file, line, field, what: what.into() }
    }

    /// What was read without a mistake stands in its file in the order of its sheets.
    fn find(&self, part: Part<'_>) -> (String, String) {
        match part {
            Part::Settings => (read::SETTINGS.to_owned(), String::new()),
            Part::Strategy(name) => {
                let at = self.sheets.strategies.iter().position(|strategy| strategy.name == *name);
                (read::STRATEGIES.to_owned(), at.map(|at| page::item_of("", at)).unwrap_or_default())
            }
            Part::Product(slug) => (product::file(slug), String::new()),
            Part::Version(slug, name) => {
                let sheet = self.sheets.products.iter().find(|product| product.slug == *slug);
                let at = sheet.and_then(|sheet| sheet.versions.iter().position(|version| version.name == *name));
                (product::file(slug), at.map(|at| page::item_of("versions", at)).unwrap_or_default())
            }
            Part::Document(product, slug) => (documents::file(product, slug), String::new()),
        }
    }
}
