//! Swagger 2.0 in the words of OpenAPI 3, so that nobody else needs to know it. Pointers stay right: what can be
//! pointed at keeps its place.

use super::check::Problems;
use super::copies::Copies;
use super::node::{Map, Node};
use super::spec::resolve;

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// Media types of one place, and letters of one: nobody has more.
const MEDIA_TYPES: usize = 8;
const EXAMPLES: usize = 12;
const LONGEST_MEDIA_TYPE: usize = 200;
const SCHEMES: usize = 8;

pub fn modernise(mut root: Node, problems: &mut Problems) -> Node {
    let servers = servers(&root);
    let components = Map::from_iter([("securitySchemes".into(), security(&root))]);
    let consumes = media_types(&root, "consumes");
    let produces = media_types(&root, "produces");
    let mut copies = Copies::new();
    let mut paths = root.as_map_mut().and_then(|map| map.take("paths")).unwrap_or(Node::Null);
    for (_, path) in paths.as_map_mut().into_iter().flat_map(Map::values_mut) {
        let Some(path) = path.as_map_mut() else { continue };
        let given = path.take("parameters").unwrap_or(Node::Null);
        let shared = parameters(&root, &given);
        if !shared.is_empty() {
            path.put("parameters", without_bodies(&shared, &mut copies));
        }
        for (method, operation) in path.values_mut() {
            if METHODS.contains(&method) {
                modernise_operation(&root, operation, &shared, (&consumes, &produces), &mut copies);
            }
        }
    }
    let Some(map) = root.as_map_mut() else { return root };
    map.put("paths", paths);
    if let Some(mut shared) = map.take("responses") {
        for (_, response) in shared.as_map_mut().into_iter().flat_map(Map::values_mut) {
            modernise_response(response, &produces, &mut copies);
        }
        map.put("responses", shared);
    }
    map.put("servers", servers);
    map.put("components", Node::Map(components));
    if copies.are_used_up() {
        problems.add_first("what operations share comes to more than two million values; the rest is not shown");
    }
    root
}

fn modernise_operation(
    root: &Node,
    operation: &mut Node,
    shared: &[&Node],
    (consumes, produces): (&[String], &[String]),
    copies: &mut Copies,
) {
    let wanted = or_else(media_types(operation, "consumes"), consumes);
    let offered = or_else(media_types(operation, "produces"), produces);
    let Some(operation) = operation.as_map_mut() else { return };
    let given = operation.take("parameters").unwrap_or(Node::Null);
    let own = parameters(root, &given);
    let bodies: Vec<&Node> = own.iter().chain(shared).copied().filter(|one| is_body(one)).collect();
    if let Some(body) = body(&bodies, &wanted, copies) {
        operation.put("requestBody", body);
    }
    operation.put("parameters", without_bodies(&own, copies));
    let Some(mut responses) = operation.take("responses") else { return };
    for (_, response) in responses.as_map_mut().into_iter().flat_map(Map::values_mut) {
        modernise_response(response, &offered, copies);
    }
    operation.put("responses", responses);
}

fn modernise_response(response: &mut Node, produces: &[String], copies: &mut Copies) {
    let Some(response) = response.as_map_mut() else { return };
    let schema = response.take("schema");
    let examples = response.take("examples");
    let mut content = Map::default();
    let typed = or_else(produces.to_vec(), &["application/json".to_owned()]);
    for media_type in schema.iter().flat_map(|_| &typed) {
        content.put(&copies.word(media_type), media(schema.as_ref(), None, copies));
    }
    let named = examples.iter().flat_map(Node::entries).filter(|(name, _)| name.len() <= LONGEST_MEDIA_TYPE);
    for (media_type, example) in named.take(EXAMPLES) {
        content.put(media_type, media(schema.as_ref(), Some(example), copies));
    }
    if !content.is_empty() {
        response.put("content", Node::Map(content));
    }
    if let Some(mut headers) = response.take("headers") {
        for (_, header) in headers.as_map_mut().into_iter().flat_map(Map::values_mut) {
            *header = parameter(header, copies);
        }
        response.put("headers", headers);
    }
}

fn media(schema: Option<&Node>, example: Option<&Node>, copies: &mut Copies) -> Node {
    let schema = schema.map(|schema| ("schema".into(), copies.of(schema)));
    let example = example.map(|example| ("example".into(), copies.of(example)));
    Node::Map(schema.into_iter().chain(example).collect())
}

fn parameters<'a>(root: &'a Node, given: &'a Node) -> Vec<&'a Node> {
    let find = |one: &'a Node| one.text_at("$ref").and_then(|pointer| resolve(root, pointer)).unwrap_or(one);
    given.items().iter().map(find).collect()
}

fn without_bodies(all: &[&Node], copies: &mut Copies) -> Node {
    Node::List(all.iter().filter(|one| !is_body(one)).map(|one| parameter(one, copies)).collect())
}

fn is_body(parameter: &Node) -> bool {
    matches!(parameter.text_at("in"), Some("body" | "formData"))
}

/// What describes the value moves into a schema of its own.
fn parameter(parameter: &Node, copies: &mut Copies) -> Node {
    const OF_ITSELF: [&str; 6] = ["name", "in", "description", "required", "deprecated", "collectionFormat"];
    let is_own = |key: &str| OF_ITSELF.contains(&key) || key.starts_with("x-");
    let (own, value): (Vec<_>, Vec<_>) = parameter.entries().partition(|(key, _)| is_own(key));
    let mut pair = |(key, node): (&str, &Node)| (copies.word(key), copies.of(node));
    let schema = Node::Map(value.into_iter().map(&mut pair).collect());
    // Today's forms part a list in the query unless they are told not to.
    let explode = Node::Bool(parameter.text_at("collectionFormat") == Some("multi"));
    let style = [("explode".into(), explode)].into_iter().filter(|_| parameter.text_at("type") == Some("array"));
    let named = match parameter.text_at("collectionFormat") {
        Some("ssv") => Some("spaceDelimited"),
        Some("pipes") => Some("pipeDelimited"),
        _ => None,
    };
    let style = style.chain(named.map(|name| ("style".into(), Node::text(name))));
    Node::Map(own.into_iter().map(&mut pair).chain(style).chain([("schema".into(), schema)]).collect())
}

fn body(parts: &[&Node], consumes: &[String], copies: &mut Copies) -> Option<Node> {
    let whole = parts.iter().find(|part| part.text_at("in") == Some("body"));
    let (schema, required, description, types) = match whole {
        Some(body) => {
            let types = or_else(consumes.to_vec(), &["application/json".to_owned()]);
            (
                body.find("schema").map_or(Node::Null, |schema| copies.of(schema)),
                body.is_set("required"),
                body.find("description"),
                types,
            )
        }
        None if parts.is_empty() => return None,
        None => {
            let has_file = parts.iter().any(|part| part.text_at("type") == Some("file"));
            let form = if has_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
            let types = consumes.iter().filter(|wanted| wanted.contains("form")).cloned().collect();
            (
                form_schema(parts, copies),
                parts.iter().any(|part| part.is_set("required")),
                None,
                or_else(types, &[form.to_owned()]),
            )
        }
    };
    let content = types.iter().map(|wanted| (copies.word(wanted), media(Some(&schema), None, copies))).collect();
    let mut body = Map::from_iter([("content".into(), Node::Map(content)), ("required".into(), Node::Bool(required))]);
    if let Some(description) = description {
        body.put("description", copies.of(description));
    }
    Some(Node::Map(body))
}

fn form_schema(parts: &[&Node], copies: &mut Copies) -> Node {
    let mut properties = Vec::new();
    let mut required = Vec::new();
    for part in parts {
        let name = part.text_at("name").unwrap_or("?");
        let about = |key: &str| !matches!(key, "name" | "in" | "required");
        let property = part.entries().filter(|(key, _)| about(key)).map(|(key, node)| match (key, node.as_text()) {
            ("type", Some("file")) => (key.into(), Node::text("string (file)")),
            _ => (copies.word(key), copies.of(node)),
        });
        let property = Node::Map(property.collect());
        properties.push((copies.word(name), property));
        if part.is_set("required") {
            required.push(Node::Text(copies.word(name)));
        }
    }
    Node::Map(Map::from_iter([
        ("type".into(), Node::text("object")),
        ("properties".into(), Node::Map(properties.into_iter().collect())),
        ("required".into(), Node::List(required)),
    ]))
}

fn servers(root: &Node) -> Node {
    let base = root.text_at("basePath").unwrap_or("/");
    let host = root.text_at("host");
    let schemes = root.items_at("schemes").iter().filter_map(Node::as_text).collect::<Vec<_>>();
    let address = |scheme: &str| match host {
        Some(host) => format!("{scheme}://{host}{base}"),
        None => base.to_owned(),
    };
    let schemes = if schemes.is_empty() || host.is_none() { vec!["https"] } else { schemes };
    let server = |scheme: &&str| Node::Map(Map::from_iter([("url".into(), Node::text(&address(scheme)))]));
    Node::List(schemes.iter().take(SCHEMES).map(server).collect())
}

fn security(root: &Node) -> Node {
    let schemes = root.entries_at("securityDefinitions").map(|(name, scheme)| (name.into(), modern_scheme(scheme)));
    Node::Map(schemes.collect())
}

fn modern_scheme(scheme: &Node) -> Node {
    let mut modern = Map::from_iter(scheme.entries().map(|(key, node)| (key.into(), node.clone())));
    match scheme.text_at("type") {
        Some("basic") => {
            modern.put("type", Node::text("http"));
            modern.put("scheme", Node::text("basic"));
        }
        Some("oauth2") => {
            let flow = match scheme.text_at("flow") {
                Some("accessCode") => "authorizationCode",
                Some("application") => "clientCredentials",
                Some("password") => "password",
                _ => "implicit",
            };
            let flows = Map::from_iter([(flow.into(), scheme.clone())]);
            modern.put("flows", Node::Map(flows));
        }
        _ => {}
    }
    Node::Map(modern)
}

fn media_types(node: &Node, key: &str) -> Vec<String> {
    let short = node.items_at(key).iter().filter_map(Node::as_text).filter(|name| name.len() <= LONGEST_MEDIA_TYPE);
    short.take(MEDIA_TYPES).map(str::to_owned).collect()
}

fn or_else(found: Vec<String>, other: &[String]) -> Vec<String> {
    if found.is_empty() { other.to_vec() } else { found }
}

#[cfg(test)]
mod tests {
    use super::super::{parse::parse, write};
    use super::*;

    #[test]
    fn the_old_form_reads_like_the_new() {
        let file = br##"{"swagger": "2.0", "host": "a.example", "basePath": "/v1", "schemes": ["http", "https"],
            "produces": ["application/xml"], "parameters": {"Limit": {"name": "limit", "in": "query", "type": "integer"}},
            "securityDefinitions": {"b": {"type": "basic"}},
            "paths": {"/a": {"post": {
                "parameters": [{"$ref": "#/parameters/Limit"}, {"name": "f", "in": "formData", "type": "file", "required": true}],
                "responses": {"200": {"description": "ok", "schema": {"type": "string"}}}}}}}"##;
        let root = modernise(parse(file).expect("JSON").root, &mut Problems::new());
        let check = |pointer: &str, json: &str| {
            assert_eq!(resolve(&root, pointer).map(write::line).as_deref(), Some(json), "{pointer}");
        };
        check("#/servers/1", "{\"url\":\"https://a.example/v1\"}");
        check("#/components/securitySchemes/b", "{\"type\":\"http\",\"scheme\":\"basic\"}");
        let operation = "#/paths/~1a/post";
        check(
            &format!("{operation}/parameters/0"),
            "{\"name\":\"limit\",\"in\":\"query\",\"schema\":{\"type\":\"integer\"}}",
        );
        let file = "{\"schema\":{\"type\":\"object\",\"properties\":{\"f\":{\"type\":\"string (file)\"}},\"required\":[\"f\"]}}";
        check(&format!("{operation}/requestBody/content"), &format!("{{\"multipart/form-data\":{file}}}"));
        let text = "{\"application/xml\":{\"schema\":{\"type\":\"string\"}}}";
        check(&format!("{operation}/responses/200/content"), text);
    }
}
