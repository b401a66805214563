//! A call in eight languages, with everything the operation must have.

mod languages;
mod quote;

use super::BASE;
use super::call::Call;
use super::desk::{COPY, Page};
use super::example::{Way, of_schema};
use super::node::Node;
use super::write;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A body in a sample is there to be adapted, not to be read eight times.
const LONGEST_BODY: usize = 1_500;

pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Body>,
}

pub struct Body {
    pub media_type: String,
    /// What it says, where it is JSON.
    pub json: Option<Node>,
    pub text: String,
    /// The fields of a form of many parts: name, value, and whether it is a file.
    pub parts: Vec<(String, String, bool)>,
}

/// Letters that mean something in an address, and nothing in a quoted text of any language.
const IN_ADDRESS: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'%')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'&')
    .remove(b'?');
/// Places for values stay visible until they are filled.
const IN_TEMPLATE: AsciiSet = IN_ADDRESS.remove(b'{').remove(b'}');
const IN_VALUE: AsciiSet =
    NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',').remove(b':');

/// A server's address as it may stand in code.
pub fn address(url: &str) -> String {
    utf8_percent_encode(url.trim(), &IN_ADDRESS).to_string()
}

fn value(text: &str) -> String {
    utf8_percent_encode(text, &IN_VALUE).to_string()
}

impl<'a> Page<'_, 'a> {
    pub fn samples(&mut self, call: &Call<'a>) {
        let request = request(self, call);
        self.markup("<fieldset class=\"samples\"><legend>Code samples</legend><div>");
        for (at, (id, name, _)) in languages::ALL.iter().enumerate() {
            self.markup("<label><input type=\"radio\" name=\"sample-language\" value=\"").text(id);
            self.markup(if at == 0 { "\" checked>" } else { "\">" }).text(name).markup("</label>");
        }
        self.markup(COPY).markup("</div>");
        for (_, _, write) in languages::ALL {
            self.markup("<pre tabindex=\"0\"><code>").text(&write(&request)).markup("</code></pre>");
        }
        self.markup("</fieldset>");
    }
}

fn request<'a>(page: &Page<'_, 'a>, call: &Call<'a>) -> Request {
    let spec = page.spec();
    let mut path = utf8_percent_encode(call.path, &IN_TEMPLATE).to_string();
    let mut query = Vec::new();
    let mut headers = Vec::new();
    let mut cookies = Vec::new();
    for parameter in call.parameters(spec) {
        let name = parameter.text_at("name").unwrap_or_default();
        let place = parameter.text_at("in").unwrap_or_default();
        if !(parameter.is_set("required") || place == "path") {
            continue;
        }
        let filled = filled(page, parameter, name);
        match place {
            "path" => path = path.replace(&format!("{{{}}}", utf8_percent_encode(name, &IN_ADDRESS)), &value(&filled)),
            "query" => query.push(format!("{}={}", value(name), value(&filled))),
            "header" => headers.push((name.to_owned(), filled)),
            "cookie" => cookies.push(format!("{name}={}", value(&filled))),
            _ => {}
        }
    }
    for credential in call.credentials(spec) {
        match credential.place {
            "query" => query.push(format!("{}={}", value(&credential.name), value(&credential.value))),
            "cookie" => cookies.push(format!("{}={}", credential.name, credential.value)),
            _ => headers.push((credential.name, credential.value)),
        }
    }
    if !cookies.is_empty() {
        headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    let body = body(page, call);
    if let Some(body) = &body {
        headers.push(("Content-Type".to_owned(), body.media_type.clone()));
    }
    let path = path.replace('{', "%7B").replace('}', "%7D");
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let base = call.own_server().map_or_else(|| BASE.to_string(), |url| address(&url).trim_end_matches('/').to_owned());
    let clean = |text: String| text.replace(['\n', '\r'], " ");
    let headers = headers.into_iter().map(|(name, value)| (clean(name), clean(value))).collect();
    Request { method: call.method.clone(), url: format!("{base}{path}{query}"), headers, body }
}

/// The parameter's own example, or a word that asks for the right thing.
fn filled<'a>(page: &Page<'_, 'a>, parameter: &'a Node, name: &str) -> String {
    let given = parameter.find("example").or_else(|| {
        let (_, example) = parameter.entries_at("examples").next()?;
        page.spec().follow(example).node.find("value")
    });
    let made = || parameter.find("schema").map(|schema| of_schema(page.spec(), schema, Way::Request, true));
    let spelled = match given.cloned().or_else(made) {
        Some(Node::List(items)) => items.iter().map(Node::spelled).collect::<Vec<_>>().join(","),
        Some(node) if node.is_scalar() => node.spelled(),
        other => other.map_or_else(String::new, |node| write::line(&node)),
    };
    match spelled.as_str() {
        "string" | "" | "null" => name.to_uppercase().replace('-', "_"),
        _ => spelled.chars().take(200).collect(),
    }
}

fn body<'a>(page: &Page<'_, 'a>, call: &Call<'a>) -> Option<Body> {
    let content = call.body(page.spec())?.find("content")?;
    let is_json = |media_type: &str| media_type.contains("json") || media_type == "*/*";
    let (media_type, media) =
        content.entries().find(|(media_type, _)| is_json(media_type)).or_else(|| content.entries().next())?;
    let media = page.spec().follow(media).node;
    let value = sample_value(page, media);
    let plain = media_type.replace("*/*", "application/json");
    if is_json(media_type) {
        return Some(Body { media_type: plain, text: write::json(&value), json: Some(value), parts: Vec::new() });
    }
    if media_type.contains("form") {
        let is_file = |name: &str| is_file(page, media, name);
        let parts: Vec<_> =
            value.entries().map(|(name, value)| (name.to_owned(), value.spelled(), is_file(name))).collect();
        return Some(form(plain, parts));
    }
    let text = if value.is_scalar() { value.spelled() } else { write::json(&value) };
    Some(Body { media_type: plain, text, json: None, parts: Vec::new() })
}

/// The example of the file; a long one gives way to what is required.
pub fn sample_value<'a>(page: &Page<'_, 'a>, media: &'a Node) -> Node {
    let schema = media.find("schema");
    let made =
        |only_required| schema.map_or(Node::Null, |schema| of_schema(page.spec(), schema, Way::Request, only_required));
    let fits = |node: &Node| write::line(node).len() <= LONGEST_BODY;
    let given = super::bodies::given_examples(page.spec(), media).into_iter().next().map(|(_, example)| example);
    if let Some(given) = given.filter(|given| fits(given)) {
        return given.clone();
    }
    let whole = made(false);
    if fits(&whole) {
        return whole;
    }
    let least = made(true);
    if fits(&least) { least } else { Node::Map(super::node::Map::default()) }
}

pub fn is_file<'a>(page: &Page<'_, 'a>, media: &'a Node, name: &str) -> bool {
    let Some(schema) = media.find("schema") else { return false };
    let shape = super::schema::Shape::of(page.spec(), schema);
    shape.properties().into_iter().find(|property| property.name == name).is_some_and(|property| {
        let shape = super::schema::Shape::of(page.spec(), property.schema);
        shape.text("format") == Some("binary") || shape.types().contains(&"string (file)")
    })
}

fn form(media_type: String, parts: Vec<(String, String, bool)>) -> Body {
    if !media_type.starts_with("multipart/") {
        let pairs: Vec<_> = parts.iter().map(|(name, text, _)| format!("{}={}", value(name), value(text))).collect();
        return Body { media_type, json: None, text: pairs.join("&"), parts: Vec::new() };
    }
    let mut text = String::new();
    for (name, value, is_file) in &parts {
        let name = name.replace(['"', '\r', '\n'], "_");
        let file = if *is_file { "; filename=\"file\"" } else { "" };
        text += &format!("--boundary\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n");
    }
    text += "--boundary--\r\n";
    Body { media_type: format!("{media_type}; boundary=boundary"), json: None, text, parts }
}
