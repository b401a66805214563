//! Ids of rows, kept small: a gateway holds millions of them.

use http::HeaderValue;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use uuid::Uuid;

/// The ids that the portal makes are UUIDs in their usual form; any other text is kept as it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Id {
    Uuid([u8; 16]),
    Other(Arc<str>),
}

impl Id {
    pub fn new(text: &str) -> Self {
        let mut form = [0; 36];
        match Uuid::try_parse(text) {
            Ok(uuid) if uuid.as_hyphenated().encode_lower(&mut form) == text => Self::Uuid(*uuid.as_bytes()),
            _ => Self::Other(text.into()),
        }
    }

    fn with<T>(&self, take: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Uuid(bytes) => take(Uuid::from_bytes(*bytes).as_hyphenated().encode_lower(&mut [0; 36])),
            Self::Other(text) => take(text),
        }
    }

    /// None where it holds something that no header can.
    pub fn header(&self) -> Option<HeaderValue> {
        self.with(|text| HeaderValue::from_str(text).ok())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with(|text| f.write_str(text))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Uuid(bytes) => state.write(bytes),
            Self::Other(text) => state.write(text.as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_being_kept_small() {
        for text in ["0190c3b2-7d4e-7abc-8def-0123456789ab", "built-in", "", "0190C3B2-7D4E-7ABC-8DEF-0123456789AB"] {
            assert_eq!(Id::new(text).to_string(), text);
        }
        assert!(matches!(Id::new("0190c3b2-7d4e-7abc-8def-0123456789ab"), Id::Uuid(_)));
        assert!(matches!(Id::new("0190c3b27d4e7abc8def0123456789ab"), Id::Other(_)));
        assert_eq!(size_of::<Id>(), 24);
    }
}
