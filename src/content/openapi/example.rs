//! A value that fits a schema, for files that give none.

use super::node::{Map, Node};
use super::schema::Shape;
use super::spec::Spec;

const VALUES: usize = 200;
const DEEPEST: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Request,
    Response,
}

pub fn of_schema(spec: &Spec, schema: &Node, way: Way, only_required: bool) -> Node {
    let mut making = Making { spec, way, only_required, left: VALUES, path: Vec::new() };
    making.value(schema, 0).unwrap_or(Node::Null)
}

struct Making<'a> {
    spec: &'a Spec,
    way: Way,
    only_required: bool,
    left: usize,
    /// What is being made just now, from the outside in.
    path: Vec<&'a str>,
}

impl<'a> Making<'a> {
    /// Nothing where it would go round in a circle, or on for too long.
    fn value(&mut self, schema: &'a Node, depth: usize) -> Option<Node> {
        self.left = self.left.checked_sub(1)?;
        let shape = Shape::of(self.spec, schema);
        if depth > DEEPEST || shape.pointers.iter().any(|pointer| self.path.contains(pointer)) {
            return None;
        }
        if let Some(example) = shape.example() {
            return Some(self.without_one_way(example, &shape));
        }
        let outside = self.path.len();
        self.path.extend(&shape.pointers);
        let value = self.made(&shape, depth);
        self.path.truncate(outside);
        value
    }

    fn made(&mut self, shape: &Shape<'a>, depth: usize) -> Option<Node> {
        let choice = shape.choices().first().and_then(|choice| choice.options.first());
        let types = shape.types();
        match types.first().copied() {
            Some("object") => Some(self.object(shape, choice, depth)),
            None if choice.is_some() => self.value(choice?, depth + 1),
            Some("array") => Some(self.array(shape, depth)),
            kind => Some(scalar(kind.unwrap_or("string"), shape)),
        }
    }

    fn object(&mut self, shape: &Shape<'a>, choice: Option<&'a Node>, depth: usize) -> Node {
        let mut entries = Vec::new();
        for property in shape.properties() {
            if (self.only_required && !property.required) || self.is_other_way(property.schema) {
                continue;
            }
            if let Some(value) = self.value(property.schema, depth + 1) {
                entries.push((property.name.into(), value));
            }
        }
        if let Some(Node::Map(chosen)) = choice.and_then(|choice| self.value(choice, depth + 1)) {
            entries.extend(chosen.iter().map(|(key, value)| (key.into(), value.clone())));
        }
        if entries.is_empty()
            && !self.only_required
            && let Some(schema @ Node::Map(_)) = shape.first("additionalProperties")
            && let Some(value) = self.value(schema, depth + 1)
        {
            entries.push(("key".into(), value));
        }
        Node::Map(Map::from_entries(entries).0)
    }

    fn array(&mut self, shape: &Shape<'a>, depth: usize) -> Node {
        let first: Vec<&Node> = shape.first("prefixItems").map_or(&[][..], Node::items).iter().collect();
        let items = if first.is_empty() { shape.first("items").into_iter().collect() } else { first };
        Node::List(items.into_iter().filter_map(|item| self.value(item, depth + 1)).collect())
    }

    fn is_other_way(&self, schema: &'a Node) -> bool {
        let shape = Shape::of(self.spec, schema);
        shape.is_set(if self.way == Way::Request { "readOnly" } else { "writeOnly" })
    }

    /// An example is the same for both ways; a request leaves out what only the server says.
    fn without_one_way(&self, example: &'a Node, shape: &Shape<'a>) -> Node {
        let mut example = example.clone();
        if let Node::Map(map) = &mut example {
            for property in shape.properties() {
                if map.find(property.name).is_some() && self.is_other_way(property.schema) {
                    map.take(property.name);
                }
            }
        }
        example
    }
}

fn scalar(kind: &str, shape: &Shape<'_>) -> Node {
    match kind {
        "integer" | "number" => shape
            .first("minimum")
            .filter(|least| matches!(least, Node::Number(_)))
            .cloned()
            .unwrap_or(Node::Number(1.into())),
        "boolean" => Node::Bool(true),
        _ => Node::text(match shape.text("format") {
            Some("date") => "2026-01-31",
            Some("date-time") => "2026-01-31T12:00:00Z",
            Some("time") => "12:00:00Z",
            Some("email") => "name@example.com",
            Some("uri" | "url" | "uri-reference") => "https://example.com",
            Some("uuid") => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
            Some("ipv4") => "192.0.2.1",
            Some("ipv6") => "2001:db8::1",
            Some("hostname") => "example.com",
            Some("byte") => "ZXhhbXBsZQ==",
            _ => "string",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse::parse, write};
    use super::*;

    #[test]
    fn examples_fit_and_end() {
        let file = br##"{"s": {
            "plain": {"type": "object", "required": ["a"], "properties": {
                "a": {"type": "integer", "minimum": 5}, "b": {"type": "string", "format": "date"},
                "c": {"type": "string", "readOnly": true}, "d": {"enum": ["x"]}, "e": {"type": "array", "items": {"type": "boolean"}}}},
            "tree": {"type": "object", "properties": {"leaf": {"default": 1}, "kids": {"type": "array", "items": {"$ref": "#/s/tree"}}}},
            "loop": {"$ref": "#/s/loop"},
            "one": {"oneOf": [{"type": "object", "properties": {"k": {"const": "v"}}}]}}}"##;
        let spec = Spec { root: parse(file).expect("JSON").root };
        let cases = [
            ("plain", false, r#"{"a":5,"b":"2026-01-31","d":"x","e":[true]}"#),
            ("plain", true, r#"{"a":5}"#),
            ("tree", false, r#"{"leaf":1,"kids":[{"leaf":1,"kids":[]}]}"#),
            ("loop", false, "\"string\""),
            ("one", false, r#"{"k":"v"}"#),
        ];
        for (name, only_required, json) in cases {
            let schema = super::super::spec::resolve(&spec.root, &format!("#/s/{name}")).expect("there");
            assert_eq!(write::line(&of_schema(&spec, schema, Way::Request, only_required)), json);
        }
    }
}
