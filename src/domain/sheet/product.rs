//! A product, as an admin decides it.

use super::{DocumentSheet, Fault, Faults, Image, SpecFile, VersionName, VersionSheet};
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
    /// Beside product.yaml each OpenAPI file has a name of its own, also where capitals say nothing. `came`: the one
    /// that was just given, which gives way; what is kept keeps its name.
    pub fn name_spec(&mut self, came: &VersionName) {
        let known: Vec<SpecFile> = self
            .versions
            .iter()
            .filter(|version| version.name != *came)
            .filter_map(|version| version.spec.clone())
            .collect();
        let Some(version) = self.versions.iter_mut().find(|version| version.name == *came) else { return };
        let Some(spec) = &mut version.spec else { return };
        let own = ["product.yaml", "product.yml", "docs", "image.png", "image.jpg", "image.webp"];
        let free = |name: &str| {
            let same = |other: &SpecFile| other.file.eq_ignore_ascii_case(name);
            let another = |other: &&SpecFile| same(other) && (other.digest != spec.digest || other.file != name);
            !own.iter().any(|own| own.eq_ignore_ascii_case(name)) && known.iter().find(another).is_none()
        };
        if free(&spec.file) {
            return;
        }
        let (stem, ending) = spec.file.rsplit_once('.').unwrap_or((spec.file.as_str(), "yaml"));
        let stem: String = stem.chars().filter(char::is_ascii_graphic).take(40).collect();
        let first = format!("{stem}-{came}.{ending}");
        let names = std::iter::once(first).chain((2..).map(|at| format!("{stem}-{came}-{at}.{ending}")));
        if let Some(name) = names.take(200).find(|name| free(name)) {
            spec.file = name;
        }
    }

    /// Of the product itself: its versions and documents are checked one by one.
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.address("slug", self.slug.as_str(), &["new", "from-spec"]);
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

    #[test]
    fn a_file_that_comes_gets_a_name_of_its_own() {
        let version = |name: &str, file: &str, digest: &str| {
            let spec = Some(SpecFile { file: file.to_owned(), digest: digest.to_owned() });
            VersionSheet { spec, ..crate::domain::sheet::version::tests::version(name) }
        };
        for (file, digest, named) in [
            ("openapi.yaml", "a", "openapi.yaml"),
            ("openapi.yaml", "b", "openapi-v1.yaml"),
            ("OpenAPI.yaml", "a", "OpenAPI-v1.yaml"),
            ("product.yaml", "b", "product-v1.yaml"),
            ("docs", "b", "docs-v1.yaml"),
            ("other.json", "b", "other.json"),
        ] {
            let mut sheet = sheet();
            sheet.versions = vec![version("v2", "openapi.yaml", "a"), version("v1", file, digest)];
            sheet.name_spec(&sheet.versions[1].name.clone());
            let names: Vec<_> = sheet.versions.iter().filter_map(|v| v.spec.as_ref()).map(|spec| &*spec.file).collect();
            assert_eq!(names, ["openapi.yaml", named], "{file} {digest}");
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
        for own in ["new", "from-spec"] {
            check(|sheet| sheet.slug = Slug::parse(own).expect("a slug"), &["slug"]);
        }
        check(|sheet| sheet.name = " ".to_owned(), &["name"]);
        check(|sheet| sheet.summary = "a\nb".to_owned(), &["summary"]);
        check(|sheet| sheet.labels = vec!["a".repeat(41)], &["labels"]);
        check(|sheet| drop(sheet.attributes.insert("Label".to_owned(), vec!["x".to_owned()])), &["attributes.Label"]);
        check(|sheet| drop(sheet.attributes.insert("<b>".to_owned(), vec!["x".to_owned()])), &["attributes.<b>"]);
        check(|sheet| drop(sheet.attributes.insert("a".to_owned(), Vec::new())), &["attributes.a"]);
    }
}
