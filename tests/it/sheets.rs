//! Sheets and folders for tests that publish.

use portcullis::content::folder::{self, Files, Mistake};
use portcullis::domain::sheet::{Attributes, ProductSheet, VersionName, VersionSheet};
use portcullis::domain::slug::Slug;
use portcullis::domain::version::{VersionState, Visibility};
use portcullis::portal::{ApplyRefusal, Portal};

/// A public product with these versions, the newest first.
pub fn sheet(slug: &str, versions: &[&str]) -> ProductSheet {
    ProductSheet {
        slug: Slug::parse(slug).expect("a slug"),
        name: slug.to_owned(),
        summary: "S.".to_owned(),
        description: String::new(),
        labels: Vec::new(),
        attributes: Attributes::new(),
        image: None,
        versions: versions.iter().map(|name| version(name)).collect(),
        documents: Vec::new(),
    }
}

/// Published, public and open.
pub fn version(name: &str) -> VersionSheet {
    VersionSheet {
        name: VersionName::parse(name).expect("a name"),
        state: VersionState::Published,
        sunset: None,
        visibility: Visibility::Public,
        spec: None,
        strategy: None,
        registration: true,
        auto_approve: false,
        upstream: None,
        path: None,
        strip_path: true,
        limit: None,
    }
}

pub fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// The plan's lines; or the mistakes, each in its line.
pub async fn apply(portal: &Portal, files: &Files, prune: bool) -> Result<Vec<String>, Vec<String>> {
    let told = |mistakes: Vec<Mistake>| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let folder = folder::read(files).map_err(told)?;
    let mut plan = Vec::new();
    let done = portal.apply(&folder, prune, |lines| {
        plan = lines.to_vec();
        true
    });
    match done.await {
        Ok(()) => Ok(plan),
        Err(ApplyRefusal::Mistakes(mistakes)) => Err(told(mistakes)),
        Err(other) => Err(vec![other.to_string()]),
    }
}

/// A product's file. Each version is published, public and open unless its fields say otherwise.
pub fn product(slug: &str, name: &str, summary: &str, versions: &[(&str, &[&str])]) -> (String, Vec<u8>) {
    let mut text = format!("slug: {slug}\nname: {name}\nsummary: {summary}\nversions:\n");
    for (version, fields) in versions {
        text.push_str(&format!("  - name: {version}\n"));
        let usual = ["strategy: null", "state: published", "visibility: public"];
        let named = |usual: &&&str| {
            let key = usual.split(':').next().unwrap_or_default();
            !fields.iter().any(|field| field.split(':').next() == Some(key))
        };
        for field in usual.iter().filter(named).chain(fields.iter()) {
            text.push_str(&format!("    {field}\n"));
        }
    }
    (format!("products/{slug}/product.yaml"), text.into_bytes())
}

/// An OpenAPI file with these operations: method, path, summary.
pub fn spec(title: &str, operations: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut paths = serde_json::Map::new();
    for (method, path, summary) in operations {
        let item = paths.entry(*path).or_insert_with(|| serde_json::json!({}));
        item[*method] = serde_json::json!({ "summary": summary, "responses": { "200": { "description": "Done" } } });
    }
    let file =
        serde_json::json!({ "openapi": "3.0.3", "info": { "title": title, "version": "1.0.0" }, "paths": paths });
    file.to_string().into_bytes()
}
