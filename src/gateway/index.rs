//! Writes what a gateway knows: one owner, who finds every entry by its row's id.

use super::facts::{Account, Application, Facts, Key, KeyHash, Number, Registration};
use super::id::Id;
use super::routes::{Asked, Route, Routes};
use super::upstream::Upstreams;
use crate::domain::sheet::Method;
use crate::domain::time::Timestamp;
use crate::storage::{
    AccountFacts, ApplicationFacts, CredentialFacts, Fact, RegistrationFacts, StrategyFacts, Topic, VersionFacts,
};
use hashbrown::HashTable;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// Of the cells' clock.
const MILLISECOND: u64 = 1_000_000;

pub struct Index {
    facts: Arc<Facts>,
    upstreams: Upstreams,
    /// The number of the reading of everything that is in use.
    reading: u32,
    accounts: Table<Account>,
    applications: Table<Application>,
    registrations: HashMap<Id, Place>,
    /// By what applications are known that come with tokens.
    clients: HashMap<Id, Box<str>>,
    /// Rows of keys that are gone. Keys are found by their hashes, which such a row does not tell.
    gone_keys: HashSet<Id>,
    strategies: HashMap<Box<str>, Strategy>,
    versions: HashMap<Box<str>, Version>,
    numbers: Number,
    /// The time of day, and the same moment on the cells' clock.
    time: (Timestamp, u64),
    /// Whether routes have to be made anew.
    rerouted: bool,
    /// Whether some account's applications have to be told how it stands.
    restated: bool,
}

/// A row points at one that is not known: what is here is not what the database holds.
#[derive(Debug)]
pub struct Lost;

/// Where the registration of a row is kept.
#[derive(Clone)]
pub struct Place {
    application: Arc<Application>,
    version: Number,
    reading: u32,
}

impl Place {
    pub fn registration(&self) -> Option<&Registration> {
        self.application.registration(self.version)
    }

    fn withdraw(&self, row: &Id) {
        if let Some(registration) = self.registration() {
            registration.withdraw(row);
        }
    }
}

struct Strategy {
    number: Number,
    asked: Arc<Asked>,
    reading: u32,
}

struct Version {
    number: Number,
    facts: VersionFacts,
    reading: u32,
    /// Kept while its route stays the same.
    route: Option<Arc<Route>>,
}

impl Index {
    pub fn new(facts: Arc<Facts>, upstreams: Upstreams) -> Self {
        Self {
            facts,
            upstreams,
            reading: 0,
            accounts: Table::new(),
            applications: Table::new(),
            registrations: HashMap::new(),
            clients: HashMap::new(),
            gone_keys: HashSet::new(),
            strategies: HashMap::new(),
            versions: HashMap::new(),
            numbers: 0,
            time: (Timestamp(0), 0),
            rerouted: false,
            restated: false,
        }
    }

    pub fn set_time(&mut self, day: Timestamp, clock: u64) {
        self.time = (day, clock);
    }

    /// Everything is about to be put once more; what is not put until `end_reading` is gone.
    pub fn begin_reading(&mut self) {
        self.reading = self.reading.wrapping_add(1);
        self.gone_keys.clear();
        self.rerouted = true;
    }

    pub fn end_reading(&mut self) {
        let reading = self.reading;
        self.facts.keys.pin().retain(|_, key| key.seen.is(reading));
        self.registrations.retain(|row, place| {
            let stays = place.reading == reading;
            if !stays {
                place.withdraw(row);
            }
            stays
        });
        for application in self.applications.take_if(|application| !application.seen.is(reading)) {
            self.set_client(&application, None);
        }
        self.accounts.take_if(|account| !account.seen.is(reading));
        self.versions.retain(|_, version| version.reading == reading);
        self.strategies.retain(|_, strategy| strategy.reading == reading);
        self.settle();
    }

    pub fn put(&mut self, fact: Fact) -> Result<(), Lost> {
        match fact {
            Fact::Account(account) => self.put_account(&account),
            Fact::Strategy(strategy) => self.put_strategy(strategy),
            Fact::Version(version) => self.put_version(version),
            Fact::Application(application) => return self.put_application(application),
            Fact::Registration(registration) => return self.put_registration(&registration),
            Fact::Credential(credential) => return self.put_credential(&credential),
        }
        Ok(())
    }

    pub fn remove(&mut self, topic: Topic, subject: &str) {
        let id = Id::new(subject);
        match topic {
            Topic::Account => drop(self.accounts.take(&id)),
            Topic::Strategy => {
                self.rerouted |= self.strategies.remove(subject).is_some();
            }
            Topic::Version => {
                self.rerouted |= self.versions.remove(subject).is_some();
            }
            Topic::Application => {
                if let Some(application) = self.applications.take(&id) {
                    self.set_client(&application, None);
                }
            }
            Topic::Registration => {
                if let Some(place) = self.registrations.remove(&id) {
                    place.withdraw(&id);
                }
            }
            Topic::Credential => drop(self.gone_keys.insert(id)),
        }
    }

    pub fn registration(&self, row: &Id) -> Option<&Place> {
        self.registrations.get(row)
    }

    /// Looks for the keys that are gone, and for the applications of accounts that have changed, once for all of them:
    /// that is rare, and takes milliseconds where there are a million. Makes the routes anew where versions or strategies
    /// have changed.
    pub fn settle(&mut self) {
        if std::mem::take(&mut self.restated) {
            self.applications.entries.iter().for_each(|application| application.heed_owner());
        }
        let gone = std::mem::take(&mut self.gone_keys);
        if !gone.is_empty() {
            self.facts.keys.pin().retain(|_, key| !gone.contains(&key.id));
        }
        if !std::mem::take(&mut self.rerouted) {
            return;
        }
        let mut routes = Vec::new();
        for version in self.versions.values_mut() {
            version.route = route(version, &self.strategies, &self.upstreams);
            routes.extend(version.route.clone());
        }
        self.facts.routes.store(Arc::new(Routes::new(routes)));
        self.upstreams.forget_unused();
    }

    /// Lets go of connections that nobody needs.
    pub fn tidy(&self) {
        self.upstreams.tidy();
    }

    fn put_account(&mut self, row: &AccountFacts) {
        let id = Id::new(&row.id);
        match self.accounts.find(&id) {
            Some(account) => {
                self.restated |= account.state() != row.state;
                account.set(row.state);
                account.seen.set(self.reading);
            }
            None => self.accounts.insert(Arc::new(Account::new(id, row.state, self.reading))),
        }
    }

    fn put_strategy(&mut self, row: StrategyFacts) {
        let number = self.strategies.get(row.id.as_str()).map(|strategy| strategy.number);
        let number = number.unwrap_or_else(|| self.number());
        let asked = Arc::new(Asked::new(number, row.id.as_str(), row.method));
        self.strategies.insert(row.id.into(), Strategy { number, asked, reading: self.reading });
        self.rerouted = true;
    }

    fn put_version(&mut self, facts: VersionFacts) {
        let known = self.versions.remove(facts.id.as_str());
        let number = known.as_ref().map(|version| version.number).unwrap_or_else(|| self.number());
        let route = known.and_then(|version| version.route);
        let id = facts.id.as_str().into();
        self.versions.insert(id, Version { number, facts, reading: self.reading, route });
        self.rerouted = true;
    }

    fn put_application(&mut self, row: ApplicationFacts) -> Result<(), Lost> {
        let id = Id::new(&row.id);
        let account = Arc::clone(self.accounts.find(&Id::new(&row.account_id)).ok_or(Lost)?);
        let strategy = self.strategies.get(row.strategy_id.as_str()).ok_or(Lost)?;
        let by_token = matches!(strategy.asked.method, Method::OpenidConnect { .. });
        let client: Option<Box<str>> = by_token.then(|| row.reference_id.into());
        let application = match self.applications.find(&id) {
            Some(application) => {
                application.seen.set(self.reading);
                application.set_owner(account);
                Arc::clone(application)
            }
            None => {
                let application = Arc::new(Application::new(id, strategy.number, account, self.reading));
                self.applications.insert(Arc::clone(&application));
                application
            }
        };
        self.set_client(&application, client);
        Ok(())
    }

    /// By what it is known when it comes with tokens.
    fn set_client(&mut self, application: &Arc<Application>, client: Option<Box<str>>) {
        let clients = self.facts.clients.pin();
        // Its old name may be another's by now.
        if let Some(old) = self.clients.remove(&application.id).filter(|old| Some(old) != client.as_ref())
            && clients.get(&old).is_some_and(|other| other.id == application.id)
        {
            clients.remove(&old);
        }
        if let Some(client) = client {
            clients.insert(client.clone(), Arc::clone(application));
            self.clients.insert(application.id.clone(), client);
        }
    }

    fn put_registration(&mut self, row: &RegistrationFacts) -> Result<(), Lost> {
        let id = Id::new(&row.id);
        if let Some(place) = self.registrations.get_mut(&id) {
            place.reading = self.reading;
            if let Some(registration) = place.registration() {
                registration.set(id, row.state);
            }
            return Ok(());
        }
        let application = self.applications.find(&Id::new(&row.application_id)).ok_or(Lost)?;
        let version = self.versions.get(row.version_id.as_str()).ok_or(Lost)?.number;
        let registration = application.registration_or_new(version);
        registration.spending.begin_at(row.spent.map(|(total, _)| total));
        if let Some((_, free_at)) = row.spent {
            let owed = u64::try_from(free_at.0 - self.time.0.0).unwrap_or(0);
            registration.cell.owe_until(self.time.1.saturating_add(owed.saturating_mul(MILLISECOND)));
        }
        registration.set(id.clone(), row.state);
        let place = Place { application: Arc::clone(application), version, reading: self.reading };
        self.registrations.insert(id, place);
        Ok(())
    }

    fn put_credential(&mut self, row: &CredentialFacts) -> Result<(), Lost> {
        let (id, hash, keys) = (Id::new(&row.id), KeyHash::from(row.hash), self.facts.keys.pin());
        // Its hash may have come back in another row.
        if let Some(key) = keys.get(&hash).filter(|key| key.id == id) {
            key.set(row.expires_at, row.revoked);
            key.seen.set(self.reading);
            return Ok(());
        }
        let application = self.applications.find(&Id::new(&row.application_id)).ok_or(Lost)?;
        let key = Key::new(id, Arc::clone(application), self.reading);
        key.set(row.expires_at, row.revoked);
        keys.insert(hash, key);
        Ok(())
    }

    fn number(&mut self) -> Number {
        self.numbers += 1;
        self.numbers
    }
}

/// None: it is not served. A version whose strategy is not known would be open, so it is not served either.
fn route(version: &Version, strategies: &HashMap<Box<str>, Strategy>, upstreams: &Upstreams) -> Option<Arc<Route>> {
    let facts = &version.facts;
    let (path, upstream) = facts.served.as_ref()?;
    let asked = match &facts.strategy_id {
        Some(id) => Some(Arc::clone(&strategies.get(id.as_str())?.asked)),
        None => None,
    };
    let (upstream, base) = upstreams.open(upstream)?;
    let kept = version.route.as_ref().map(|route| Arc::clone(&route.kept)).unwrap_or_default();
    Some(Arc::new(Route::new(version.number, facts, path, asked, (upstream, base), kept)))
}

/// Entries by the ids of their rows, a pointer and a byte each.
struct Table<T> {
    entries: HashTable<Arc<T>>,
    hasher: RandomState,
}

trait Named {
    fn id(&self) -> &Id;
}

macro_rules! named {
    ($($type:ident)*) => {$(
        impl Named for $type {
            fn id(&self) -> &Id {
                &self.id
            }
        }
    )*};
}

named!(Account Application);

impl<T: Named> Table<T> {
    fn new() -> Self {
        Self { entries: HashTable::new(), hasher: RandomState::new() }
    }

    fn find(&self, id: &Id) -> Option<&Arc<T>> {
        self.entries.find(self.hasher.hash_one(id), |entry| entry.id() == id)
    }

    /// Only of what is not there yet.
    fn insert(&mut self, entry: Arc<T>) {
        let hasher = &self.hasher;
        self.entries.insert_unique(hasher.hash_one(entry.id()), entry, |other| hasher.hash_one(other.id()));
    }

    fn take(&mut self, id: &Id) -> Option<Arc<T>> {
        let found = self.entries.find_entry(self.hasher.hash_one(id), |entry| entry.id() == id);
        found.ok().map(|entry| entry.remove().0)
    }

    fn take_if(&mut self, gone: impl Fn(&T) -> bool) -> Vec<Arc<T>> {
        self.entries.extract_if(|entry| gone(entry)).collect()
    }
}

#[cfg(test)]
mod tests;
