//! `products/SLUG/`: the product's own file, and those that it names.

use super::documents;
use super::fields::Fields;
use super::page::{Page, field_of};
use super::read::Reading;
use super::tree::{Node, Value};
use crate::domain::sheet::{
    Attributes, DocumentSheet, GatewayPath, Image, Limit, Per, ProductSheet, SpecFile, Upstream, VersionName,
    VersionSheet,
};
use crate::domain::slug::Slug;
use crate::domain::time::Date;
use crate::domain::version::{VersionState, Visibility};
use std::collections::BTreeSet;

pub const MOST_SPEC_BYTES: usize = 20 * 1024 * 1024;

pub fn file(slug: &Slug) -> String {
    format!("products/{slug}/product.yaml")
}

pub fn read(reading: &mut Reading<'_>, slug: &Slug) -> Option<ProductSheet> {
    let (written, documents): (Vec<_>, Vec<_>) = documents::read(reading, slug).into_iter().unzip();
    let sheet = match reading.open(&file(slug)) {
        None => {
            reading.tell(&file(slug), "This file is missing: a product is what it says.");
            None
        }
        Some((page, node)) => {
            let sheet = own(reading, slug, &page, node.as_ref(), documents);
            if let Some(sheet) = &sheet {
                check(sheet, &page, &written);
            }
            reading.pages.push(page);
            sheet
        }
    };
    reading.pages.extend(written);
    sheet
}

fn own(
    reading: &mut Reading<'_>,
    slug: &Slug,
    page: &Page,
    node: Option<&Node>,
    documents: Vec<DocumentSheet>,
) -> Option<ProductSheet> {
    let nothing = Node { line: 1, value: Value::Map(Vec::new()) };
    if node.is_none() && page.is_wrong("") {
        return None;
    }
    let fields = Fields::of(page, node.unwrap_or(&nothing), "")?;
    fields.expect(&["slug", "name", "summary"], &["description", "labels", "attributes", "image", "versions"]);
    if fields.parsed("slug", Slug::parse).is_some_and(|said| said != *slug) {
        fields.wrong("slug", format!("Slug and folder have one name, but this folder is called “{slug}”."));
    }
    let (mut versions, mut names) = (Vec::new(), BTreeSet::new());
    for (path, fields) in fields.each("versions") {
        let Some(version) = version(reading, slug, page, &path, &fields) else { continue };
        if !names.insert(version.name.clone()) {
            fields.wrong("name", "Another version has this name already.");
        }
        versions.push(version);
    }
    Some(ProductSheet {
        slug: slug.clone(),
        name: fields.string("name"),
        summary: fields.string("summary"),
        description: fields.string("description"),
        labels: fields.texts("labels"),
        attributes: fields.inside("attributes").map(|fields| attributes(&fields)).unwrap_or_default(),
        image: image(reading, slug, &fields),
        versions,
        documents,
    })
}

fn attributes(fields: &Fields<'_>) -> Attributes {
    fields.keys().map(|key| (key.to_owned(), fields.text_or_texts(key))).collect()
}

fn image(reading: &mut Reading<'_>, slug: &Slug, fields: &Fields<'_>) -> Option<Image> {
    let (_, bytes) = beside(reading, slug, fields, "image")?;
    Image::read(bytes).map_err(|fault| fields.wrong("image", fault.what)).ok()
}

/// The file that a field names, which lies in the product's own folder.
fn beside<'a>(reading: &mut Reading<'a>, slug: &Slug, fields: &Fields<'_>, key: &str) -> Option<(String, &'a [u8])> {
    let name = fields.text(key)?;
    let path = format!("products/{slug}/{name}");
    let apart = name.contains('/') || path == file(slug);
    let files = reading.files;
    match files.get(&path).filter(|_| !apart) {
        Some(bytes) => {
            reading.used.insert(path.clone());
            Some((path, bytes))
        }
        None => {
            fields.wrong(key, format!("There is no such file “{name}” beside product.yaml."));
            None
        }
    }
}

fn version(
    reading: &mut Reading<'_>,
    slug: &Slug,
    page: &Page,
    path: &str,
    fields: &Fields<'_>,
) -> Option<VersionSheet> {
    fields.expect(
        &["name"],
        &[
            "state",
            "sunset",
            "visibility",
            "spec",
            "strategy",
            "registration",
            "auto_approve",
            "upstream",
            "path",
            "strip_path",
            "limit",
        ],
    );
    let name = fields.parsed("name", VersionName::parse);
    let state = fields.one_of("state", "draft, published, deprecated and retired", VersionState::parse);
    let visibility = fields.one_of("visibility", "public and private", Visibility::parse);
    let sheet = VersionSheet {
        name: name.clone().or_else(|| VersionName::parse("unnamed").ok())?,
        state: state.unwrap_or(VersionState::Draft),
        sunset: fields.parsed("sunset", Date::parse),
        visibility: visibility.unwrap_or(Visibility::Public),
        spec: spec(reading, slug, fields),
        strategy: strategy(fields),
        registration: fields.flag("registration", true),
        auto_approve: fields.flag("auto_approve", false),
        upstream: fields.parsed("upstream", Upstream::parse),
        path: fields.parsed("path", GatewayPath::parse),
        strip_path: fields.flag("strip_path", true),
        limit: limit(fields),
    };
    for fault in sheet.check() {
        // What follows from a word that could not be read is no mistake of its own.
        let cause = match fault.field.as_str() {
            "sunset" => "state",
            "auto_approve" => "strategy",
            field => field,
        };
        if !page.is_wrong(&field_of(path, cause)) {
            fields.wrong(&fault.field, fault.what);
        }
    }
    one_path_one_version(reading, slug, page, path, &sheet);
    name.is_some().then_some(sheet)
}

fn one_path_one_version(reading: &mut Reading<'_>, slug: &Slug, page: &Page, path: &str, sheet: &VersionSheet) {
    let Some(served) = sheet.path.clone() else { return };
    let field = field_of(path, "path");
    if let Some(other) = reading.served.get(&served) {
        page.wrong(&field, format!("Under this path another version is served already: {other}."));
        return;
    }
    let line = page.lines.of(&field).unwrap_or(1);
    reading.served.insert(served, format!("{} of {slug}, {}:{line}", sheet.name, page.file));
}

fn spec(reading: &mut Reading<'_>, slug: &Slug, fields: &Fields<'_>) -> Option<SpecFile> {
    let (path, bytes) = beside(reading, slug, fields, "spec")?;
    if bytes.len() > MOST_SPEC_BYTES {
        fields.wrong("spec", "An OpenAPI file has 20 MB at most.");
        return None;
    }
    Some(reading.spec(&path, fields.text("spec")?, bytes))
}

/// Nobody opens a version to everybody by leaving something out.
fn strategy(fields: &Fields<'_>) -> Option<Slug> {
    let is_said = fields.written("strategy").is_some_and(|node| match &node.value {
        Value::Text { text, .. } => !text.is_empty(),
        _ => true,
    });
    if !is_said {
        fields.wrong("strategy", "Name a strategy, or write “strategy: null” to serve this version openly.");
    }
    fields.parsed("strategy", Slug::parse)
}

fn limit(fields: &Fields<'_>) -> Option<Limit> {
    let fields = fields.inside("limit")?;
    fields.expect(&["requests", "per"], &[]);
    let (requests, per) =
        (fields.number("requests"), fields.one_of("per", "second, minute, hour, day and month", Per::parse));
    Some(Limit { requests: requests?, per: per? })
}

/// What only shows where everything is known.
fn check(sheet: &ProductSheet, page: &Page, written: &[Page]) {
    let pages = || sheet.documents.iter().zip(written);
    for fault in sheet.check() {
        let parent = fault.field.strip_prefix("documents.").and_then(|rest| rest.strip_suffix(".parent"));
        if let Some((_, page)) = pages().find(|(document, _)| parent == Some(document.slug.as_str())) {
            page.wrong("parent", fault.what);
            continue;
        }
        let reached = DocumentSheet::in_order(&sheet.documents);
        let mut circle = pages().filter(|(document, _)| !reached.iter().any(|(_, other)| other == document)).peekable();
        if fault.field != "documents" || circle.peek().is_none() {
            page.wrong(&fault.field, fault.what);
            continue;
        }
        for (_, page) in circle {
            page.wrong("parent", "Documents stand below each other in a circle.");
        }
    }
}
