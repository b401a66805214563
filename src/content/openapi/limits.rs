//! What a value must be like, in one line of words.

use super::desk::Page;
use super::node::Node;
use super::schema::Shape;

/// Values listed in sight, and at all.
const IN_SIGHT: usize = 12;
const AT_ALL: usize = 300;
const LONGEST: usize = 200;

pub fn write<'a>(page: &mut Page<'_, 'a>, shape: &Shape<'a>, owner: Option<&'a Node>) {
    let mut words = ranges(shape);
    words.extend(others(shape));
    let example = owner
        .and_then(|owner| owner.find("example").or_else(|| first_of_named(page, owner)))
        .or_else(|| shape.first("example"))
        .or_else(|| shape.first("examples").and_then(|examples| examples.items().first()));
    if let Some(example) = example.filter(|example| example.is_scalar() && **example != Node::Null) {
        words.push(("example", Some(shortened(&example.spelled()))));
    }
    let values = values(page, shape);
    if words.is_empty() && values.is_empty() {
        return;
    }
    page.markup("<p class=\"limits\">");
    if !values.is_empty() {
        page.text("One of");
        list(page, values.iter().take(IN_SIGHT));
    }
    for (at, (says, value)) in words.iter().enumerate() {
        page.text(if at > 0 || !values.is_empty() { " · " } else { "" }).text(says);
        if let Some(value) = value {
            // A range is words already, a value is code.
            if says.is_empty() {
                page.text(value);
            } else {
                page.text(" ").code(value);
            }
        }
    }
    page.markup("</p>");
    rest(page, values);
}

fn first_of_named<'a>(page: &Page<'_, 'a>, owner: &'a Node) -> Option<&'a Node> {
    let (_, example) = owner.entries_at("examples").next()?;
    page.spec().follow(example).node.find("value")
}

type Words = (&'static str, Option<String>);

/// "8 to 64 characters", from two numbers that a file says apart.
fn ranges(shape: &Shape<'_>) -> Vec<Words> {
    let number = |key: &str| shape.first(key).filter(|node| matches!(node, Node::Number(_))).map(Node::spelled);
    let mut words = Vec::new();
    for (least, most, of) in [
        ("minLength", "maxLength", ["character", "characters"]),
        ("minItems", "maxItems", ["item", "items"]),
        ("minProperties", "maxProperties", ["property", "properties"]),
    ] {
        let of = |count: &str| of[usize::from(count != "1")];
        let says = match (number(least).filter(|least| least != "0"), number(most)) {
            (Some(least), Some(most)) if least == most => format!("exactly {least} {}", of(&least)),
            (Some(least), Some(most)) => format!("{least} to {most} {}", of(&most)),
            (Some(least), None) => format!("at least {least} {}", of(&least)),
            (None, Some(most)) => format!("at most {most} {}", of(&most)),
            (None, None) => continue,
        };
        words.push(("", says));
    }
    let (above, below) = (shape.is_set("exclusiveMinimum"), shape.is_set("exclusiveMaximum"));
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) if !above && !below => words.push(("", format!("{least} to {most}"))),
        (least, most) => {
            words.extend(least.map(|least| (if above { "more than" } else { "at least" }, least)));
            words.extend(most.map(|most| (if below { "less than" } else { "at most" }, most)));
        }
    }
    words.into_iter().map(|(says, value)| (says, Some(value))).collect()
}

fn others(shape: &Shape<'_>) -> Vec<Words> {
    let mut words = Vec::new();
    let with_value = [
        ("exclusiveMinimum", "more than"),
        ("exclusiveMaximum", "less than"),
        ("multipleOf", "a multiple of"),
        ("pattern", "matches"),
        ("contentEncoding", "encoded as"),
        ("contentMediaType", "holds"),
        ("const", "always"),
        ("default", "default"),
    ];
    for (key, says) in with_value {
        match shape.first(key) {
            Some(Node::Bool(_)) if key.starts_with("exclusive") => {}
            Some(Node::Null | Node::Map(_)) | None => {}
            Some(Node::List(items)) => {
                words.push((says, Some(super::write::line(&Node::List(items.iter().take(20).cloned().collect())))))
            }
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

/// Of a list, the values of its items.
fn values<'a>(page: &Page<'_, 'a>, shape: &Shape<'a>) -> &'a [Node] {
    let own = shape.first("enum").map_or(&[][..], Node::items);
    match shape.first("items") {
        Some(items) if own.is_empty() => Shape::of(page.spec(), items).first("enum").map_or(&[], Node::items),
        _ => own,
    }
}

fn rest<'a>(page: &mut Page<'_, 'a>, values: &'a [Node]) {
    if values.len() <= IN_SIGHT || page.is_full() {
        return;
    }
    let hidden = values.len() - IN_SIGHT;
    page.markup("<details><summary>").text(&format!("{hidden} more values")).markup("</summary><p class=\"limits\">");
    list(page, values.iter().take(AT_ALL).skip(IN_SIGHT));
    if values.len() > AT_ALL {
        page.text(&format!(" and {} more in the file", values.len() - AT_ALL));
    }
    page.markup("</p></details>");
}

fn list<'a>(page: &mut Page<'_, 'a>, values: impl Iterator<Item = &'a Node>) {
    for value in values {
        page.text(" ").code(&shortened(&value.spelled()));
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= LONGEST { text.to_owned() } else { format!("{}…", &text[..text.floor_char_boundary(LONGEST)]) }
}
