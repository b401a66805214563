//! The page of an operation: what it is, what it takes, what it answers, and how a call looks.

use super::call::Call;
use super::desk::Page;
use super::node::Node;
use super::overview;
use super::security;
use super::status;

const PLACES: [(&str, &str); 5] = [
    ("path", "Path parameters"),
    ("query", "Query parameters"),
    ("querystring", "Query"),
    ("header", "Headers"),
    ("cookie", "Cookies"),
];

pub fn write<'a>(page: &mut Page<'_, 'a>, call: &Call<'a>) {
    page.markup("<article class=\"operation\">");
    header(page, call);
    page.try_it(call);
    page.markup("<div class=\"operation-body\"><div class=\"operation-parts\">");
    security::write(page, call.security(page.spec()));
    servers(page, call);
    parameters(page, call);
    request_body(page, call);
    let shown = page.success(call);
    responses(page, call, shown);
    callbacks(page, call);
    page.markup("</div><aside aria-label=\"Examples\">");
    if !call.is_webhook() {
        page.samples(call);
    }
    if let Some(shown) = shown {
        page.success_example(call, shown);
    }
    page.markup("</aside></div></article>");
}

fn header<'a>(page: &mut Page<'_, 'a>, call: &Call<'a>) {
    page.markup("<header><h1>").text(&call.summary).markup("</h1><p class=\"endpoint\">");
    page.markup("<span class=\"method\" data-method=\"")
        .text(&call.method.to_lowercase())
        .markup("\">")
        .text(&call.method);
    page.markup("</span> <code>");
    // A line may break before each slash, and nowhere else.
    for (at, part) in call.path.split('/').enumerate() {
        page.markup(if at > 0 { "<wbr>/" } else { "" }).text(part);
    }
    page.markup("</code></p>");
    if call.operation.is_set("deprecated") {
        page.markup("<p><span class=\"badge\" data-state=\"deprecated\">Deprecated</span> This operation may go away. Don’t start using it.</p>");
    }
    if call.operation.text_at("description").is_some() || call.operation.find("externalDocs").is_some() {
        page.markup("<div class=\"prose\">");
        page.description(call.operation);
        page.external_docs(call.operation);
        page.markup("</div>");
    }
    page.markup("</header>");
}

fn servers<'a>(page: &mut Page<'_, 'a>, call: &Call<'a>) {
    if !call.servers().is_empty() {
        page.markup("<section><h2>Servers of this operation</h2>");
        overview::servers(page, call.servers());
        page.markup("</section>");
    }
}

fn parameters<'a>(page: &mut Page<'_, 'a>, call: &Call<'a>) {
    let all = call.parameters(page.spec());
    for (place, title) in PLACES {
        let here: Vec<_> = all.iter().filter(|parameter| parameter.text_at("in") == Some(place)).collect();
        if here.is_empty() {
            continue;
        }
        page.markup("<section><h2>").text(title).markup("</h2><dl class=\"props\">");
        for parameter in here {
            page.parameter(parameter.text_at("name").unwrap_or_default(), parameter);
        }
        page.markup("</dl></section>");
    }
}

fn request_body<'a>(page: &mut Page<'_, 'a>, call: &Call<'a>) {
    let Some(body) = call.body(page.spec()) else { return };
    page.markup("<section><h2>Request body");
    page.markup(if body.is_set("required") { " <em>required</em></h2>" } else { "</h2>" });
    page.described(body);
    if let Some(content) = body.find("content") {
        page.contents(content, true, false);
    }
    page.markup("</section>");
}

fn responses<'a>(page: &mut Page<'_, 'a>, call: &Call<'a>, shown: Option<&'a Node>) {
    let Some(responses) = call.operation.find("responses").filter(|responses| responses.entries().next().is_some())
    else {
        return;
    };
    page.markup("<section class=\"responses\"><h2>Responses</h2>");
    for (code, response) in responses.entries().filter(|(code, _)| !code.starts_with("x-")).take(60) {
        let response = page.spec().follow(response).node;
        let is_first = shown.is_some_and(|shown| std::ptr::eq(shown, response));
        page.markup(if is_first { "<details open>" } else { "<details>" });
        page.markup("<summary><h3 data-status=\"").text(code.get(..1).unwrap_or_default()).markup("\">").text(code);
        if let Some(words) = status::words(code) {
            page.text(" ").text(words);
        }
        page.markup("</h3></summary>");
        // Many files only say once more what the code means.
        if response.text_at("description") != status::words(code) {
            page.described(response);
        }
        page.headers(response);
        if let Some(content) = response.find("content") {
            page.contents(content, false, is_first);
        }
        page.markup("</details>");
    }
    page.markup("</section>");
}

fn callbacks<'a>(page: &mut Page<'_, 'a>, call: &Call<'a>) {
    let Some(callbacks) = call.operation.find("callbacks").filter(|all| all.entries().next().is_some()) else { return };
    page.markup("<section><h2>Callbacks</h2><ul class=\"options\">");
    for (name, callback) in callbacks.entries().take(30) {
        for (address, item) in page.spec().follow(callback).node.entries().take(10) {
            let item = page.spec().follow(item).node;
            for (method, operation) in item.entries().filter(|(method, _)| super::call::METHODS.contains(method)) {
                page.markup("<li>").text(name).text(": ").text(&method.to_uppercase()).text(" ").code(address);
                if let Some(summary) = operation.text_at("summary").or_else(|| operation.text_at("description")) {
                    page.prose(summary);
                }
                page.markup("</li>");
            }
        }
    }
    page.markup("</ul></section>");
}

impl<'a> Page<'_, 'a> {
    pub fn parameter(&mut self, name: &str, parameter: &'a Node) {
        let content = || {
            parameter.entries_at("content").next().and_then(|(_, media)| self.spec().follow(media).node.find("schema"))
        };
        let schema = parameter.find("schema").or_else(content).unwrap_or(&Node::Null);
        self.row(name, schema, parameter.is_set("required"), 0, Some(parameter));
    }

    pub fn described(&mut self, node: &'a Node) {
        if node.text_at("description").is_some() {
            self.markup("<div class=\"prose\">");
            self.description(node);
            self.markup("</div>");
        }
    }

    fn headers(&mut self, response: &'a Node) {
        let Some(headers) = response.find("headers").filter(|headers| headers.entries().next().is_some()) else {
            return;
        };
        self.markup("<h4>Headers</h4><dl class=\"props\">");
        for (name, header) in headers.entries().take(60) {
            let header = self.spec().follow(header).node;
            self.parameter(name, header);
        }
        self.markup("</dl>");
    }
}
