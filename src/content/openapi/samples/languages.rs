//! The same call as somebody would write it in each language.

use super::quote::{csharp, double, go, indented, java, javascript, python, ruby, rust, shell};
use super::{Body, Request};

type Language = (&'static str, &'static str, fn(&Request) -> String);

pub const ALL: [Language; 8] = [
    ("curl", "cURL", curl),
    ("javascript", "JavaScript", in_javascript),
    ("python", "Python", in_python),
    ("go", "Go", in_go),
    ("java", "Java", in_java),
    ("csharp", "C#", in_csharp),
    ("ruby", "Ruby", in_ruby),
    ("rust", "Rust", in_rust),
];

fn curl(request: &Request) -> String {
    let method = match request.method.as_str() {
        "GET" => String::new(),
        "HEAD" => "--head ".to_owned(),
        other => format!("--request {other} "),
    };
    let mut code = format!("curl {method}{}", shell(&request.url));
    let parts = request.body.as_ref().map_or(&[][..], |body| &body.parts);
    for (name, value) in &request.headers {
        // Of a form in parts curl writes the type itself.
        if parts.is_empty() || name != "Content-Type" {
            code += &format!(" \\\n  --header {}", shell(&format!("{name}: {value}")));
        }
    }
    for (name, value, is_file) in parts {
        let value = if *is_file { "@file".to_owned() } else { value.clone() };
        let option = if *is_file { "--form" } else { "--form-string" };
        code += &format!(" \\\n  {option} {}", shell(&format!("{name}={value}")));
    }
    if let Some(body) = request.body.as_ref().filter(|_| parts.is_empty()) {
        code += &format!(" \\\n  --data-raw {}", shell(&body.text));
    }
    code
}

fn in_javascript(request: &Request) -> String {
    let mut code =
        format!("const response = await fetch({}, {{\n  method: {},\n", double(&request.url), double(&request.method));
    if !request.headers.is_empty() {
        let line = |(name, value): &(String, String)| format!("    {}: {},\n", double(name), double(value));
        code += &format!("  headers: {{\n{}  }},\n", request.headers.iter().map(line).collect::<String>());
    }
    match &request.body {
        Some(Body { json: Some(json), .. }) => {
            code += &format!("  body: JSON.stringify({}),\n", javascript(json, "  "))
        }
        Some(body) => code += &format!("  body: {},\n", double(&body.text)),
        None => {}
    }
    code + "});\n\nconsole.log(response.status, await response.text());"
}

fn in_python(request: &Request) -> String {
    let mut code = format!(
        "import requests\n\nresponse = requests.request(\n    {},\n    {},\n",
        double(&request.method),
        double(&request.url)
    );
    if !request.headers.is_empty() {
        let line = |(name, value): &(String, String)| format!("        {}: {},\n", double(name), double(value));
        code += &format!("    headers={{\n{}    }},\n", request.headers.iter().map(line).collect::<String>());
    }
    match &request.body {
        Some(Body { json: Some(json), .. }) => code += &format!("    json={},\n", python(json, 1)),
        Some(body) => code += &format!("    data={}.encode(),\n", double(&body.text)),
        None => {}
    }
    code + ")\n\nprint(response.status_code, response.text)"
}

fn in_go(request: &Request) -> String {
    let strings = if request.body.is_some() { "\t\"strings\"\n" } else { "" };
    let mut code =
        format!("package main\n\nimport (\n\t\"fmt\"\n\t\"io\"\n\t\"net/http\"\n{strings})\n\nfunc main() {{\n");
    let body = match &request.body {
        Some(body) => {
            code += &format!("\tbody := strings.NewReader({})\n", go(&body.text));
            "body"
        }
        None => "nil",
    };
    code +=
        &format!("\trequest, err := http.NewRequest({}, {}, {body})\n", double(&request.method), double(&request.url));
    code += "\tif err != nil {\n\t\tpanic(err)\n\t}\n";
    for (name, value) in &request.headers {
        code += &format!("\trequest.Header.Set({}, {})\n", double(name), double(value));
    }
    code + "\n\tresponse, err := http.DefaultClient.Do(request)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tdefer response.Body.Close()\n\
        \ttext, err := io.ReadAll(response.Body)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tfmt.Println(response.Status, string(text))\n}"
}

fn in_java(request: &Request) -> String {
    let mut code = "import java.net.URI;\nimport java.net.http.*;\n\n".to_owned();
    code += &format!("var request = HttpRequest.newBuilder(URI.create({}))\n", double(&request.url));
    for (name, value) in &request.headers {
        code += &format!("    .header({}, {})\n", double(name), double(value));
    }
    let body = match &request.body {
        Some(body) => format!("HttpRequest.BodyPublishers.ofString({})", java(&body.text, "        ")),
        None => "HttpRequest.BodyPublishers.noBody()".to_owned(),
    };
    code += &format!("    .method({}, {body})\n    .build();\n", double(&request.method));
    code + "var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());\n\n\
        System.out.println(response.statusCode() + \" \" + response.body());"
}

fn in_csharp(request: &Request) -> String {
    let mut code = "using System.Net.Http.Headers;\n\nusing var client = new HttpClient();\n".to_owned();
    code += &format!(
        "using var request = new HttpRequestMessage(new HttpMethod({}), {});\n",
        double(&request.method),
        double(&request.url)
    );
    for (name, value) in request.headers.iter().filter(|(name, _)| name != "Content-Type") {
        code += &format!("request.Headers.TryAddWithoutValidation({}, {});\n", double(name), double(value));
    }
    if let Some(body) = &request.body {
        code += &format!("request.Content = new StringContent({});\n", csharp(&body.text, "    "));
        code += &format!(
            "request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse({});\n",
            double(&body.media_type)
        );
    }
    code + "\nusing var response = await client.SendAsync(request);\n\
        Console.WriteLine($\"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}\");"
}

fn in_ruby(request: &Request) -> String {
    let has_body = request.body.is_some();
    let new = match request.method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE" => {
            let (first, rest) = request.method.split_at(1);
            format!("Net::HTTP::{first}{}.new(uri)", rest.to_lowercase())
        }
        other => format!("Net::HTTPGenericRequest.new({}, {has_body}, true, uri)", ruby(other)),
    };
    let mut code = format!("require 'net/http'\n\nuri = URI({})\nrequest = {new}\n", ruby(&request.url));
    for (name, value) in &request.headers {
        code += &format!("request[{}] = {}\n", ruby(name), ruby(value));
    }
    if let Some(body) = &request.body {
        code += &format!(
            "request.body = {}\n",
            if body.text.contains('\r') { ruby_escaped(&body.text) } else { ruby(&body.text) }
        );
    }
    code + "\nresponse = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') do |http|\n  http.request(request)\nend\n\
        puts response.code, response.body"
}

/// Between double quotes `#` would begin code.
fn ruby_escaped(text: &str) -> String {
    double(text).replace('#', "\\#")
}

fn in_rust(request: &Request) -> String {
    let method = match request.method.as_str() {
        known @ ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE") => {
            format!("reqwest::Method::{known}")
        }
        other => format!("reqwest::Method::from_bytes(b{}).expect(\"a method\")", double(other)),
    };
    let mut code = format!(
        "fn main() -> Result<(), reqwest::Error> {{\n    let response = reqwest::blocking::Client::new()\n        .request({method}, {})\n",
        double(&request.url)
    );
    for (name, value) in &request.headers {
        code += &format!("        .header({}, {})\n", double(name), double(value));
    }
    if let Some(body) = &request.body {
        code += &format!("        .body({})\n", rust(&body.text));
    }
    code + &indented("        .send()?;\nprintln!(\"{} {}\", response.status(), response.text()?);\nOk(())", "    ")
        + "\n}"
}
