//! YAML as a person would write it: a text stands as it is wherever every reader of YAML takes it for that text.

/// Lists and texts up to here stand on one line.
const LONGEST_LINE: usize = 100;

#[derive(Default)]
pub struct Yaml {
    pub text: String,
    indent: usize,
    /// The next line begins a part of a list.
    dash: bool,
}

impl Yaml {
    /// One level deeper.
    pub fn inside(&mut self, write: impl FnOnce(&mut Self)) {
        self.indent += 2;
        write(self);
        self.indent -= 2;
    }

    /// A mapping in a list.
    pub fn part(&mut self, write: impl FnOnce(&mut Self)) {
        self.inside(|yaml| {
            yaml.dash = true;
            write(yaml);
        });
    }

    /// `word` needs no quotes, or is empty where more lines follow.
    pub fn word(&mut self, key: &str, word: &str) {
        let value = if word.is_empty() { String::new() } else { format!(" {word}") };
        let line = format!("{}:{value}", in_line(key, true));
        self.line(&line);
    }

    pub fn text(&mut self, key: &str, text: &str) {
        if !fits_block(text) {
            self.word(key, &in_line(text, false));
            return;
        }
        let kept = match text.len() - text.trim_end_matches('\n').len() {
            0 => "|-",
            1 => "|",
            _ => "|+",
        };
        self.word(key, kept);
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.text.extend(std::iter::repeat_n(' ', self.indent + 2));
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    pub fn list(&mut self, key: &str, items: &[String]) {
        let short: Vec<_> = items.iter().map(|item| in_line(item, true)).collect();
        let short = format!("[{}]", short.join(", "));
        if items.is_empty() || short.chars().count() <= LONGEST_LINE {
            self.word(key, &short);
            return;
        }
        self.word(key, "");
        self.inside(|yaml| {
            for item in items {
                yaml.line(&format!("- {}", in_line(item, false)));
            }
        });
    }

    fn line(&mut self, line: &str) {
        let indent = if self.dash { self.indent - 2 } else { self.indent };
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(if std::mem::take(&mut self.dash) { "- " } else { "" });
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// Lines of their own, where nothing depends on blanks that nobody sees.
fn fits_block(text: &str) -> bool {
    let seen = |line: &str| line.is_empty() || !line.trim().is_empty();
    let begins = text.starts_with(|first: char| !first.is_whitespace());
    begins && text.contains('\n') && text.split('\n').all(seen) && !text.chars().any(|c| c != '\n' && is_unseen(c))
}

/// `tight`: as a key or in brackets, where more marks have a meaning.
pub fn in_line(text: &str, tight: bool) -> String {
    if is_plain(text, tight) {
        text.to_owned()
    } else if text.contains(['"', '\\']) && !text.chars().any(is_unseen) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        quoted(text)
    }
}

/// Written with an escape, since it would be lost, refused or overlooked.
fn is_unseen(letter: char) -> bool {
    let code = u32::from(letter);
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}') || code & 0xfffe == 0xfffe
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            unseen if is_unseen(unseen) => quoted.push_str(&format!("\\U{:08X}", u32::from(unseen))),
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

fn is_plain(text: &str, tight: bool) -> bool {
    let begins = text.starts_with(|first: char| first.is_alphanumeric() || (first == '/' && !tight));
    let parted =
        text.contains(": ") || text.contains(" #") || text.ends_with(':') || text.ends_with(char::is_whitespace);
    let marked = tight && text.contains([',', '[', ']', '{', '}', ':', '#', '?']);
    begins && !parted && !marked && !text.chars().any(is_unseen) && !is_a_word_of_yaml(text)
}

/// What some version of YAML takes for a truth, a number, a day or nothing.
fn is_a_word_of_yaml(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let begins = word.starts_with(|first: char| first.is_ascii_digit());
    let number = word.bytes().all(|byte| byte.is_ascii_hexdigit() || b"xo_.:+-tz ".contains(&byte));
    words.contains(&word.as_str()) || (begins && number) || word.parse::<f64>().is_ok()
}
