//! OpenAPI files, read once when they arrive, and written as pages that are served as they are.

use crate::domain::html::SafeHtml;

/// Rises whenever the same file would be written differently: what an older program wrote is then written anew.
pub const EDITION: i64 = 1;

/// Stands in samples for the address that calls go to: only the server that shows them knows it.
pub const BASE: char = '\u{1}';

/// Everything that pages, search and downloads need of a file. Nothing that the file hides (`x-internal`) is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// `info.title` and `info.version`.
    pub title: String,
    pub version: String,
    /// In words: "OpenAPI 3.1".
    pub dialect: String,
    /// The address that the file itself gives for calls.
    pub base: String,
    /// What the file says of the API as a whole: description, contact, licence, servers, how it is authenticated.
    pub overview: SafeHtml,
    /// In the order of the operations' own list: by group, then as the file has them.
    pub operations: Vec<Operation>,
    /// A page for each named schema, to which deep places of operations point.
    pub schemas: Vec<Schema>,
    /// What is wrong with it, for its admin. The rest is shown.
    pub problems: Vec<Problem>,
    /// The file without what it hides, for downloads.
    pub json: String,
    pub yaml: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its last part of the address, unlike every other of the file: `[A-Za-z0-9._-]{1,100}`.
    pub key: String,
    /// Upper case.
    pub method: String,
    pub path: String,
    pub operation_id: Option<String>,
    /// Plain text; where the file has none, made from the operation id or the path.
    pub summary: String,
    /// Its tag, where it has one.
    pub group: Option<String>,
    pub deprecated: bool,
    pub html: SafeHtml,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Never the key of an operation.
    pub key: String,
    pub name: String,
    pub html: SafeHtml,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A JSON pointer into the file.
    pub at: String,
    pub what: String,
}

/// Why nothing of a file can be shown, in one sentence with a line number where there is one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

pub fn read(file: &[u8]) -> Result<Reference, Unreadable> {
    let value: serde_json::Value = serde_saphyr::from_slice(file)
        .map_err(|why| Unreadable(why.to_string().lines().next().unwrap_or("").to_owned()))?;
    let mut operations = Vec::new();
    for (path, item) in value["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if !["get", "put", "post", "delete", "patch"].contains(&method.as_str()) {
                continue;
            }
            let summary = operation["summary"].as_str().unwrap_or(path).to_owned();
            let mut html = SafeHtml::default();
            html.markup("<h1>").text(&summary).markup("</h1><p>").text(path).markup("</p>");
            let key =
                operation["operationId"].as_str().map_or_else(|| format!("op{}", operations.len()), str::to_owned);
            operations.push(Operation {
                key,
                method: method.to_uppercase(),
                path: path.clone(),
                operation_id: operation["operationId"].as_str().map(str::to_owned),
                summary,
                group: operation["tags"][0].as_str().map(str::to_owned),
                deprecated: operation["deprecated"].as_bool().unwrap_or_default(),
                html,
            });
        }
    }
    operations.sort_by(|a, b| a.group.cmp(&b.group));
    Ok(Reference {
        title: value["info"]["title"].as_str().unwrap_or("API").to_owned(),
        version: value["info"]["version"].as_str().unwrap_or("1").to_owned(),
        dialect: "OpenAPI".to_owned(),
        base: "https://api.example.com".to_owned(),
        overview: SafeHtml::default(),
        operations,
        schemas: Vec::new(),
        problems: Vec::new(),
        json: value.to_string(),
        yaml: String::from_utf8_lossy(file).into_owned(),
    })
}
