//! What a file marks `x-internal: true` is nobody's business outside: it goes, and so does what points at it.

use super::node::Node;
use super::parse::escaped;
use super::spec::unescaped;
use std::collections::HashSet;

const MARK: &str = "x-internal";

pub fn prune(root: &mut Node) {
    let mut hidden = Hidden::default();
    hidden.look(root, &mut String::new());
    if hidden.pointers.is_empty() {
        return;
    }
    hidden.forget_tags(root);
    let secret = hidden.secret_names(root);
    remove(root, &hidden);
    if !secret.is_empty() {
        forget_in_examples(root, &secret, false);
    }
    let tags = hidden.tags;
    if !tags.is_empty() {
        without_tags(root, &tags);
    }
}

#[derive(Default)]
struct Hidden {
    /// JSON pointers, decoded once.
    pointers: HashSet<String>,
    tags: HashSet<String>,
}

impl Hidden {
    fn look(&mut self, node: &Node, path: &mut String) {
        let length = path.len();
        let children = node.entries().map(|(key, child)| (escaped(key), child));
        let items = node.items().iter().enumerate().map(|(at, child)| (at.to_string(), child));
        for (step, child) in children.chain(items) {
            path.push('/');
            path.push_str(&step);
            if child.is_set(MARK) {
                self.pointers.insert(path.clone());
            } else {
                self.look(child, path);
            }
            path.truncate(length);
        }
    }

    fn forget_tags(&mut self, root: &Node) {
        let hidden = root.items_at("tags").iter().filter(|tag| tag.is_set(MARK));
        self.tags = hidden.filter_map(|tag| tag.text_at("name")).map(str::to_owned).collect();
    }

    /// Names of properties that are hidden wherever they occur: no example may show one.
    fn secret_names(&self, root: &Node) -> HashSet<String> {
        let (mut secret, mut open) = (HashSet::new(), HashSet::new());
        self.sort_names(root, &mut secret, &mut open);
        secret.into_iter().filter(|name| !open.contains(name)).map(str::to_owned).collect()
    }

    fn sort_names<'a>(&self, node: &'a Node, secret: &mut HashSet<&'a str>, open: &mut HashSet<&'a str>) {
        for (name, property) in node.entries_at("properties") {
            if self.hides(property) {
                secret.insert(name)
            } else {
                open.insert(name)
            };
        }
        let children = node.entries().map(|(_, child)| child).chain(node.items());
        children.filter(|child| !self.hides(child)).for_each(|child| self.sort_names(child, secret, open));
    }

    fn is_pointed_at(&self, pointer: &str) -> bool {
        let Some(path) = pointer.strip_prefix('#') else { return false };
        let path = path.split('/').map(|step| escaped(&unescaped(step))).collect::<Vec<_>>().join("/");
        // Also what is somewhere inside of it.
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        ends.into_iter().any(|end| self.pointers.contains(&path[..end]))
    }

    fn hides(&self, node: &Node) -> bool {
        node.is_set(MARK) || node.text_at("$ref").is_some_and(|pointer| self.is_pointed_at(pointer))
    }
}

fn remove(node: &mut Node, hidden: &Hidden) {
    match node {
        Node::List(items) => {
            items.retain(|item| !hidden.hides(item));
            items.iter_mut().for_each(|item| remove(item, hidden));
        }
        Node::Map(map) => {
            let secret: HashSet<String> = map
                .find("properties")
                .into_iter()
                .flat_map(Node::entries)
                .filter(|(_, property)| hidden.hides(property))
                .map(|(name, _)| name.to_owned())
                .collect();
            map.retain(|_, child| !hidden.hides(child));
            for (key, child) in map.values_mut() {
                match key {
                    "required" => forget(child, &secret),
                    "example" | "examples" | "default" if !secret.is_empty() => forget_keys(child, &secret),
                    "mapping" => {
                        if let Node::Map(targets) = child {
                            targets.retain(|_, target| {
                                !target.as_text().is_some_and(|pointer| hidden.is_pointed_at(pointer))
                            });
                        }
                    }
                    _ => {}
                }
                remove(child, hidden);
            }
        }
        _ => {}
    }
}

fn forget(required: &mut Node, secret: &HashSet<String>) {
    if let Node::List(names) = required {
        names.retain(|name| !name.as_text().is_some_and(|name| secret.contains(name)));
    }
}

/// In a value, or in a list of them.
fn forget_keys(example: &mut Node, secret: &HashSet<String>) {
    match example {
        Node::Map(map) => map.retain(|key, _| !secret.contains(key)),
        Node::List(items) => items.iter_mut().for_each(|item| forget_keys(item, secret)),
        _ => {}
    }
}

fn forget_in_examples(node: &mut Node, secret: &HashSet<String>, is_value: bool) {
    match node {
        Node::Map(map) => {
            if is_value {
                map.retain(|key, _| !secret.contains(key));
            }
            for (key, child) in map.values_mut() {
                let is_value = is_value || matches!(key, "example" | "examples" | "default");
                forget_in_examples(child, secret, is_value);
            }
        }
        Node::List(items) => items.iter_mut().for_each(|item| forget_in_examples(item, secret, is_value)),
        _ => {}
    }
}

/// An operation all of whose tags are hidden is hidden itself.
fn without_tags(root: &mut Node, hidden: &HashSet<String>) {
    let is_hidden = |tag: &Node| tag.as_text().is_some_and(|tag| hidden.contains(tag));
    for section in ["paths", "webhooks"] {
        let Some(Node::Map(items)) = root.as_map_mut().and_then(|map| map.find_mut(section)) else { continue };
        for (_, item) in items.values_mut() {
            let Node::Map(item) = item else { continue };
            item.retain(|_, operation| {
                let Some(Node::List(tags)) = operation.as_map_mut().and_then(|map| map.find_mut("tags")) else {
                    return true;
                };
                let had = !tags.is_empty();
                tags.retain(|tag| !is_hidden(tag));
                !(had && tags.is_empty())
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse::parse, write};
    use super::*;

    #[test]
    fn what_is_internal_leaves_no_trace() {
        let cases = [
            (r#"{"a": {"x-internal": true}, "b": {"x-internal": false}}"#, r#"{"b":{"x-internal":false}}"#),
            (
                r#"{"parameters": [{"name": "p"}, {"name": "q", "x-internal": true}]}"#,
                r#"{"parameters":[{"name":"p"}]}"#,
            ),
            (
                r#"{"s": {"properties": {"a": {}, "b": {"x-internal": true}}, "required": ["a", "b"], "example": {"a": 1, "b": 2}}}"#,
                r#"{"s":{"properties":{"a":{}},"required":["a"],"example":{"a":1}}}"#,
            ),
            (
                r#"{"properties": {"a": {}, "b": {"x-internal": true}}, "media": {"example": [{"a": {"b": 1}, "b": 2}]}}"#,
                r#"{"properties":{"a":{}},"media":{"example":[{"a":{}}]}}"#,
            ),
            (
                r##"{"s": {"S/x": {"x-internal": true, "in": {}}}, "allOf": [{"$ref": "#/s/S~1x"}, {"$ref": "#/s/S~1x/in"}, {"$ref": "#/s"}]}"##,
                r##"{"s":{},"allOf":[{"$ref":"#/s"}]}"##,
            ),
            (
                r#"{"tags": [{"name": "T", "x-internal": true}], "paths": {"/a": {"get": {"tags": ["T"]}, "put": {"tags": ["T", "U"]}}}}"#,
                r#"{"tags":[],"paths":{"/a":{"put":{"tags":["U"]}}}}"#,
            ),
        ];
        for (file, left) in cases {
            let mut root = parse(file.as_bytes()).expect("JSON").root;
            prune(&mut root);
            assert_eq!(write::line(&root), left);
        }
    }
}
