//! What the catalog lists, and what a product's pages show.

use super::html::SafeHtml;
use super::sheet::Limit;
use super::slug::Slug;
use super::strategy::{Strategy, StrategyKind};
use super::time::Date;
use super::version::{VersionState, Visibility};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A product as a card of the catalog shows it. Its texts are shared: one card is on many pages at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub slug: Slug,
    pub name: Arc<str>,
    pub summary: Arc<str>,
    pub labels: Arc<[Arc<str>]>,
    /// The version that speaks for the product, and what a card says of it.
    pub version: Arc<str>,
    pub state: VersionState,
    /// None: served openly.
    pub kind: Option<StrategyKind>,
    /// It has a picture, at `/apis/SLUG/image`.
    pub image: bool,
}

/// What stands around each of a product's pages: of which version it speaks, and where else one can go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub slug: Slug,
    pub name: String,
    pub summary: String,
    pub description: SafeHtml,
    pub labels: Vec<String>,
    pub attributes: Vec<(String, Vec<String>)>,
    pub image: bool,
    /// The newest first; only what this visitor may see.
    pub versions: Vec<VersionLine>,
    /// The one that the page speaks of.
    pub version: Version,
    /// In reading order; only what is published.
    pub documents: Vec<DocumentLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    pub name: String,
    pub state: VersionState,
    pub visibility: Visibility,
    pub sunset: Option<Date>,
    pub kind: Option<StrategyKind>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub name: String,
    pub state: VersionState,
    pub visibility: Visibility,
    pub sunset: Option<Date>,
    pub strategy: Option<Strategy>,
    /// Whether access can be asked for now.
    pub registration: bool,
    pub auto_approve: bool,
    pub path: Option<String>,
    pub limit: Option<Limit>,
    pub reference: Option<ReferenceHead>,
}

impl Version {
    /// As the list of a product's versions shows it.
    pub fn line(&self) -> VersionLine {
        VersionLine {
            name: self.name.clone(),
            state: self.state,
            visibility: self.visibility,
            sunset: self.sunset,
            kind: self.strategy.as_ref().map(|strategy| strategy.kind),
        }
    }
}

/// What is known of a version's OpenAPI file before it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceHead {
    /// "OpenAPI 3.1"
    pub dialect: String,
    pub overview: SafeHtml,
    pub operations: u32,
    /// The key of the first operation.
    pub first: Option<String>,
    pub deprecated: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    pub slug: Slug,
    pub title: String,
    pub depth: usize,
}

/// One page of a reference or of the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    pub title: String,
    pub html: SafeHtml,
    /// The pages before and after it: key or slug, and title.
    pub before: Option<(String, String)>,
    pub after: Option<(String, String)>,
}

/// A page of a product as the server writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPage {
    pub title: String,
    /// The version is there, and a page at this place as well.
    pub found: bool,
    /// It is one of a reference or a document.
    pub leaf: bool,
    pub head: SafeHtml,
    pub text: SafeHtml,
}
