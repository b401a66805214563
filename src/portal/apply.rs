//! Files instead of clicks: a folder says how things are to be, and the database becomes like it in one transaction.

use super::audit::Actor;
use super::carry_out::Rows;
use super::misfits::{Misfit, Prune};
use super::publishing::{PublishRefusal, Spec};
use super::{Error, Portal};
use crate::content::folder::{Files, Folder, Mistake, Part};
use crate::domain::sheet::{Sheets, SpecFile, Step, plan};
use crate::storage::{StoredProduct, StoredStrategy, Tx};
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum ApplyRefusal {
    #[error("the folder holds mistakes")]
    Mistakes(Vec<Mistake>),
    /// What would go is still in use.
    #[error("{0}")]
    InUse(String),
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

impl Portal {
    /// `show` gets the plan's lines before anything is written, and says whether to go on.
    pub async fn apply(
        &self,
        folder: &Folder,
        prune: bool,
        show: impl FnOnce(&[String]) -> bool + Send,
    ) -> Result<(), ApplyRefusal> {
        // Read before the transaction: a large file takes seconds, in which nobody should wait.
        let specs = self.new_specs(folder).await?;
        let mut tx = self.change().await?;
        let kept = kept(&mut tx).await?;
        let scope = if prune { Prune::Everything } else { Prune::Nothing };
        let misfits = self.misfits(&mut tx, &folder.sheets, &kept.strategies, scope).await?;
        if !misfits.is_empty() {
            return Err(ApplyRefusal::Mistakes(misfits.into_iter().map(|misfit| placed(folder, misfit)).collect()));
        }
        let wanted = with_built_in(&folder.sheets, &kept.strategies, prune);
        let changes = plan(&kept.sheets, &wanted, prune);
        let lines: Vec<_> = changes.iter().map(ToString::to_string).collect();
        if !show(&lines) {
            return Ok(());
        }
        self.may_be_pruned(&wanted, &changes.iter().map(|change| &change.step).collect::<Vec<_>>())?;
        let mut rows = Rows::of(&kept.products, &kept.strategies);
        match self.carry_out(&mut tx, &mut rows, &changes, &specs, Actor::Operator).await {
            Ok(()) => Ok(tx.commit().await?),
            Err(PublishRefusal::Failed(error)) => Err(error.into()),
            Err(other) => Err(ApplyRefusal::InUse(other.to_string())),
        }
    }

    /// The files that are not kept as they are: only those are read.
    async fn new_specs(&self, folder: &Folder) -> Result<HashMap<SpecFile, Spec>, ApplyRefusal> {
        let mut tx = self.store.snapshot().await?;
        let products = tx.stored_products().await?;
        drop(tx);
        let is_kept = |slug, name, file: &SpecFile| {
            products.iter().filter(|stored| stored.sheet.slug == slug).any(|stored| {
                stored.sheet.versions.iter().any(|version| version.name == name && version.spec.as_ref() == Some(file))
            })
        };
        let (mut specs, mut mistakes) = (HashMap::new(), Vec::new());
        for product in &folder.sheets.products {
            for version in &product.versions {
                let Some(file) = &version.spec else { continue };
                if specs.contains_key(file) || is_kept(product.slug.clone(), version.name.clone(), file) {
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
                    Err(other) => return Err(ApplyRefusal::InUse(other.to_string())),
                }
            }
        }
        if mistakes.is_empty() { Ok(specs) } else { Err(ApplyRefusal::Mistakes(mistakes)) }
    }

    /// The default for new versions can't go.
    fn may_be_pruned(&self, wanted: &Sheets, steps: &[&Step<'_>]) -> Result<(), ApplyRefusal> {
        let default = wanted.settings.get("default_strategy").and_then(|name| name.as_str());
        let gone = steps.iter().find_map(|step| match step {
            Step::DropStrategy(name) if default == Some(name.as_str()) => Some(name),
            _ => None,
        });
        match gone {
            Some(name) => Err(ApplyRefusal::InUse(format!("strategy {name}: new versions begin with it"))),
            None => Ok(()),
        }
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
