//! 256 random bits that somebody holds, and of which only the hash is kept.

use super::chance::Chance;
use crate::domain::key;
use sha2::block_api::compress256;
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
pub fn hash(presented: impl AsRef<[u8]>) -> Hash {
    let presented = presented.as_ref();
    match presented.as_array() {
        Some(key) => hash_of_key(key),
        None => Sha256::digest(presented).into(),
    }
}

/// The same for a text of a key's length, which is one block, always filled up in the same way: calls wait for this, and
/// the general way takes half as long again.
fn hash_of_key(key: &[u8; key::LENGTH]) -> Hash {
    let mut block = [0; 64];
    let (front, filling) = block.split_at_mut(key::LENGTH);
    front.copy_from_slice(key);
    filling.copy_from_slice(&FILLING);
    let mut state = BEGINNING;
    compress256(&mut state, &[block]);
    let mut hash = [0; 32];
    for (four, word) in hash.as_chunks_mut().0.iter_mut().zip(state) {
        *four = word.to_be_bytes();
    }
    hash
}

/// What stands behind a key in its block: a bit that ends it, and its length in bits.
const FILLING: [u8; 64 - key::LENGTH] = {
    let mut filling = [0; 64 - key::LENGTH];
    filling[0] = 0x80;
    let [.., high, low] = (8 * key::LENGTH).to_be_bytes();
    (filling[64 - key::LENGTH - 2], filling[64 - key::LENGTH - 1]) = (high, low);
    filling
};

/// What SHA-256 starts from (FIPS 180-4, 5.3.3).
const BEGINNING: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_one_everybody_makes() {
        for length in 0..200 {
            for seed in [0_u8, 7, 255] {
                let text: Vec<_> = (0..length).map(|at: u8| seed.wrapping_add(at.wrapping_mul(31))).collect();
                assert_eq!(hash(&text)[..], Sha256::digest(&text)[..], "{length} bytes");
            }
        }
        let known: String = hash("pk_0123456789ABCDEFGHIJKLMNOPQRS").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(known, "7c73a46fb5182b88d2b800abd0ca900775b69e414020d47c1d342092d59689a2");
    }
}
