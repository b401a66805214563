//! Carrying out a plan: its steps become rows, what can be found by words is written anew, and the audit is told.

use super::audit::{Actor, record};
use super::publishing::{PublishRefusal, Spec};
use super::{Error, Portal};
use crate::content::markdown::plain;
use crate::content::openapi::{self, Operation};
use crate::content::operation_list::operation_list;
use crate::content::words::words;
use crate::domain::sheet::{Change, DocumentSheet, ProductSheet, Sign, SpecFile, Step, VersionName, VersionSheet};
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::storage::{EntriesOf, Form, NewEntry, NewPage, NewSpec, StoredProduct, StoredStrategy, Tx};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// How much of a long text can be found by its words.
const WORDS_OF: usize = 50_000;

/// The ids of what is there; what comes is added.
pub(super) struct Rows<'a> {
    products: HashMap<Slug, String>,
    versions: HashMap<(Slug, VersionName), String>,
    strategies: HashMap<Slug, String>,
    kept: HashMap<(Slug, VersionName), &'a VersionSheet>,
    /// What operations are found by besides their own words, as it was.
    around: HashMap<Slug, BTreeSet<String>>,
}

impl<'a> Rows<'a> {
    pub fn of(products: &'a [StoredProduct], strategies: &[StoredStrategy]) -> Self {
        let slug = |product: &StoredProduct| product.sheet.slug.clone();
        let versions = products
            .iter()
            .flat_map(|product| product.versions.iter().map(|(name, id)| ((slug(product), name.clone()), id.clone())));
        let kept = products.iter().flat_map(|product| {
            product.sheet.versions.iter().map(|sheet| ((slug(product), sheet.name.clone()), sheet))
        });
        Self {
            products: products.iter().map(|product| (slug(product), product.id.clone())).collect(),
            versions: versions.collect(),
            strategies: strategies.iter().map(|stored| (stored.sheet.name.clone(), stored.id.clone())).collect(),
            kept: kept.collect(),
            around: products.iter().map(|product| (slug(product), surroundings(&product.sheet))).collect(),
        }
    }

    fn product(&self, slug: &Slug) -> Result<&str, Error> {
        self.products.get(slug).map(String::as_str).ok_or(Error::NotFound)
    }

    fn version(&self, slug: &Slug, name: &VersionName) -> Result<&str, Error> {
        self.versions.get(&(slug.clone(), name.clone())).map(String::as_str).ok_or(Error::NotFound)
    }
}

impl Portal {
    pub(super) async fn carry_out(
        &self,
        tx: &mut Tx,
        rows: &mut Rows<'_>,
        changes: &[Change<'_>],
        specs: &HashMap<SpecFile, Spec>,
        actor: Actor<'_>,
    ) -> Result<(), PublishRefusal> {
        let now = self.clock.now();
        for Change { step, .. } in changes {
            if let Step::PutVersion(slug, sheet) = step {
                let place = ((*slug).clone(), sheet.name.clone());
                if rows.kept.get(&place).is_some_and(|kept| kept.path != sheet.path) {
                    tx.release_path(rows.version(slug, &sheet.name)?).await.map_err(Error::from)?;
                }
            }
        }
        let mut touched: Vec<&Slug> = Vec::new();
        for change in changes {
            let product = self.take_step(tx, rows, &change.step, specs, now).await?;
            if let Some(slug) = product.filter(|slug| !touched.contains(slug)) {
                touched.push(slug);
            }
            let event = match change.sign {
                Sign::Add => "catalog_added",
                Sign::Alter => "catalog_changed",
                Sign::Remove => "catalog_removed",
            };
            record(tx, now, actor, event, &change.what, json!({ "fields": change.fields })).await?;
        }
        for slug in touched {
            let Some(stored) = tx.stored_product(slug).await? else { continue };
            tx.touch_product(&stored.id, now).await?;
            index(tx, &stored, &rows.to_index(slug, &stored.sheet, changes)).await?;
        }
        Ok(())
    }

    /// Gives back the product in which something changed.
    async fn take_step<'s>(
        &self,
        tx: &mut Tx,
        rows: &mut Rows<'_>,
        step: &Step<'s>,
        specs: &HashMap<SpecFile, Spec>,
        now: Timestamp,
    ) -> Result<Option<&'s Slug>, PublishRefusal> {
        let refused = |error: crate::storage::Error| PublishRefusal::from(Error::from(error));
        match *step {
            Step::DropDocument(slug, document) => {
                tx.drop_document(rows.product(slug)?, document).await.map_err(refused)?;
                Ok(Some(slug))
            }
            Step::DropVersion(slug, name) => {
                tx.drop_version(rows.version(slug, name)?).await.map_err(refused)?;
                Ok(Some(slug))
            }
            Step::DropProduct(slug) => {
                tx.drop_product(rows.product(slug)?).await.map_err(refused)?;
                Ok(None)
            }
            Step::Set(key, value) => {
                tx.set(key, &value.to_string()).await.map_err(refused)?;
                Ok(None)
            }
            Step::PutStrategy(sheet) => {
                let id = rows.strategies.entry(sheet.name.clone()).or_insert_with(|| self.new_id());
                tx.put_strategy(id, sheet).await.map_err(refused)?;
                Ok(None)
            }
            Step::DropStrategy(name) => {
                if let Some(id) = rows.strategies.remove(name) {
                    tx.drop_strategy(&id).await.map_err(refused)?;
                }
                Ok(None)
            }
            Step::PutProduct(sheet) => {
                let id = rows.products.entry(sheet.slug.clone()).or_insert_with(|| self.new_id());
                tx.put_product(id, sheet, now).await.map_err(refused)?;
                Ok(Some(&sheet.slug))
            }
            Step::PutVersion(slug, sheet) => {
                self.put_version(tx, rows, slug, sheet, specs, now).await?;
                Ok(Some(slug))
            }
            Step::OrderVersions(slug, ref names) => {
                let ids = names.iter().map(|name| rows.version(slug, name)).collect::<Result<Vec<_>, _>>()?;
                tx.order_versions(rows.product(slug)?, &ids).await.map_err(refused)?;
                Ok(Some(slug))
            }
            Step::PutDocument(slug, sheet) => {
                tx.put_document(rows.product(slug)?, sheet).await.map_err(refused)?;
                Ok(Some(slug))
            }
        }
    }

    async fn put_version(
        &self,
        tx: &mut Tx,
        rows: &mut Rows<'_>,
        slug: &Slug,
        sheet: &VersionSheet,
        specs: &HashMap<SpecFile, Spec>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let place = (slug.clone(), sheet.name.clone());
        let strategy = match &sheet.strategy {
            Some(name) => Some(rows.strategies.get(name).ok_or(Error::NotFound)?.clone()),
            None => None,
        };
        let product_id = rows.product(slug)?.to_owned();
        let before = rows.kept.get(&place).and_then(|kept| kept.spec.as_ref());
        let same = before == sheet.spec.as_ref();
        let id = rows.versions.entry(place).or_insert_with(|| self.new_id());
        tx.put_version(id, &product_id, sheet, strategy.as_deref(), now).await?;
        if same {
            return Ok(());
        }
        match &sheet.spec {
            None => {
                tx.drop_version_entries(id).await?;
                tx.drop_spec(id).await?;
            }
            Some(file) => {
                let spec = specs.get(file).ok_or(Error::NotFound)?;
                put_spec(tx, id, spec).await?;
                list_operations(tx, &product_id, id, &spec.reference.operations).await?;
            }
        }
        Ok(())
    }
}

/// What is to be written anew for the search.
#[derive(Clone, Copy, Debug)]
pub(super) struct ToIndex {
    itself: bool,
    documents: bool,
    /// The surroundings of its operations: each one's own words are written with its file.
    operations: bool,
}

impl ToIndex {
    pub const ALL: Self = Self { itself: true, documents: true, operations: true };
}

impl Rows<'_> {
    fn to_index(&self, slug: &Slug, sheet: &ProductSheet, changes: &[Change<'_>]) -> ToIndex {
        let renamed = self.around.get(slug) != Some(&surroundings(sheet));
        let mut what = ToIndex { itself: renamed, documents: renamed, operations: renamed };
        for change in changes {
            match change.step {
                Step::PutProduct(sheet) if sheet.slug == *slug => what.itself = true,
                Step::PutDocument(of, _) | Step::DropDocument(of, _) if of == slug => what.documents = true,
                Step::PutVersion(of, sheet) if of == slug => {
                    let kept = self.kept.get(&(slug.clone(), sheet.name.clone()));
                    what.operations |= kept.is_none_or(|kept| kept.spec != sheet.spec);
                }
                _ => {}
            }
        }
        what
    }
}

pub(super) async fn index(tx: &mut Tx, stored: &StoredProduct, what: &ToIndex) -> Result<(), Error> {
    let StoredProduct { id, sheet, .. } = stored;
    let around = surroundings(sheet);
    if what.itself {
        let of = EntriesOf { product_id: id, version_id: None, kind: "product" };
        let words = Some(product_words(sheet));
        let entry = NewEntry { key: "", method: "", title: &sheet.name, note: &sheet.summary, words };
        tx.put_entries(of, &[entry], &BTreeSet::new()).await?;
    }
    if what.documents {
        index_documents(tx, id, &DocumentSheet::published(&sheet.documents), &around).await?;
    }
    if what.operations {
        tx.surround_operations(id, &around, operation_words).await?;
    }
    Ok(())
}

pub(super) fn surroundings(sheet: &ProductSheet) -> BTreeSet<String> {
    words(&[sheet.name.as_str(), &sheet.labels.join(" ")].join(" "))
}

fn product_words(sheet: &ProductSheet) -> BTreeSet<String> {
    let values = sheet.attributes.values().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let description: String = plain(&sheet.description).chars().take(WORDS_OF).collect();
    let mut found = surroundings(sheet);
    found.extend(words(&[sheet.slug.as_str(), &sheet.summary, &values, &description].join(" ")));
    found
}

pub(super) fn operation_words(method: &str, path: &str, summary: &str, key: &str) -> BTreeSet<String> {
    words(&[method, path, summary, key].join(" "))
}

async fn index_documents(
    tx: &mut Tx,
    product_id: &str,
    documents: &[(usize, &DocumentSheet)],
    around: &BTreeSet<String>,
) -> Result<(), Error> {
    if documents.is_empty() {
        return Ok(tx.drop_entries(product_id, "document").await?);
    }
    let of = EntriesOf { product_id, version_id: None, kind: "document" };
    let entries = documents.iter().map(|(_, document)| {
        let text: String = plain(&document.body).chars().take(WORDS_OF).collect();
        let words = words(&[document.title.as_str(), &text].join(" "));
        NewEntry { key: document.slug.as_str(), method: "", title: &document.title, note: "", words: Some(words) }
    });
    Ok(tx.put_entries(of, &entries.collect::<Vec<_>>(), around).await?)
}

pub(super) async fn list_operations(
    tx: &mut Tx,
    product_id: &str,
    version_id: &str,
    operations: &[Operation],
) -> Result<(), Error> {
    let of = EntriesOf { product_id, version_id: Some(version_id), kind: "operation" };
    let entries = operations.iter().map(|operation| NewEntry {
        key: &operation.key,
        method: &operation.method,
        title: &operation.path,
        note: &operation.summary,
        words: None,
    });
    Ok(tx.put_entries(of, &entries.collect::<Vec<_>>(), &BTreeSet::new()).await?)
}

pub(super) async fn put_spec(tx: &mut Tx, version_id: &str, spec: &Spec) -> Result<(), Error> {
    let reference = &spec.reference;
    let problems: Vec<_> = reference.problems.iter().map(|problem| (&problem.at, &problem.what)).collect();
    let problems = serde_json::to_string(&problems).unwrap_or_else(|_| "[]".to_owned());
    let list = operation_list(&reference.operations);
    let kept = NewSpec {
        file: &spec.file,
        edition: openapi::EDITION,
        title: &reference.title,
        dialect: &reference.dialect,
        base: &reference.base,
        operations: reference.operations.len(),
        deprecated: reference.operations.iter().filter(|operation| operation.deprecated).count(),
        problems: &problems,
        overview: reference.overview.as_str(),
        list: list.as_str(),
    };
    let files = [
        (Form::Source, spec.bytes.as_ref()),
        (Form::Json, reference.json.as_bytes()),
        (Form::Yaml, reference.yaml.as_bytes()),
    ];
    let operations = reference.operations.iter().enumerate().map(|(position, operation)| NewPage {
        key: &operation.key,
        position: Some(position),
        title: &operation.summary,
        html: operation.html.as_str(),
    });
    let schemas = reference.schemas.iter().map(|schema| NewPage {
        key: &schema.key,
        position: None,
        title: &schema.name,
        html: schema.html.as_str(),
    });
    Ok(tx.put_spec(version_id, &kept, files, operations.chain(schemas)).await?)
}
