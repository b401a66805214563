//! Files instead of clicks: a folder says how things are to be, and the database becomes like it in one transaction.

use super::audit::Actor;
use super::carry_out::Rows;
use super::misfits::{Misfit, Prune};
use super::publishing::{PublishRefusal, Spec};
use super::ties::{Left, Stays};
use super::{Error, Portal};
use crate::content::folder::{Files, Folder, Mistake, Part};
use crate::domain::sheet::{Sheets, SpecFile, VersionName, plan};
use crate::domain::slug::Slug;
use crate::storage::{StoredProduct, StoredStrategy, Tx};
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum ApplyRefusal {
    #[error("the folder holds mistakes")]
    Mistakes(Vec<Mistake>),
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<crate::storage::Error> for ApplyRefusal {
    fn from(error: crate::storage::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What is kept, as it stood when a transaction began.
struct Kept {
    sheets: Sheets,
    products: Vec<StoredProduct>,
    strategies: Vec<StoredStrategy>,
}

/// So often a change by somebody else, between plan and transaction, is put up with.
const TRIES: usize = 10;

impl Portal {
    /// `show` gets the plan's lines before anything is written, and says whether to go on. It may take its time, since
    /// nothing is locked; if somebody changes something meanwhile, the plan is made and shown again.
    pub async fn apply(
        &self,
        folder: &Folder,
        prune: bool,
        mut show: impl FnMut(&[String]) -> bool + Send,
    ) -> Result<(), ApplyRefusal> {
        for _ in 0..TRIES {
            let mut tx = self.store.snapshot().await?;
            let before = kept(&mut tx).await?;
            let wanted = self.fitting(&mut tx, folder, &before, prune).await?;
            drop(tx);
            let specs = self.new_specs(folder, &before.sheets).await?;
            let changes = plan(&before.sheets, &wanted, prune);
            if !show(&changes.iter().map(ToString::to_string).collect::<Vec<_>>()) {
                return Ok(());
            }
            let mut tx = self.change().await?;
            let now = kept(&mut tx).await?;
            if now.sheets != before.sheets {
                continue;
            }
            // Somebody may have registered an application since.
            self.fitting(&mut tx, folder, &now, prune).await?;
            let mut rows = Rows::of(&now.products, &now.strategies);
            return match self.carry_out(&mut tx, &mut rows, &changes, &specs, Actor::Operator).await {
                Ok(()) => Ok(tx.commit().await?),
                Err(PublishRefusal::Failed(error)) => Err(error.into()),
                Err(other) => Err(ApplyRefusal::Refused(other.to_string())),
            };
        }
        Err(ApplyRefusal::Refused("others change the content all the time: try again".to_owned()))
    }

    /// What is wanted, if all of it fits.
    async fn fitting(&self, tx: &mut Tx, folder: &Folder, kept: &Kept, prune: bool) -> Result<Sheets, ApplyRefusal> {
        let scope = if prune { Prune::Everything } else { Prune::Nothing };
        let misfits = self.misfits(tx, &folder.sheets, &kept.strategies, scope).await?;
        let mut mistakes: Vec<_> = misfits.into_iter().map(|misfit| placed(folder, misfit)).collect();
        let lost = Self::lost(tx, &folder.sheets, &kept.strategies, scope).await?;
        mistakes.extend(lost.into_iter().map(|Stays { of, why }| match of {
            Left::Version(slug) => folder.mistake(Part::Product(&slug), "versions", why),
            Left::Strategy(name) => folder.mistake(Part::Strategy(&name), "name", why),
        }));
        if mistakes.is_empty() {
            return Ok(with_built_in(&folder.sheets, &kept.strategies, prune));
        }
        Err(ApplyRefusal::Mistakes(mistakes))
    }

    /// The files that are not kept as they are: only those are read, before the transaction, since a large one takes
    /// seconds.
    async fn new_specs(&self, folder: &Folder, kept: &Sheets) -> Result<HashMap<SpecFile, Spec>, ApplyRefusal> {
        let is_kept = |slug: &Slug, name: &VersionName, file: &SpecFile| {
            let product = kept.products.iter().find(|product| product.slug == *slug);
            let version = product.and_then(|product| product.versions.iter().find(|version| version.name == *name));
            version.is_some_and(|version| version.spec.as_ref() == Some(file))
        };
        let (mut specs, mut mistakes) = (HashMap::new(), Vec::new());
        for product in &folder.sheets.products {
            for version in &product.versions {
                let Some(file) = &version.spec else { continue };
                if specs.contains_key(file) || is_kept(&product.slug, &version.name, file) {
                    continue;
                }
                let found = folder.specs.iter().find(|(known, ..)| known == file);
                let bytes = found.map(|(_, bytes, _)| bytes.to_vec()).unwrap_or_default();
                match self.read_spec(&file.file, bytes).await {
                    Ok(spec) => drop(specs.insert(file.clone(), spec)),
                    Err(PublishRefusal::Faults(faults)) => {
                        let part = Part::Version(&product.slug, &version.name);
                        mistakes.extend(faults.into_iter().map(|fault| placed(folder, Misfit { part, fault })));
                    }
                    Err(PublishRefusal::Failed(error)) => return Err(error.into()),
                    Err(other) => return Err(ApplyRefusal::Refused(other.to_string())),
                }
            }
        }
        if mistakes.is_empty() { Ok(specs) } else { Err(ApplyRefusal::Mistakes(mistakes)) }
    }

    /// Everything that is published, as the files that `apply` reads.
    pub async fn export(&self) -> Result<Files, Error> {
        let mut tx = self.store.snapshot().await?;
        let kept = kept(&mut tx).await?;
        let mut specs: HashMap<SpecFile, Arc<[u8]>> = HashMap::new();
        for stored in &kept.products {
            for version in &stored.sheet.versions {
                if let Some(file) = version.spec.as_ref().filter(|file| !specs.contains_key(*file))
                    && let Some(bytes) = tx.spec_source(&stored.id, &version.name).await?
                {
                    specs.insert(file.clone(), bytes.into());
                }
            }
        }
        Ok(crate::content::folder::write(&kept.sheets, &|file, _, _| specs.get(file).cloned()))
    }
}

async fn kept(tx: &mut Tx) -> Result<Kept, Error> {
    let (products, strategies) = (tx.stored_products().await?, tx.stored_strategies().await?);
    let settings = match serde_json::to_value(Portal::settings_in(tx).await?) {
        Ok(serde_json::Value::Object(fields)) => fields,
        // A struct of named fields is an object.
        _ => serde_json::Map::new(),
    };
    let sheets = Sheets {
        settings,
        strategies: strategies.iter().map(|stored| stored.sheet.clone()).collect(),
        products: products.iter().map(|stored| stored.sheet.clone()).collect(),
    };
    Ok(Kept { sheets, products, strategies })
}

/// Pruning leaves the built-in strategy alone.
fn with_built_in(wanted: &Sheets, strategies: &[StoredStrategy], prune: bool) -> Sheets {
    let mut wanted = wanted.clone();
    let unnamed = strategies
        .iter()
        .filter(|stored| stored.built_in && !wanted.strategies.iter().any(|sheet| sheet.name == stored.sheet.name));
    let built_in: Vec<_> = unnamed.map(|stored| stored.sheet.clone()).collect();
    if prune {
        wanted.strategies.extend(built_in);
    }
    wanted
}

fn placed(folder: &Folder, Misfit { part, fault }: Misfit<'_>) -> Mistake {
    folder.mistake(part, &fault.field, fault.what)
}
