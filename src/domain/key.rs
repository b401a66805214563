//! The form of a key: `pk_`, 23 letters and digits of chance, and 6 that prove that the others were copied whole.
//! A mistyped key is told from an unknown one without looking anything up.

use std::fmt;

pub const LENGTH: usize = 32;
const PREFIX: usize = 3;
const CHANCE: usize = 23;
const TAIL: usize = 6;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// So many bytes of chance are more than enough: one in 32 is thrown away.
pub const BYTES: usize = 64;

/// Two letters and an underscore, chosen once for a portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix([u8; PREFIX]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key begins with two letters and an underscore, like pk_")]
pub struct NotAPrefix;

impl Prefix {
    pub fn parse(text: &str) -> Result<Self, NotAPrefix> {
        text.as_bytes().try_into().ok().and_then(Self::of).ok_or(NotAPrefix)
    }

    pub fn of(bytes: [u8; PREFIX]) -> Option<Self> {
        let [a, b, line] = bytes;
        (a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && line == b'_').then_some(Self(bytes))
    }

    pub fn bytes(self) -> [u8; PREFIX] {
        self.0
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Self(*b"pk_")
    }
}

/// A key in full. It is shown once; nothing that is written down anywhere prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// None: too many of the bytes fell on the few that would make some digits likelier than others. Ask again.
    pub fn new(prefix: Prefix, chance: &[u8; BYTES]) -> Option<Self> {
        let fair = chance.iter().filter(|byte| **byte < 248).map(|byte| char::from(DIGITS[usize::from(*byte) % 62]));
        let mut text = prefix.as_str().to_owned();
        text.extend(fair.take(CHANCE));
        let tail = tail(text.as_bytes().as_array()?);
        text.extend(tail.map(char::from));
        Some(Self(text))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What remains visible of it.
    pub fn start(&self) -> &str {
        &self.0[..PREFIX + 4]
    }

    pub fn tail(&self) -> &str {
        &self.0[LENGTH - 4..]
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(hidden)")
    }
}

/// What a presented text can be, before anything is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Ours, copied whole.
    Ours,
    /// Ours, but mistyped or cut: no key like it was ever made.
    Broken,
    /// Another form: it may have been imported.
    Foreign,
}

pub fn shape(presented: &[u8], prefix: Prefix) -> Shape {
    let Some(presented) = presented.as_array::<LENGTH>().filter(|text| text.starts_with(&prefix.0)) else {
        return Shape::Foreign;
    };
    // All of them are looked at, whatever the first say: that way many are at once.
    let plain = |byte: &u8| byte.is_ascii_digit() | (byte | 0x20).is_ascii_lowercase();
    if !presented[PREFIX..].iter().fold(true, |all, byte| all & plain(byte)) {
        return Shape::Foreign;
    }
    match presented.split_first_chunk() {
        Some((front, end)) if tail(front) == end => Shape::Ours,
        _ => Shape::Broken,
    }
}

/// CRC-32 in base 62, the most significant digit first.
fn tail(front: &[u8; LENGTH - TAIL]) -> [u8; TAIL] {
    const TWO: u32 = 62 * 62;
    const THREE: u32 = 62 * TWO;
    let sum = crc32(front);
    let (high, low) = (sum / THREE, sum % THREE);
    // None of these divisions waits for another.
    let digits = [high / TWO, high / 62 % 62, high % 62, low / TWO, low / 62 % 62, low % 62];
    digits.map(|digit| DIGITS[digit as usize])
}

/// What a byte adds to the sum, with none to twelve more behind it. A key's bytes are looked up in two steps of thirteen:
/// only the second waits for the first, and every call that shows a key waits for both.
static TABLES: [[u32; 256]; STEP] = {
    let mut tables = [[0; 256]; STEP];
    let mut at = 0;
    while at < 256 {
        let (mut value, mut bit) = (at as u32, 0);
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        tables[0][at] = value;
        at += 1;
    }
    let mut behind = 1;
    while behind < STEP {
        let mut at = 0;
        while at < 256 {
            let before = tables[behind - 1][at];
            tables[behind][at] = tables[0][(before & 0xff) as usize] ^ (before >> 8);
            at += 1;
        }
        behind += 1;
    }
    tables
};
const STEP: usize = (LENGTH - TAIL) / 2;
const _: () = assert!(2 * STEP + TAIL == LENGTH, "two steps are all of it");

#[inline]
fn crc32(front: &[u8; LENGTH - TAIL]) -> u32 {
    !front.as_chunks::<STEP>().0.iter().fold(u32::MAX, |sum, step| {
        let mut step = *step;
        step.iter_mut().zip(sum.to_le_bytes()).for_each(|(byte, before)| *byte ^= before);
        // From the last byte on: those that wait for the step before come last.
        step.iter().rev().zip(&TABLES).fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(seed: u8) -> Key {
        Key::new(Prefix::default(), &std::array::from_fn(|at| seed.wrapping_mul(31).wrapping_add(at as u8)))
            .expect("one")
    }

    #[test]
    fn the_sum_is_the_one_everybody_uses() {
        // As zlib has them.
        assert_eq!(crc32(b"pk_0123456789ABCDEFGHIJKLM"), 0x95ae_622e);
        assert_eq!(crc32(b"pk_zyxwvutsrqponmlkjihgfed"), 0x7b86_b05d);
        assert_eq!(crc32(&[0; 26]), 0xafec_be32);
        assert_eq!(crc32(&[255; 26]), 0xf2e7_dc40);
        assert_eq!(tail(b"pk_0123456789ABCDEFGHIJKLM"), *b"2jwsZS");
    }

    #[test]
    fn a_key_has_its_form() {
        let key = made(7);
        let text = key.expose();
        assert_eq!(text.len(), LENGTH);
        assert!(text.starts_with("pk_") && text[3..].bytes().all(|byte| byte.is_ascii_alphanumeric()), "{text}");
        assert_eq!(shape(text.as_bytes(), Prefix::default()), Shape::Ours);
        assert_eq!((key.start(), key.tail()), (&text[..7], &text[28..]));
        assert_eq!(format!("{key:?}"), "Key(hidden)");
    }

    #[test]
    fn any_single_slip_is_found() {
        let key = made(9);
        for at in 3..LENGTH {
            for digit in DIGITS {
                let mut slip = key.expose().as_bytes().to_vec();
                if slip[at] != *digit {
                    slip[at] = *digit;
                    assert_eq!(shape(&slip, Prefix::default()), Shape::Broken, "{at}");
                }
            }
        }
    }

    #[test]
    fn what_has_another_form_may_be_imported() {
        let cut = &made(1).expose()[..31].to_owned();
        for text in ["", "x", "pk_", "sk_live_4242", cut.as_str(), "pk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            assert_eq!(shape(text.as_bytes(), Prefix::default()), Shape::Foreign, "{text}");
        }
    }

    #[test]
    fn unfair_bytes_are_not_used() {
        assert_eq!(Key::new(Prefix::default(), &[255; BYTES]), None);
    }

    #[test]
    fn a_prefix_is_two_letters_and_a_line() {
        for (text, fits) in [("pk_", true), ("AB_", true), ("p1_", false), ("pk-", false), ("pkk_", false), ("", false)]
        {
            assert_eq!(Prefix::parse(text).is_ok(), fits, "{text}");
        }
    }
}
