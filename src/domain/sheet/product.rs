//! A product, as an admin decides it.

use super::{DocumentSheet, Fault, Faults, Image, SpecFile, VersionSheet};
use crate::domain::slug::Slug;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Public, by their keys; what the catalog is narrowed by.
pub type Attributes = BTreeMap<String, Vec<String>>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductSheet {
    pub slug: Slug,
    pub name: String,
    /// One line, shown on its card.
    pub summary: String,
    /// In Markdown.
    pub description: String,
    pub labels: Vec<String>,
    pub attributes: Attributes,
    pub image: Option<Image>,
    /// The newest first.
    pub versions: Vec<VersionSheet>,
    pub documents: Vec<DocumentSheet>,
}

/// The catalog narrows by these itself.
const TAKEN: [&str; 3] = ["label", "authentication", "state"];

impl ProductSheet {
    /// Files of one name stand beside each other only if they are the same: another one is named after its version.
    pub fn part_spec_names(&mut self) {
        let mut known: Vec<SpecFile> = Vec::new();
        for version in self.versions.iter_mut().rev() {
            let Some(spec) = &mut version.spec else { continue };
            let taken = |file: &str, digest: &str| {
                let same_name = |other: &&SpecFile| other.file.eq_ignore_ascii_case(file);
                known.iter().find(same_name).is_some_and(|other| other.digest != digest)
            };
            if taken(&spec.file, &spec.digest) {
                let (stem, ending) = spec.file.rsplit_once('.').unwrap_or((spec.file.as_str(), "yaml"));
                spec.file = format!("{stem}-{}.{ending}", version.name);
            }
            known.push(spec.clone());
        }
    }

    /// Of the product itself: its versions and documents are checked one by one.
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.line("name", &self.name, 120);
        faults.line("summary", &self.summary, 300);
        faults.longest("description", &self.description, DocumentSheet::LONGEST);
        faults.unless(self.labels.len() <= 20, "labels", "Name at most 20 labels.");
        for label in &self.labels {
            faults.line("labels", label, 40);
        }
        faults.unless(self.attributes.len() <= 20, "attributes", "Name at most 20 attributes.");
        for (key, values) in &self.attributes {
            let field = format!("attributes.{key}");
            let mark = |byte: u8| byte.is_ascii_alphanumeric() || b"-_ ".contains(&byte);
            let plain = (1..=40).contains(&key.len()) && key.bytes().all(mark) && key.trim() == key;
            faults.unless(plain, &field, "An attribute’s name is 1 to 40 letters, digits, hyphens and spaces.");
            let free = !TAKEN.contains(&key.to_lowercase().as_str());
            faults.unless(free, &field, "The catalog has a filter of this name already.");
            faults.unless((1..=20).contains(&values.len()), &field, "Give an attribute 1 to 20 values.");
            for value in values {
                faults.line(&field, value, 200);
            }
        }
        faults.unless(self.versions.len() <= 100, "versions", "A product has at most 100 versions.");
        let names: BTreeSet<_> = self.versions.iter().map(|version| &version.name).collect();
        faults.unless(names.len() == self.versions.len(), "versions", "Two versions have the same name.");
        faults.unless(self.documents.len() <= 500, "documents", "A product has at most 500 documents.");
        let slugs: BTreeSet<_> = self.documents.iter().map(|document| &document.slug).collect();
        faults.unless(slugs.len() == self.documents.len(), "documents", "Two documents have the same slug.");
        for document in &self.documents {
            let known = |parent: &Slug| self.documents.iter().any(|other| other.slug == *parent);
            let field = format!("documents.{}.parent", document.slug);
            faults.unless(document.parent.as_ref().is_none_or(known), &field, "There is no document of this slug.");
        }
        let reached = DocumentSheet::in_order(&self.documents).len();
        faults.unless(
            reached == self.documents.len(),
            "documents",
            "Some documents stand below each other in a circle.",
        );
        faults.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> ProductSheet {
        ProductSheet {
            slug: Slug::parse("orders").expect("a slug"),
            name: "Orders".to_owned(),
            summary: "Place them.".to_owned(),
            description: String::new(),
            labels: vec!["sales".to_owned()],
            attributes: Attributes::from([("team".to_owned(), vec!["Sales".to_owned()])]),
            image: None,
            versions: Vec::new(),
            documents: Vec::new(),
        }
    }

    #[track_caller]
    fn check(change: impl Fn(&mut ProductSheet), wrong: &[&str]) {
        let mut sheet = sheet();
        change(&mut sheet);
        let faults: Vec<_> = sheet.check().into_iter().map(|fault| fault.field).collect();
        assert_eq!(faults, wrong);
    }

    #[test]
    fn every_fault_names_its_field() {
        check(|_| {}, &[]);
        check(|sheet| sheet.name = " ".to_owned(), &["name"]);
        check(|sheet| sheet.summary = "a\nb".to_owned(), &["summary"]);
        check(|sheet| sheet.labels = vec!["a".repeat(41)], &["labels"]);
        check(|sheet| drop(sheet.attributes.insert("Label".to_owned(), vec!["x".to_owned()])), &["attributes.Label"]);
        check(|sheet| drop(sheet.attributes.insert("<b>".to_owned(), vec!["x".to_owned()])), &["attributes.<b>"]);
        check(|sheet| drop(sheet.attributes.insert("a".to_owned(), Vec::new())), &["attributes.a"]);
    }
}
