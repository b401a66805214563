use super::*;

fn of(file: &str) -> Reference {
    read(file.as_bytes()).expect("readable")
}

fn page(file: &str) -> String {
    of(file).operations.remove(0).html.into_string()
}

#[track_caller]
fn check(page: &str, pieces: &[&str]) {
    let mut rest = page;
    for piece in pieces {
        let at = rest.find(piece).unwrap_or_else(|| panic!("{piece} comes not, or not in this order, in {page}"));
        rest = &rest[at + piece.len()..];
    }
}

const PETS: &str = r##"
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
servers: [{url: "https://{host}/v1", variables: {host: {default: pets.example, enum: [pets.example, test.example]}}}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: x-api-key}
    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://a.example/token", scopes: {read: Read all}}}}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1, maxLength: 40, examples: [Rex]}
        kind: {enum: [cat, dog], default: dog}
        parents: {type: array, items: {$ref: "#/components/schemas/Pet"}}
        chip: {oneOf: [{type: integer}, {type: "null"}], readOnly: true}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    put:
      operationId: changePet
      summary: Change a `pet`
      deprecated: true
      security: [{key: []}, {login: [read]}]
      parameters: [{name: dry, in: query, schema: {type: boolean}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses: {"200": {description: Done, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}, "404": {description: None}}
"##;

#[test]
fn an_operation_says_all_there_is() {
    let reference = of(PETS);
    assert_eq!((reference.dialect.as_str(), reference.base.as_str()), ("OpenAPI 3.1", "https://pets.example/v1"));
    assert_eq!(reference.operations[0].summary, "Change a pet");
    check(
        reference.operations[0].html.as_str(),
        &[
            "<h1>Change a pet</h1>",
            "data-method=\"put\">PUT</span>",
            "Deprecated</span>",
            "API key in header <code>x-api-key</code>",
            "OAuth 2.0 access token, with scope <code>read</code>",
            "<h2>Path parameters</h2>",
            "<dt>id</dt><dd>integer <em>required</em>",
            "<h2>Query parameters</h2>",
            "<dt>dry</dt><dd>boolean</dd>",
            "<h2>Request body <em>required</em></h2>",
            "<a href=\"schema-Pet\">Pet</a>",
            "<dt>name</dt><dd>string <em>required</em>",
            "1 to 40 characters · example <code>Rex</code>",
            "One of <code>cat</code> <code>dog</code> · default <code>dog</code>",
            "Repeats Pet above.",
            "<dt>chip</dt><dd>integer or null</dd>",
            "only in responses",
            "200 OK</h3>",
            "404 Not Found</h3>",
            "curl --request PUT '\u{1}/pets/1'",
            "x-api-key: YOUR_API_KEY",
        ],
    );
    assert_eq!(reference.schemas.len(), 1);
    check(
        reference.overview.as_str(),
        &[
            "https://{host}/v1",
            "default <code>pets.example</code>",
            "API key in header",
            "Client credentials",
            "Read all",
        ],
    );
}

#[test]
fn internal_things_are_nowhere() {
    let file = PETS
        .replace("kind: {enum", "kind: {x-internal: true, enum")
        .replace("name: dry, in", "name: dry, x-internal: true, in");
    let everything = format!("{:?}", of(&file));
    assert!(!everything.contains("kind") && !everything.contains("dry"), "{everything}");
}

#[test]
fn the_old_form_has_the_same_page() {
    let file = r##"{"swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "a.example", "basePath": "/v1",
        "securityDefinitions": {"k": {"type": "apiKey", "in": "query", "name": "key"}}, "security": [{"k": []}],
        "definitions": {"Pet": {"type": "object", "properties": {"n": {"type": "string"}}}},
        "paths": {"/a": {"post": {"parameters": [{"in": "body", "name": "b", "required": true, "schema": {"$ref": "#/definitions/Pet"}}],
            "responses": {"201": {"description": "Made", "schema": {"$ref": "#/definitions/Pet"}}}}}}}"##;
    let pieces = [
        "API key in query parameter <code>key</code>",
        "Request body <em>required</em>",
        "schema-Pet",
        "201 Created",
        "'\u{1}/a?key=YOUR_API_KEY'",
    ];
    check(&page(file), &pieces);
}

#[test]
fn a_mark_of_ours_can_not_come_from_a_file() {
    let file = r#"{"openapi": "3.0.0", "info": {"title": "a\u0001b", "version": "1"}, "servers": [{"url": "https://x.example/'$(id)\"`"}],
        "paths": {"/\u0001": {"get": {"summary": "\u0001", "responses": {}}}}}"#;
    let reference = of(file);
    assert_eq!(reference.title, "ab");
    assert_eq!(reference.base, "https://x.example/%27%24%28id%29%22%60");
    assert_eq!(reference.operations[0].html.as_str().matches(BASE).count(), 8);
}

#[test]
fn an_operation_may_have_a_server_of_its_own() {
    let file = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"servers": [{"url": "https://b.example/"}], "responses": {}}}}}"#;
    check(&page(file), &["https://b.example/", "curl 'https://b.example/a'"]);
}
