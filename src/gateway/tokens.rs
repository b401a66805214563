//! The seam to whoever verifies access tokens.

use super::routes::Asked;
use crate::domain::time::Timestamp;
use crate::domain::verdict::Code;
use futures::future::BoxFuture;

/// Verifies the bearer tokens of versions whose strategy is OpenID Connect.
pub trait Tokens: Send + Sync {
    /// The client that the token was issued to: the reference ID of an application.
    fn client<'a>(
        &'a self,
        asked: &'a Asked,
        token: &'a str,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<String, BadToken>>;
}

/// Why a token is no good.
#[derive(Debug, PartialEq, Eq)]
pub struct BadToken {
    /// `TokenInvalid`, `TokenExpired` or `ScopeMissing`.
    pub code: Code,
    /// For the owner of the application and admins only.
    pub detail: Option<String>,
}

/// Knows no issuer: no token is good.
pub struct NoTokens;

impl Tokens for NoTokens {
    fn client<'a>(&'a self, _: &'a Asked, _: &'a str, _: Timestamp) -> BoxFuture<'a, Result<String, BadToken>> {
        Box::pin(std::future::ready(Err(BadToken { code: Code::TokenInvalid, detail: None })))
    }
}
