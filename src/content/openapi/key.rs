//! Last parts of addresses: short, safe in a URL, and each one once, whatever a reader takes for the same letter.

use std::collections::HashMap;

const LONGEST: usize = 90;

#[derive(Default)]
pub struct Keys {
    /// With the number that the next of the same name tries first.
    taken: HashMap<String, usize>,
}

impl Keys {
    pub fn of(&mut self, wanted: &str) -> String {
        let plain = spelled(wanted);
        let folded = plain.to_ascii_lowercase();
        let mut key = plain.clone();
        while self.taken.contains_key(&key.to_ascii_lowercase()) {
            let count = self.taken.entry(folded.clone()).or_insert(2);
            key = format!("{plain}-{count}");
            *count += 1;
        }
        self.taken.insert(key.to_ascii_lowercase(), 2);
        key
    }
}

fn spelled(wanted: &str) -> String {
    let mut key = String::new();
    for letter in wanted.chars() {
        if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_') {
            key.push(letter);
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
        if key.len() >= LONGEST {
            break;
        }
    }
    // A dot alone would be a folder.
    let key = key.trim_matches(['-', '.']);
    if key.is_empty() { "x".to_owned() } else { key.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_safe_and_its_own() {
        let mut keys = Keys::default();
        let cases = [
            ("listPets", "listPets"),
            ("ListPets", "ListPets-2"),
            ("get-/pets/{id}", "get-pets-id"),
            ("../..", "x"),
            ("日本", "x-2"),
            ("a b\"<c>", "a-b-c"),
        ];
        for (wanted, key) in cases {
            assert_eq!(keys.of(wanted), key);
        }
        assert_eq!(keys.of(&"a".repeat(500)).len(), LONGEST);
    }
}
