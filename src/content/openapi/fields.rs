//! A schema as rows: name, type, what it may hold, and what is inside of it.

use super::desk::Page;
use super::limits;
use super::node::Node;
use super::schema::{Choice, Shape};
use std::borrow::Cow;

/// Named schemas inside named schemas; what is deeper has a page of its own.
const NAMES: usize = 3;
/// Levels of any kind.
const LEVELS: usize = 8;

/// Whether a schema's insides come from what is asked for here, or stand on a page of their own.
enum Insides<'a> {
    None,
    Repeats(Option<Cow<'a, str>>),
    Elsewhere,
    Shown,
}

impl<'a> Page<'_, 'a> {
    /// "array of Pet or null", with a link where the name has a page.
    pub fn type_of(&mut self, shape: &Shape<'a>, depth: usize) {
        if let Some(verdict) = shape.verdict() {
            self.text(if verdict { "anything" } else { "nothing" });
            return;
        }
        if let Some(pointer) = shape.lost {
            self.text(pointer);
            return;
        }
        let types = shape.types();
        let choices = shape.choices();
        if let Some(name) = &shape.name {
            self.schema_link(name);
            if types.first().is_some_and(|kind| *kind != "object") {
                self.text(" ");
            }
        }
        for (at, kind) in types.iter().enumerate() {
            self.text(if at > 0 { " or " } else { "" });
            let item = (*kind == "array").then(|| shape.first("items")).flatten().filter(|_| depth < LEVELS);
            match item {
                Some(item) => {
                    self.text("array of ");
                    let item = Shape::of(self.spec(), item);
                    self.type_of(&item, depth + 1);
                }
                None if *kind == "object" && shape.name.is_some() => {}
                None => {
                    self.text(kind);
                }
            }
        }
        if types.is_empty() && shape.name.is_none() {
            let of_enum = shape.first("enum").is_some() || shape.first("const").is_some();
            self.text(if let Some(choice) = choices.first() {
                plural(choice)
            } else if of_enum {
                "value"
            } else {
                "any type"
            });
        }
        if let Some(format) = shape.text("format") {
            self.text(" (").text(format).text(")");
        }
        if shape.is_nullable() {
            self.text(" or null");
        }
    }

    /// One row; `more` writes what only its owner knows, between the type and the description.
    pub fn row(&mut self, name: &str, schema: &'a Node, required: bool, depth: usize, owner: Option<&'a Node>) {
        let shape = Shape::of(self.spec(), schema);
        self.rows = self.rows.saturating_sub(1);
        self.markup("<div><dt>").text(name).markup("</dt><dd>");
        self.type_of(&shape, 0);
        if required {
            self.markup(" <em>required</em>");
        }
        if shape.is_set("deprecated") || owner.is_some_and(|owner| owner.is_set("deprecated")) {
            self.markup(" <s>deprecated</s>");
        }
        self.markup("</dd>");
        let described = owner.and_then(|owner| owner.text_at("description")).or_else(|| shape.text("description"));
        // Often it stays empty; the style sheet shows no such thing.
        self.markup("<dd>");
        if let Some(text) = described {
            self.prose(text);
        }
        limits::write(self, &shape, owner);
        self.insides(&shape, name, depth);
        self.markup("</dd></div>");
    }

    /// What is inside of it, to be opened. Of an array, what is inside of its items.
    pub fn insides(&mut self, shape: &Shape<'a>, of: &str, depth: usize) {
        let mut levels = 0;
        let mut inner = None;
        while levels < LEVELS
            && let Some(items) = inner
                .as_ref()
                .unwrap_or(shape)
                .first("items")
                .filter(|_| inner.as_ref().unwrap_or(shape).properties().is_empty())
        {
            inner = Some(Shape::of(self.spec(), items));
            levels += 1;
        }
        let shape = inner.as_ref().unwrap_or(shape);
        match self.what_to_do(shape, depth) {
            Insides::None | Insides::Elsewhere => {}
            Insides::Repeats(name) => {
                let name = name.unwrap_or(Cow::Borrowed("what stands"));
                self.markup("<p class=\"limits\">Repeats ").text(&name).markup(" above.</p>");
            }
            Insides::Shown => {
                self.markup("<details><summary>");
                self.text(&summary(shape));
                self.markup("<span class=\"visually-hidden\"> of ").text(of).markup("</span></summary>");
                self.inside(shape, depth + 1);
                self.markup("</details>");
            }
        }
    }

    fn what_to_do(&self, shape: &Shape<'a>, depth: usize) -> Insides<'a> {
        if !has_insides(shape) {
            return Insides::None;
        }
        if shape.pointers.iter().any(|pointer| self.path.contains(pointer)) {
            return Insides::Repeats(shape.name.clone());
        }
        let is_far = shape.name.is_some() && self.names >= NAMES;
        if is_far || depth >= LEVELS || self.rows == 0 || self.is_full() { Insides::Elsewhere } else { Insides::Shown }
    }

    /// The rows themselves, without anything to open first.
    pub fn inside(&mut self, shape: &Shape<'a>, depth: usize) {
        let outside = self.path.len();
        let names = self.names;
        self.path.extend(&shape.pointers);
        self.names += usize::from(shape.name.is_some());
        self.properties(shape, depth);
        for choice in shape.choices() {
            self.choice(&choice, depth);
        }
        if let Some(not) = shape.first("not") {
            let not = Shape::of(self.spec(), not);
            self.markup("<p class=\"limits\">Not: ");
            self.type_of(&not, 0);
            self.markup("</p>");
        }
        self.path.truncate(outside);
        self.names = names;
    }

    fn properties(&mut self, shape: &Shape<'a>, depth: usize) {
        let properties = shape.properties();
        let tuple = shape.first("prefixItems").map_or(&[][..], Node::items);
        let patterns: Vec<_> = shape.pattern_properties().collect();
        let other =
            shape.first("additionalProperties").filter(|other| matches!(other, Node::Map(map) if !map.is_empty()));
        if properties.is_empty() && tuple.is_empty() && patterns.is_empty() && other.is_none() {
            return;
        }
        self.markup("<dl class=\"props\">");
        let mut left_out = 0;
        for property in &properties {
            if self.rows == 0 || self.is_full() {
                left_out += 1;
            } else {
                self.row(property.name, property.schema, property.required, depth, None);
            }
        }
        for (at, item) in tuple.iter().enumerate().take(self.rows.min(50)) {
            self.row(&format!("item {}", at + 1), item, false, depth, None);
        }
        for (pattern, schema) in patterns.iter().take(self.rows.min(50)) {
            self.row(&format!("/{pattern}/"), schema, false, depth, None);
        }
        if let Some(other) = other {
            self.row(if properties.is_empty() { "any key" } else { "any other key" }, other, false, depth, None);
        }
        self.markup("</dl>");
        if left_out > 0 {
            self.markup("<p class=\"limits\">").text(&format!("{left_out} more are in the file only.")).markup("</p>");
        }
    }

    fn choice(&mut self, choice: &Choice<'a>, depth: usize) {
        self.markup("<p class=\"limits\">").text(choice.kind);
        if let Some(name) = choice.discriminator.and_then(|discriminator| discriminator.text_at("propertyName")) {
            self.text(", told apart by ").code(name);
        }
        self.markup(":</p><ul class=\"options\">");
        for (at, option) in choice.options.iter().enumerate() {
            if self.rows == 0 || self.is_full() || at >= 50 {
                self.markup("<li>").text(&format!("{} more", choice.options.len() - at)).markup("</li>");
                break;
            }
            self.rows -= 1;
            let shape = Shape::of(self.spec(), option);
            self.markup("<li>");
            if let Some(title) = shape.text("title").filter(|title| Some(*title) != shape.name.as_deref()) {
                self.text(title).text(": ");
            }
            self.type_of(&shape, 0);
            if shape.name.is_none()
                && let Some(text) = shape.text("description")
            {
                self.prose(text);
            }
            limits::write(self, &shape, None);
            let of = shape.name.clone().unwrap_or(Cow::Owned(format!("option {}", at + 1)));
            self.insides(&shape, &of, depth);
            self.markup("</li>");
        }
        self.markup("</ul>");
    }
}

fn has_insides(shape: &Shape<'_>) -> bool {
    !shape.choices().is_empty()
        || ["properties", "prefixItems", "patternProperties", "not"].iter().any(|key| {
            shape.first(key).is_some_and(|node| match node {
                Node::Map(map) => !map.is_empty(),
                Node::List(items) => !items.is_empty(),
                _ => false,
            })
        })
        || matches!(shape.first("additionalProperties"), Some(Node::Map(map)) if !map.is_empty())
}

fn summary(shape: &Shape<'_>) -> String {
    let properties = shape.properties().len();
    match (properties, shape.choices().first()) {
        (0, Some(choice)) => format!("{} {}", choice.kind, choice.options.len()),
        (0, None) => if shape.first("not").is_some() { "What it is not" } else { "Its values" }.to_owned(),
        (1, _) => "1 property".to_owned(),
        (count, _) => format!("{count} properties"),
    }
}

fn plural(choice: &Choice<'_>) -> &'static str {
    if choice.kind == "One of" { "one of several" } else { "any of several" }
}
