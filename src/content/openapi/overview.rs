//! The API as a whole: what it is, whose, where, and how to get in.

use super::desk::{Page, is_web_address};
use super::node::Node;
use super::samples;
use super::security;

pub fn write<'a>(page: &mut Page<'_, 'a>) {
    let root = &page.spec().root;
    let info = root.find("info").unwrap_or(&Node::Null);
    page.markup("<div class=\"operation\"><div class=\"operation-parts\">");
    if info.text_at("description").is_some() || root.find("externalDocs").is_some() {
        page.markup("<div class=\"prose\">");
        page.description(info);
        page.external_docs(root);
        page.markup("</div>");
    }
    facts(page, info);
    let list = root.items_at("servers");
    if !list.is_empty() {
        page.markup("<section><h2>Servers</h2>");
        servers(page, list);
        page.markup("</section>");
    }
    security::overview(page);
    page.markup("</div></div>");
}

fn facts<'a>(page: &mut Page<'_, 'a>, info: &'a Node) {
    let contact = info.find("contact").filter(|contact| contact.entries().next().is_some());
    let licence = info.find("license").and_then(|licence| Some((licence, licence.text_at("name")?)));
    let terms = info.text_at("termsOfService");
    if contact.is_none() && licence.is_none() && terms.is_none() {
        return;
    }
    page.markup("<dl class=\"facts\">");
    if let Some(contact) = contact {
        page.markup("<dt>Contact</dt><dd>");
        let name = contact.text_at("name").or_else(|| contact.text_at("url")).unwrap_or_default();
        page.link(contact.text_at("url").unwrap_or_default(), name);
        if let Some(mail) = contact.text_at("email") {
            page.text(if name.is_empty() { "" } else { ", " });
            if is_mail_address(mail) {
                page.markup("<a href=\"mailto:").text(mail).markup("\">").text(mail).markup("</a>");
            } else {
                page.text(mail);
            }
        }
        page.markup("</dd>");
    }
    if let Some((licence, name)) = licence {
        page.markup("<dt>Licence</dt><dd>").link(licence.text_at("url").unwrap_or_default(), name);
        page.markup("</dd>");
    }
    if let Some(terms) = terms {
        page.markup("<dt>Terms of service</dt><dd>").link(terms, terms);
        page.markup("</dd>");
    }
    page.markup("</dl>");
}

fn is_mail_address(text: &str) -> bool {
    text.contains('@') && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "@.+-_".contains(letter))
}

pub fn servers<'a>(page: &mut Page<'_, 'a>, servers: &'a [Node]) {
    page.markup("<dl class=\"props\">");
    for server in servers.iter().take(40) {
        page.markup("<div><dt>").text(server.text_at("url").unwrap_or("/")).markup("</dt><dd></dd><dd>");
        page.description(server);
        let mut variables = server.entries_at("variables").peekable();
        if variables.peek().is_some() {
            page.markup("<dl class=\"props\">");
            for (name, variable) in variables.take(30) {
                page.markup("<div><dt>").text(name).markup("</dt><dd>");
                if let Some(default) = variable.find("default") {
                    page.text("default ").code(&default.spelled());
                }
                page.markup("</dd><dd>");
                page.description(variable);
                let values = variable.items_at("enum");
                if !values.is_empty() {
                    page.markup("<p class=\"limits\">One of");
                    for value in values.iter().take(50) {
                        page.text(" ").code(&value.spelled());
                    }
                    page.markup("</p>");
                }
                page.markup("</dd></div>");
            }
            page.markup("</dl>");
        }
        page.markup("</dd></div>");
    }
    page.markup("</dl>");
}

/// With the defaults of its variables, as it may stand in code.
pub fn server_url(server: &Node) -> String {
    let mut url = server.text_at("url").unwrap_or("/").to_owned();
    for (name, variable) in server.entries_at("variables").take(30) {
        if url.len() > 2_000 {
            break;
        }
        let default = variable.find("default").filter(|default| default.is_scalar()).map(Node::spelled);
        url = url.replace(&format!("{{{name}}}"), default.as_deref().unwrap_or(name));
    }
    url.truncate(url.floor_char_boundary(2_000));
    url
}

/// Where calls go if nobody says otherwise. A file that names no host leaves it open.
pub fn base(root: &Node) -> String {
    let first = root.items_at("servers").first().map_or_else(String::new, server_url);
    let base = if is_web_address(&first) {
        first
    } else {
        format!("https://api.example.com/{}", first.trim_start_matches('/'))
    };
    samples::address(base.trim_end_matches('/'))
}
