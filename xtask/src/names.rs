//! The names under which a module asks for the browser's functions. wasm-bindgen ends each with sixteen random digits, twice:
//! in the module and in its glue. Nothing compresses them; numbers in a row do the same, at two kilobytes less in each.

use anyhow::Result;
use regex::bytes::{Captures, Regex};
use std::collections::HashMap;

/// Every name keeps its length, so a module stays as valid as it was.
pub fn count<'a>(files: impl Iterator<Item = &'a mut Vec<u8>>) -> Result<()> {
    let random = Regex::new("(__wbg_[A-Za-z0-9_]{1,80}_)([0-9a-f]{16})(?-u:\\b)")?;
    let mut numbers = HashMap::<Vec<u8>, usize>::new();
    for file in files {
        let renamed = random.replace_all(file, |found: &Captures<'_>| {
            let next = numbers.len();
            let number = *numbers.entry(found[0].to_vec()).or_insert(next);
            [&found[1], format!("{number:016}").as_bytes()].concat()
        });
        *file = renamed.into_owned();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn the_same_name_gets_the_same_number_everywhere() {
        let mut files = [
            b"\x26__wbg_add_to_0123456789abcdef\x00\x07 __wbg_call_fedcba9876543210\x00".to_vec(),
            b"__wbg_call_fedcba9876543210: f, __wbg_add_to_0123456789abcdef(), x_0123456789abcdef".to_vec(),
        ];
        count(files.iter_mut()).unwrap();
        assert_eq!(files[0], b"\x26__wbg_add_to_0000000000000000\x00\x07 __wbg_call_0000000000000001\x00");
        assert_eq!(files[1], b"__wbg_call_0000000000000001: f, __wbg_add_to_0000000000000000(), x_0123456789abcdef");
    }
}
