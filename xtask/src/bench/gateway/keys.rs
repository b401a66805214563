//! Keys as the portal makes them, so many that nobody could make them by hand: seeded, so that each run has the same.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The key of this number: `pk_`, 23 digits, and 6 of the sum over them.
pub fn key(number: u32) -> String {
    let hash = Sha256::digest(format!("key {number}"));
    let mut key = "pk_".to_owned();
    key.extend(hash.iter().take(23).map(|byte| char::from(DIGITS[usize::from(*byte) % 62])));
    let mut rest = crc32(key.as_bytes());
    let mut tail = [b'0'; 6];
    for digit in tail.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    key.extend(tail.map(char::from));
    key
}

pub fn sha256(key: &str) -> String {
    Sha256::digest(key).iter().fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

/// A line each, for whoever presents them.
pub fn write_plain(file: &Path, count: u32) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    (0..count).try_for_each(|number| writeln!(out, "{}", key(number)))?;
    out.flush()
}

/// For `portcullis keys import`: all of one application.
pub fn write_import(file: &Path, application: &str, numbers: Range<u32>) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "application,name,sha256")?;
    numbers.into_iter().try_for_each(|number| writeln!(out, "{application},Key {number},{}", sha256(&key(number))))?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_form_that_the_gateway_checks() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let key = key(7);
        assert!(key.len() == 32 && key.starts_with("pk_"), "{key}");
        assert_ne!(key, super::key(8));
    }
}
