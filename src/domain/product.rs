//! What the catalog lists.

use super::html::SafeHtml;
use super::slug::Slug;
use super::strategy::StrategyKind;
use super::version::{Version, VersionState};
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
}

/// A product as its own page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub slug: Slug,
    pub name: String,
    pub summary: String,
    pub description: SafeHtml,
    pub labels: Vec<String>,
    /// Newest first; only what this visitor may see.
    pub versions: Vec<Version>,
}
