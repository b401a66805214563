//! What stands behind the demo's versions, so that a call through the gateway has somebody to answer it: a small
//! service that says what it was asked. `serve` starts it on a loopback address where the demo content is loaded, and
//! nowhere else. It knows nothing of the database.

use super::listen::{BindError, Listener};
use crate::config::Limits;
use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use http::{HeaderMap, Request, header};
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::watch;
use tower_http::timeout::RequestBodyDeadlineLayer;

pub struct Echo(Listener);

impl Echo {
    pub async fn bind(address: SocketAddr) -> Result<Self, BindError> {
        Ok(Self(Listener::bind("echo", address).await?))
    }

    pub fn address(&self) -> SocketAddr {
        self.0.address()
    }

    pub async fn serve(self, limits: Limits, stop: watch::Receiver<bool>) {
        let router = router(Duration::from_secs(limits.body_seconds));
        self.0.serve(router, limits, stop).await;
    }
}

fn router(longest: Duration) -> Router {
    Router::new().fallback(answer).layer(RequestBodyDeadlineLayer::new(longest))
}

async fn answer(request: Request<Body>) -> impl IntoResponse {
    let (parts, mut body) = request.into_parts();
    let mut bytes = 0_usize;
    // Counted as it comes and let go: how large it is costs no memory.
    let whole = loop {
        match body.frame().await {
            Some(Ok(frame)) => bytes += frame.data_ref().map_or(0, |data| data.len()),
            Some(Err(_)) => break false,
            None => break true,
        }
    };
    let mut hidden = Vec::new();
    let said = json!({
        "service": "the echo behind the demo content of Portcullis",
        "method": parts.method.as_str(),
        "path": parts.uri.path(),
        "query": pairs(query(parts.uri.query().unwrap_or_default()), &mut hidden),
        "headers": pairs(headers(&parts.headers), &mut hidden),
        "hidden": hidden,
        "body": { "bytes": bytes, "complete": whole },
    });
    let text = format!("{said:#}\n");
    let plain = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (plain, text)
}

fn query(text: &str) -> impl Iterator<Item = (String, String)> {
    url::form_urlencoded::parse(text.as_bytes()).map(|(name, value)| (name.into_owned(), value.into_owned()))
}

fn headers(all: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    all.iter().map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
}

/// A name that comes more than once has a list. Of what may be a secret only the name is said, among the `hidden`.
fn pairs(all: impl Iterator<Item = (String, String)>, hidden: &mut Vec<String>) -> Map<String, Value> {
    let mut said = Map::new();
    for (name, value) in all {
        if may_be_secret(&name) {
            if !hidden.contains(&name) {
                hidden.push(name);
            }
            continue;
        }
        match said.get_mut(&name) {
            None => drop(said.insert(name, value.into())),
            Some(Value::Array(values)) => values.push(value.into()),
            Some(single) => *single = json!([single.take(), value]),
        }
    }
    said
}

fn may_be_secret(name: &str) -> bool {
    const PARTS: [&str; 10] =
        ["auth", "cookie", "credential", "key", "pass", "pwd", "secret", "session", "signature", "token"];
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt;

    async fn asked(request: Request<Body>) -> Value {
        let answer = router(Duration::from_secs(5)).oneshot(request).await.expect("an answer");
        assert_eq!(answer.headers()["content-type"], "application/json");
        let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
        serde_json::from_slice(&bytes).expect("JSON")
    }

    #[tokio::test]
    async fn it_says_what_it_was_asked() {
        let request = Request::post("/orders/a%20b?to=x&to=y&to=z&page=2")
            .header("x-request-id", "r1")
            .header("accept", "text/plain")
            .header("accept", "*/*")
            .body(Body::from("twelve bytes"))
            .expect("a request");
        let said = asked(request).await;
        assert_eq!(said["method"], "POST");
        assert_eq!(said["path"], "/orders/a%20b");
        assert_eq!(said["query"], json!({ "to": ["x", "y", "z"], "page": "2" }));
        assert_eq!(said["headers"], json!({ "x-request-id": "r1", "accept": ["text/plain", "*/*"] }));
        assert_eq!(said["body"], json!({ "bytes": 12, "complete": true }));
        assert_eq!(said["hidden"], json!([]));
    }

    #[tokio::test]
    async fn it_repeats_no_secret() {
        const SECRET: &str = "hunter2";
        let mut request = Request::get(format!("/?api_key={SECRET}&access_token={SECRET}&q=1"));
        for name in ["authorization", "proxy-authorization", "cookie", "x-api-key", "apikey", "x-partner-key"] {
            request = request.header(name, SECRET);
        }
        let said = asked(request.body(Body::empty()).expect("a request")).await;
        assert!(!said.to_string().contains(SECRET), "{said}");
        assert_eq!(said["query"], json!({ "q": "1" }));
        assert_eq!(said["hidden"].as_array().map(Vec::len), Some(8), "{said}");
    }
}
