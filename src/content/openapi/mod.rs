//! OpenAPI files, read once when they arrive, and written as pages that are served as they are.

mod bodies;
mod call;
mod check;
mod copies;
mod desk;
mod example;
mod fields;
mod key;
mod limits;
mod node;
mod operation;
mod overview;
mod parse;
mod prune;
mod samples;
mod schema;
mod schema_page;
mod security;
mod spec;
mod status;
mod swagger;
mod try_it;
mod write;

use crate::content::markdown;
use crate::domain::html::SafeHtml;
use check::Problems;
use desk::Desk;
use key::Keys;
use node::Node;
use spec::Spec;

/// Rises whenever the same file would be written differently: what an older program wrote is then written anew.
pub const EDITION: i64 = 3;

/// Stands in code samples where the base address goes: it is known when a page is served. No file can hold it.
pub const BASE: char = '\u{1}';

/// Stands in an operation's page where it can be tried, or why not: that is known when the page is served.
pub const TRY: char = '\u{2}';

/// Everything that pages, search and downloads need of a file. Nothing that the file hides (`x-internal`) is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// `info.title` and `info.version`.
    pub title: String,
    pub version: String,
    /// In words: "OpenAPI 3.1".
    pub dialect: String,
    /// The base address of calls, as the file has it: what stands for `BASE` if nobody knows better. Safe in code.
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
    with_room(|| {
        let parsed = parse::parse(file)?;
        let mut problems = Problems::new();
        let dialect = dialect(&parsed.root, &mut problems)?;
        for pointer in &parsed.repeated {
            problems.add(pointer, "comes twice; the last one is taken");
        }
        let mut root = parsed.root;
        prune::prune(&mut root);
        check::check(&root, &mut problems);
        let (json, yaml) = (write::json(&root), write::yaml(&root));
        let root = if root.find("swagger").is_some() { swagger::modernise(root, &mut problems) } else { root };
        Ok(pages(&Spec { root }, dialect, problems.list(), json, yaml))
    })
}

/// In words, or that it is something else.
fn dialect(root: &Node, problems: &mut Problems) -> Result<String, Unreadable> {
    let (name, key) = if root.find("openapi").is_some() { ("OpenAPI", "openapi") } else { ("Swagger", "swagger") };
    let Some(version) = root.find(key).filter(|version| version.is_scalar()) else {
        return Err(Unreadable(
            "The file is no OpenAPI or Swagger description: it has neither `openapi` nor `swagger` at its top."
                .to_owned(),
        ));
    };
    let version = version.spelled();
    let short: String = version.split('.').take(2).collect::<Vec<_>>().join(".").chars().take(20).collect();
    if !matches!((name, short.as_str()), ("OpenAPI", "3.0" | "3.1" | "3.2") | ("Swagger", "2.0" | "2")) {
        problems.add(&format!("/{key}"), format!("version `{version}` is unknown; what is familiar is shown"));
    }
    Ok(format!("{name} {short}"))
}

fn pages(spec: &Spec, dialect: String, problems: Vec<Problem>, json: String, yaml: String) -> Reference {
    let mut keys = Keys::default();
    let calls = call::all(spec, &mut keys);
    let desk = Desk::new(spec, schema_page::keys(spec, &mut keys));
    let operations = calls.iter().map(|call| page_of(&desk, call)).collect();
    let mut overview = desk.page();
    overview::write(&mut overview);
    let overview = overview.html;
    let info = |key: &str| {
        spec.root.find("info").and_then(|info| info.find(key)).filter(|node| node.is_scalar() && **node != Node::Null)
    };
    Reference {
        title: info("title").map(|title| markdown::plain(&title.spelled())).unwrap_or_default(),
        version: info("version").map(Node::spelled).unwrap_or_default(),
        dialect,
        base: overview::base(&spec.root),
        overview,
        operations,
        schemas: schema_page::all(&desk),
        problems,
        json,
        yaml,
    }
}

fn page_of<'a>(desk: &Desk<'a>, call: &call::Call<'a>) -> Operation {
    let mut page = desk.page();
    operation::write(&mut page, call);
    Operation {
        key: call.key.clone(),
        method: call.method.clone(),
        path: call.path.to_owned(),
        operation_id: call.operation.text_at("operationId").map(str::to_owned),
        summary: call.summary.clone(),
        group: call.group.map(str::to_owned),
        deprecated: call.operation.is_set("deprecated"),
        html: page.html,
    }
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

#[cfg(test)]
mod tests;
