//! What has to be done so that what is kept becomes what is wanted. Pure, so that it can be shown before it is done.

use super::{DocumentSheet, ProductSheet, StrategySheet, VersionName, VersionSheet};
use crate::domain::slug::Slug;
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;

/// Everything that `apply` reads and `export` writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheets {
    /// By their keys. Of what is wanted: only those that are named.
    pub settings: Map<String, Value>,
    pub strategies: Vec<StrategySheet>,
    pub products: Vec<ProductSheet>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Add,
    Alter,
    Remove,
}

/// One line of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<'a> {
    pub sign: Sign,
    /// "version orders v2"
    pub what: String,
    /// What becomes different about it, each in a few words.
    pub fields: Vec<String>,
    pub step: Step<'a>,
}

/// In an order in which each can be taken: what goes makes room for what comes, and a name is known before its use.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<'a> {
    DropDocument(&'a Slug, &'a Slug),
    DropVersion(&'a Slug, &'a VersionName),
    DropProduct(&'a Slug),
    Set(&'a str, &'a Value),
    PutStrategy(&'a StrategySheet),
    /// The product's own fields.
    PutProduct(&'a ProductSheet),
    PutVersion(&'a Slug, &'a VersionSheet),
    /// The newest first; whatever is not named is older than all of them.
    OrderVersions(&'a Slug, Vec<&'a VersionName>),
    PutDocument(&'a Slug, &'a DocumentSheet),
    DropStrategy(&'a Slug),
}

/// `prune`: what is not wanted goes. Without it, it stays as it is.
pub fn plan<'a>(kept: &'a Sheets, wanted: &'a Sheets, prune: bool) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    if prune {
        for product in &kept.products {
            match wanted.products.iter().find(|other| other.slug == product.slug) {
                None => changes.push(remove(format!("product {}", product.slug), Step::DropProduct(&product.slug))),
                Some(other) => remove_inside(product, other, &mut changes),
            }
        }
    }
    for (key, value) in &wanted.settings {
        if kept.settings.get(key) != Some(value) {
            let before = kept.settings.get(key).unwrap_or(&Value::Null);
            let fields = vec![short(before, value).unwrap_or_default()];
            changes.push(Change {
                sign: Sign::Alter,
                what: format!("setting {key}"),
                fields,
                step: Step::Set(key, value),
            });
        }
    }
    for strategy in &wanted.strategies {
        let before = kept.strategies.iter().find(|other| other.name == strategy.name);
        put(format!("strategy {}", strategy.name), before, strategy, Step::PutStrategy(strategy), &mut changes);
    }
    for product in &wanted.products {
        let before = kept.products.iter().find(|other| other.slug == product.slug);
        put_product(before, product, &mut changes);
    }
    if prune {
        for strategy in &kept.strategies {
            if !wanted.strategies.iter().any(|other| other.name == strategy.name) {
                let what = format!("strategy {}", strategy.name);
                changes.push(remove(what, Step::DropStrategy(&strategy.name)));
            }
        }
    }
    changes
}

fn remove_inside<'a>(kept: &'a ProductSheet, wanted: &ProductSheet, changes: &mut Vec<Change<'a>>) {
    let slug = &kept.slug;
    for document in &kept.documents {
        if !wanted.documents.iter().any(|other| other.slug == document.slug) {
            let what = format!("document {slug} {}", document.slug);
            changes.push(remove(what, Step::DropDocument(slug, &document.slug)));
        }
    }
    for version in &kept.versions {
        if !wanted.versions.iter().any(|other| other.name == version.name) {
            let what = format!("version {slug} {}", version.name);
            changes.push(remove(what, Step::DropVersion(slug, &version.name)));
        }
    }
}

fn put_product<'a>(before: Option<&'a ProductSheet>, product: &'a ProductSheet, changes: &mut Vec<Change<'a>>) {
    let slug = &product.slug;
    // Versions and documents have lines of their own.
    let alone = |sheet: &ProductSheet| ProductSheet { versions: Vec::new(), documents: Vec::new(), ..sheet.clone() };
    let (own_before, own) = (before.map(alone), alone(product));
    let count = changes.len();
    put(format!("product {slug}"), own_before.as_ref(), &own, Step::PutProduct(product), changes);
    // Its bytes are no part of what is compared field by field.
    let picture = before.is_some_and(|before| before.image != product.image);
    if let Some(change) = changes.get_mut(count).filter(|change| picture && change.fields.is_empty()) {
        change.fields.push("image".to_owned());
    }
    let versions = before.map_or(&[][..], |before| &before.versions);
    // The oldest first: each new one is put on top.
    for version in product.versions.iter().rev() {
        let before = versions.iter().find(|other| other.name == version.name);
        put(format!("version {slug} {}", version.name), before, version, Step::PutVersion(slug, version), changes);
    }
    order_versions(slug, versions, &product.versions, changes);
    let documents = before.map_or(&[][..], |before| &before.documents);
    for document in &product.documents {
        let before = documents.iter().find(|other| other.slug == document.slug);
        put(format!("document {slug} {}", document.slug), before, document, Step::PutDocument(slug, document), changes);
    }
}

fn order_versions<'a>(
    slug: &'a Slug,
    kept: &[VersionSheet],
    wanted: &'a [VersionSheet],
    changes: &mut Vec<Change<'a>>,
) {
    let is_kept = |name: &VersionName| kept.iter().any(|other| other.name == *name);
    let (old, new): (Vec<_>, Vec<_>) = wanted.iter().map(|version| &version.name).partition(|name| is_kept(name));
    let on_top = wanted.iter().map(|version| &version.name).take(new.len()).eq(new.iter().copied());
    let mut remaining = kept.iter().map(|version| &version.name).filter(|name| old.contains(name));
    let same = old.iter().copied().eq(remaining.by_ref());
    // Those that are not named fall behind; that alone is no reason.
    if !(on_top && same) {
        let names = wanted.iter().map(|version| &version.name).collect();
        let what = format!("product {slug}");
        let fields = vec!["order of versions".to_owned()];
        changes.push(Change { sign: Sign::Alter, what, fields, step: Step::OrderVersions(slug, names) });
    }
}

fn remove(what: String, step: Step<'_>) -> Change<'_> {
    Change { sign: Sign::Remove, what, fields: Vec::new(), step }
}

fn put<'a, T: PartialEq + Serialize>(
    what: String,
    before: Option<&T>,
    after: &T,
    step: Step<'a>,
    changes: &mut Vec<Change<'a>>,
) {
    match before {
        None => changes.push(Change { sign: Sign::Add, what, fields: Vec::new(), step }),
        Some(before) if before == after => {}
        Some(before) => changes.push(Change { sign: Sign::Alter, what, fields: differences(before, after), step }),
    }
}

fn differences<T: Serialize>(before: &T, after: &T) -> Vec<String> {
    let (Ok(Value::Object(before)), Ok(Value::Object(after))) =
        (serde_json::to_value(before), serde_json::to_value(after))
    else {
        return Vec::new();
    };
    let differing = after.iter().filter(|(key, value)| before.get(*key) != Some(value));
    differing
        .map(|(key, value)| match short(before.get(key).unwrap_or(&Value::Null), value) {
            Some(words) => format!("{key} {words}"),
            None => key.clone(),
        })
        .collect()
}

/// "draft → published", where both sides fit into a line.
fn short(before: &Value, after: &Value) -> Option<String> {
    let word = |value: &Value| match value {
        Value::Null => Some("none".to_owned()),
        Value::String(text) if text.chars().count() <= 60 && !text.contains('\n') => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    Some(format!("{} → {}", word(before)?, word(after)?))
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.sign {
            Sign::Add => '+',
            Sign::Alter => '~',
            Sign::Remove => '-',
        };
        write!(f, "{sign} {}", self.what)?;
        if self.fields.is_empty() { Ok(()) } else { write!(f, ": {}", self.fields.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::version::tests::version;
    use super::*;
    use crate::domain::version::VersionState;

    fn product(slug: &str, versions: &[&str]) -> ProductSheet {
        ProductSheet {
            slug: Slug::parse(slug).expect("a slug"),
            name: slug.to_owned(),
            summary: "S".to_owned(),
            description: String::new(),
            labels: Vec::new(),
            attributes: super::super::Attributes::new(),
            image: None,
            versions: versions.iter().map(|name| version(name)).collect(),
            documents: Vec::new(),
        }
    }

    fn sheets(products: Vec<ProductSheet>) -> Sheets {
        Sheets { products, ..Sheets::default() }
    }

    #[track_caller]
    fn check(kept: &Sheets, wanted: &Sheets, prune: bool, lines: &[&str]) {
        let found: Vec<_> = plan(kept, wanted, prune).iter().map(ToString::to_string).collect();
        assert_eq!(found, lines);
    }

    #[test]
    fn what_is_the_same_is_left_alone() {
        let kept = sheets(vec![product("a", &["v2", "v1"])]);
        check(&kept, &kept, true, &[]);
    }

    #[test]
    fn a_line_says_what_becomes_different() {
        let kept = sheets(vec![product("a", &["v2", "v1"]), product("b", &[])]);
        let mut wanted = sheets(vec![product("a", &["v2", "v1"]), product("c", &["v1"])]);
        wanted.products[0].versions[1].state = VersionState::Retired;
        wanted.products[0].description = "long\ntext".to_owned();
        let lines =
            ["~ product a: description", "~ version a v1: state published → retired", "+ product c", "+ version c v1"];
        check(&kept, &wanted, false, &lines);
        check(&kept, &wanted, true, &[&["- product b"], &lines[..]].concat());
    }

    #[test]
    fn the_order_of_versions_is_kept() {
        let kept = sheets(vec![product("a", &["v2", "v1"])]);
        check(&kept, &sheets(vec![product("a", &["v3", "v2", "v1"])]), false, &["+ version a v3"]);
        check(&kept, &sheets(vec![product("a", &["v1", "v2"])]), false, &["~ product a: order of versions"]);
        let between = ["+ version a v1b", "~ product a: order of versions"];
        check(&kept, &sheets(vec![product("a", &["v2", "v1b", "v1"])]), false, &between);
        check(&kept, &sheets(vec![product("a", &["v2"])]), false, &[]);
        check(&kept, &sheets(vec![product("a", &["v2"])]), true, &["- version a v1"]);
    }
}
