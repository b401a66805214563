//! The operations of a file, each with what it takes over from its path and from the file.

use super::key::Keys;
use super::node::Node;
use super::overview::server_url;
use super::spec::Spec;
use crate::content::markdown;
use std::collections::HashMap;

pub const METHODS: [&str; 9] = ["get", "post", "put", "patch", "delete", "head", "options", "trace", "query"];

pub struct Call<'a> {
    pub key: String,
    pub method: String,
    pub path: &'a str,
    pub operation: &'a Node,
    /// The path's own entry, with what all its operations share.
    item: &'a Node,
    pub summary: String,
    pub group: Option<&'a str>,
}

pub struct Credential {
    pub place: &'static str,
    pub name: String,
    pub value: String,
}

/// In the order of their groups, within a group as the file has them.
pub fn all<'a>(spec: &'a Spec, keys: &mut Keys) -> Vec<Call<'a>> {
    let mut calls = Vec::new();
    for (path, item) in spec.root.entries_at("paths").filter(|(path, _)| !path.starts_with("x-")) {
        let item = spec.follow(item).node;
        for (method, operation) in
            item.entries().filter(|(method, node)| METHODS.contains(method) && node.as_map().is_some())
        {
            calls.push(Call::of(method.to_uppercase(), path, item, operation, keys));
        }
        // Since 3.2 a path may have methods of its own making.
        let is_word =
            |text: &str| (1..=20).contains(&text.len()) && text.chars().all(|letter| letter.is_ascii_alphanumeric());
        for (method, operation) in item.entries_at("additionalOperations") {
            if is_word(method) && operation.as_map().is_some() {
                calls.push(Call::of(method.to_uppercase(), path, item, operation, keys));
            }
        }
    }
    for (name, item) in spec.root.entries_at("webhooks") {
        let item = spec.follow(item).node;
        for (_, operation) in
            item.entries().filter(|(method, node)| METHODS.contains(method) && node.as_map().is_some())
        {
            calls.push(Call::of(WEBHOOK.to_owned(), name, item, operation, keys));
        }
    }
    in_order_of_groups(spec, calls)
}

const WEBHOOK: &str = "WEBHOOK";

fn in_order_of_groups<'a>(spec: &'a Spec, mut calls: Vec<Call<'a>>) -> Vec<Call<'a>> {
    let named = spec.root.items_at("tags").iter().filter_map(|tag| tag.text_at("name")).map(Some);
    let mut ranks: HashMap<Option<&str>, usize> = HashMap::new();
    for group in named.chain(calls.iter().map(|call| call.group)) {
        let next = ranks.len();
        ranks.entry(group).or_insert(next);
    }
    calls.sort_by_key(|call| ranks.get(&call.group).copied());
    calls
}

impl<'a> Call<'a> {
    fn of(method: String, path: &'a str, item: &'a Node, operation: &'a Node, keys: &mut Keys) -> Self {
        let id = operation.text_at("operationId");
        let wanted = id.map_or_else(|| format!("{}-{path}", method.to_lowercase()), str::to_owned);
        let summary = operation.text_at("summary").or_else(|| item.text_at("summary")).map(markdown::plain);
        let summary = summary.filter(|summary| !summary.is_empty()).unwrap_or_else(|| match id {
            Some(id) => spoken(id),
            None => format!("{method} {path}"),
        });
        let group =
            operation.items_at("tags").iter().find_map(Node::as_text).map(str::trim).filter(|tag| !tag.is_empty());
        Self {
            key: keys.of(&wanted),
            method,
            path,
            operation,
            item,
            summary: summary.chars().take(300).collect(),
            group,
        }
    }

    pub fn is_webhook(&self) -> bool {
        self.method == WEBHOOK
    }

    /// Its own ones win over those of the path.
    pub fn parameters(&self, spec: &'a Spec) -> Vec<&'a Node> {
        let mut merged: Vec<&Node> = Vec::new();
        let all = self.operation.items_at("parameters").iter().chain(self.item.items_at("parameters"));
        for parameter in all.map(|parameter| spec.follow(parameter).node).take(500) {
            let same = |other: &&Node| {
                other.find("name") == parameter.find("name") && other.find("in") == parameter.find("in")
            };
            if parameter.text_at("name").is_some() && !merged.iter().any(same) {
                merged.push(parameter);
            }
        }
        merged
    }

    pub fn body(&self, spec: &'a Spec) -> Option<&'a Node> {
        Some(spec.follow(self.operation.find("requestBody")?).node)
    }

    /// Alternatives; an empty list asks for nothing.
    pub fn security(&self, spec: &'a Spec) -> &'a [Node] {
        self.operation
            .find("security")
            .or_else(|| spec.root.find("security").filter(|_| !self.is_webhook()))
            .map_or(&[], Node::items)
    }

    pub fn servers(&self) -> &'a [Node] {
        let own = self.operation.items_at("servers");
        if own.is_empty() { self.item.items_at("servers") } else { own }
    }

    pub fn own_server(&self) -> Option<String> {
        self.servers().first().map(server_url)
    }

    /// What the first of the alternatives asks for.
    pub fn credentials(&self, spec: &'a Spec) -> Vec<Credential> {
        let schemes = spec.root.find("components").and_then(|components| components.find("securitySchemes"));
        let names = self.security(spec).iter().find(|way| way.entries().next().is_some());
        let found = names.into_iter().flat_map(Node::entries).filter_map(|(name, _)| schemes?.find(name));
        found.filter_map(|scheme| credential(spec.follow(scheme).node)).take(4).collect()
    }
}

fn credential(scheme: &Node) -> Option<Credential> {
    let bearer =
        |value: &str| Credential { place: "header", name: "Authorization".to_owned(), value: value.to_owned() };
    match scheme.text_at("type")? {
        "apiKey" => {
            let place = match scheme.text_at("in")? {
                "query" => "query",
                "cookie" => "cookie",
                _ => "header",
            };
            Some(Credential { place, name: scheme.text_at("name")?.to_owned(), value: "YOUR_API_KEY".to_owned() })
        }
        "http" if scheme.text_at("scheme").is_some_and(|kind| kind.eq_ignore_ascii_case("basic")) => {
            Some(bearer("Basic USER_AND_PASSWORD_IN_BASE64"))
        }
        "http" => Some(bearer("Bearer YOUR_API_KEY")),
        "oauth2" | "openIdConnect" => Some(bearer("Bearer YOUR_ACCESS_TOKEN")),
        _ => None,
    }
}

/// "listPetsById" as somebody would say it.
fn spoken(id: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for letter in id.chars().take(200) {
        if matches!(letter, '_' | '-' | '/' | '.' | ' ') {
            words.push(' ');
        } else if letter.is_uppercase() && before.is_lowercase() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
        before = letter;
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map_or_else(|| "Operation".to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn groups_come_in_the_order_of_the_tags() {
        let file = br#"{"tags": [{"name": "B"}], "paths": {
            "/1": {"get": {"tags": ["A"]}, "post": {"tags": ["B"], "operationId": "makeOne", "summary": "*Make*"}},
            "/2": {"get": {}, "parameters": []}, "/3": {"get": {"tags": ["A"], "operationId": "readThree"}}},
            "webhooks": {"done": {"post": {}}}}"#;
        let spec = Spec { root: parse(file).expect("JSON").root };
        let calls = all(&spec, &mut Keys::default());
        let listed: Vec<_> =
            calls.iter().map(|call| format!("{} {} {} {}", call.key, call.method, call.path, call.summary)).collect();
        let expected = [
            "makeOne POST /1 Make",
            "get-1 GET /1 GET /1",
            "readThree GET /3 Read three",
            "get-2 GET /2 GET /2",
            "webhook-done WEBHOOK done WEBHOOK done",
        ];
        assert_eq!(listed, expected);
    }
}
