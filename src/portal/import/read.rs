//! A file of keys, read: CSV with a first line of names, or a JSON object a line. A key becomes its hash here, and no
//! message repeats what stood in a field that may hold one.

use super::csv::{self, Unquoted};
use crate::domain::application::line as one_line;
use crate::domain::key::{Prefix, Shape, shape};
use crate::domain::time::Date;
use crate::identity::secret;
use crate::storage::Hash;
use serde_json::Value;
use std::fmt;

/// One transaction holds up everybody else's changes as long as it takes.
pub const MOST_ROWS: usize = 100_000;
const LONGEST_KEY: usize = 1024;
const COLUMNS: [&str; 7] = ["application", "name", "key", "sha256", "start", "tail", "expires"];
/// Of a key of which nothing may be seen, or nothing is known.
const UNKNOWN: &str = "?";

/// What is wrong, and where. Never a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    pub line: u64,
    /// Empty: it is about the line as a whole.
    pub field: &'static str,
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.line)?;
        if !self.field.is_empty() {
            write!(f, " {}:", self.field)?;
        }
        write!(f, " {}", self.what)
    }
}

/// A key as it will be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub line: u64,
    /// Its id, or its reference ID.
    pub application: String,
    pub name: String,
    pub hash: Hash,
    pub start: String,
    pub tail: String,
    /// The last day on which it works.
    pub ends: Option<Date>,
}

/// The fields of one line, by the place of their names among `COLUMNS`.
struct Raw {
    line: u64,
    fields: [String; COLUMNS.len()],
}

impl Raw {
    fn of(&self, name: &str) -> &str {
        COLUMNS.iter().position(|known| *known == name).map_or("", |at| self.fields[at].trim())
    }
}

/// `prefix`: how this portal's own keys begin.
pub fn read(text: &str, prefix: Prefix) -> (Vec<Row>, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let raw =
        if text.trim_start().starts_with('{') { from_json(text, &mut mistakes) } else { from_csv(text, &mut mistakes) };
    if raw.len() > MOST_ROWS {
        let what = format!("A file may hold {MOST_ROWS} keys at most.");
        return (Vec::new(), vec![Mistake { line: raw[MOST_ROWS].line, field: "", what }]);
    }
    if raw.is_empty() && mistakes.is_empty() {
        mistakes.push(Mistake { line: 1, field: "", what: "There is no key in this file.".to_owned() });
    }
    let rows = raw.iter().filter_map(|raw| row(raw, prefix, &mut mistakes)).collect();
    (rows, mistakes)
}

fn from_csv(text: &str, mistakes: &mut Vec<Mistake>) -> Vec<Raw> {
    let mut wrong = |line, field, what: &str| mistakes.push(Mistake { line, field, what: what.to_owned() });
    let rows = match csv::rows(text) {
        Ok(rows) => rows,
        Err(Unquoted(line)) => {
            wrong(line, "", "A quotation is not closed, or stands inside a field.");
            return Vec::new();
        }
    };
    let mut rows = rows.into_iter();
    let Some((line, names)) = rows.next() else { return Vec::new() };
    let known = format!("The first line names the columns, out of {}.", COLUMNS.join(", "));
    let mut places = Vec::new();
    for name in &names {
        let name = name.trim().to_ascii_lowercase();
        match COLUMNS.iter().position(|column| *column == name) {
            Some(at) if !places.contains(&at) => places.push(at),
            _ => {
                wrong(line, "", &known);
                return Vec::new();
            }
        }
    }
    let mut raw = Vec::new();
    for (line, row) in rows {
        if row.len() != places.len() {
            wrong(line, "", &format!("There are {} fields here, and {} columns.", row.len(), places.len()));
            continue;
        }
        let mut fields: [String; COLUMNS.len()] = Default::default();
        for (at, field) in places.iter().zip(row) {
            fields[*at] = field;
        }
        raw.push(Raw { line, fields });
    }
    raw
}

fn from_json(text: &str, mistakes: &mut Vec<Mistake>) -> Vec<Raw> {
    let mut raw = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let mut wrong = |field, what: &str| mistakes.push(Mistake { line, field, what: what.to_owned() });
        // What the parser says of a mistake may repeat the text.
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            wrong("", "This is no JSON object in one line.");
            continue;
        };
        let (mut fields, mut whole): ([String; COLUMNS.len()], _) = (Default::default(), true);
        for (name, value) in object {
            match (COLUMNS.iter().position(|column| *column == name), value) {
                (Some(at), Value::String(text)) => fields[at] = text,
                (Some(_), Value::Null) => {}
                (Some(at), _) => {
                    wrong(COLUMNS[at], "Write it as a text, in quotation marks.");
                    whole = false;
                }
                (None, _) => {
                    wrong("", &format!("A field has another name than {}.", COLUMNS.join(", ")));
                    whole = false;
                }
            }
        }
        if whole {
            raw.push(Raw { line, fields });
        }
    }
    raw
}

fn row(raw: &Raw, prefix: Prefix, mistakes: &mut Vec<Mistake>) -> Option<Row> {
    let before = mistakes.len();
    let mut wrong =
        |field: &'static str, what: &str| mistakes.push(Mistake { line: raw.line, field, what: what.to_owned() });
    if raw.of("application").is_empty() {
        wrong("application", "Name the application by its ID or its reference ID.");
    }
    let name = match raw.of("name") {
        "" => Some("Imported".to_owned()),
        text => one_line(text),
    };
    if name.is_none() {
        wrong("name", "Enter a name of 1 to 255 characters.");
    }
    let hash = hash(raw, prefix).map_err(|(field, what)| wrong(field, what)).ok();
    let (start, tail) = visible(raw.of("key"));
    let given = |field: &'static str, most: usize| {
        let text = raw.of(field);
        (text.chars().count() <= most && text.bytes().all(|byte| byte.is_ascii_graphic())).then_some(text)
    };
    let start = match given("start", 8) {
        None => Err("Enter at most 8 letters, digits and signs."),
        Some("") => Ok(start),
        Some(text) if raw.of("key").is_empty() || raw.of("key").starts_with(text) => Ok(text.to_owned()),
        Some(_) => Err("The key does not begin with it."),
    };
    let tail = match given("tail", 4) {
        None => Err("Enter at most 4 letters, digits and signs."),
        Some("") => Ok(tail),
        Some(text) if raw.of("key").is_empty() || raw.of("key").ends_with(text) => Ok(text.to_owned()),
        Some(_) => Err("The key does not end with it."),
    };
    let start = start.map_err(|what| wrong("start", what)).unwrap_or_default();
    let tail = tail.map_err(|what| wrong("tail", what)).unwrap_or_default();
    let ends = match raw.of("expires") {
        "" => None,
        text => Date::parse(text).map_err(|_| wrong("expires", "Enter a day like 2027-03-31, or nothing.")).ok(),
    };
    let application = raw.of("application").to_owned();
    let row = name.zip(hash).map(|(name, hash)| Row { line: raw.line, application, name, hash, start, tail, ends });
    row.filter(|_| mistakes.len() == before)
}

fn hash(raw: &Raw, prefix: Prefix) -> Result<Hash, (&'static str, &'static str)> {
    match (raw.of("key"), raw.of("sha256")) {
        ("", "") => Err(("sha256", "Give the key, or its SHA-256 in 64 hexadecimal digits.")),
        ("", digits) => from_hex(digits).ok_or(("sha256", "A SHA-256 has 64 hexadecimal digits.")),
        (key, "") => {
            if key.len() > LONGEST_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(("key", "A key has 1 to 1024 letters, digits and signs, without spaces."));
            }
            if shape(key.as_bytes(), prefix) == Shape::Broken {
                return Err(("key", "It looks like one of this portal’s own keys, but was not copied whole."));
            }
            Ok(secret::hash(key))
        }
        _ => Err(("sha256", "Give the key or its SHA-256, not both.")),
    }
}

fn from_hex(digits: &str) -> Option<Hash> {
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = Hash::default();
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).ok()?;
    }
    Some(hash)
}

/// What may be seen of a key: of a short one, nothing.
fn visible(key: &str) -> (String, String) {
    let show = match key.len() {
        24.. => 4,
        16.. => 2,
        _ => 0,
    };
    // A key that can't be taken may hold letters of several bytes.
    match (key.get(..show), key.get(key.len() - show..)) {
        (Some(start), Some(tail)) if show > 0 => (start.to_owned(), tail.to_owned()),
        _ => (UNKNOWN.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "legacy-1234567890-abcdefghij";

    fn rows(text: &str) -> Vec<Row> {
        let (rows, mistakes) = read(text, Prefix::default());
        assert_eq!(mistakes, []);
        rows
    }

    #[test]
    fn both_forms_say_the_same() {
        let csv = rows(&format!("application,name,key,expires\na1,\"One, two\",{KEY},2027-03-31\n"));
        let json =
            format!(r#"{{"application":"a1","name":"One, two","key":"{KEY}","expires":"2027-03-31","tail":null}}"#);
        assert_eq!(rows(&json), [Row { line: 1, ..csv[0].clone() }]);
        let Row { line, hash, start, tail, ends, .. } = &csv[0];
        assert_eq!((*line, start.as_str(), tail.as_str()), (2, "lega", "ghij"));
        assert_eq!((*hash, ends.map(|day| day.to_string()).as_deref()), (secret::hash(KEY), Some("2027-03-31")));
        let hashed: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
        let [by_hash] = &rows(&format!("sha256,application\n{hashed},a1"))[..] else { panic!("one row") };
        assert_eq!((by_hash.hash, by_hash.start.as_str(), by_hash.name.as_str()), (*hash, "?", "Imported"));
    }

    #[track_caller]
    fn wrong(text: &str, told: &[(u64, &str)]) {
        let (_, mistakes) = read(text, Prefix::default());
        let found: Vec<_> = mistakes.iter().map(|mistake| (mistake.line, mistake.field)).collect();
        assert_eq!(found, told, "{text}: {mistakes:?}");
        assert!(mistakes.iter().all(|mistake| !mistake.what.contains("secret")), "{mistakes:?}");
    }

    #[test]
    fn every_mistake_names_line_and_field_and_no_key() {
        wrong("", &[(1, "")]);
        wrong("application,key\n", &[(1, "")]);
        wrong("application,secret-key-in-the-wrong-place\na,b", &[(1, "")]);
        wrong("application,application\na,b", &[(1, "")]);
        wrong("application,key\na,b,secret\n\na,\"secret", &[(4, "")]);
        wrong("application,key\na,b,secret\n,secret key\n", &[(2, ""), (3, "application"), (3, "key")]);
        wrong("application,key,sha256\na,secret,00\na,,zz\na,,\n", &[(2, "sha256"), (3, "sha256"), (4, "sha256")]);
        wrong("application,key,expires\na,secret-1,tomorrow\n", &[(2, "expires")]);
        wrong("application,key,start,tail\na,secret-1,sk_,123456789\n", &[(2, "start"), (2, "tail")]);
        wrong("application,key\na,pk_secretsecretsecretsecretsecre", &[(2, "key")]);
        wrong(
            "{\"application\":\"a\",\"key\":secret}\n{\"application\":1,\"secret\":\"\"}",
            &[(1, ""), (2, "application"), (2, "")],
        );
    }

    #[test]
    fn of_a_short_key_nothing_is_seen() {
        for (key, seen) in [
            ("short", ("?", "")),
            ("0123456789abcdef", ("01", "ef")),
            (KEY, ("lega", "ghij")),
            ("éééééééééééé", ("éé", "éé")),
        ] {
            let (start, tail) = visible(key);
            assert_eq!((start.as_str(), tail.as_str()), seen, "{key}");
        }
    }
}
