//! 256 random bits that somebody holds, and of which only the hash is kept.

use super::chance::Chance;
use sha2::{Digest, Sha256};
use std::fmt;

/// What is kept of a secret.
pub type Hash = [u8; 32];

/// Shown to its holder once; never in a `Debug`, a log or the database.
pub struct Secret(String);

impl Secret {
    pub fn new(chance: &Chance) -> Self {
        use fmt::Write;
        let mut text = String::with_capacity(64);
        for byte in chance.bytes::<32>() {
            // Writing to a String can't fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> Hash {
        hash(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// What a presented secret is looked up by. The look-up is by hash, so its timing tells nothing of the secret.
pub fn hash(presented: &str) -> Hash {
    Sha256::digest(presented).into()
}
