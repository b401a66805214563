//! The session cookie, and who a request comes from.

use super::client::{Peer, client};
use super::forms::sign_in::to_sign_in;
use crate::identity::secret::Secret;
use crate::portal::{Client, Portal, SignedIn};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::net::IpAddr;
use std::sync::Arc;

const DAYS: u32 = 30;

#[derive(Clone)]
pub struct Sessions {
    pub portal: Portal,
    pub cookie: SessionCookie,
    pub trusted_proxies: Arc<[IpAddr]>,
}

/// Its name says whether browsers may only send it over TLS.
#[derive(Clone, Copy, Debug)]
pub struct SessionCookie {
    pub secure: bool,
}

impl SessionCookie {
    fn name(self) -> &'static str {
        if self.secure { "__Host-portcullis" } else { "portcullis" }
    }

    pub fn given(self, secret: &Secret) -> Option<HeaderValue> {
        self.header(secret.expose(), DAYS * 24 * 60 * 60)
    }

    pub fn taken(self) -> Option<HeaderValue> {
        self.header("", 0)
    }

    fn header(self, value: &str, seconds: u32) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.name());
        let mut header = HeaderValue::from_str(&text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    fn presented(self, headers: &HeaderMap) -> Option<&str> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies.flat_map(|line| line.split(';')).find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.name() && value.len() == 64).then_some(value)
        })
    }
}

/// Puts the client, and whoever is signed in, into the request. A cookie that proves nothing is as none.
pub async fn identify(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let client: Client = client(peer, request.headers(), &sessions.trusted_proxies);
    let found = match sessions.cookie.presented(request.headers()) {
        Some(presented) => sessions.portal.who(presented).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(me)) => {
            request.extensions_mut().insert::<SignedIn>(me);
        }
        Ok(None) => {}
        Err(cause) => {
            tracing::error!(%cause, "a session could not be looked up");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    }
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// In front of what only a person can open or send: everybody else is sent to sign in.
pub async fn required(request: Request, next: Next) -> Response {
    if request.extensions().get::<SignedIn>().is_none() {
        return to_sign_in(&request);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_for_this_host_and_no_script() {
        let secret = Secret::new(&crate::portal::Chance::seeded(1));
        let text = |secure| {
            let header = SessionCookie { secure }.given(&secret).expect("a header");
            assert!(header.is_sensitive());
            header.to_str().expect("text").replace(secret.expose(), "S")
        };
        assert_eq!(text(true), "__Host-portcullis=S; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(text(false), "portcullis=S; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
    }
}
