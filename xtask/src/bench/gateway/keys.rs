//! Keys as the portal makes them, so many that nobody could make them by hand: seeded, so that each run has the same.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
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

/// As many keys as one application may have.
const OF_ONE: u32 = 20;
/// Rows in one statement.
const AT_ONCE: u32 = 500;

/// Applications of the admin, each registered for the version that is checked and with as many keys as it may have: what
/// came to be over years, written at once.
pub fn write_sql(file: &Path, count: u32) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "begin;")?;
    let admin = "(select id from accounts where role = 'admin')";
    let strategy = "(select id from strategies where name = 'key-auth')";
    let version = "(select id from versions where name = 'checked')";
    let applications = count.div_ceil(OF_ONE);
    let application = |number: u32| {
        let id = id('a', number);
        format!("('{id}', {admin}, 'App {number}', '', '', {strategy}, '{id}', 1, 1)")
    };
    let columns =
        "applications (id, account_id, name, sought, description, strategy_id, reference_id, created_at, changed_at)";
    insert(&mut out, columns, applications, application)?;
    let registration =
        |number: u32| format!("('{}', '{}', {version}, {strategy}, 'approved', 1)", id('b', number), id('a', number));
    let columns = "registrations (id, application_id, version_id, strategy_id, state, requested_at)";
    insert(&mut out, columns, applications, registration)?;
    let credential = |number: u32| {
        let (id, owner, hash) = (id('c', number), id('a', number / OF_ONE), sha256(&key(number)));
        format!("('{id}', '{owner}', 'Key {number}', x'{hash}', 'pk_', '', 1)")
    };
    insert(&mut out, "credentials (id, application_id, name, hash, start, tail, created_at)", count, credential)?;
    writeln!(out, "commit;")?;
    out.flush()
}

fn insert(out: &mut impl Write, columns: &str, count: u32, row: impl Fn(u32) -> String) -> std::io::Result<()> {
    for first in (0..count).step_by(AT_ONCE as usize) {
        let rows: Vec<_> = (first..count.min(first + AT_ONCE)).map(&row).collect();
        writeln!(out, "insert into {columns} values {};", rows.join(", "))?;
    }
    Ok(())
}

/// In the form in which the portal makes them.
fn id(kind: char, number: u32) -> String {
    format!("{kind}0000000-0000-7000-8000-{number:012x}")
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

    #[test]
    fn rows_come_in_statements_of_some() {
        let mut out = Vec::new();
        insert(&mut out, "t (i)", 1001, |number| format!("({number})")).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(text.lines().last(), Some("insert into t (i) values (1000);"));
    }
}
