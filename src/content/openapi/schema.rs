//! What a schema says once everything it is "all of" is laid on one pile.

use super::node::Node;
use super::spec::{Spec, schema_name};
use std::borrow::Cow;
use std::collections::HashSet;

/// Schemas that one schema consists of; a hostile file would make it millions.
const PARTS: usize = 100;

pub struct Shape<'a> {
    /// The schema itself first, then what it refers to and is all of.
    parts: Vec<&'a Node>,
    /// The name it goes by where it is used.
    pub name: Option<Cow<'a, str>>,
    /// Every pointer on the way: what comes back to one of them runs in a circle.
    pub pointers: Vec<&'a str>,
    pub lost: Option<&'a str>,
    or_null: bool,
}

fn only_option(node: &Node) -> Option<&Node> {
    ["oneOf", "anyOf"].iter().find_map(|key| {
        let (nothing, other): (Vec<&Node>, Vec<&Node>) = node.items_at(key).iter().partition(|option| is_null(option));
        (other.len() == 1 && !nothing.is_empty()).then(|| other[0])
    })
}

fn is_null(option: &Node) -> bool {
    option.text_at("type") == Some("null")
}

pub struct Property<'a> {
    pub name: &'a str,
    pub schema: &'a Node,
    pub required: bool,
}

pub struct Choice<'a> {
    /// In words: "One of", "Any of".
    pub kind: &'static str,
    pub options: &'a [Node],
    pub discriminator: Option<&'a Node>,
}

impl<'a> Shape<'a> {
    pub fn of(spec: &'a Spec, schema: &'a Node) -> Self {
        let mut shape = Self { parts: Vec::new(), name: None, pointers: Vec::new(), lost: None, or_null: false };
        shape.gather(spec, schema, 0);
        shape
    }

    fn gather(&mut self, spec: &'a Spec, schema: &'a Node, depth: usize) {
        for (pointer, node) in spec.hops(schema) {
            if self.parts.len() >= PARTS || pointer.is_some_and(|pointer| self.pointers.contains(&pointer)) {
                return;
            }
            if let Some(pointer) = pointer {
                self.pointers.push(pointer);
                if depth == 0 && self.name.is_none() {
                    self.name = schema_name(pointer);
                }
            }
            self.parts.push(node);
            if let Some(pointer) =
                node.text_at("$ref").filter(|pointer| super::spec::resolve(&spec.root, pointer).is_none())
            {
                self.lost = self.lost.or(Some(pointer));
            }
            // A choice between one thing and nothing is that thing, or null.
            if let Some(only) = only_option(node) {
                self.or_null = true;
                self.gather(spec, only, depth);
            }
            let whole = node.items_at("allOf");
            // One thing wrapped to give it a description of its own is still that thing.
            let inner = if whole.len() == 1 && node.find("properties").is_none() { depth } else { depth + 1 };
            for part in whole {
                self.gather(spec, part, inner);
            }
        }
    }

    pub fn first(&self, key: &str) -> Option<&'a Node> {
        self.parts.iter().find_map(|part| part.find(key))
    }

    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.parts.iter().find_map(|part| part.text_at(key))
    }

    pub fn is_set(&self, key: &str) -> bool {
        self.parts.iter().any(|part| part.is_set(key))
    }

    /// `true` lets everything pass, `false` nothing.
    pub fn verdict(&self) -> Option<bool> {
        self.parts.iter().find_map(|part| match part {
            Node::Bool(verdict) => Some(*verdict),
            _ => None,
        })
    }

    /// Without "null", which is said at the end.
    pub fn types(&self) -> Vec<&'a str> {
        let mut types = Vec::new();
        for part in &self.parts {
            let found = part.find("type").into_iter().flat_map(|kind| match kind {
                Node::List(kinds) => kinds.iter().filter_map(Node::as_text).collect(),
                one => one.as_text().into_iter().collect::<Vec<_>>(),
            });
            types.extend(found.filter(|kind| *kind != "null"));
            if !types.is_empty() {
                types.truncate(8);
                return types;
            }
        }
        let implied = [
            ("properties", "object"),
            ("additionalProperties", "object"),
            ("items", "array"),
            ("prefixItems", "array"),
            ("pattern", "string"),
            ("maxLength", "string"),
        ];
        implied.iter().find(|(key, _)| self.first(key).is_some()).map(|(_, kind)| *kind).into_iter().collect()
    }

    pub fn is_nullable(&self) -> bool {
        let allows_null = |kind: &Node| {
            kind.as_text() == Some("null") || kind.items().iter().any(|one| one.as_text() == Some("null"))
        };
        self.or_null
            || self.is_set("nullable")
            || self.parts.iter().any(|part| part.find("type").is_some_and(allows_null))
    }

    pub fn properties(&self) -> Vec<Property<'a>> {
        let required: HashSet<&str> =
            self.parts.iter().flat_map(|part| part.items_at("required")).filter_map(Node::as_text).collect();
        let mut seen = HashSet::new();
        let all = self.parts.iter().flat_map(|part| part.entries_at("properties"));
        all.filter(|(name, _)| seen.insert(*name))
            .map(|(name, schema)| Property { name, schema, required: required.contains(name) })
            .collect()
    }

    pub fn pattern_properties(&self) -> impl Iterator<Item = (&'a str, &'a Node)> {
        self.parts.iter().flat_map(|part| part.entries_at("patternProperties"))
    }

    pub fn choices(&self) -> Vec<Choice<'a>> {
        let mut choices = Vec::new();
        for part in &self.parts {
            for (key, kind) in [("oneOf", "One of"), ("anyOf", "Any of")] {
                let options = part.items_at(key);
                if !options.is_empty() && only_option(part).is_none() {
                    choices.push(Choice { kind, options, discriminator: part.find("discriminator") });
                }
            }
        }
        choices
    }

    /// Values by which it may be shown, best first: they were written for that.
    pub fn example(&self) -> Option<&'a Node> {
        self.first("example")
            .or_else(|| self.first("examples").and_then(|examples| examples.items().first()))
            .or_else(|| self.first("default").filter(|default| **default != Node::Null))
            .or_else(|| self.first("const"))
            .or_else(|| self.first("enum").and_then(|values| values.items().first()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn all_of_is_one_thing() {
        let file = br##"{"components": {"schemas": {
            "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
            "Pet": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"name": {}, "id": {"type": "integer"}}}]},
            "Round": {"allOf": [{"$ref": "#/components/schemas/Round"}], "properties": {"a": {}}},
            "Wrapped": {"allOf": [{"$ref": "#/components/schemas/Base"}], "description": "x"}}},
            "use": {"$ref": "#/components/schemas/Pet", "description": "mine"}}"##;
        let spec = Spec { root: parse(file).expect("JSON").root };
        let named = |name: &str| {
            super::super::spec::resolve(&spec.root, &format!("#/components/schemas/{name}")).expect("there")
        };
        let names = |schema: &Node| {
            let shape = Shape::of(&spec, schema);
            shape
                .properties()
                .iter()
                .map(|one| format!("{}{}", one.name, if one.required { "!" } else { "" }))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(named("Pet")), ["id!", "name"]);
        assert_eq!(names(named("Round")), ["a"]);
        let shape = Shape::of(&spec, spec.root.find("use").expect("there"));
        assert_eq!(shape.name.as_deref(), Some("Pet"));
        assert_eq!(shape.text("description"), Some("mine"));
        assert_eq!(shape.types(), ["object"]);
        assert_eq!(Shape::of(&spec, named("Wrapped")).name.as_deref(), Some("Base"));
    }
}
