//! How admins publish: each change is made to a sheet, checked whole, compared with what is kept, and written as the
//! steps of a plan. Forms, commands and files all come this way.

use super::audit::Actor;
use super::carry_out::Rows;
use super::misfits::Prune;
use super::{Admin, Error, Portal};
use crate::content::openapi::{self, Reference};
use crate::domain::account::Email;
use crate::domain::html::SafeHtml;
use crate::domain::page::Page;
use crate::domain::publishing::{AdminProduct, AdminStrategy, ProductRow, SpecNote, StrategyChoice, StrategyRow};
use crate::domain::sheet::{
    Attributes, Fault, ProductSheet, Sheets, SpecFile, StrategySheet, VersionName, VersionSheet, plan,
};
use crate::domain::slug::Slug;
use crate::domain::version::{VersionState, Visibility};
use crate::storage::{self, StoredProduct, StoredStrategy, Tx};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

const ROWS_A_PAGE: usize = 50;

/// An OpenAPI file that was read.
#[derive(Clone)]
pub struct Spec {
    pub file: SpecFile,
    pub bytes: Arc<[u8]>,
    pub reference: Arc<Reference>,
}

#[derive(Debug, thiserror::Error)]
pub enum PublishRefusal {
    #[error("not everything could be taken as it was")]
    Faults(Vec<Fault>),
    /// There is one of this slug or name already.
    #[error("it is already there")]
    Taken,
    /// What still uses it, in words a person reads.
    #[error("it is in use")]
    InUse(Vec<String>),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<storage::Error> for PublishRefusal {
    fn from(error: storage::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl PublishRefusal {
    pub(super) fn fault(field: &str, what: impl Into<String>) -> Self {
        Self::Faults(vec![Fault { field: field.to_owned(), what: what.into() }])
    }
}

impl Portal {
    pub async fn products(
        &self,
        _: &Admin,
        search: &str,
        state: Option<&str>,
        after: Option<&str>,
    ) -> Result<Page<ProductRow>, Error> {
        let state = state.and_then(VersionState::parse);
        Ok(self.store.product_rows(&sought(search), state, after, ROWS_A_PAGE).await?)
    }

    /// All of a product but the texts of its documents, which may be large: only that of `document` comes along.
    pub async fn sheet(&self, _: &Admin, slug: &str, document: Option<&str>) -> Result<AdminProduct, Error> {
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let mut tx = self.store.snapshot().await?;
        let StoredProduct { id, mut sheet, versions } = tx.stored_product(&slug).await?.ok_or(Error::NotFound)?;
        let named = tx.approvers_in(&id).await?;
        let strategies = tx.stored_strategies().await?;
        let default_strategy = Self::settings_in(&mut tx).await?.default_strategy;
        drop(tx);
        let others = sheet.documents.iter_mut().filter(|known| document != Some(known.slug.as_str()));
        others.for_each(|known| known.body.clear());
        let notes = self.store.spec_notes(&id).await?;
        let note = |row: storage::NoteRow| {
            Some(SpecNote {
                version: VersionName::parse(&row.name).ok()?,
                title: row.title,
                dialect: row.dialect,
                operations: u32::try_from(row.operations).unwrap_or(u32::MAX),
                bytes: u64::try_from(row.bytes).unwrap_or_default(),
                problems: serde_json::from_str(&row.problems).unwrap_or_default(),
            })
        };
        let approvers = |(version, id): (VersionName, String)| {
            let of = named.iter().filter(|(of, _)| *of == id).map(|(_, address)| address.clone());
            let addresses: Vec<_> = of.collect();
            (!addresses.is_empty()).then_some((version, addresses))
        };
        Ok(AdminProduct {
            sheet,
            specs: notes.into_iter().filter_map(note).collect(),
            strategies: strategies.into_iter().map(choice).collect(),
            default_strategy,
            approvers: versions.into_iter().filter_map(approvers).collect(),
        })
    }

    pub async fn strategies(&self, _: &Admin, search: &str, after: Option<&str>) -> Result<Page<StrategyRow>, Error> {
        let default = self.settings().await?.default_strategy;
        let mut page = self.store.strategies(&sought(search), after, ROWS_A_PAGE).await?;
        page.items.iter_mut().for_each(|row| row.default = default.as_ref() == Some(&row.name));
        Ok(page)
    }

    pub async fn strategy(&self, _: &Admin, name: &str) -> Result<AdminStrategy, Error> {
        let name = Slug::parse(name).map_err(|_| Error::NotFound)?;
        let mut tx = self.store.snapshot().await?;
        let StoredStrategy { built_in, sheet, .. } = tx.stored_strategy(&name).await?.ok_or(Error::NotFound)?;
        let used_by = tx.strategy_used_by(&name).await?;
        let default = Self::settings_in(&mut tx).await?.default_strategy == Some(name);
        Ok(AdminStrategy { sheet, built_in, default, used_by })
    }

    /// Reads a file off the threads that answer requests: a large one takes seconds.
    pub async fn read_spec(&self, file: &str, bytes: Vec<u8>) -> Result<Spec, PublishRefusal> {
        let file = SpecFile { file: file.to_owned(), digest: digest(&bytes) };
        let reading = tokio::task::spawn_blocking(move || {
            let reference = openapi::read(&bytes);
            (bytes, reference)
        });
        let (bytes, reference) = reading.await.map_err(|_| Error::Interrupted)?;
        let reference = reference.map_err(|why| PublishRefusal::fault("spec", why.to_string()))?;
        Ok(Spec { file, bytes: bytes.into(), reference: Arc::new(reference) })
    }

    /// A draft made from what the file says of itself; none where it gives no name that a slug can be made of.
    pub fn sheet_from(&self, spec: &Spec) -> Option<ProductSheet> {
        let name: String = spec.reference.title.chars().take(120).collect();
        let slug = Slug::from_name(&name)?;
        let major = spec.reference.version.split(['.', '-']).next().unwrap_or_default().trim_start_matches('v');
        let version = VersionName::parse(&format!("v{major}")).or_else(|_| VersionName::parse("v1")).ok()?;
        Some(ProductSheet {
            summary: format!("The {name}.").chars().take(300).collect(),
            slug,
            name,
            description: String::new(),
            labels: Vec::new(),
            attributes: Attributes::new(),
            image: None,
            versions: vec![VersionSheet {
                name: version,
                state: VersionState::Draft,
                sunset: None,
                visibility: Visibility::Public,
                spec: Some(spec.file.clone()),
                strategy: None,
                registration: true,
                auto_approve: false,
                upstream: None,
                path: None,
                strip_path: true,
                limit: None,
            }],
            documents: Vec::new(),
        })
    }

    /// `specs`: the files that the sheet's versions name and that are not kept yet.
    pub async fn add_product(&self, admin: &Admin, sheet: &ProductSheet, specs: &[Spec]) -> Result<(), PublishRefusal> {
        let mut tx = self.change_by(admin.signed_in()).await?;
        if tx.stored_product(&sheet.slug).await?.is_some() {
            return Err(PublishRefusal::Taken);
        }
        let mut sheet = sheet.clone();
        name_specs(&mut sheet, None);
        let wanted = Sheets { products: vec![sheet], ..Sheets::default() };
        self.publish(&mut tx, Vec::new(), &wanted, specs, admin).await?;
        Ok(tx.commit().await?)
    }

    pub async fn edit_product(
        &self,
        admin: &Admin,
        slug: &str,
        specs: &[Spec],
        edit: impl FnOnce(&mut ProductSheet) -> Result<(), PublishRefusal> + Send,
    ) -> Result<(), PublishRefusal> {
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let mut tx = self.change_by(admin.signed_in()).await?;
        self.edit(&mut tx, admin, &slug, specs, edit).await?;
        Ok(tx.commit().await?)
    }

    /// One of its versions, and who decides about registrations for it; none: as it was.
    pub async fn edit_version(
        &self,
        admin: &Admin,
        slug: &Slug,
        version: &VersionName,
        specs: &[Spec],
        approvers: Option<&[Email]>,
        edit: impl FnOnce(&mut ProductSheet) -> Result<(), PublishRefusal> + Send,
    ) -> Result<(), PublishRefusal> {
        let mut tx = self.change_by(admin.signed_in()).await?;
        let (accounts, unknown) = Self::find_approvers(&mut tx, approvers.unwrap_or_default()).await?;
        // All that is wrong is told at once.
        match (self.edit(&mut tx, admin, slug, specs, edit).await, unknown) {
            (Err(PublishRefusal::Faults(mut faults)), Some(unknown)) => {
                faults.push(unknown);
                return Err(PublishRefusal::Faults(faults));
            }
            (Ok(()), Some(unknown)) => return Err(PublishRefusal::Faults(vec![unknown])),
            (done, _) => done?,
        }
        if approvers.is_some() {
            self.name_approvers(&mut tx, admin, slug, version, accounts).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn edit(
        &self,
        tx: &mut Tx,
        admin: &Admin,
        slug: &Slug,
        specs: &[Spec],
        edit: impl FnOnce(&mut ProductSheet) -> Result<(), PublishRefusal> + Send,
    ) -> Result<(), PublishRefusal> {
        let before = tx.stored_product(slug).await?.ok_or(Error::NotFound)?;
        let mut after = before.sheet.clone();
        edit(&mut after)?;
        name_specs(&mut after, Some(&before.sheet));
        let wanted = Sheets { products: vec![after], ..Sheets::default() };
        self.publish(tx, vec![before], &wanted, specs, admin).await
    }

    pub async fn delete_product(&self, admin: &Admin, slug: &str) -> Result<(), PublishRefusal> {
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let mut tx = self.change_by(admin.signed_in()).await?;
        let before = tx.stored_product(&slug).await?.ok_or(Error::NotFound)?;
        self.publish(&mut tx, vec![before], &Sheets::default(), &[], admin).await?;
        Ok(tx.commit().await?)
    }

    /// The products come to stand as they are wanted; those that are not wanted go.
    async fn publish(
        &self,
        tx: &mut Tx,
        before: Vec<StoredProduct>,
        wanted: &Sheets,
        specs: &[Spec],
        admin: &Admin,
    ) -> Result<(), PublishRefusal> {
        let strategies = tx.stored_strategies().await?;
        let faults = self.misfits(tx, wanted, &strategies, Prune::Inside).await?;
        if !faults.is_empty() {
            return Err(PublishRefusal::Faults(faults.into_iter().map(|misfit| misfit.fault).collect()));
        }
        let mut stays = Vec::new();
        for stored in &before {
            stays.extend(Self::lost_versions(tx, wanted, Some(&stored.sheet.slug)).await?);
        }
        if !stays.is_empty() {
            return Err(PublishRefusal::InUse(stays.into_iter().map(|stays| stays.why).collect()));
        }
        let kept = Sheets { products: before.iter().map(|stored| stored.sheet.clone()).collect(), ..Sheets::default() };
        let changes = plan(&kept, wanted, true);
        // By what they hold: one that came under the name of another was given a name of its own.
        let named = wanted.products.iter().flat_map(|product| &product.versions).filter_map(|v| v.spec.as_ref());
        let specs = named.filter_map(|file| {
            let spec = specs.iter().find(|spec| spec.file.digest == file.digest)?;
            Some((file.clone(), Spec { file: file.clone(), ..spec.clone() }))
        });
        let specs = specs.collect();
        let mut rows = Rows::of(&before, &strategies);
        self.carry_out(tx, &mut rows, &changes, &specs, Actor::Account(&admin.account().id)).await
    }

    pub async fn add_strategy(&self, admin: &Admin, sheet: &StrategySheet) -> Result<(), PublishRefusal> {
        self.put_strategy(admin, sheet, true).await
    }

    /// The kind of a strategy in use can't change.
    pub async fn edit_strategy(&self, admin: &Admin, sheet: &StrategySheet) -> Result<(), PublishRefusal> {
        self.put_strategy(admin, sheet, false).await
    }

    async fn put_strategy(&self, admin: &Admin, sheet: &StrategySheet, new: bool) -> Result<(), PublishRefusal> {
        let mut tx = self.change_by(admin.signed_in()).await?;
        let before = tx.stored_strategy(&sheet.name).await?;
        match &before {
            Some(_) if new => return Err(PublishRefusal::Taken),
            None if !new => return Err(Error::NotFound.into()),
            _ => {}
        }
        let wanted = Sheets { strategies: vec![sheet.clone()], ..Sheets::default() };
        let stored: Vec<_> = before.into_iter().collect();
        let faults = self.misfits(&mut tx, &wanted, &stored, Prune::Nothing).await?;
        if !faults.is_empty() {
            return Err(PublishRefusal::Faults(faults.into_iter().map(|misfit| misfit.fault).collect()));
        }
        let kept =
            Sheets { strategies: stored.iter().map(|stored| stored.sheet.clone()).collect(), ..Sheets::default() };
        let mut rows = Rows::of(&[], &stored);
        let actor = Actor::Account(&admin.account().id);
        self.carry_out(&mut tx, &mut rows, &plan(&kept, &wanted, false), &HashMap::new(), actor).await?;
        Ok(tx.commit().await?)
    }

    pub async fn delete_strategy(&self, admin: &Admin, name: &str) -> Result<(), PublishRefusal> {
        let name = Slug::parse(name).map_err(|_| Error::NotFound)?;
        let mut tx = self.change_by(admin.signed_in()).await?;
        let stored = tx.stored_strategy(&name).await?.ok_or(Error::NotFound)?;
        self.may_go(&mut tx, &stored).await?;
        let kept = Sheets { strategies: vec![stored.sheet.clone()], ..Sheets::default() };
        let mut rows = Rows::of(&[], std::slice::from_ref(&stored));
        let (nothing, actor) = (Sheets::default(), Actor::Account(&admin.account().id));
        self.carry_out(&mut tx, &mut rows, &plan(&kept, &nothing, true), &HashMap::new(), actor).await?;
        Ok(tx.commit().await?)
    }

    async fn may_go(&self, tx: &mut Tx, stored: &StoredStrategy) -> Result<(), PublishRefusal> {
        let name = &stored.sheet.name;
        if stored.built_in {
            return Err(PublishRefusal::InUse(vec!["It came with the program, and stays.".to_owned()]));
        }
        let used_by = tx.strategy_used_by(name).await?;
        if !used_by.is_empty() {
            let line = |(_, product, version): (Slug, String, VersionName)| format!("{product} {version} uses it.");
            return Err(PublishRefusal::InUse(used_by.into_iter().map(line).collect()));
        }
        if let Some(why) = Self::kept_strategy(tx, name).await? {
            return Err(PublishRefusal::InUse(vec![why]));
        }
        if Self::settings_in(tx).await?.default_strategy.as_ref() == Some(name) {
            let why = "New versions begin with it: make another strategy the default first.";
            return Err(PublishRefusal::InUse(vec![why.to_owned()]));
        }
        Ok(())
    }

    /// What a new version begins with.
    pub async fn make_default(&self, admin: &Admin, name: &Slug) -> Result<(), PublishRefusal> {
        let mut tx = self.change_by(admin.signed_in()).await?;
        tx.stored_strategy(name).await?.ok_or(Error::NotFound)?;
        let before = Self::settings_in(&mut tx).await?.default_strategy;
        let key = "default_strategy".to_owned();
        let value = |name: Option<&Slug>| name.map_or(Value::Null, |name| Value::from(name.as_str()));
        let settings = |value: Value| serde_json::Map::from_iter([(key.clone(), value)]);
        let kept = Sheets { settings: settings(value(before.as_ref())), ..Sheets::default() };
        let wanted = Sheets { settings: settings(value(Some(name))), ..Sheets::default() };
        let (mut rows, actor) = (Rows::of(&[], &[]), Actor::Account(&admin.account().id));
        self.carry_out(&mut tx, &mut rows, &plan(&kept, &wanted, false), &HashMap::new(), actor).await?;
        Ok(tx.commit().await?)
    }

    pub fn preview(&self, _: &Admin, text: &str) -> SafeHtml {
        crate::content::markdown::render(text)
    }
}

/// Each file that comes gets a name that no other beside it has.
fn name_specs(sheet: &mut ProductSheet, before: Option<&ProductSheet>) {
    let kept = |version: &VersionSheet| {
        before.is_some_and(|before| {
            before.versions.iter().any(|known| known.name == version.name && known.spec == version.spec)
        })
    };
    let came: Vec<_> = sheet.versions.iter().filter(|version| !kept(version)).map(|v| v.name.clone()).collect();
    came.iter().for_each(|version| sheet.name_spec(version));
}

pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// No database keeps a zero in a text.
fn sought(search: &str) -> String {
    search.trim().replace('\0', "")
}

fn choice(stored: StoredStrategy) -> StrategyChoice {
    let kind = stored.sheet.method.kind();
    StrategyChoice { name: stored.sheet.name, display_name: stored.sheet.display_name, kind }
}
