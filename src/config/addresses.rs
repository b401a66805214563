//! Under which addresses portal and gateway are known, and what follows from them.

use super::{Config, ConfigError};
use std::net::SocketAddr;

impl Config {
    /// The portal's address as people see it.
    pub fn public_address(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://localhost:{}", bound.port()),
        }
    }

    /// The gateway's address as applications see it, without a slash at its end. Where nobody says it: beside the
    /// portal, under the gateway's own port.
    pub fn gateway_address(&self, bound: SocketAddr) -> String {
        let beside = || match &self.public_url {
            Some(url) => format!("{}://{}:{}", url.scheme(), url.host_str().unwrap_or("localhost"), bound.port()),
            None => format!("http://localhost:{}", bound.port()),
        };
        self.gateway_url.as_ref().map_or_else(beside, |url| url.as_str().trim_end_matches('/').to_owned())
    }

    /// Browsers send the session only over TLS, except where the portal is tried on this machine.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| {
            let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
            !(url.scheme() == "http" && loopback)
        })
    }

    /// Where the portal's pages come from, as browsers say it.
    pub fn origins(&self, bound: SocketAddr) -> Vec<String> {
        let mut origins = vec![self.public_address(bound)];
        if self.public_url.is_none() {
            origins.extend(["127.0.0.1", "[::1]"].map(|host| format!("http://{host}:{}", bound.port())));
        }
        origins
    }

    /// The hosts that requests may name.
    pub fn hosts(&self, bound: SocketAddr) -> Vec<String> {
        let loopback = ["localhost".to_owned(), "127.0.0.1".to_owned(), "[::1]".to_owned()];
        let mut hosts = match &self.public_url {
            Some(url) => url.host_str().map(str::to_owned).into_iter().collect(),
            None => Vec::new(),
        };
        // A portal that only this machine can reach is tried by any of its names.
        if self.public_url.is_none() || bound.ip().is_loopback() {
            hosts.extend(loopback);
        }
        hosts
    }
}

pub(super) fn public(text: &str) -> Result<url::Url, ConfigError> {
    let url = site("public_url", text, "https://developers.example.com")?;
    if url.path() != "/" {
        let why = format!("{text:?} must end after the host: the portal owns the whole site");
        return Err(ConfigError::Value { key: "public_url", why });
    }
    Ok(url)
}

/// A proxy may have it under a path.
pub(super) fn reached(text: &str) -> Result<url::Url, ConfigError> {
    site("gateway_url", text, "https://api.example.com")
}

fn site(key: &'static str, text: &str, example: &str) -> Result<url::Url, ConfigError> {
    let wrong = |why: &str| ConfigError::Value { key, why: format!("{text:?} {why}") };
    let url = url::Url::parse(text).map_err(|_| wrong(&format!("is not an address like {example}")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong("must begin with https:// (or http://) and name a host"));
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("must be without user, query and fragment"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::super::Flags;
    use super::*;

    #[track_caller]
    fn check(public: Option<&str>, gateway: Option<&str>, expected: &str) {
        let flags = Flags {
            config: Some("/dev/null".into()),
            public_url: public.map(str::to_owned),
            gateway_url: gateway.map(str::to_owned),
            ..Flags::default()
        };
        let config = Config::read(&flags).expect("settings");
        assert_eq!(config.gateway_address("0.0.0.0:8000".parse().expect("an address")), expected);
    }

    #[test]
    fn the_gateway_is_beside_the_portal_unless_it_is_said_where() {
        check(None, None, "http://localhost:8000");
        check(Some("http://portal.example:3000"), None, "http://portal.example:8000");
        check(Some("https://portal.example"), None, "https://portal.example:8000");
        check(Some("https://portal.example"), Some("https://api.example/"), "https://api.example");
        check(None, Some("https://example.com/gateway"), "https://example.com/gateway");
    }
}
