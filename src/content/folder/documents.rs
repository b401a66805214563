//! `products/SLUG/docs/*.md`: front matter between lines of hyphens, then Markdown.

use super::fields::Fields;
use super::page::Page;
use super::read::Reading;
use super::tree::{Node, Value};
use crate::domain::sheet::DocumentSheet;
use crate::domain::slug::Slug;

const MOST_DOCUMENTS: usize = 500;

pub fn file(product: &Slug, document: &Slug) -> String {
    format!("products/{product}/docs/{document}.md")
}

/// With the page of each, on which its mistakes are told.
pub fn read(reading: &mut Reading<'_>, product: &Slug) -> Vec<(Page, DocumentSheet)> {
    let folder = format!("products/{product}/docs/");
    let mut found = Vec::new();
    for (path, bytes) in reading.files.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder)) {
        let Some(name) = path[folder.len()..].strip_suffix(".md") else { continue };
        let slug = Slug::parse(name);
        let meant_for_others = name.starts_with('.') || name.eq_ignore_ascii_case("readme");
        if name.contains('/') || (slug.is_err() && meant_for_others) {
            continue;
        }
        reading.used.insert(path.clone());
        // One more than there may be tells as much as thousands.
        if found.len() > MOST_DOCUMENTS {
            continue;
        }
        let mut page = Page::new(path);
        let Ok(slug) = slug else {
            page.wrong("", "A document’s file is called by its slug: a-z, 0-9 and single hyphens between.");
            reading.pages.push(page);
            continue;
        };
        let sheet = document(&mut page, slug, bytes);
        found.push((page, sheet));
    }
    found.sort_by(|(_, a), (_, b)| a.slug.cmp(&b.slug));
    found
}

/// It stands in the tree even where it can't be read, so that those below it are not blamed.
fn document(page: &mut Page, slug: Slug, bytes: &[u8]) -> DocumentSheet {
    let mut sheet =
        DocumentSheet { slug, title: String::new(), parent: None, order: 0, published: true, body: String::new() };
    let Some(text) = page.text(bytes) else { return sheet };
    let Some((front, body)) = front_matter(text) else {
        page.wrong_at(Some(1), "", "A document begins with a line “---”, its title, and a line “---”.");
        return sheet;
    };
    // In place of its first line an empty one, so that those after it keep their numbers.
    let node = page.yaml(&format!("\n{front}"));
    if page.is_wrong("") {
        return sheet;
    }
    let node = node.unwrap_or(Node { line: 1, value: Value::Map(Vec::new()) });
    let Some(fields) = Fields::of(page, &node, "") else { return sheet };
    fields.expect(&["title"], &["parent", "order", "published"]);
    sheet.title = fields.string("title");
    sheet.parent = fields.parsed("parent", Slug::parse);
    sheet.order = fields.number("order").unwrap_or_default();
    sheet.published = fields.flag("published", true);
    sheet.body = body.to_owned();
    for fault in sheet.check() {
        fields.wrong(&fault.field, fault.what);
    }
    sheet
}

/// What stands between the lines of hyphens, and what follows after one empty line.
fn front_matter(text: &str) -> Option<(&str, &str)> {
    let is_rule = |line: &str| line.trim_end() == "---";
    let mut lines = text.split_inclusive('\n');
    let begin = lines.next().filter(|line| is_rule(line))?.len();
    let mut end = begin;
    for line in lines {
        if is_rule(line) {
            let body = &text[end + line.len()..];
            let body = body.strip_prefix("\r\n").or_else(|| body.strip_prefix('\n')).unwrap_or(body);
            return Some((&text[begin..end], body));
        }
        end += line.len();
    }
    None
}
