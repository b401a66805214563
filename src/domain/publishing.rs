//! What admins see of what is published.

use super::sheet::{ProductSheet, StrategySheet, VersionName};
use super::slug::Slug;
use super::strategy::StrategyKind;
use super::version::VersionState;
use serde::{Deserialize, Serialize};

/// A row of the list of products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRow {
    pub slug: Slug,
    pub name: String,
    /// The newest first.
    pub versions: Vec<(VersionName, VersionState)>,
    /// In words.
    pub changed: String,
}

/// A product as its admin works on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminProduct {
    /// Its documents without their texts, except the one that is worked on.
    pub sheet: ProductSheet,
    pub specs: Vec<SpecNote>,
    pub strategies: Vec<StrategyChoice>,
    /// What a new version begins with.
    pub default_strategy: Option<Slug>,
    /// Versions that name who decides about registrations for them, and their addresses.
    pub approvers: Vec<(VersionName, Vec<String>)>,
}

/// What is known of a version's OpenAPI file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecNote {
    pub version: VersionName,
    pub title: String,
    pub dialect: String,
    pub operations: u32,
    pub bytes: u64,
    /// Where (a JSON pointer) and what.
    pub problems: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyChoice {
    pub name: Slug,
    pub display_name: String,
    pub kind: StrategyKind,
}

/// A row of the list of strategies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyRow {
    pub name: Slug,
    pub display_name: String,
    pub kind: StrategyKind,
    /// It came with the program and stays.
    pub built_in: bool,
    pub default: bool,
    /// So many versions use it.
    pub versions: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminStrategy {
    pub sheet: StrategySheet,
    pub built_in: bool,
    pub default: bool,
    /// The versions that use it, at most a hundred: slug, name of the product, version.
    pub used_by: Vec<(Slug, String, VersionName)>,
}
