//! The document around a page: its head, the client that takes the page over, and the policy that allows
//! nothing else.

use super::assets::Manifest;
use crate::domain::html::SafeHtml;
use crate::domain::theme::Theme;
use http::HeaderValue;
use leptos::nonce::Nonce;
use std::collections::HashMap;

pub struct Document {
    head: String,
    start: Option<String>,
    /// Fetched beside the main module, instead of after it.
    lazy: HashMap<String, String>,
    /// What scripts may talk to beside the portal: the gateway, whose answers some pages show.
    gateway: String,
}

/// What differs from page to page.
#[derive(Clone, Copy)]
pub struct Inside<'a> {
    pub title: &'a str,
    pub theme: Option<Theme>,
    pub nonce: &'a Nonce,
    /// Which lazy parts of the client the page needs at once.
    pub lazy: &'a [&'a str],
    pub body: &'a str,
    /// The framework's own scripts.
    pub state: &'a str,
    /// JSON, in the order of its keys.
    pub data: &'a [String],
}

impl Document {
    /// What is the same for every page of this program.
    pub fn new(client: Option<&Manifest>, gateway: &str) -> Self {
        let mut head = String::from(
            "<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">",
        );
        let start = client.map(|Manifest { js, wasm, css, .. }| {
            head.push_str(&format!(
                "<link rel=\"stylesheet\" href=\"{css}\"><link rel=\"modulepreload\" href=\"{js}\">\
                 <link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>"
            ));
            format!("import start,{{hydrate}} from \"{js}\";start({{module_or_path:\"{wasm}\"}}).then(()=>hydrate())")
        });
        let gateway = url::Url::parse(gateway).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        Self { head, start, lazy: client.map(preloads).unwrap_or_default(), gateway }
    }

    pub fn around(&self, page: &Inside<'_>) -> String {
        let Inside { title, theme, nonce, lazy, body, state, data } = *page;
        let mut html = {
            let data: usize = data.iter().map(|json| json.len() + 100).sum();
            String::with_capacity(body.len() + state.len() + data + self.head.len() + 2048)
        };
        html.push_str("<!DOCTYPE html><html lang=\"en\"");
        if let Some(theme) = theme {
            html.push_str(" data-theme=\"");
            html.push_str(theme.as_str());
            html.push('"');
        }
        html.push_str("><head>");
        html.push_str(&self.head);
        for link in lazy.iter().filter_map(|key| self.lazy.get(*key)) {
            html.push_str(link);
        }
        html.push_str("<title>");
        html.push_str(SafeHtml::default().text(title).as_str());
        html.push_str("</title></head><body>");
        html.push_str(body);
        for (key, json) in data.iter().enumerate() {
            push_data(key, json, &mut html);
        }
        html.push_str(state);
        if let Some(start) = &self.start {
            html.push_str("<script type=\"module\" nonce=\"");
            html.push_str(nonce);
            html.push_str("\">");
            html.push_str(start);
            html.push_str("</script>");
        }
        html.push_str("</body></html>");
        html
    }

    /// Scripts run only from this origin or with this answer's own nonce.
    pub fn policy(&self, nonce: &Nonce) -> Option<HeaderValue> {
        let policy = format!(
            "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; font-src 'self'; connect-src 'self' {}; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'",
            self.gateway
        );
        HeaderValue::from_str(&policy).ok()
    }
}

fn preloads(client: &Manifest) -> HashMap<String, String> {
    let folder = client.js.rsplit_once('/').map_or("", |(folder, _)| folder);
    let link = |chunk: &String| {
        format!(
            "<link rel=\"preload\" href=\"{folder}/{chunk}.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>"
        )
    };
    let links = |chunks: &Vec<String>| {
        let loader = format!("<link rel=\"modulepreload\" href=\"{folder}/{}\">", client.split);
        chunks.iter().map(link).chain([loader]).collect()
    };
    client.lazy.iter().map(|(key, chunks)| (key.clone(), links(chunks))).collect()
}

/// In JSON, `<` only stands in texts, where it may as well be escaped; nothing can then end the element.
fn push_data(key: usize, json: &str, html: &mut String) {
    html.push_str("<script type=\"application/json\" id=\"data-");
    html.push_str(&key.to_string());
    html.push_str("\">");
    let mut parts = json.split('<');
    html.push_str(parts.next().unwrap_or_default());
    for part in parts {
        html.push_str("\\u003c");
        html.push_str(part);
    }
    html.push_str("</script>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_can_not_leave_its_place() {
        let mut html = String::new();
        push_data(3, "{\"a\":\"</script><!--\"}", &mut html);
        assert_eq!(
            html,
            "<script type=\"application/json\" id=\"data-3\">{\"a\":\"\\u003c/script>\\u003c!--\"}</script>"
        );
    }

    #[test]
    fn a_title_can_not_leave_its_place() {
        let title = "</title><script>x</script> & more";
        let inside = Inside {
            title,
            theme: None,
            nonce: &Nonce::from_value("n"),
            lazy: &[],
            body: "<p>b</p>",
            state: "",
            data: &[],
        };
        let page = Document::new(None, "http://localhost:8000").around(&inside);
        assert!(page.contains("<title>&lt;/title&gt;&lt;script&gt;x&lt;/script&gt; &amp; more</title>"), "{page}");
        assert!(page.ends_with("<p>b</p></body></html>"), "{page}");
    }
}
