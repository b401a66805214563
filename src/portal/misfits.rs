//! What can't be published as it is wanted: what each sheet finds wrong with itself, and what does not fit with the
//! rest.

use super::{Error, Portal};
use crate::content::folder::Part;
use crate::domain::sheet::{Fault, ProductSheet, Sheets, VersionName};
use crate::domain::slug::Slug;
use crate::storage::{StoredStrategy, Tx};
use std::collections::HashMap;

/// What goes because it is not wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prune {
    Nothing,
    /// Whatever the products that are wanted don't hold any more.
    Inside,
    Everything,
}

/// A fault, and of what.
pub(super) struct Misfit<'a> {
    pub part: Part<'a>,
    pub fault: Fault,
}

impl Portal {
    /// `strategies`: those that are kept. Those that are wanted count as well.
    pub(super) async fn misfits<'a>(
        &self,
        tx: &mut Tx,
        wanted: &'a Sheets,
        strategies: &[StoredStrategy],
        prune: Prune,
    ) -> Result<Vec<Misfit<'a>>, Error> {
        let mut misfits = Vec::new();
        for sheet in &wanted.strategies {
            let mut faults = sheet.check();
            let kept = strategies.iter().find(|stored| stored.sheet.name == sheet.name);
            let other_kind = kept.is_some_and(|kept| kept.sheet.method.kind() != sheet.method.kind());
            if other_kind && let Some(what) = Self::kept_kind(tx, &sheet.name).await? {
                faults.push(Fault { field: "kind".to_owned(), what });
            }
            let part = Part::Strategy(&sheet.name);
            misfits.extend(faults.into_iter().map(|fault| Misfit { part, fault }));
        }
        // Of what is kept, pruning leaves only what came with the program.
        let stays = |stored: &StoredStrategy| stored.built_in || prune != Prune::Everything;
        let known = |name: &Slug| {
            strategies.iter().any(|stored| stored.sheet.name == *name && stays(stored))
                || wanted.strategies.iter().any(|sheet| sheet.name == *name)
        };
        let kept = Self::settings_in(tx).await?.default_strategy;
        let fault = lost_default(wanted, kept.as_ref(), prune, &known);
        misfits.extend(fault.map(|fault| Misfit { part: Part::Settings, fault }));
        for product in &wanted.products {
            misfits.extend(of_product(product, &known));
        }
        misfits.extend(Self::moved_strategies(tx, wanted).await?);
        self.crossed_paths(tx, wanted, prune, &mut misfits).await?;
        Ok(misfits)
    }

    /// Two versions can't be called under one path.
    async fn crossed_paths<'a>(
        &self,
        tx: &mut Tx,
        wanted: &'a Sheets,
        prune: Prune,
        misfits: &mut Vec<Misfit<'a>>,
    ) -> Result<(), Error> {
        let mut taken: HashMap<String, (Slug, VersionName)> = HashMap::new();
        for (path, slug, name) in tx.gateway_paths().await? {
            let product = wanted.products.iter().find(|product| product.slug == slug);
            // What is wanted of this version takes the place of what is kept.
            let named = product.is_some_and(|product| product.versions.iter().any(|version| version.name == name));
            let goes = prune == Prune::Everything || (prune == Prune::Inside && product.is_some());
            if !named && !goes {
                taken.insert(path, (slug, name));
            }
        }
        for product in &wanted.products {
            for version in &product.versions {
                let Some(path) = &version.path else { continue };
                let place = (product.slug.clone(), version.name.clone());
                if let Some((slug, name)) = taken.insert(path.as_str().to_owned(), place) {
                    let what = format!("{slug} {name} is called under this path already.");
                    let fault = Fault { field: "path".to_owned(), what };
                    misfits.push(Misfit { part: Part::Version(&product.slug, &version.name), fault });
                }
            }
        }
        Ok(())
    }
}

/// What new versions begin with has to be there.
fn lost_default(wanted: &Sheets, kept: Option<&Slug>, prune: Prune, known: &impl Fn(&Slug) -> bool) -> Option<Fault> {
    let field = "default_strategy".to_owned();
    match wanted.settings.get("default_strategy") {
        Some(named) => {
            let name = Slug::parse(named.as_str()?).ok().filter(|name| !known(name))?;
            Some(Fault { field, what: format!("There is no strategy named {name}.") })
        }
        None if prune == Prune::Everything => {
            let name = kept.filter(|name| !known(name))?;
            let what = format!("New versions begin with {name}, which the folder does not hold: name another here.");
            Some(Fault { field, what })
        }
        None => None,
    }
}

fn of_product<'a>(product: &'a ProductSheet, known: &impl Fn(&Slug) -> bool) -> Vec<Misfit<'a>> {
    let slug = &product.slug;
    let mut misfits = Vec::new();
    let mut add = |part: Part<'a>, faults: Vec<Fault>| {
        misfits.extend(faults.into_iter().map(|fault| Misfit { part, fault }));
    };
    add(Part::Product(slug), product.check());
    for version in &product.versions {
        let mut faults = version.check();
        if let Some(name) = version.strategy.as_ref().filter(|name| !known(name)) {
            let what = format!("There is no strategy named {name}.");
            faults.push(Fault { field: "strategy".to_owned(), what });
        }
        add(Part::Version(slug, &version.name), faults);
    }
    for document in &product.documents {
        add(Part::Document(slug, &document.slug), document.check());
    }
    misfits
}
