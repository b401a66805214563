//! The client's files and everything else that never changes while the program runs, embedded in it.

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashMap;

/// A debug build reads them from the disk each time, so a rebuilt client needs no rebuilt server.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/target/site"]
#[allow_missing = true]
struct Site;

/// Where the build put the client: names that hold a hash of the content.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Manifest {
    pub js: String,
    pub wasm: String,
    pub css: String,
    /// The script that fetches the chunks of lazy routes.
    #[serde(default)]
    pub split: String,
    /// Which chunks a lazy route needs beside the main module.
    #[serde(default)]
    pub lazy: HashMap<String, Vec<String>>,
}

impl Manifest {
    /// None where no client was built: pages then come without it, and still work.
    pub fn read() -> Option<Self> {
        serde_json::from_slice(&Site::get("manifest.json")?.data).ok()
    }
}

/// The file an address names, in the smallest form that the client accepts.
pub fn find(path: &str, request: &HeaderMap) -> Option<Response> {
    let name = path.strip_prefix('/')?;
    let inner = name == "manifest.json" || name.ends_with(".br") || name.ends_with(".gz");
    // Only plain names: in a debug build they are looked up on the disk.
    let plain_name = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    if inner || !plain_name {
        return None;
    }
    let plain = Site::get(name)?;
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let packed = |encoding: &'static str, ending: &str| {
        let wanted = accepted.split(',').any(|offer| offer.trim() == encoding);
        let file = if wanted { Site::get(&format!("{name}{ending}")) } else { None };
        file.map(|file| (Some(encoding), file))
    };
    let etag = etag(&plain);
    if request.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag) {
        return Some((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let (encoding, file) = packed("br", ".br").or_else(|| packed("gzip", ".gz")).unwrap_or((None, plain));
    let mut answer = Response::new(Body::from(bytes(file)));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, etag);
    let immutable = name.starts_with("pkg/");
    let cache = if immutable { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(answer)
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => Bytes::from(read),
    }
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    use std::fmt::Write;
    let mut text = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..12] {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.push('"');
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("\"\""))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
