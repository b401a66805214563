//! Swagger 2.0 in the words of OpenAPI 3, so that nobody else needs to know it. Pointers stay right: what can be
//! pointed at keeps its place.

use super::node::{Map, Node};
use super::spec::resolve;

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

pub fn modernise(mut root: Node) -> Node {
    let servers = servers(&root);
    let components = Map::from_iter([("securitySchemes".into(), security(&root))]);
    let consumes = media_types(&root, "consumes");
    let produces = media_types(&root, "produces");
    let mut paths = root.as_map_mut().and_then(|map| map.take("paths")).unwrap_or(Node::Null);
    for (_, path) in paths.as_map_mut().into_iter().flat_map(Map::values_mut) {
        let shared = parameters(&root, path);
        let Some(path) = path.as_map_mut() else { continue };
        if !shared.is_empty() {
            path.put("parameters", Node::List(shared.iter().filter(|one| !is_body(one)).map(parameter).collect()));
        }
        for (method, operation) in path.values_mut() {
            if METHODS.contains(&method) {
                modernise_operation(&root, operation, &shared, &consumes, &produces);
            }
        }
    }
    let Some(map) = root.as_map_mut() else { return root };
    map.put("paths", paths);
    if let Some(mut shared) = map.take("responses") {
        for (_, response) in shared.as_map_mut().into_iter().flat_map(Map::values_mut) {
            modernise_response(response, &produces);
        }
        map.put("responses", shared);
    }
    map.put("servers", servers);
    map.put("components", Node::Map(components));
    root
}

fn modernise_operation(root: &Node, operation: &mut Node, shared: &[Node], consumes: &[String], produces: &[String]) {
    let own = parameters(root, operation);
    let wanted = or_else(media_types(operation, "consumes"), consumes);
    let offered = or_else(media_types(operation, "produces"), produces);
    let Some(operation) = operation.as_map_mut() else { return };
    let bodies: Vec<&Node> = own.iter().chain(shared).filter(|one| is_body(one)).collect();
    if let Some(body) = body(&bodies, &wanted) {
        operation.put("requestBody", body);
    }
    operation.put("parameters", Node::List(own.iter().filter(|one| !is_body(one)).map(parameter).collect()));
    let Some(mut responses) = operation.take("responses") else { return };
    for (_, response) in responses.as_map_mut().into_iter().flat_map(Map::values_mut) {
        modernise_response(response, &offered);
    }
    operation.put("responses", responses);
}

fn modernise_response(response: &mut Node, produces: &[String]) {
    let Some(response) = response.as_map_mut() else { return };
    let schema = response.take("schema");
    let examples = response.take("examples");
    let mut content = Map::default();
    let typed = or_else(produces.to_vec(), &["application/json".to_owned()]);
    for media_type in schema.iter().flat_map(|_| typed.iter().take(8)) {
        content.put(media_type, media(schema.as_ref(), None));
    }
    for (media_type, example) in examples.iter().flat_map(Node::entries) {
        content.put(media_type, media(schema.as_ref(), Some(example)));
    }
    if !content.is_empty() {
        response.put("content", Node::Map(content));
    }
    if let Some(mut headers) = response.take("headers") {
        for (_, header) in headers.as_map_mut().into_iter().flat_map(Map::values_mut) {
            *header = parameter(header);
        }
        response.put("headers", headers);
    }
}

fn media(schema: Option<&Node>, example: Option<&Node>) -> Node {
    let schema = schema.map(|schema| ("schema".into(), schema.clone()));
    Node::Map(schema.into_iter().chain(example.map(|example| ("example".into(), example.clone()))).collect())
}

fn parameters(root: &Node, owner: &Node) -> Vec<Node> {
    let find = |one: &Node| one.text_at("$ref").and_then(|pointer| resolve(root, pointer)).unwrap_or(one).clone();
    owner.items_at("parameters").iter().map(find).collect()
}

fn is_body(parameter: &Node) -> bool {
    matches!(parameter.text_at("in"), Some("body" | "formData"))
}

/// What describes the value moves into a schema of its own.
fn parameter(parameter: &Node) -> Node {
    const OF_ITSELF: [&str; 6] = ["name", "in", "description", "required", "deprecated", "collectionFormat"];
    let is_own = |key: &str| OF_ITSELF.contains(&key) || key.starts_with("x-");
    let (own, value): (Vec<_>, Vec<_>) = parameter.entries().partition(|(key, _)| is_own(key));
    let pair = |(key, node): (&str, &Node)| (key.into(), node.clone());
    let schema = Node::Map(value.into_iter().map(pair).collect());
    let style = (parameter.text_at("collectionFormat") == Some("multi")).then(|| ("explode".into(), Node::Bool(true)));
    Node::Map(own.into_iter().map(pair).chain(style).chain([("schema".into(), schema)]).collect())
}

fn body(parts: &[&Node], consumes: &[String]) -> Option<Node> {
    let whole = parts.iter().find(|part| part.text_at("in") == Some("body"));
    let (schema, required, description, types) = match whole {
        Some(body) => {
            let types = or_else(consumes.to_vec(), &["application/json".to_owned()]);
            (
                body.find("schema").cloned().unwrap_or(Node::Null),
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
                form_schema(parts),
                parts.iter().any(|part| part.is_set("required")),
                None,
                or_else(types, &[form.to_owned()]),
            )
        }
    };
    let content = types.iter().take(8).map(|wanted| (wanted.as_str().into(), media(Some(&schema), None))).collect();
    let mut body = Map::from_iter([("content".into(), Node::Map(content)), ("required".into(), Node::Bool(required))]);
    if let Some(description) = description {
        body.put("description", description.clone());
    }
    Some(Node::Map(body))
}

fn form_schema(parts: &[&Node]) -> Node {
    let mut properties = Vec::new();
    let mut required = Vec::new();
    for part in parts {
        let name = part.text_at("name").unwrap_or("?");
        let about = |key: &str| !matches!(key, "name" | "in" | "required");
        let property = part.entries().filter(|(key, _)| about(key)).map(|(key, node)| match (key, node.as_text()) {
            ("type", Some("file")) => (key.into(), Node::text("string (file)")),
            _ => (key.into(), node.clone()),
        });
        properties.push((name.into(), Node::Map(property.collect())));
        if part.is_set("required") {
            required.push(Node::text(name));
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
    Node::List(schemes.iter().map(server).collect())
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
    node.items_at(key).iter().filter_map(Node::as_text).map(str::to_owned).collect()
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
        let root = modernise(parse(file).expect("JSON").root);
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
