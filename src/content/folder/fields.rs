//! A mapping of a file, read key by key. What is wrong is told to its page, and reading goes on.

use super::page::{Page, field_of, item_of};
use super::tree::{Node, Value};
use std::collections::BTreeMap;
use std::fmt::Display;

pub struct Fields<'a> {
    page: &'a Page,
    path: String,
    entries: BTreeMap<&'a str, &'a Node>,
}

impl<'a> Fields<'a> {
    pub fn of(page: &'a Page, node: &'a Node, path: &str) -> Option<Self> {
        let Value::Map(found) = &node.value else {
            page.wrong(path, "Write keys and values here, like “name: Orders”.");
            return None;
        };
        let mut entries = BTreeMap::new();
        for entry in found {
            if entries.insert(entry.key.as_str(), &entry.node).is_some() {
                page.wrong_at(Some(entry.line), &field_of(path, &entry.key), "This key stands here twice.");
            }
        }
        Some(Self { page, path: path.to_owned(), entries })
    }

    /// All keys that may stand here; those of `needed` must.
    pub fn expect(&self, needed: &[&str], others: &[&str]) {
        let known: Vec<_> = needed.iter().chain(others).copied().collect();
        for key in self.entries.keys().filter(|key| !known.contains(key)) {
            self.wrong(key, format!("There is no such key. Those that are: {}.", known.join(", ")));
        }
        self.need(needed);
    }

    pub fn need(&self, keys: &[&str]) {
        for key in keys {
            match self.entries.get(key) {
                None => self.wrong(key, "This key is missing."),
                Some(node) if node.is_null() => self.wrong(key, "Write something here. A word like null needs quotes."),
                Some(_) => {}
            }
        }
    }

    pub fn refuse(&self, keys: &[&str], why: &str) {
        for key in keys.iter().filter(|key| self.entries.contains_key(*key)) {
            self.wrong(key, why);
        }
    }

    pub fn wrong(&self, key: &str, what: impl Into<String>) {
        self.page.wrong(&self.path_of(key), what);
    }

    pub fn path_of(&self, key: &str) -> String {
        field_of(&self.path, key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.entries.keys().copied()
    }

    /// None also where `null` stands.
    pub fn node(&self, key: &str) -> Option<&'a Node> {
        self.entries.get(key).copied().filter(|node| !node.is_null())
    }

    /// As it stands there, so that of a bare `null` and of nothing each can be told.
    pub fn written(&self, key: &str) -> Option<&'a Node> {
        self.entries.get(key).copied()
    }

    pub fn text(&self, key: &str) -> Option<&'a str> {
        match &self.node(key)?.value {
            Value::Text { text, .. } => Some(text),
            _ => {
                self.wrong(key, "Write one text here.");
                None
            }
        }
    }

    /// Empty where it is missing.
    pub fn string(&self, key: &str) -> String {
        self.text(key).unwrap_or_default().to_owned()
    }

    pub fn parsed<T, E: Display>(&self, key: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        let parsed = parse(self.text(key)?);
        parsed.map_err(|why| self.wrong(key, sentence(&why.to_string()))).ok()
    }

    /// What has to be one of some words is one of them, or isn't named at all.
    pub fn one_of<T>(&self, key: &str, words: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.written(key).is_some_and(Node::is_null) {
            self.wrong(key, format!("Write one of {words}, or leave the key out."));
        }
        self.parsed(key, |text| parse(text).ok_or_else(|| format!("“{text}” is none of {words}.")))
    }

    pub fn number<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.parsed(key, |text| text.parse().map_err(|_| format!("“{text}” is not a number that fits here.")))
    }

    /// The words of both YAMLs: people write `on`, programs `true`.
    pub fn flag(&self, key: &str, or: bool) -> bool {
        let flag = self.one_of(key, "on and off, true and false", |text| match text.to_ascii_lowercase().as_str() {
            "on" | "true" | "yes" => Some(true),
            "off" | "false" | "no" => Some(false),
            _ => None,
        });
        flag.unwrap_or(or)
    }

    pub fn texts(&self, key: &str) -> Vec<String> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Value::List(items) = &node.value else {
            self.wrong(key, "Write a list here, like [a, b].");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match &item.value {
                Value::Text { text, .. } if !item.is_null() => texts.push(text.clone()),
                _ => self.page.wrong(&item_of(&self.path_of(key), index), "Write one text here, or take it out."),
            }
        }
        texts
    }

    /// People leave the brackets out where there is one.
    pub fn text_or_texts(&self, key: &str) -> Vec<String> {
        match self.written(key) {
            Some(node) if matches!(node.value, Value::List(_)) => self.texts(key),
            Some(node) if !node.is_null() => self.text(key).map(str::to_owned).into_iter().collect(),
            _ => {
                self.wrong(key, "Write something here. A word like null needs quotes.");
                Vec::new()
            }
        }
    }

    pub fn inside(&self, key: &str) -> Option<Fields<'a>> {
        Fields::of(self.page, self.node(key)?, &self.path_of(key))
    }

    /// The mappings of a list, each with its path.
    pub fn each(&self, key: &str) -> Vec<(String, Fields<'a>)> {
        self.node(key).map(|node| each(self.page, node, &self.path_of(key))).unwrap_or_default()
    }
}

pub fn each<'a>(page: &'a Page, node: &'a Node, path: &str) -> Vec<(String, Fields<'a>)> {
    let Value::List(items) = &node.value else {
        page.wrong(path, "Write a list here, each of its parts after a “-”.");
        return Vec::new();
    };
    let paths = (0..).map(|index| item_of(path, index));
    paths.zip(items).filter_map(|(path, item)| Some((path.clone(), Fields::of(page, item, &path)?))).collect()
}

/// Some rules tell their errors as parts of one.
fn sentence(why: &str) -> String {
    let mut letters = why.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
