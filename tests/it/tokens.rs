//! Access tokens against a real identity provider of our own: discovery, keys, signatures.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use axum::Router;
use axum::routing::get;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use portcullis::identity::tokens::{BadToken, Issuers, Wanted};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const NOW: i64 = 1_795_262_400;

struct Signer {
    key: EncodingKey,
    id: &'static str,
}

impl Signer {
    fn new(id: &'static str) -> Self {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Self { key: EncodingKey::from_ec_der(document.expect("a key").as_ref()), id }
    }

    fn public(&self) -> Value {
        let mut jwk = Jwk::from_encoding_key(&self.key, Algorithm::ES256).expect("a public key");
        jwk.common.key_id = Some(self.id.to_owned());
        serde_json::to_value(jwk).expect("JSON")
    }

    fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.id.to_owned()), ..Header::new(Algorithm::ES256) };
        encode(&header, claims, &self.key).expect("a token")
    }
}

/// What it publishes can be changed, and how often its keys were asked for is counted.
struct Provider {
    issuer: String,
    keys: Arc<Mutex<Vec<Value>>>,
    asked: Arc<AtomicUsize>,
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let (keys, asked) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let about = json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/keys") });
        let (served, count) = (Arc::clone(&keys), Arc::clone(&asked));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(move || async move { axum::Json(about) }))
            .route(
                "/keys",
                get(move || async move {
                    count.fetch_add(1, Ordering::Relaxed);
                    let keys = served.lock().expect("the keys").clone();
                    axum::Json(json!({ "keys": keys }))
                }),
            );
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, keys, asked }
    }

    fn publish(&self, keys: &[Value]) {
        *self.keys.lock().expect("the keys") = keys.to_vec();
    }

    fn claims(&self) -> Value {
        json!({ "iss": self.issuer, "exp": NOW + 60, "client_id": "client-1" })
    }
}

#[tokio::test]
async fn a_token_is_good_only_with_its_issuer_s_signature() {
    let (provider, issuers, signer) = (Provider::start().await, Issuers::new().expect("a client"), Signer::new("a"));
    // A kind of key that is not known here spoils only itself.
    provider.publish(&[json!({ "kty": "unheard-of", "kid": "x" }), signer.public()]);
    let ask = async |token: &str| {
        let wanted = Wanted { issuer: &provider.issuer, audience: "", claim: "client_id", scopes: &[] };
        issuers.client(&wanted, token, NOW).await
    };
    let good = signer.sign(&provider.claims());
    assert_eq!(ask(&good).await.as_deref(), Ok("client-1"));
    assert_eq!(ask(&good).await.as_deref(), Ok("client-1"));
    assert_eq!(provider.asked.load(Ordering::Relaxed), 1, "keys are kept");
    let late = json!({ "iss": provider.issuer, "exp": NOW, "client_id": "client-1" });
    assert_eq!(ask(&signer.sign(&late)).await, Err(BadToken::Expired));

    let other = Signer::new("a");
    let (head, rest) = good.split_once('.').expect("three parts");
    let (body, signature) = rest.split_once('.').expect("three parts");
    let changed = signer.sign(&json!({ "iss": provider.issuer, "exp": NOW + 60, "client_id": "client-2" }));
    let changed_body = changed.split('.').nth(1).expect("a body");
    let public = provider.keys.lock().expect("the keys")[1].to_string();
    let confused = encode(
        &Header { kid: Some("a".to_owned()), ..Header::new(Algorithm::HS256) },
        &provider.claims(),
        &EncodingKey::from_secret(public.as_bytes()),
    );
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    for bad in [
        other.sign(&provider.claims()),
        format!("{head}.{changed_body}.{signature}"),
        format!("{head}.{body}."),
        format!("{none}.{body}."),
        format!("{none}.{body}.{signature}"),
        confused.expect("a token"),
        String::new(),
        "a.b".to_owned(),
        "....".to_owned(),
        "é.é.é".to_owned(),
        "x".repeat(20_000),
    ] {
        assert!(matches!(ask(&bad).await, Err(BadToken::Invalid(_))), "{bad}");
    }
}

#[tokio::test]
async fn a_new_key_is_fetched_once_and_a_made_up_one_does_not_ask_each_time() {
    let (provider, issuers) = (Provider::start().await, Issuers::new().expect("a client"));
    let (old, made_up) = (Signer::new("old"), Signer::new("made-up"));
    provider.publish(&[old.public()]);
    let wanted = Wanted { issuer: &provider.issuer, audience: "", claim: "client_id", scopes: &[] };
    assert!(issuers.client(&wanted, &old.sign(&provider.claims()), NOW).await.is_ok());
    for _ in 0..20 {
        assert!(issuers.client(&wanted, &made_up.sign(&provider.claims()), NOW).await.is_err());
    }
    assert_eq!(provider.asked.load(Ordering::Relaxed), 1, "it was asked a moment ago");
}

#[tokio::test]
async fn an_issuer_that_is_not_there_lets_nobody_in() {
    let (issuers, signer) = (Issuers::new().expect("a client"), Signer::new("a"));
    let issuer = "http://127.0.0.1:9";
    let wanted = Wanted { issuer, audience: "", claim: "client_id", scopes: &[] };
    let token = signer.sign(&json!({ "iss": issuer, "exp": NOW + 60, "client_id": "client-1" }));
    assert!(matches!(issuers.client(&wanted, &token, NOW).await, Err(BadToken::Invalid(_))));
}
