//! What was typed after a command. Whatever no command asked for is a mistake, and `finish` says so.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;

pub struct Args {
    task: &'static str,
    words: Vec<String>,
    rest: Vec<String>,
}

impl Args {
    /// Words after `--` are not ours: they go on to the program that the command starts.
    pub fn new(task: &'static str, mut words: Vec<String>) -> Self {
        let rest = match words.iter().position(|word| word == "--") {
            Some(at) => words.split_off(at).split_off(1),
            None => Vec::new(),
        };
        Self { task, words, rest }
    }

    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() < before
    }

    pub fn number(&mut self, name: &str) -> Result<Option<u32>> {
        let Some(value) = self.take(name) else { return Ok(None) };
        match value.as_deref().map(str::parse) {
            Some(Ok(number)) if number > 0 => Ok(Some(number)),
            _ => bail!("`{name}` wants a whole number above 0, not `{}`", value.unwrap_or_default()),
        }
    }

    pub fn file(&mut self, name: &str) -> Result<Option<PathBuf>> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let file = value.map(PathBuf::from).with_context(|| format!("`{name}` wants the name of a file"))?;
        // What is started elsewhere finds it too.
        let whole = file.canonicalize().with_context(|| format!("`{name}` {}", file.display()))?;
        Ok(Some(whole))
    }

    /// The word behind `name`, where both are there.
    fn take(&mut self, name: &str) -> Option<Option<String>> {
        let at = self.words.iter().position(|word| word == name)?;
        Some(self.words.drain(at..(at + 2).min(self.words.len())).nth(1))
    }

    /// The words that are one of `known`, in the order of `known`.
    pub fn words<'a>(&mut self, known: &[&'a str]) -> Vec<&'a str> {
        known.iter().copied().filter(|word| self.flag(word)).collect()
    }

    /// The words after `--`; an error where a word before it is left over.
    pub fn finish(self) -> Result<Vec<String>> {
        match self.words.first() {
            Some(word) => bail!("unknown argument `{word}`; see cargo xtask {} --help", self.task),
            None => Ok(self.rest),
        }
    }

    /// For commands that start nothing.
    pub fn finish_alone(self) -> Result<()> {
        match self.finish()?.first() {
            Some(word) => bail!("nothing takes `{word}` after `--` here"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(line: &str) -> Args {
        Args::new("run", line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn flags_numbers_and_the_rest() {
        let mut args = args("--release --seconds 7 -- --portal 127.0.0.1:1 --release");
        assert!(args.flag("--release"));
        assert!(!args.flag("--watch"));
        assert_eq!(args.number("--seconds").unwrap(), Some(7));
        assert_eq!(args.finish().unwrap(), ["--portal", "127.0.0.1:1", "--release"]);
    }

    #[test]
    fn what_nobody_asked_for_is_named() {
        let refusal = args("--relese").finish().unwrap_err().to_string();
        assert_eq!(refusal, "unknown argument `--relese`; see cargo xtask run --help");
    }

    #[test]
    fn a_file_must_be_there() {
        let mut args = args("--binary src");
        assert!(args.file("--binary").unwrap().is_some_and(|file| file.is_absolute()));
        assert!(args.file("--binary").unwrap().is_none());
        for line in ["--binary", "--binary no/such/file"] {
            assert!(super::tests::args(line).file("--binary").is_err(), "{line}");
        }
    }

    #[test]
    fn a_number_must_be_one() {
        for line in ["--seconds", "--seconds x", "--seconds 0"] {
            assert!(args(line).number("--seconds").is_err(), "{line}");
        }
    }
}
