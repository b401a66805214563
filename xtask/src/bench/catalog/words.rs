//! The words of the catalog that is asked, as it shows them itself.

use crate::bench::asking::{Asking, escape};
use crate::project::Project;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;

/// Shorter ones are asked as beginnings.
const SHORTEST: usize = 4;

#[derive(Default)]
pub struct Words {
    /// Of names and summaries.
    pub said: Vec<String>,
    /// Two of them that stand beside each other.
    pub pairs: Vec<(String, String)>,
    /// Of paths and summaries of operations.
    pub operations: Vec<String>,
    /// `label:sales`.
    pub facets: Vec<String>,
}

impl Words {
    /// Of the products that the demo repeats under numbered names.
    pub fn read(project: &Project, asking: &mut Asking) -> Result<Self> {
        let mut slugs: Vec<String> = fs::read_dir(project.root.join("demo/products"))?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<Result<_>>()?;
        slugs.sort();
        let mut words = Self::default();
        for slug in slugs {
            // One that strangers don't see has no page.
            let Ok(product) = asking.json(&format!("/rpc/catalog/product?slug={slug}")) else { continue };
            let text = |key: &str| product[key].as_str().unwrap_or_default().to_owned();
            words.add_text(&format!("{} {}", text("name"), text("summary")));
            let version = product["version"]["name"].as_str().context("a product without a version")?;
            let list = format!("/rpc/catalog/operations?slug={slug}&version={}&shown=", escape(version));
            // A version without an OpenAPI file has no list.
            if let Ok(Value::String(html)) = asking.json(&list) {
                words.add_operations(&html);
            }
        }
        let catalog = asking.json(super::questions::PLAIN)?;
        words.facets = facets(&catalog);
        Ok(words)
    }

    fn add_text(&mut self, text: &str) {
        let found = long_words(text);
        self.pairs.extend(found.windows(2).map(|two| (two[0].clone(), two[1].clone())));
        for word in found {
            add(&mut self.said, word);
        }
    }

    fn add_operations(&mut self, html: &str) {
        let paths = html.split(" title=\"").skip(1).filter_map(|after| Some(after.split_once('"')?.0));
        let summaries = html.split("</span> <span").skip(1).filter_map(|after| {
            let said = after.split_once('>')?.1;
            Some(said.split_once('<')?.0)
        });
        for word in paths.chain(summaries).flat_map(long_words) {
            add(&mut self.operations, word);
        }
    }
}

fn add(words: &mut Vec<String>, word: String) {
    if !words.contains(&word) {
        words.push(word);
    }
}

fn long_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() >= SHORTEST);
    words.map(str::to_ascii_lowercase).collect()
}

fn facets(found: &Value) -> Vec<String> {
    let facets = found["facets"].as_array().into_iter().flatten();
    let pairs = facets.flat_map(|facet| {
        let key = facet["key"].as_str().unwrap_or_default();
        let values = facet["values"].as_array().into_iter().flatten();
        values.filter_map(move |value| Some(format!("{key}:{}", value["value"].as_str()?)))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_from_what_is_shown() {
        let mut words = Words::default();
        words.add_text("Berth Booking Find a free berth");
        assert_eq!(words.said, ["berth", "booking", "find", "free"]);
        assert_eq!(words.pairs.len(), 4);
        words.add_operations(
            "<li><a href=\"k\" title=\"/batches/{batch_id}\"><span class=\"method\" data-method=\"get\">get</span> \
             <span class=\"deprecated\">Read a batch</span></a></li>",
        );
        assert_eq!(words.operations, ["batches", "batch", "read"]);
    }

    #[test]
    fn facets_are_asked_as_the_catalog_writes_them() {
        let found = serde_json::json!({"facets": [{"key": "label", "values": [{"value": "a b", "count": 1}]}]});
        assert_eq!(facets(&found), ["label:a b"]);
    }
}
