//! How calls are authenticated, in words.

use super::desk::{Page, is_web_address};
use super::node::Node;

pub fn write<'a>(page: &mut Page<'_, 'a>, ways: &'a [Node]) {
    if ways.is_empty() {
        return;
    }
    page.markup("<section><h2>Authentication</h2>");
    if ways.len() > 1 {
        page.markup("<p>One of these:</p>");
    }
    page.markup("<ul class=\"options\">");
    for way in ways.iter().take(30) {
        page.markup("<li>");
        let mut parts = way.entries().peekable();
        if parts.peek().is_none() {
            page.text("None");
        }
        for (at, (name, scopes)) in parts.enumerate() {
            page.text(if at > 0 { " and " } else { "" });
            requirement(page, name, scopes);
        }
        page.markup("</li>");
    }
    page.markup("</ul></section>");
}

fn requirement<'a>(page: &mut Page<'_, 'a>, name: &str, scopes: &'a Node) {
    match schemes(page).and_then(|schemes| schemes.find(name)) {
        Some(scheme) => {
            let scheme = page.spec().follow(scheme).node;
            in_words(page, scheme);
        }
        None => {
            page.text(name);
        }
    }
    let scopes: Vec<_> = scopes.items().iter().filter_map(Node::as_text).collect();
    if !scopes.is_empty() {
        page.text(if scopes.len() == 1 { ", with scope" } else { ", with scopes" });
        for scope in scopes.into_iter().take(50) {
            page.text(" ").code(scope);
        }
    }
}

fn schemes<'a>(page: &Page<'_, 'a>) -> Option<&'a Node> {
    page.spec().root.find("components")?.find("securitySchemes")
}

fn in_words<'a>(page: &mut Page<'_, 'a>, scheme: &'a Node) {
    match scheme.text_at("type") {
        Some("apiKey") => {
            let place = match scheme.text_at("in") {
                Some("query") => "query parameter",
                Some("cookie") => "cookie",
                _ => "header",
            };
            page.text("API key in ").text(place).text(" ").code(scheme.text_at("name").unwrap_or("?"));
        }
        Some("http") => {
            let kind = scheme.text_at("scheme").unwrap_or_default().to_ascii_lowercase();
            match kind.as_str() {
                "basic" => page.text("User name and password (HTTP Basic)"),
                "bearer" => page.text("Bearer token in header ").code("Authorization"),
                other => page.text("HTTP authentication ").code(other),
            };
            if let Some(format) = scheme.text_at("bearerFormat") {
                page.text(" (").text(format).text(")");
            }
        }
        Some("oauth2") => {
            page.text("OAuth 2.0 access token");
        }
        Some("openIdConnect") => {
            page.text("OpenID Connect access token");
        }
        Some("mutualTLS") => {
            page.text("Client certificate (mutual TLS)");
        }
        other => {
            page.text(other.unwrap_or("Not said how"));
        }
    }
}

/// All there are, for the page of the API as a whole.
pub fn overview(page: &mut Page<'_, '_>) {
    let Some(schemes) = schemes(page).filter(|schemes| schemes.entries().next().is_some()) else { return };
    page.markup("<section><h2>Authentication</h2><dl class=\"props\">");
    for (name, scheme) in schemes.entries().take(40) {
        let scheme = page.spec().follow(scheme).node;
        page.markup("<div><dt>").text(name).markup("</dt><dd>");
        in_words(page, scheme);
        if scheme.is_set("deprecated") {
            page.markup(" <s>deprecated</s>");
        }
        page.markup("</dd><dd>");
        page.description(scheme);
        if let Some(address) = scheme.text_at("openIdConnectUrl").filter(|address| is_web_address(address)) {
            page.markup("<p>").link(address, address);
            page.markup("</p>");
        }
        for (flow, about) in scheme.entries_at("flows").take(8) {
            oauth_flow(page, flow, about);
        }
        page.markup("</dd></div>");
    }
    page.markup("</dl></section>");
}

fn oauth_flow<'a>(page: &mut Page<'_, 'a>, flow: &str, about: &'a Node) {
    let name = match flow {
        "authorizationCode" => "Authorization code",
        "clientCredentials" => "Client credentials",
        "password" => "Password",
        "implicit" => "Implicit",
        "deviceAuthorization" => "Device authorization",
        other => other,
    };
    page.markup("<p class=\"limits\">").text(name);
    let addresses = [
        ("authorizationUrl", "authorization"),
        ("deviceAuthorizationUrl", "device"),
        ("tokenUrl", "token"),
        ("refreshUrl", "refresh"),
    ];
    for (key, says) in addresses {
        if let Some(address) = about.text_at(key) {
            page.text(" · ").text(says).text(" ").code(address);
        }
    }
    page.markup("</p>");
    let mut scopes = about.entries_at("scopes").peekable();
    if scopes.peek().is_some() {
        page.markup("<details><summary>Scopes</summary><dl class=\"props\">");
        for (scope, meaning) in scopes.take(200) {
            page.markup("<div><dt>")
                .text(scope)
                .markup("</dt><dd>")
                .text(meaning.as_text().unwrap_or_default())
                .markup("</dd></div>");
        }
        page.markup("</dl></details>");
    }
}
