//! Access tokens of other people's identity providers: whether one is good, and whose it is. The keys of a provider
//! are fetched when they are needed first, kept, and fetched again when a token names one that is not among them.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A provider that changes its keys leaves the old ones for longer than this.
const FRESH: Duration = Duration::from_secs(600);
/// A flood of tokens with made-up key ids asks the provider no more often.
const PATIENCE: Duration = Duration::from_secs(10);
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
const LARGEST_ANSWER: usize = 512 * 1024;
const LONGEST_TOKEN: usize = 16 * 1024;
/// Clocks of two machines differ a little.
const LEEWAY: i64 = 30;
/// Signed with a key that only the provider has. A shared secret, or none, is no proof here.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What a version's strategy asks of a token.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub issuer: &'a str,
    /// Empty: for whomever it was made.
    pub audience: &'a str,
    /// Holds the client's id.
    pub claim: &'a str,
    pub scopes: &'a [String],
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    #[error("{0}")]
    Invalid(String),
    #[error("the token has expired")]
    Expired,
    #[error("the token lacks the scope {0}")]
    Scope(String),
}

fn invalid(why: impl Into<String>) -> BadToken {
    BadToken::Invalid(why.into())
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Issuers {
    http: reqwest::Client,
    known: Arc<Mutex<HashMap<String, Arc<Issuer>>>>,
}

#[derive(Default)]
struct Issuer {
    keys: Mutex<Option<Keys>>,
    /// Held while somebody asks: the others wait for the answer instead of asking as well.
    asking: tokio::sync::Mutex<Option<Instant>>,
}

#[derive(Clone)]
struct Keys {
    set: Arc<JwkSet>,
    at: Instant,
}

impl Issuers {
    pub fn new() -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(ANSWERS_WITHIN)
            .no_proxy()
            .build()?;
        Ok(Self { http, known: Arc::default() })
    }

    /// The client that a token was made for. `now`: seconds since 1970.
    pub async fn client(&self, wanted: &Wanted<'_>, token: &str, now: i64) -> Result<String, BadToken> {
        if token.len() > LONGEST_TOKEN {
            return Err(invalid("the token is too long"));
        }
        let header = decode_header(token).map_err(|_| invalid("it is no token of three parts"))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(invalid("the token is signed in a way that proves nothing here"));
        }
        let key = self.key(wanted.issuer, header.kid.as_deref(), header.alg).await?;
        let key = DecodingKey::from_jwk(&key).map_err(|_| invalid("the issuer’s key can’t be used"))?;
        let claims = read(token, &key, header.alg)?;
        judge(&claims, wanted, now)
    }

    async fn key(&self, issuer: &str, id: Option<&str>, algorithm: Algorithm) -> Result<Jwk, BadToken> {
        let known = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(issuer.to_owned()).or_default())
        };
        let kept = known.kept();
        if let Some(keys) = kept.as_ref().filter(|keys| keys.at.elapsed() < FRESH)
            && let Some(key) = find(&keys.set, id, algorithm)
        {
            return Ok(key);
        }
        let mut asked = known.asking.lock().await;
        // Somebody else may have asked meanwhile.
        if asked.is_none_or(|at| at.elapsed() >= PATIENCE) {
            *asked = Some(Instant::now());
            match self.fetch(issuer).await {
                Ok(set) => known.keep(Keys { set: Arc::new(set), at: Instant::now() }),
                Err(cause) => tracing::warn!(issuer, %cause, "the keys of an issuer could not be read"),
            }
        }
        drop(asked);
        // Old keys are better than none while the issuer can't be reached.
        let keys = known.kept().ok_or_else(|| invalid("the issuer’s keys can’t be read at the moment"))?;
        find(&keys.set, id, algorithm).ok_or_else(|| invalid("the issuer has no such key"))
    }

    /// As OpenID Connect Discovery says it: first where the keys are, then the keys.
    async fn fetch(&self, issuer: &str) -> Result<JwkSet, FetchError> {
        let about = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let about: Value = serde_json::from_slice(&self.read(&about).await?)?;
        if !about["issuer"].as_str().is_some_and(|named| same_issuer(named, issuer)) {
            return Err(FetchError::OtherIssuer);
        }
        let keys = about["jwks_uri"].as_str().ok_or(FetchError::NoKeys)?;
        let keys: Value = serde_json::from_slice(&self.read(keys).await?)?;
        let keys = keys["keys"].as_array().ok_or(FetchError::NoKeys)?;
        // One key of a kind that is not known here spoils only itself.
        Ok(JwkSet { keys: keys.iter().filter_map(|key| serde_json::from_value(key.clone()).ok()).collect() })
    }

    async fn read(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let mut answer = self.http.get(address).send().await?.error_for_status()?;
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > LARGEST_ANSWER {
                return Err(FetchError::TooLarge);
            }
        }
        Ok(bytes)
    }
}

#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("its answer is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("its answer is too large")]
    TooLarge,
    #[error("what is found there names another issuer")]
    OtherIssuer,
    #[error("it names no keys")]
    NoKeys,
}

impl Issuer {
    fn kept(&self) -> Option<Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, keys: Keys) {
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = Some(keys);
    }
}

/// A slash at the end is written by some and not by others.
fn same_issuer(a: &str, b: &str) -> bool {
    a.trim_end_matches('/') == b.trim_end_matches('/')
}

/// The key that the token names; where it names none, the only one that can have signed it.
fn find(set: &JwkSet, id: Option<&str>, algorithm: Algorithm) -> Option<Jwk> {
    let signs = |key: &&Jwk| DecodingKey::from_jwk(key).is_ok_and(|key| key.family().algorithms().contains(&algorithm));
    match id {
        Some(id) => set.keys.iter().find(|key| key.common.key_id.as_deref() == Some(id)).filter(signs).cloned(),
        None => {
            let mut fitting = set.keys.iter().filter(signs);
            fitting.next().filter(|_| fitting.next().is_none()).cloned()
        }
    }
}

/// The claims of a token whose signature is good. Its times and names are judged by us, who are given the time.
fn read(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Map<String, Value>, BadToken> {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    decode(token, key, &validation).map(|token| token.claims).map_err(|_| invalid("its signature is not the issuer’s"))
}

fn judge(claims: &Map<String, Value>, wanted: &Wanted<'_>, now: i64) -> Result<String, BadToken> {
    if !claims.get("iss").and_then(Value::as_str).is_some_and(|issuer| same_issuer(issuer, wanted.issuer)) {
        return Err(invalid("the token comes from another issuer"));
    }
    // Some write fractions of seconds.
    let instant = |claim: &str| claims.get(claim).and_then(Value::as_f64).map(|seconds| seconds as i64);
    match instant("exp") {
        None => return Err(invalid("the token has no end")),
        Some(end) if end <= now => return Err(BadToken::Expired),
        Some(_) => {}
    }
    if instant("nbf").is_some_and(|begin| begin > now + LEEWAY) {
        return Err(invalid("the token is not valid yet"));
    }
    if !wanted.audience.is_empty() && !words(claims.get("aud")).any(|audience| audience == wanted.audience) {
        return Err(invalid("the token was made for another audience"));
    }
    let granted: Vec<_> = ["scope", "scp"]
        .into_iter()
        .flat_map(|claim| words(claims.get(claim)))
        .flat_map(str::split_whitespace)
        .collect();
    if let Some(missing) = wanted.scopes.iter().find(|scope| !granted.contains(&scope.as_str())) {
        return Err(BadToken::Scope(missing.clone()));
    }
    let client = claim(claims, wanted.claim).and_then(Value::as_str).filter(|client| !client.is_empty());
    client.map(str::to_owned).ok_or_else(|| invalid(format!("the token has no claim {}", wanted.claim)))
}

/// A text, or a list of them.
fn words(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let (one, many) = match value {
        Some(Value::String(text)) => (Some(text.as_str()), None),
        Some(Value::Array(list)) => (None, Some(list)),
        _ => (None, None),
    };
    one.into_iter().chain(many.into_iter().flatten().filter_map(Value::as_str))
}

/// By its whole name, else as a path: `app.clientId` may be either.
fn claim<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if let Some(found) = claims.get(name) {
        return Some(found);
    }
    let (first, rest) = name.split_once('.')?;
    rest.split('.').try_fold(claims.get(first)?, |value, part| value.get(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_000_000;

    fn good() -> Value {
        json!({
            "iss": "https://id.example", "exp": NOW + 60, "aud": ["orders", "other"], "scope": "read write",
            "client_id": "client-1", "app": { "clientId": "nested" }, "a.b": "dotted",
        })
    }

    #[track_caller]
    fn check(change: &Value, audience: &str, claim: &str, scopes: &[&str], found: &Result<&str, BadToken>) {
        let (mut claims, Value::Object(changed)) = (good(), change.clone()) else { panic!("an object") };
        for (name, value) in changed {
            claims[&name] = value;
        }
        let Value::Object(mut claims) = claims else { panic!("an object") };
        claims.retain(|_, value| !value.is_null());
        let scopes: Vec<_> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let wanted = Wanted { issuer: "https://id.example/", audience, claim, scopes: &scopes };
        let judged = judge(&claims, &wanted, NOW);
        match (&judged, found) {
            (Err(BadToken::Invalid(why)), Err(BadToken::Invalid(part))) => {
                assert!(why.contains(part), "{why}: {change}")
            }
            _ => assert_eq!(judged.as_deref(), found.as_deref(), "{change}"),
        }
    }

    #[test]
    fn a_token_says_for_whom_it_was_made_and_until_when() {
        check(&json!({}), "", "client_id", &[], &Ok("client-1"));
        check(&json!({}), "orders", "client_id", &["read"], &Ok("client-1"));
        check(&json!({ "scope": null, "scp": ["read"] }), "", "client_id", &["read"], &Ok("client-1"));
        check(&json!({}), "", "app.clientId", &[], &Ok("nested"));
        check(&json!({}), "", "a.b", &[], &Ok("dotted"));
        check(&json!({ "exp": NOW }), "", "client_id", &[], &Err(BadToken::Expired));
        check(&json!({ "exp": null }), "", "client_id", &[], &Err(invalid("no end")));
        check(&json!({ "exp": "tomorrow" }), "", "client_id", &[], &Err(invalid("no end")));
        check(&json!({ "nbf": NOW + 31 }), "", "client_id", &[], &Err(invalid("not valid yet")));
        check(&json!({ "nbf": NOW + 30 }), "", "client_id", &[], &Ok("client-1"));
        check(&json!({ "iss": "https://evil.example" }), "", "client_id", &[], &Err(invalid("another issuer")));
        check(&json!({ "iss": null }), "", "client_id", &[], &Err(invalid("another issuer")));
        check(&json!({ "aud": "other" }), "orders", "client_id", &[], &Err(invalid("another audience")));
        check(&json!({ "aud": null }), "orders", "client_id", &[], &Err(invalid("another audience")));
        check(&json!({}), "", "client_id", &["admin"], &Err(BadToken::Scope("admin".to_owned())));
        check(&json!({ "scope": "reader" }), "", "client_id", &["read"], &Err(BadToken::Scope("read".to_owned())));
        check(&json!({}), "", "sub", &[], &Err(invalid("no claim sub")));
        check(&json!({ "client_id": 7 }), "", "client_id", &[], &Err(invalid("no claim")));
        check(&json!({ "client_id": "" }), "", "client_id", &[], &Err(invalid("no claim")));
    }
}
