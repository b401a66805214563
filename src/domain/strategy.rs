//! How calls to a version are authenticated.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StrategyKind {
    KeyAuth,
    OpenidConnect,
}

impl StrategyKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KeyAuth => "key_auth",
            Self::OpenidConnect => "openid_connect",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::KeyAuth, Self::OpenidConnect].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a developer reads on a card; a version without a strategy is served openly.
pub fn in_words(kind: Option<StrategyKind>) -> &'static str {
    match kind {
        Some(StrategyKind::KeyAuth) => "API key",
        Some(StrategyKind::OpenidConnect) => "OpenID Connect",
        None => "Open",
    }
}

/// What a page says about a version's strategy; a version without one is open to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    pub display_name: String,
    pub description: String,
    pub kind: StrategyKind,
    /// What an application has to do, in a sentence or two.
    pub how: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_survives_its_stored_form() {
        for kind in [StrategyKind::KeyAuth, StrategyKind::OpenidConnect] {
            assert_eq!(StrategyKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(StrategyKind::parse("basic"), None);
    }
}
