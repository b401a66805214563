//! The seam to whoever verifies access tokens.

use super::routes::Asked;
use crate::domain::sheet::Method;
use crate::domain::time::Timestamp;
use crate::domain::verdict::Code;
use crate::identity::tokens::{self, Issuers, Wanted};
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

impl Tokens for Issuers {
    fn client<'a>(
        &'a self,
        asked: &'a Asked,
        token: &'a str,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<String, BadToken>> {
        Box::pin(async move {
            let Method::OpenidConnect { issuer, audience, credential_claim, scopes } = &asked.method else {
                return Err(BadToken { code: Code::TokenInvalid, detail: None });
            };
            let wanted = Wanted { issuer, audience, claim: credential_claim, scopes };
            Issuers::client(self, &wanted, token, now.0.div_euclid(1000)).await.map_err(|bad| BadToken {
                code: match bad {
                    tokens::BadToken::Invalid(_) => Code::TokenInvalid,
                    tokens::BadToken::Expired => Code::TokenExpired,
                    tokens::BadToken::Scope(_) => Code::ScopeMissing,
                },
                detail: Some(bad.to_string()),
            })
        })
    }
}

/// Knows no issuer: no token is good.
pub struct NoTokens;

impl Tokens for NoTokens {
    fn client<'a>(&'a self, _: &'a Asked, _: &'a str, _: Timestamp) -> BoxFuture<'a, Result<String, BadToken>> {
        Box::pin(std::future::ready(Err(BadToken { code: Code::TokenInvalid, detail: None })))
    }
}
