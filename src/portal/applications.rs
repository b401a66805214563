//! What developers do with their applications.

use super::audit::{Actor, record};
use super::{Admin, Error, Portal, Refusal, SignedIn};
use crate::domain::application::{Application, NewApplication, ReferenceId};
use crate::domain::apps::{ApplicationPage, MyApps, Owner, RegistrationRow, StrategyOption, sought};
use crate::domain::registration::RegistrationState;
use crate::domain::sheet::Method;
use crate::domain::slug::Slug;
use crate::domain::strategy::{Strategy, StrategyKind};
use crate::domain::time::Timestamp;
use crate::storage::{ApplicationsAsked, StoredApplication, StoredStrategy, Tx};
use serde_json::json;

const ROWS_A_PAGE: usize = 50;
pub(super) const DAY: i64 = 86_400_000;
/// A key that ends within so many days is told at a glance.
pub(super) const SOON: i64 = 30 * DAY;

impl Portal {
    /// The newest first.
    pub async fn my_apps(&self, me: &SignedIn, search: &str, after: Option<&str>) -> Result<MyApps, Error> {
        let owner = me.account().id.clone();
        let mut page = self.list_applications(Some(&owner), search, after).await?;
        page.page.items.iter_mut().for_each(|row| row.owner = None);
        let may_add = self.may_add_application(me).await?;
        let mut tx = self.store.snapshot().await?;
        Ok(MyApps { any: tx.count_applications_of(&owner).await? > 0, may_add, ..page })
    }

    /// Whether this person may have one more; else why not.
    pub(super) async fn may_add_application(&self, me: &SignedIn) -> Result<Result<(), String>, Error> {
        let mut tx = self.store.snapshot().await?;
        match self.room_for_application(&mut tx, &me.account().id).await {
            Ok(()) => Ok(Ok(())),
            Err(Refusal::Failed(error)) => Err(error),
            Err(refusal) => Ok(Err(refusal.to_string())),
        }
    }

    pub async fn all_applications(&self, _: &Admin, search: &str, after: Option<&str>) -> Result<MyApps, Error> {
        self.list_applications(None, search, after).await
    }

    async fn list_applications(&self, owner: Option<&str>, search: &str, after: Option<&str>) -> Result<MyApps, Error> {
        let (now, search) = (self.clock.now(), sought(search));
        let soon = Timestamp(now.0 + SOON);
        let asked = ApplicationsAsked { owner, search: &search, after, now, soon };
        let page = self.store.applications(&asked, ROWS_A_PAGE).await?;
        Ok(MyApps { any: !page.items.is_empty(), page, may_add: Ok(()), now })
    }

    pub async fn application(&self, me: &SignedIn, id: &str) -> Result<ApplicationPage, Error> {
        let mut tx = self.store.snapshot().await?;
        let stored = tx.application_of(&me.account().id, &sought(id)).await?.ok_or(Error::NotFound)?;
        self.application_page(&mut tx, stored, None).await
    }

    pub async fn any_application(&self, _: &Admin, id: &str) -> Result<ApplicationPage, Error> {
        let mut tx = self.store.snapshot().await?;
        let stored = tx.any_application(&sought(id)).await?.ok_or(Error::NotFound)?;
        let owner = stored.owner.clone();
        self.application_page(&mut tx, stored, Some(owner)).await
    }

    async fn application_page(
        &self,
        tx: &mut Tx,
        stored: StoredApplication,
        owner: Option<Owner>,
    ) -> Result<ApplicationPage, Error> {
        let StoredApplication { application, strategy_id, .. } = stored;
        let strategy = tx.strategy_by_id(&strategy_id).await?.ok_or(Error::NotFound)?;
        let registrations = tx.registrations_of(&application.id).await?;
        let credentials = tx.credentials_of(&application.id).await?;
        let most_credentials = Self::settings_in(tx).await?.credentials_per_application;
        let (key_name, lifetime_days) = match &strategy.sheet.method {
            Method::KeyAuth { key_names, lifetime_days } => (key_names.first().cloned(), *lifetime_days),
            Method::OpenidConnect { .. } => (None, None),
        };
        let first_call = self.first_call(&registrations, key_name.as_deref());
        Ok(ApplicationPage {
            application,
            strategy: in_words(&strategy),
            owner,
            registrations,
            credentials,
            most_credentials,
            lifetime_days,
            key_name,
            first_call,
            now: self.clock.now(),
        })
    }

    /// A line for a terminal, to the first version that is open to the application.
    fn first_call(&self, registrations: &[RegistrationRow], key_name: Option<&str>) -> Option<String> {
        let open = |row: &&RegistrationRow| row.registration.state == RegistrationState::Approved && row.visible;
        let path = registrations.iter().filter(open).find_map(|row| row.path.as_deref())?;
        let header = match key_name {
            Some(name) => format!("{name}: YOUR_API_KEY"),
            None => "Authorization: Bearer YOUR_ACCESS_TOKEN".to_owned(),
        };
        Some(format!("curl -H '{header}' '{}{path}'", self.gateway_address()))
    }

    /// What an application can be made with; the default first.
    pub async fn strategy_options(&self, _: &SignedIn) -> Result<Vec<StrategyOption>, Error> {
        let mut tx = self.store.snapshot().await?;
        let default = Self::settings_in(&mut tx).await?.default_strategy;
        let option = |stored: StoredStrategy| StrategyOption {
            default: default.as_ref() == Some(&stored.sheet.name),
            kind: stored.sheet.method.kind(),
            how: stored.sheet.method.in_words(),
            display_name: stored.sheet.display_name,
            name: stored.sheet.name,
        };
        let mut options: Vec<_> = tx.stored_strategies().await?.into_iter().map(option).collect();
        options.sort_by(|a, b| (!a.default, &a.display_name).cmp(&(!b.default, &b.display_name)));
        Ok(options)
    }

    /// The new application's id.
    pub async fn create_application(&self, me: &SignedIn, new: &NewApplication) -> Result<String, Refusal> {
        let mut tx = self.change_by(me).await?;
        let strategy = self.strategy_for(&mut tx, &new.strategy).await?;
        let id = self.add_application(&mut tx, me, new, &strategy).await?.id;
        tx.commit().await?;
        Ok(id)
    }

    /// The one that is named; else the portal's default, else the only one.
    async fn strategy_for(&self, tx: &mut Tx, name: &str) -> Result<StoredStrategy, Refusal> {
        if !name.is_empty() {
            let named = match Slug::parse(name) {
                Ok(name) => tx.stored_strategy(&name).await?,
                Err(_) => None,
            };
            return named.ok_or_else(|| Refusal::field("strategy", "Choose one of the strategies."));
        }
        let default = Self::settings_in(tx).await?.default_strategy;
        let mut all = tx.stored_strategies().await?;
        let at = all.iter().position(|stored| default.as_ref() == Some(&stored.sheet.name));
        match at {
            Some(at) => Ok(all.swap_remove(at)),
            None if all.len() == 1 => Ok(all.swap_remove(0)),
            None if all.is_empty() => Err(Refusal::NoStrategy),
            None => Err(Refusal::field("strategy", "Choose one of the strategies.")),
        }
    }

    /// Inside a transaction that may go on to register it.
    pub(super) async fn add_application(
        &self,
        tx: &mut Tx,
        me: &SignedIn,
        new: &NewApplication,
        strategy: &StoredStrategy,
    ) -> Result<Application, Refusal> {
        let (now, owner) = (self.clock.now(), &me.account().id);
        self.room_for_application(tx, owner).await?;
        let details = new.read(strategy.sheet.method.kind()).map_err(Refusal::Fields)?;
        let id = self.new_id();
        let reference_id = match details.reference_id {
            Some(typed) => typed,
            None => ReferenceId::parse(&self.new_id()).map_err(|_| Error::NotFound)?,
        };
        if tx.reference_taken(&reference_id, &id).await? {
            return Err(Refusal::ReferenceTaken);
        }
        let application =
            Application { id, name: details.name, description: details.description, reference_id, created_at: now };
        tx.add_application(owner, &application, &strategy.id).await?;
        let detail = json!({ "name": application.name.as_str(), "strategy": strategy.sheet.name.as_str() });
        record(tx, now, Actor::Account(owner), "application_added", &application.id, detail).await?;
        Ok(application)
    }

    pub(super) async fn room_for_application(&self, tx: &mut Tx, owner: &str) -> Result<(), Refusal> {
        if tx.stored_strategies().await?.is_empty() {
            return Err(Refusal::NoStrategy);
        }
        let most = Self::settings_in(tx).await?.applications_per_developer;
        if tx.count_applications_of(owner).await? >= most { Err(Refusal::TooManyApplications(most)) } else { Ok(()) }
    }

    /// Name, description and reference ID. The strategy stays.
    pub async fn edit_application(&self, me: &SignedIn, id: &str, new: &NewApplication) -> Result<(), Refusal> {
        let (now, owner, id) = (self.clock.now(), &me.account().id, &sought(id));
        let mut tx = self.change_by(me).await?;
        let StoredApplication { application, strategy, .. } =
            tx.application_of(owner, id).await?.ok_or(Error::NotFound)?;
        let details = new.read(strategy.1).map_err(Refusal::Fields)?;
        // Left empty, the one that was made stays.
        let reference_id = details.reference_id.unwrap_or_else(|| application.reference_id.clone());
        if tx.reference_taken(&reference_id, id).await? {
            return Err(Refusal::ReferenceTaken);
        }
        let after =
            Application { name: details.name, description: details.description, reference_id, ..application.clone() };
        if after == application {
            return Ok(());
        }
        tx.edit_application(&after, now).await?;
        let detail = json!({ "name": after.name.as_str() });
        record(&mut tx, now, Actor::Account(owner), "application_changed", id, detail).await?;
        Ok(tx.commit().await?)
    }

    /// With all its registrations and credentials, for good.
    pub async fn delete_application(&self, me: &SignedIn, id: &str, typed: &str) -> Result<(), Refusal> {
        let (now, owner, id) = (self.clock.now(), &me.account().id, &sought(id));
        let mut tx = self.change_by(me).await?;
        let StoredApplication { application, .. } = tx.application_of(owner, id).await?.ok_or(Error::NotFound)?;
        if typed.split_whitespace().collect::<Vec<_>>().join(" ") != application.name.as_str() {
            return Err(Refusal::NameDiffers);
        }
        tx.drop_application(id).await?;
        let detail = json!({ "name": application.name.as_str() });
        record(&mut tx, now, Actor::Account(owner), "application_removed", id, detail).await?;
        Ok(tx.commit().await?)
    }
}

/// As pages tell it.
pub(super) fn in_words(stored: &StoredStrategy) -> Strategy {
    Strategy {
        display_name: stored.sheet.display_name.clone(),
        description: stored.sheet.description.clone(),
        kind: stored.sheet.method.kind(),
        how: stored.sheet.method.in_words(),
    }
}

/// Keys are for strategies that have some.
pub(super) fn key_names(stored: &StoredStrategy) -> Option<&[String]> {
    match &stored.sheet.method {
        Method::KeyAuth { key_names, .. } if stored.sheet.method.kind() == StrategyKind::KeyAuth => Some(key_names),
        _ => None,
    }
}
