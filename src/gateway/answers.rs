//! What the gateway itself answers, and what it adds to the answers of others.

use super::body::ToClient;
use super::headers::REQUEST_ID;
use super::routes::Asked;
use crate::domain::limit::Taken;
use crate::domain::sheet::Method;
use crate::domain::verdict::Code;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// One name for a call, in its answer, in the log, for the upstream, and on the page that explains refusals.
#[derive(Clone, Copy)]
pub struct CallId([u8; 20]);

impl CallId {
    /// 80 random bits: short enough to read out, too many to guess.
    pub fn new(bytes: [u8; 10]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 20];
        for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub fn header(&self) -> HeaderValue {
        HeaderValue::from_bytes(&self.0).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// RFC 9457. Nothing in it comes from the call.
pub fn problem(code: Code, id: &CallId, asked: Option<&Asked>) -> Response<ToClient> {
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = format!(
        "{{\"type\":\"about:blank\",\"title\":\"{}\",\"status\":{},\"detail\":\"{}\",\"code\":\"{}\",\"request_id\":\"{}\"}}",
        code.title(),
        code.status(),
        code.detail(),
        code.as_str(),
        id.as_str()
    );
    let mut answer = Response::new(ToClient::Whole(Some(Bytes::from(body))));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, challenge(code, asked));
    }
    answer
}

/// Any 401 must say how one authenticates.
fn challenge(code: Code, asked: Option<&Asked>) -> HeaderValue {
    match asked.map(|asked| &asked.method) {
        Some(Method::OpenidConnect { .. }) if code == Code::KeyMissing => HeaderValue::from_static("Bearer"),
        Some(Method::OpenidConnect { .. }) => HeaderValue::from_static("Bearer error=\"invalid_token\""),
        _ => HeaderValue::from_static("ApiKey realm=\"portcullis\""),
    }
}

pub fn add_id(headers: &mut HeaderMap, id: &CallId) {
    headers.insert(REQUEST_ID, id.header());
}

/// What remains of the limit, as the RateLimit fields of the IETF's draft say it.
pub fn add_limit(headers: &mut HeaderMap, taken: &Taken, policy: &HeaderValue) {
    // Written by hand: `format!` takes several times as long.
    let text = ["\"default\";r=", &taken.remaining.to_string(), ";t=", &taken.reset.to_string()].concat();
    // At once, and not a bit with each.
    headers.reserve(3);
    if let Ok(text) = HeaderValue::try_from(text) {
        headers.insert(RATE_LIMIT, text);
    }
    headers.insert(RATE_LIMIT_POLICY, policy.clone());
    if !taken.allowed {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(taken.retry_after.max(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_json_whatever_the_code() {
        for code in Code::ALL {
            let answer = problem(code, &CallId::new([0xab; 10]), None);
            assert_eq!(answer.status().as_u16(), code.status());
            let ToClient::Whole(Some(body)) = answer.into_body() else { panic!("it has a body") };
            let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(body["code"], code.as_str());
            assert_eq!(body["status"], code.status());
            assert_eq!(body["request_id"], "abababababababababab");
        }
    }

    #[test]
    fn what_remains_is_told() {
        let mut headers = HeaderMap::new();
        let taken = Taken { allowed: false, remaining: 0, retry_after: 0, reset: u64::MAX };
        add_limit(&mut headers, &taken, &HeaderValue::from_static("\"default\";q=1;w=1"));
        assert_eq!(headers["ratelimit"], format!("\"default\";r=0;t={}", u64::MAX));
        assert_eq!(headers["ratelimit-policy"], "\"default\";q=1;w=1");
        assert_eq!(headers["retry-after"], "1");
    }
}
