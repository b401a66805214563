//! What the catalog lists.

use super::html::SafeHtml;
use super::slug::Slug;
use super::strategy::StrategyKind;
use super::version::{Version, VersionState};
use serde::{Deserialize, Serialize};

/// A product as a card of the catalog shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub slug: Slug,
    pub name: String,
    pub summary: String,
    pub labels: Vec<String>,
    /// The version that speaks for the product, and what a card says of it.
    pub version: String,
    pub state: VersionState,
    /// None: served openly.
    pub kind: Option<StrategyKind>,
    /// How many versions a visitor can choose from.
    pub versions: u32,
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
