//! What a value must be like, in one line of words.

use super::desk::Page;
use super::node::Node;
use super::schema::Shape;

/// Values listed in sight, and at all.
const IN_SIGHT: usize = 12;
const AT_ALL: usize = 300;
const LONGEST: usize = 200;

pub fn write<'a>(page: &mut Page<'_, 'a>, shape: &Shape<'a>, owner: Option<&'a Node>) {
    let words = words(shape);
    if !words.is_empty() {
        page.markup("<p class=\"limits\">");
        for (at, (says, value)) in words.iter().enumerate() {
            page.text(match (at, *says) {
                (0, _) | (_, "") => "",
                _ => " · ",
            });
            page.text(says);
            if let Some(value) = value {
                page.text(" ").code(value);
            }
        }
        page.markup("</p>");
    }
    values(page, shape);
    let example = owner
        .and_then(|owner| owner.find("example").or_else(|| first_of_named(page, owner)))
        .or_else(|| shape.first("example"))
        .or_else(|| shape.first("examples").and_then(|examples| examples.items().first()));
    if let Some(example) = example.filter(|example| example.is_scalar() && **example != Node::Null) {
        page.markup("<p class=\"limits\">Example ").code(&shortened(&example.spelled())).markup("</p>");
    }
}

fn first_of_named<'a>(page: &Page<'_, 'a>, owner: &'a Node) -> Option<&'a Node> {
    let (_, example) = owner.entries_at("examples").next()?;
    page.spec().follow(example).node.find("value")
}

fn words(shape: &Shape<'_>) -> Vec<(&'static str, Option<String>)> {
    let mut words = Vec::new();
    let exclusive = |key: &str| shape.is_set(key);
    let with_value = [
        ("minimum", if exclusive("exclusiveMinimum") { "more than" } else { "at least" }),
        ("exclusiveMinimum", "more than"),
        ("maximum", if exclusive("exclusiveMaximum") { "less than" } else { "at most" }),
        ("exclusiveMaximum", "less than"),
        ("multipleOf", "a multiple of"),
        ("minLength", "characters: at least"),
        ("maxLength", "characters: at most"),
        ("pattern", "matches"),
        ("minItems", "items: at least"),
        ("maxItems", "items: at most"),
        ("minProperties", "properties: at least"),
        ("maxProperties", "properties: at most"),
        ("contentEncoding", "encoded as"),
        ("contentMediaType", "holds"),
        ("const", "always"),
        ("default", "default"),
    ];
    for (key, says) in with_value {
        match shape.first(key) {
            Some(Node::Bool(_)) if key.starts_with("exclusive") => {}
            Some(Node::Null | Node::Map(_)) | None => {}
            Some(Node::List(items)) if items.is_empty() => words.push((says, Some("[]".to_owned()))),
            Some(value) => words.push((says, Some(shortened(&value.spelled())))),
        }
    }
    for (key, says) in
        [("uniqueItems", "each item once"), ("readOnly", "only in responses"), ("writeOnly", "only in requests")]
    {
        if shape.is_set(key) {
            words.push((says, None));
        }
    }
    if shape.first("additionalProperties") == Some(&Node::Bool(false)) {
        words.push(("no other keys", None));
    }
    words
}

fn values<'a>(page: &mut Page<'_, 'a>, shape: &Shape<'a>) {
    let own = shape.first("enum").map_or(&[][..], Node::items);
    let of_items = shape
        .first("items")
        .map_or(&[][..], |items| Shape::of(page.spec(), items).first("enum").map_or(&[][..], Node::items));
    let values = if own.is_empty() { of_items } else { own };
    if values.is_empty() || page.is_full() {
        return;
    }
    page.markup("<p class=\"limits\">One of");
    list(page, values.iter().take(IN_SIGHT));
    page.markup("</p>");
    if values.len() > IN_SIGHT {
        let hidden = values.len() - IN_SIGHT;
        page.markup("<details><summary>")
            .text(&format!("{hidden} more values"))
            .markup("</summary><p class=\"limits\">");
        list(page, values.iter().take(AT_ALL).skip(IN_SIGHT));
        if values.len() > AT_ALL {
            page.text(&format!(" and {} more in the file", values.len() - AT_ALL));
        }
        page.markup("</p></details>");
    }
}

fn list<'a>(page: &mut Page<'_, 'a>, values: impl Iterator<Item = &'a Node>) {
    for value in values {
        page.text(" ").code(&shortened(&value.spelled()));
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= LONGEST { text.to_owned() } else { format!("{}…", &text[..text.floor_char_boundary(LONGEST)]) }
}
