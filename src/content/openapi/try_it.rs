//! What a reader can fill in to try an operation. It stands in the page as data; the form is made in the browser, when
//! somebody asks for it.

use super::TRY;
use super::bodies::given_examples;
use super::call::Call;
use super::desk::Page;
use super::example::{Way, of_schema};
use super::node::Node;
use super::samples::is_file;
use super::schema::Shape;
use super::write;
use crate::domain::try_it::{self, Body, Content, Field, Form, Parameter, Place, Style};

/// Of an example to begin with: a longer one is cut down to what is required.
const LONGEST: usize = 8_000;
const PARAMETERS: usize = 100;
const BODIES: usize = 6;
const FIELDS: usize = 60;
const OPTIONS: usize = 100;
/// Names and values; what is longer is no thing that somebody chooses from a list.
const WORD: usize = 200;
/// Browsers send none of these.
const UNSENT: [&str; 2] = ["TRACE", "CONNECT"];

impl<'a> Page<'_, 'a> {
    pub fn try_it(&mut self, call: &Call<'a>) {
        if call.is_webhook() || UNSENT.contains(&call.method.as_str()) {
            return;
        }
        // All of it are texts and lists, which are JSON whatever stands in them.
        let Ok(data) = serde_json::to_string(&described(self, call)) else { return };
        let mut mark = [0; 4];
        self.markup("<div class=\"try-it\" data-call=\"").text(&data).markup("\">");
        self.text(TRY.encode_utf8(&mut mark)).markup("</div>");
    }
}

fn described<'a>(page: &Page<'_, 'a>, call: &Call<'a>) -> try_it::Call {
    let spec = page.spec();
    let parameters = call.parameters(spec).into_iter().take(PARAMETERS);
    let body = call.body(spec).filter(|_| !matches!(call.method.as_str(), "GET" | "HEAD"));
    let mut bodies: Vec<_> = body
        .into_iter()
        .flat_map(|body| body.entries_at("content"))
        .take(BODIES)
        .map(|(media_type, media)| {
            let media = spec.follow(media).node;
            Body {
                media_type: media_type.replace("*/*", "application/json"),
                content: content(page, media_type, media),
            }
        })
        .collect();
    // As in the code samples.
    bodies.sort_by_key(|body| !body.media_type.contains("json"));
    try_it::Call {
        method: call.method.clone(),
        path: call.path.to_owned(),
        parameters: parameters.filter_map(|parameter| described_parameter(page, parameter)).collect(),
        bodies,
        body_required: body.is_some_and(|body| body.is_set("required")),
    }
}

fn described_parameter<'a>(page: &Page<'_, 'a>, parameter: &'a Node) -> Option<Parameter> {
    let place = match parameter.text_at("in")? {
        "path" => Place::Path,
        "query" => Place::Query,
        "querystring" => Place::Querystring,
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        _ => return None,
    };
    let spec = page.spec();
    let schema = parameter.find("schema").unwrap_or(&Node::Null);
    let shape = Shape::of(spec, schema);
    let items = shape.first("items").map(|items| Shape::of(spec, items));
    // What has a media type of its own is written as it is typed.
    let form = match shape.types().first().copied().filter(|_| parameter.find("content").is_none()) {
        Some("array") => Form::List,
        Some("object") => Form::Object,
        Some("integer" | "number") => Form::Number,
        _ => Form::Text,
    };
    let style = match parameter.text_at("style") {
        Some("label") => Style::Label,
        Some("matrix") => Style::Matrix,
        Some("spaceDelimited") => Style::Space,
        Some("pipeDelimited") => Style::Pipe,
        Some("deepObject") => Style::Deep,
        _ if matches!(place, Place::Path | Place::Header) => Style::Simple,
        _ => Style::Form,
    };
    let required = parameter.is_set("required") || place == Place::Path;
    let given = given_examples(spec, parameter).into_iter().next().map(|(_, example)| example);
    let example = given.or_else(|| shape.example()).map(|example| spelled(example, form)).unwrap_or_default();
    let default = shape.first("default").map(|default| spelled(default, form)).unwrap_or_default();
    Some(Parameter {
        name: parameter.text_at("name").filter(|name| name.len() <= WORD)?.to_owned(),
        place,
        required,
        form,
        style,
        explode: parameter
            .find("explode")
            .map_or(matches!(style, Style::Form | Style::Deep), |set| *set == Node::Bool(true)),
        reserved: parameter.is_set("allowReserved"),
        options: options(items.as_ref().filter(|_| form == Form::List).unwrap_or(&shape)),
        // The rest is the reader's own choice: what is not asked for is not sent.
        value: if required { example.clone() } else { String::new() },
        hint: if default.is_empty() { example } else { default },
    })
}

/// As one types it into the field of this form.
fn spelled(node: &Node, form: Form) -> String {
    let lines = match (form, node) {
        (Form::List, Node::List(items)) => items.iter().map(Node::spelled).collect::<Vec<_>>().join("\n"),
        (Form::Object, Node::Map(_)) => {
            let line = |(name, value): (&str, &Node)| [name, "=", &value.spelled()].concat();
            node.entries().map(line).collect::<Vec<_>>().join("\n")
        }
        _ => node.spelled(),
    };
    lines.chars().take(500).collect()
}

fn options(shape: &Shape<'_>) -> Vec<String> {
    let values = shape.first("enum").map_or(&[][..], Node::items);
    let constant = shape.first("const").filter(|_| values.is_empty());
    let spelled = values.iter().chain(constant).filter(|value| value.is_scalar() && **value != Node::Null);
    let options: Vec<_> = spelled.take(OPTIONS + 1).map(Node::spelled).collect();
    // Not all of them would be a wrong list.
    if options.len() > OPTIONS || options.iter().any(|option| option.len() > WORD) {
        return Vec::new();
    }
    match shape.types().first() {
        Some(&"boolean") if options.is_empty() => ["true", "false"].map(str::to_owned).to_vec(),
        _ => options,
    }
}

fn content<'a>(page: &Page<'_, 'a>, media_type: &str, media: &'a Node) -> Content {
    let is_json = media_type.contains("json") || media_type == "*/*";
    if !is_json && media_type.contains("form") {
        return Content::Fields(fields(page, media));
    }
    let of_bytes = ["application/octet-stream", "application/pdf", "application/zip", "application/gzip"];
    let pictures = ["image/", "audio/", "video/", "font/"];
    let is_binary = media.find("schema").is_some_and(|schema| {
        let shape = Shape::of(page.spec(), schema);
        shape.text("format") == Some("binary") || shape.types().contains(&"string (file)")
    });
    let is_picture = pictures.iter().any(|kind| media_type.starts_with(kind)) && !media_type.contains("xml");
    if !is_json && (is_binary || is_picture || of_bytes.contains(&media_type)) {
        return Content::File;
    }
    let value = example(page, media);
    Content::Text(match &value {
        Node::Null if media.find("schema").is_none() => String::new(),
        Node::Text(text) if !is_json => text.to_string(),
        other => write::json(other),
    })
}

/// The file's own example whole, since it is to be sent; made ones by the schema.
fn example<'a>(page: &Page<'_, 'a>, media: &'a Node) -> Node {
    let given = given_examples(page.spec(), media).into_iter().next().map(|(_, example)| example);
    let made = |only_required| {
        let schema = media.find("schema");
        schema.map_or(Node::Null, |schema| of_schema(page.spec(), schema, Way::Request, only_required))
    };
    let fits = |node: &Node| write::json(node).len() <= LONGEST;
    let whole = given.cloned().filter(&fits).unwrap_or_else(|| made(false));
    if fits(&whole) {
        return whole;
    }
    Some(made(true)).filter(fits).unwrap_or_else(|| Node::Map(super::node::Map::default()))
}

fn fields<'a>(page: &Page<'_, 'a>, media: &'a Node) -> Vec<Field> {
    let Some(schema) = media.find("schema") else { return Vec::new() };
    let value = example(page, media);
    let shape = Shape::of(page.spec(), schema);
    let field = |property: super::schema::Property<'a>| {
        let file = is_file(page, media, property.name);
        let example = value.find(property.name).filter(|_| property.required && !file);
        let read_only = Shape::of(page.spec(), property.schema).is_set("readOnly");
        (!read_only && property.name.len() <= WORD).then(|| Field {
            name: property.name.to_owned(),
            value: example.map(Node::spelled).unwrap_or_default(),
            file,
            required: property.required,
        })
    };
    shape.properties().into_iter().filter_map(field).take(FIELDS).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    /// What a page holds for its form, as a browser reads it.
    fn call(file: &str) -> Option<try_it::Call> {
        let html = read(file.as_bytes()).expect("readable").operations.remove(0).html.into_string();
        let (_, rest) = html.split_once("data-call=\"")?;
        let (data, rest) = rest.split_once('"').expect("an end");
        assert!(rest.starts_with(&format!(">{TRY}</div>")), "{rest}");
        let data = data.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        Some(serde_json::from_str(&data).expect("JSON"))
    }

    fn of(operation: &str) -> try_it::Call {
        call(&format!(r#"{{"openapi": "3.1.0", "paths": {{"/a/{{id}}": {{"post": {operation}}}}}}}"#)).expect("a form")
    }

    #[test]
    fn parameters_are_described_for_a_form() {
        let call = of(r#"{"parameters": [
            {"name": "id", "in": "path", "schema": {"type": "integer", "example": 7}},
            {"name": "q", "in": "query", "schema": {"type": "string", "default": "x<y"}},
            {"name": "kind", "in": "query", "explode": false, "schema": {"type": "array", "items": {"enum": ["a", 1]}}},
            {"name": "on", "in": "query", "required": true, "schema": {"type": "boolean"}},
            {"name": "at", "in": "query", "style": "deepObject", "example": {"x": 1}, "schema": {"type": "object"}},
            {"name": "h", "in": "header", "content": {"application/json": {"schema": {"type": "object"}}}}]}"#);
        let spelled = |at: usize| {
            let Parameter { name, place, required, form, style, explode, options, value, hint, .. } =
                &call.parameters[at];
            format!("{name} {place:?} {required} {form:?} {style:?} {explode} {options:?} {value:?} {hint:?}")
        };
        let expected = [
            r#"id Path true Number Simple false [] "7" "7""#,
            r#"q Query false Text Form true [] "" "x<y""#,
            r#"kind Query false List Form false ["a", "1"] "" """#,
            r#"on Query true Text Form true ["true", "false"] "" """#,
            r#"at Query false Object Deep true [] "" "x=1""#,
            r#"h Header false Text Simple false [] "" """#,
        ];
        assert_eq!((0..6).map(spelled).collect::<Vec<_>>(), expected);
        assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", "/a/{id}"));
    }

    #[test]
    fn bodies_begin_with_something_to_send() {
        let call = of(r#"{"requestBody": {"required": true, "content": {
            "text/plain": {"example": "hello"},
            "application/json": {"schema": {"type": "object", "properties": {"a": {"type": "integer", "minimum": 5}, "no": {"readOnly": true}}}},
            "multipart/form-data": {"schema": {"type": "object", "required": ["doc", "n"], "properties": {
                "doc": {"type": "string", "format": "binary"}, "n": {"type": "string", "example": "x"}, "o": {"type": "string"}}}},
            "image/png": {}}}}"#);
        assert!(call.body_required);
        let body = |media_type: &str| {
            call.bodies.iter().find(|body| body.media_type == media_type).map(|body| &body.content).expect("a body")
        };
        assert_eq!(call.bodies[0].media_type, "application/json");
        assert_eq!(*body("application/json"), Content::Text("{\n  \"a\": 5\n}".to_owned()));
        assert_eq!(*body("text/plain"), Content::Text("hello".to_owned()));
        assert_eq!(*body("image/png"), Content::File);
        let Content::Fields(fields) = body("multipart/form-data") else { panic!("fields") };
        let spelled: Vec<_> = fields
            .iter()
            .map(|field| format!("{} {:?} {} {}", field.name, field.value, field.file, field.required))
            .collect();
        assert_eq!(spelled, [r#"doc "" true true"#, r#"n "x" false true"#, r#"o "" false false"#]);
    }

    #[test]
    fn what_browsers_do_not_send_has_no_form() {
        assert_eq!(call(r#"{"openapi": "3.1.0", "paths": {"/": {"trace": {}}}}"#), None);
        assert_eq!(call(r#"{"openapi": "3.1.0", "webhooks": {"done": {"post": {}}}}"#), None);
        let get = r#"{"openapi": "3.1.0", "paths": {"/": {"get": {"requestBody": {"content": {"text/plain": {}}}}}}}"#;
        assert_eq!(call(get).expect("a form").bodies, []);
    }

    #[test]
    fn lists_of_older_files_are_parted_as_they_were() {
        let parameter = |format: &str| {
            let file = format!(
                r#"{{"swagger": "2.0", "paths": {{"/": {{"get": {{"parameters": [
                    {{"name": "a", "in": "query", "type": "array", "items": {{"type": "string"}}{format}}}]}}}}}}}}"#
            );
            let parameter = call(&file).expect("a form").parameters.remove(0);
            (parameter.style, parameter.explode)
        };
        assert_eq!(parameter(""), (Style::Form, false));
        assert_eq!(parameter(r#", "collectionFormat": "multi""#), (Style::Form, true));
        assert_eq!(parameter(r#", "collectionFormat": "pipes""#), (Style::Pipe, false));
    }
}
