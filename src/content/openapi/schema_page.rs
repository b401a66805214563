//! The pages of named schemas, to which deep places point.

use super::Schema;
use super::desk::{Desk, Page};
use super::key::Keys;
use super::limits;
use super::node::Node;
use super::schema::Shape;
use super::spec::Spec;
use std::collections::HashMap;

pub fn keys(spec: &Spec, keys: &mut Keys) -> HashMap<String, String> {
    named(spec).map(|(name, _)| (name.to_owned(), keys.of(&format!("schema-{name}")))).collect()
}

fn named(spec: &Spec) -> impl Iterator<Item = (&str, &Node)> {
    let modern = spec.root.find("components").into_iter().flat_map(|components| components.entries_at("schemas"));
    modern.chain(spec.root.entries_at("definitions"))
}

/// Of all that pages mention, until no page mentions another.
pub fn all<'a>(desk: &Desk<'a>) -> Vec<Schema> {
    let by_name: HashMap<&str, &'a Node> = named(desk.spec).collect();
    let mut pages = Vec::new();
    loop {
        let next = desk.mentioned.borrow().names.get(pages.len()).cloned();
        let Some(name) = next else { break };
        let key = desk.keys.get(&name).cloned().unwrap_or_default();
        let mut page = desk.page();
        if let Some(schema) = by_name.get(name.as_str()) {
            write(&mut page, &name, schema);
        }
        pages.push(Schema { key, name, html: page.html });
    }
    pages.sort_by_cached_key(|page| page.name.to_lowercase());
    pages
}

fn write<'a>(page: &mut Page<'_, 'a>, name: &str, schema: &'a Node) {
    let mut shape = Shape::of(page.spec(), schema);
    page.markup("<article class=\"operation\"><header><h1>").text(name).markup("</h1><p class=\"endpoint\"><span>");
    // A page that only pointed at itself would say nothing.
    shape.name = shape.name.filter(|other| other != name);
    if shape.types() == ["object"] && shape.name.is_none() {
        page.text("object");
    } else {
        page.type_of(&shape, 0);
    }
    page.markup("</span>");
    if shape.is_set("deprecated") {
        page.markup(" <span class=\"badge\" data-state=\"deprecated\">Deprecated</span>");
    }
    page.markup("</p>");
    if let Some(text) = shape.text("description") {
        page.markup("<div class=\"prose\">");
        page.prose(text);
        page.markup("</div>");
    }
    page.markup("</header><div class=\"operation-parts\">");
    limits::write(page, &shape, None);
    if shape.types() == ["array"] {
        page.insides(&shape, name, 0);
    } else {
        page.inside(&shape, 0);
    }
    page.markup("</div></article>");
}
