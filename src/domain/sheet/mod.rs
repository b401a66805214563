//! Sheets: all that admins decide about a product, a version, a document or a strategy, as forms and files give it
//! and as it is stored. Made by hand or by `apply`, what is published is checked and compared in this one form.

mod document;
mod image;
mod plan;
mod product;
mod strategy;
mod version;

pub use document::DocumentSheet;
pub use image::{Image, ImageKind};
pub use plan::{Change, Sheets, Sign, Step, plan};
pub use product::{Attributes, ProductSheet};
pub use strategy::{Method, StrategySheet, header_name};
pub use version::{GatewayPath, Limit, Per, SpecFile, Upstream, VersionName, VersionSheet};

use serde::{Deserialize, Serialize};

/// What is wrong with one field of a sheet. Of a field inside another, the path: `attributes.team`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub field: String,
    pub what: String,
}

/// Gathers every fault, so that all are told at once.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn unless(&mut self, right: bool, field: &str, what: impl Into<String>) {
        if !right {
            self.0.push(Fault { field: field.to_owned(), what: what.into() });
        }
    }

    /// A line that people read: not empty, not long, nothing that can't be seen.
    fn line(&mut self, field: &str, text: &str, longest: usize) {
        let fits = !text.trim().is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control);
        self.unless(fits, field, format!("Enter one line of 1 to {longest} characters."));
    }

    /// Beside it, the portal’s own addresses are called by these words: what has one of them could never be opened.
    fn address(&mut self, field: &str, name: &str, own: &[&str]) {
        let what = format!("“{name}” is a word of the portal’s own addresses: choose another.");
        self.unless(!own.contains(&name), field, what);
    }

    fn longest(&mut self, field: &str, text: &str, longest: usize) {
        let fits = text.chars().count() <= longest && !text.contains('\0');
        self.unless(fits, field, format!("Keep it within {longest} characters."));
    }
}
