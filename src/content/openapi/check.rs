//! What is wrong with a file, for who wrote it. The rest is shown all the same.

use super::Problem;
use super::call::METHODS;
use super::node::Node;
use super::parse::escaped;
use super::spec::{Spec, resolve};
use std::collections::{HashMap, HashSet};

const MOST: usize = 100;

pub struct Problems {
    found: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub fn new() -> Self {
        Self { found: Vec::new(), more: 0 }
    }

    pub fn add(&mut self, at: &str, what: impl Into<String>) {
        if self.found.len() < MOST {
            let mut what = what.into();
            what.truncate(what.floor_char_boundary(300));
            self.found.push(Problem { at: at.chars().take(500).collect(), what });
        } else {
            self.more += 1;
        }
    }

    /// Before all others: what is not shown at all may not be lost among a hundred.
    pub fn add_first(&mut self, what: impl Into<String>) {
        self.found.insert(0, Problem { at: String::new(), what: what.into() });
    }

    pub fn list(mut self) -> Vec<Problem> {
        if self.more > 0 {
            self.found.push(Problem { at: String::new(), what: format!("and {} more", self.more) });
        }
        self.found
    }
}

/// Of a file as it is written, before it is made modern.
pub fn check(root: &Node, problems: &mut Problems) {
    shapes(root, problems);
    let mut path = String::new();
    references(root, root, &mut path, problems);
    operations(root, problems);
}

enum Kind {
    Text,
    List,
    Map,
}

fn shapes(root: &Node, problems: &mut Problems) {
    let wanted = [
        ("info", Kind::Map, true),
        ("tags", Kind::List, false),
        ("servers", Kind::List, false),
        ("security", Kind::List, false),
        ("components", Kind::Map, false),
        ("definitions", Kind::Map, false),
        ("webhooks", Kind::Map, false),
    ];
    let has_others = root.find("components").is_some() || root.find("webhooks").is_some();
    is_kind(root, "", "paths", &Kind::Map, !has_others, problems);
    for (key, kind, must) in wanted {
        is_kind(root, "", key, &kind, must, problems);
    }
    if let Some(info) = root.find("info") {
        for key in ["title", "version"] {
            is_kind(info, "/info", key, &Kind::Text, true, problems);
        }
    }
}

fn is_kind(owner: &Node, at: &str, key: &str, kind: &Kind, must: bool, problems: &mut Problems) {
    if owner.as_map().is_none() {
        return;
    }
    let Some(node) = owner.find(key) else {
        if must {
            problems.add(at, format!("`{key}` is missing"));
        }
        return;
    };
    let (right, wanted) = match kind {
        Kind::Text => (matches!(node, Node::Text(_)), "a text"),
        Kind::List => (matches!(node, Node::List(_)), "a list"),
        Kind::Map => (matches!(node, Node::Map(_)), "an object"),
    };
    if !right {
        problems.add(&format!("{at}/{}", escaped(key)), format!("should be {wanted}, is {}", node.kind()));
    }
}

/// Examples may hold anything, also what looks like a pointer.
const VALUES: [&str; 5] = ["example", "examples", "default", "enum", "const"];

fn references(root: &Node, node: &Node, path: &mut String, problems: &mut Problems) {
    let length = path.len();
    if let Some(Node::Text(pointer)) = node.find("$ref") {
        if !pointer.starts_with('#') {
            problems.add(path, format!("`{pointer}` is in another file, which is not read"));
        } else if resolve(root, pointer).is_none() {
            problems.add(path, format!("`{pointer}` points at nothing"));
        } else if Spec::is_circle(root, node) {
            problems.add(path, format!("`{pointer}` points back at itself"));
        }
    }
    let is_names = path.ends_with("/properties");
    for (key, child) in node.entries() {
        if VALUES.contains(&key) && !is_names {
            continue;
        }
        path.push('/');
        path.push_str(&escaped(key));
        references(root, child, path, problems);
        path.truncate(length);
    }
    for (at, child) in node.items().iter().enumerate() {
        path.push('/');
        path.push_str(&at.to_string());
        references(root, child, path, problems);
        path.truncate(length);
    }
}

fn operations(root: &Node, problems: &mut Problems) {
    let mut ids: HashMap<&str, String> = HashMap::new();
    for (name, item) in root.entries_at("paths").filter(|(name, _)| !name.starts_with("x-")) {
        let at = format!("/paths/{}", escaped(name));
        if !name.starts_with('/') {
            problems.add(&at, "a path begins with `/`");
        }
        let Some(item) = followed(root, item).as_map() else {
            problems.add(&at, format!("should be an object, is {}", item.kind()));
            continue;
        };
        for (method, operation) in item.iter().filter(|(method, _)| METHODS.contains(method)) {
            let at = format!("{at}/{method}");
            if operation.as_map().is_none() {
                problems.add(&at, format!("should be an object, is {}", operation.kind()));
                continue;
            }
            operation_id(operation, &at, &mut ids, problems);
            is_kind(operation, &at, "parameters", &Kind::List, false, problems);
            is_kind(operation, &at, "responses", &Kind::Map, true, problems);
            is_kind(operation, &at, "tags", &Kind::List, false, problems);
            let shared = item.find("parameters").map_or(&[][..], Node::items);
            path_parameters(root, name, operation.items_at("parameters").iter().chain(shared), &at, problems);
        }
    }
}

fn operation_id<'a>(operation: &'a Node, at: &str, ids: &mut HashMap<&'a str, String>, problems: &mut Problems) {
    if let Some(id) = operation.text_at("operationId") {
        match ids.get(id) {
            Some(first) => problems.add(at, format!("operationId `{id}` is that of {first} too")),
            None => {
                ids.insert(id, at.to_owned());
            }
        }
    }
}

fn path_parameters<'a>(
    root: &'a Node,
    name: &str,
    all: impl Iterator<Item = &'a Node>,
    at: &str,
    problems: &mut Problems,
) {
    let parameters: Vec<&Node> = all.map(|one| followed(root, one)).collect();
    let is_path = |one: &&&Node| one.text_at("in") == Some("path");
    let declared: HashSet<&str> = parameters.iter().filter(is_path).filter_map(|one| one.text_at("name")).collect();
    for part in name.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(inside, _)| inside) {
        if !declared.contains(part) {
            problems.add(at, format!("path parameter `{part}` is not declared"));
        }
    }
    for one in &parameters {
        let is_lost = one.find("$ref").is_some();
        if !is_lost && (one.text_at("name").is_none() || one.text_at("in").is_none()) {
            problems.add(at, "a parameter has no `name` or no `in`");
        }
    }
}

fn followed<'a>(root: &'a Node, node: &'a Node) -> &'a Node {
    node.text_at("$ref").and_then(|pointer| resolve(root, pointer)).unwrap_or(node)
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[track_caller]
    fn check(file: &str, expected: &[(&str, &str)]) {
        let reference = read(file.as_bytes()).expect("readable");
        let found: Vec<_> = reference.problems.iter().map(|one| (one.at.as_str(), one.what.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let info = r#""info": {"title": "t", "version": "1"}"#;
        check(&format!(r#"{{"openapi": "3.1.0", {info}, "paths": {{}}}}"#), &[]);
        check(
            r#"{"openapi": "4.0.0", "info": {"title": 7}}"#,
            &[
                ("/openapi", "version `4.0.0` is unknown; what is familiar is shown"),
                ("", "`paths` is missing"),
                ("/info/title", "should be a text, is a number"),
                ("/info", "`version` is missing"),
            ],
        );
        check(
            &format!(
                r##"{{"openapi": "3.0.0", {info}, "paths": {{"/a/{{id}}": {{"get": {{"operationId": "x", "responses": {{"200": {{"$ref": "#/no"}}}}}},
                "put": {{"operationId": "x", "responses": {{"200": {{"$ref": "b.yaml#/c"}}}}, "parameters": [{{"name": "id", "in": "path"}}]}}}}}}}}"##
            ),
            &[
                ("/paths/~1a~1{id}/get/responses/200", "`#/no` points at nothing"),
                ("/paths/~1a~1{id}/put/responses/200", "`b.yaml#/c` is in another file, which is not read"),
                ("/paths/~1a~1{id}/get", "path parameter `id` is not declared"),
                ("/paths/~1a~1{id}/put", "operationId `x` is that of /paths/~1a~1{id}/get too"),
            ],
        );
        check(
            &format!(r#"{{"openapi": "3.0.0", {info}, {info}, "paths": {{"/a": 1}}, "tags": {{}}}}"#),
            &[
                ("/info", "comes twice; the last one is taken"),
                ("/tags", "should be a list, is an object"),
                ("/paths/~1a", "should be an object, is a number"),
            ],
        );
    }

    #[test]
    fn nobody_reads_more_than_a_hundred() {
        let paths: Vec<_> = (0..300).map(|at| format!("\"/{at}\": 1")).collect();
        let file = format!(
            "{{\"swagger\": \"2.0\", \"info\": {{\"title\": \"t\", \"version\": \"1\"}}, \"paths\": {{{}}}}}",
            paths.join(",")
        );
        let reference = read(file.as_bytes()).expect("readable");
        assert_eq!(reference.problems.len(), 101);
        assert_eq!(reference.problems[100].what, "and 200 more");
    }
}
