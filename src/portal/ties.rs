//! What can't change, or go, since applications stand on it. The schema would refuse it too, but not say of whom.

use super::misfits::{Misfit, Prune};
use super::{Error, Portal};
use crate::content::folder::Part;
use crate::domain::sheet::{Fault, Sheets, VersionName};
use crate::domain::slug::Slug;
use crate::storage::{StoredStrategy, Tx};

/// Something that was to go, and why it stays.
pub(super) struct Stays {
    pub of: Left,
    pub why: String,
}

/// What is not wanted any more.
pub(super) enum Left {
    Version(Slug),
    Strategy(Slug),
}

impl Portal {
    /// Versions that were given another strategy, or none, while applications are registered for them.
    pub(super) async fn moved_strategies<'a>(tx: &mut Tx, wanted: &'a Sheets) -> Result<Vec<Misfit<'a>>, Error> {
        let mut misfits = Vec::new();
        let only = match wanted.products.as_slice() {
            [] => return Ok(misfits),
            [product] => Some(&product.slug),
            _ => None,
        };
        for tied in tx.tied_versions(only).await? {
            let product = wanted.products.iter().find(|product| product.slug == tied.slug);
            let version = product.and_then(|product| product.versions.iter().find(|known| known.name == tied.name));
            let Some((product, version)) = product.zip(version) else { continue };
            if version.strategy.as_ref() == Some(&tied.strategy) {
                continue;
            }
            let concerned = tx.registered_for(&tied.slug, &tied.name).await?;
            let what = format!(
                "{} {} registered for this version with the strategy {}, and an application works with one strategy \
                 only: {concerned}. Leave the strategy as it is, and make a new version with the other one.",
                concerned.count(),
                concerned.are(),
                tied.strategy,
            );
            let fault = Fault { field: "strategy".to_owned(), what };
            misfits.push(Misfit { part: Part::Version(&product.slug, &version.name), fault });
        }
        Ok(misfits)
    }

    /// Why a strategy can't become one of another kind.
    pub(super) async fn kept_kind(tx: &mut Tx, name: &Slug) -> Result<Option<String>, Error> {
        const INSTEAD: &str = "Make a new strategy for the other kind.";
        let using = tx.applications_using(name).await?;
        if !using.is_empty() {
            let (count, verb) = (using.count(), using.use_it());
            return Ok(Some(format!("{count} {verb} this strategy, so its kind stays: {using}. {INSTEAD}")));
        }
        let used = !tx.strategy_used_by(name).await?.is_empty();
        Ok(used.then(|| format!("Versions use this strategy, so its kind stays. {INSTEAD}")))
    }

    /// Of `product`, or of all: versions with registrations that `wanted` does not name.
    pub(super) async fn lost_versions(
        tx: &mut Tx,
        wanted: &Sheets,
        product: Option<&Slug>,
    ) -> Result<Vec<Stays>, Error> {
        let mut stays = Vec::new();
        let named = |slug: &Slug, name: &VersionName| {
            let product = wanted.products.iter().find(|product| product.slug == *slug);
            product.is_some_and(|product| product.versions.iter().any(|version| version.name == *name))
        };
        for tied in tx.tied_versions(product).await?.into_iter().filter(|tied| !named(&tied.slug, &tied.name)) {
            let concerned = tx.registered_for(&tied.slug, &tied.name).await?;
            let (count, are) = (concerned.count(), concerned.are());
            let why = format!(
                "{} {} can’t be deleted: {count} {are} registered for it: {concerned}. Retire it, and nobody can call \
                 it any more.",
                tied.slug, tied.name
            );
            stays.push(Stays { of: Left::Version(tied.slug), why });
        }
        Ok(stays)
    }

    /// What pruning would take from applications.
    pub(super) async fn lost(
        tx: &mut Tx,
        wanted: &Sheets,
        strategies: &[StoredStrategy],
        prune: Prune,
    ) -> Result<Vec<Stays>, Error> {
        if prune != Prune::Everything {
            return Ok(Vec::new());
        }
        let mut stays = Self::lost_versions(tx, wanted, None).await?;
        let named = |name: &Slug| wanted.strategies.iter().any(|sheet| sheet.name == *name);
        let goes = |stored: &&StoredStrategy| !stored.built_in && !named(&stored.sheet.name);
        for stored in strategies.iter().filter(goes) {
            if let Some(why) = Self::kept_strategy(tx, &stored.sheet.name).await? {
                stays.push(Stays { of: Left::Strategy(stored.sheet.name.clone()), why });
            }
        }
        Ok(stays)
    }

    /// Why a strategy can't go: the applications that use it.
    pub(super) async fn kept_strategy(tx: &mut Tx, name: &Slug) -> Result<Option<String>, Error> {
        let using = tx.applications_using(name).await?;
        let why = || format!("The strategy {name} can’t be deleted: {} {} it: {using}.", using.count(), using.use_it());
        Ok((!using.is_empty()).then(why))
    }
}
