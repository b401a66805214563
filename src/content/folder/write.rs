//! From sheets to files: stable, and as little as says it all. What decides who sees and who calls a version always
//! stands there.

use super::text::Yaml;
use super::{Files, documents, product, read, settings};
use crate::domain::sheet::{
    Attributes, DocumentSheet, Method, ProductSheet, Sheets, SpecFile, StrategySheet, VersionName, VersionSheet,
};
use crate::domain::slug::Slug;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the bytes of a version's OpenAPI file are.
pub type Specs<'a> = &'a dyn Fn(&SpecFile, &Slug, &VersionName) -> Option<Arc<[u8]>>;

/// A version whose OpenAPI file is not at hand is written without it. Two different files of one name can't lie in
/// one folder: from the second on, the version's name is put into the file's, `openapi.yaml` becomes `openapi-v1.yaml`.
pub fn write(sheets: &Sheets, specs: Specs<'_>) -> Files {
    let mut files = Files::new();
    if !sheets.settings.is_empty() {
        files.insert(read::SETTINGS.to_owned(), settings(sheets).into_bytes());
    }
    // Also when there is none, so that a folder of ours is always told from any other.
    files.insert(read::STRATEGIES.to_owned(), strategies(&sheets.strategies).into_bytes());
    for sheet in &sheets.products {
        write_product(&mut files, sheet, specs);
    }
    files
}

fn settings(sheets: &Sheets) -> String {
    let mut yaml = Yaml::default();
    for (key, kept) in settings::KEYS {
        match sheets.settings.get(kept) {
            Some(Value::String(text)) => yaml.text(key, text),
            Some(Value::Array(items)) => {
                let items: Vec<_> = items.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                yaml.list(key, &items);
            }
            Some(word) => yaml.word(key, &word.to_string()),
            None => {}
        }
    }
    yaml.text
}

fn strategies(sheets: &[StrategySheet]) -> String {
    if sheets.is_empty() {
        return "[]\n".to_owned();
    }
    let mut yaml = Yaml::default();
    for sheet in sheets {
        if !yaml.text.is_empty() {
            yaml.text.push('\n');
        }
        yaml.part(|yaml| strategy(yaml, sheet));
    }
    yaml.text
}

fn strategy(yaml: &mut Yaml, sheet: &StrategySheet) {
    yaml.text("name", sheet.name.as_str());
    yaml.text("display_name", &sheet.display_name);
    if !sheet.description.is_empty() {
        yaml.text("description", &sheet.description);
    }
    yaml.word("kind", sheet.method.kind().as_str());
    match &sheet.method {
        Method::KeyAuth { key_names, lifetime_days } => {
            yaml.list("key_names", key_names);
            if let Some(days) = lifetime_days {
                yaml.word("lifetime_days", &days.to_string());
            }
        }
        Method::OpenidConnect { issuer, audience, credential_claim, scopes } => {
            yaml.text("issuer", issuer);
            yaml.text("audience", audience);
            yaml.text("credential_claim", credential_claim);
            if !scopes.is_empty() {
                yaml.list("scopes", scopes);
            }
        }
    }
}

fn write_product(files: &mut Files, sheet: &ProductSheet, specs: Specs<'_>) {
    let folder = format!("products/{}", sheet.slug);
    let mut taken = Taken::default();
    let mut yaml = Yaml::default();
    yaml.text("slug", sheet.slug.as_str());
    yaml.text("name", &sheet.name);
    yaml.text("summary", &sheet.summary);
    if !sheet.description.is_empty() {
        yaml.text("description", &sheet.description);
    }
    if !sheet.labels.is_empty() {
        yaml.list("labels", &sheet.labels);
    }
    attributes(&mut yaml, &sheet.attributes);
    if let Some(image) = &sheet.image {
        let name = format!("image.{}", image.kind.ending());
        taken.0.insert(name.clone(), None);
        yaml.text("image", &name);
        files.insert(format!("{folder}/{name}"), image.bytes.to_vec());
    }
    if !sheet.versions.is_empty() {
        yaml.word("versions", "");
    }
    // Whoever has a name first among the versions keeps it; only then are others renamed.
    for spec in sheet.versions.iter().filter_map(|version| version.spec.as_ref()) {
        taken.0.entry(spec.file.to_lowercase()).or_insert_with(|| Some(spec.clone()));
    }
    for sheet_of_version in &sheet.versions {
        let found = sheet_of_version.spec.as_ref().and_then(|spec| {
            let bytes = specs(spec, &sheet.slug, &sheet_of_version.name)?;
            let name = taken.name(spec, &sheet_of_version.name);
            files.insert(format!("{folder}/{name}"), bytes.to_vec());
            Some(name)
        });
        yaml.inside(|yaml| yaml.part(|yaml| version(yaml, sheet_of_version, found.as_deref())));
    }
    files.insert(product::file(&sheet.slug), yaml.text.into_bytes());
    for sheet_of_document in &sheet.documents {
        let file = documents::file(&sheet.slug, &sheet_of_document.slug);
        files.insert(file, document(sheet_of_document).into_bytes());
    }
}

fn attributes(yaml: &mut Yaml, attributes: &Attributes) {
    if attributes.is_empty() {
        return;
    }
    yaml.word("attributes", "");
    yaml.inside(|yaml| {
        for (key, values) in attributes {
            match values.as_slice() {
                [value] => yaml.text(key, value),
                values => yaml.list(key, values),
            }
        }
    });
}

fn version(yaml: &mut Yaml, sheet: &VersionSheet, spec: Option<&str>) {
    yaml.text("name", sheet.name.as_str());
    yaml.word("state", sheet.state.as_str());
    if let Some(day) = sheet.sunset {
        yaml.word("sunset", &day.to_string());
    }
    yaml.word("visibility", sheet.visibility.as_str());
    if let Some(file) = spec {
        yaml.text("spec", file);
    }
    match &sheet.strategy {
        Some(name) => yaml.text("strategy", name.as_str()),
        None => yaml.word("strategy", "null"),
    }
    yaml.word("registration", if sheet.registration { "on" } else { "off" });
    if sheet.auto_approve {
        yaml.word("auto_approve", "true");
    }
    if let Some(upstream) = &sheet.upstream {
        yaml.text("upstream", upstream.as_str());
    }
    if let Some(path) = &sheet.path {
        yaml.text("path", path.as_str());
    }
    if !sheet.strip_path {
        yaml.word("strip_path", "false");
    }
    if let Some(limit) = sheet.limit {
        yaml.word("limit", &format!("{{requests: {}, per: {}}}", limit.requests, limit.per.as_str()));
    }
}

fn document(sheet: &DocumentSheet) -> String {
    let mut yaml = Yaml::default();
    yaml.text("title", &sheet.title);
    if let Some(parent) = &sheet.parent {
        yaml.text("parent", parent.as_str());
    }
    if sheet.order != 0 {
        yaml.word("order", &sheet.order.to_string());
    }
    if !sheet.published {
        yaml.word("published", "false");
    }
    let gap = if sheet.body.is_empty() { "" } else { "\n" };
    format!("---\n{}---\n{gap}{}", yaml.text, sheet.body)
}

/// The names in a product's folder, without regard to case since some disks have none; and of each OpenAPI file which
/// one it is.
struct Taken(BTreeMap<String, Option<SpecFile>>);

impl Default for Taken {
    fn default() -> Self {
        Self(["product.yaml", "product.yml", "docs"].map(|name| (name.to_owned(), None)).into())
    }
}

impl Taken {
    fn name(&mut self, spec: &SpecFile, version: &VersionName) -> String {
        let (stem, ending) = match spec.file.rsplit_once('.') {
            Some((stem, ending)) => (stem, format!(".{ending}")),
            None => (spec.file.as_str(), String::new()),
        };
        let short: String = stem.chars().take(60).collect();
        let counted = (2..).map(|count| format!("{short}-{version}-{count}{ending}"));
        let names = [spec.file.clone(), format!("{short}-{version}{ending}")].into_iter().chain(counted);
        for name in names {
            let other = self.0.entry(name.to_lowercase()).or_insert_with(|| Some(spec.clone()));
            if other.as_ref() == Some(spec) {
                return name;
            }
        }
        spec.file.clone()
    }
}
