//! OpenAPI files, read once when they arrive, and written as pages that are served as they are.

mod node;
mod parse;
mod write;

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

pub fn read(_file: &[u8]) -> Result<Reference, Unreadable> {
    with_room(|| Err(Unreadable("not yet".to_owned())))
}

/// A hundred levels of somebody's file need more stack than a server's threads have.
fn with_room<T: Send>(work: impl FnOnce() -> Result<T, Unreadable> + Send) -> Result<T, Unreadable> {
    let busy = || Unreadable("The server has no room to read a file now. Try again later.".to_owned());
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().name("openapi".to_owned()).stack_size(64 << 20);
        let reading = reader.spawn_scoped(scope, work).map_err(|_| busy())?;
        reading.join().unwrap_or_else(|_| Err(busy()))
    })
}
