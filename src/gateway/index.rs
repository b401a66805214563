//! Writes what a gateway knows: one owner, who finds every entry by its row's id.

use super::facts::{Account, Application, Facts, Key, KeyHash, More, Number, Registration, Registrations};
use super::id::Id;
use super::routes::{Asked, Route, Routes};
use super::upstream::Upstreams;
use crate::domain::sheet::Method;
use crate::domain::time::Timestamp;
use crate::storage::{
    AccountFacts, ApplicationFacts, CredentialFacts, Fact, RegistrationFacts, StrategyFacts, Topic, VersionFacts,
};
use arc_swap::ArcSwap;
use hashbrown::HashTable;
use std::collections::HashMap;
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
    registrations: Table<Registration>,
    keys: Table<Key>,
    strategies: HashMap<Box<str>, Strategy>,
    versions: HashMap<Box<str>, Version>,
    numbers: Number,
    /// The time of day, and the same moment on the cells' clock.
    time: (Timestamp, u64),
    /// Until when registrations that were withdrawn owe what they took: it is owed by those that take their place.
    withdrawn: HashMap<(Id, Number), u64>,
    /// Whether routes have to be made anew.
    rerouted: bool,
}

/// A row points at one that is not known: what is here is not what the database holds.
#[derive(Debug)]
pub struct Lost;

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
            registrations: Table::new(),
            keys: Table::new(),
            strategies: HashMap::new(),
            versions: HashMap::new(),
            numbers: 0,
            time: (Timestamp(0), 0),
            withdrawn: HashMap::new(),
            rerouted: false,
        }
    }

    pub fn set_time(&mut self, day: Timestamp, clock: u64) {
        self.time = (day, clock);
    }

    /// Everything is about to be put once more; what is not put until `end_reading` is gone.
    pub fn begin_reading(&mut self) {
        self.reading = self.reading.wrapping_add(1);
        self.rerouted = true;
    }

    pub fn end_reading(&mut self) {
        let reading = self.reading;
        for key in self.keys.take_if(|key| !key.seen.is(reading)) {
            self.forget_key(&key);
        }
        for registration in self.registrations.take_if(|registration| !registration.seen.is(reading)) {
            self.forget_registration(&registration);
        }
        for application in self.applications.take_if(|application| !application.seen.is(reading)) {
            self.forget_application(&application);
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
                    self.forget_application(&application);
                }
            }
            Topic::Registration => {
                if let Some(registration) = self.registrations.take(&id) {
                    self.forget_registration(&registration);
                }
            }
            Topic::Credential => {
                if let Some(key) = self.keys.take(&id) {
                    self.forget_key(&key);
                }
            }
        }
    }

    pub fn registration(&self, id: &Id) -> Option<&Arc<Registration>> {
        self.registrations.find(id)
    }

    /// Makes the routes anew where versions or strategies have changed.
    pub fn settle(&mut self) {
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

    /// Lets go of connections that nobody needs, and of what is paid back.
    pub fn tidy(&mut self, now: u64) {
        self.upstreams.tidy();
        self.withdrawn.retain(|_, until| *until > now);
    }

    fn put_account(&mut self, row: &AccountFacts) {
        let id = Id::new(&row.id);
        match self.accounts.find(&id) {
            Some(account) => {
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
                let before = application.more.load_full();
                if before.client != client
                    && let Some(old) = &before.client
                {
                    self.facts.clients.pin().remove(old);
                }
                let registrations = before.registrations.clone();
                application.more.store(Arc::new(More { account, registrations, client: client.clone() }));
                Arc::clone(application)
            }
            None => {
                let more = ArcSwap::from_pointee(More {
                    account,
                    registrations: Registrations::new(),
                    client: client.clone(),
                });
                let seen = super::facts::Seen::in_reading(self.reading);
                let application = Arc::new(Application { id, strategy: strategy.number, seen, more });
                self.applications.insert(Arc::clone(&application));
                application
            }
        };
        if let Some(client) = client {
            self.facts.clients.pin().insert(client, application);
        }
        Ok(())
    }

    fn put_registration(&mut self, row: &RegistrationFacts) -> Result<(), Lost> {
        let id = Id::new(&row.id);
        if let Some(registration) = self.registrations.find(&id) {
            registration.set(row.state);
            registration.seen.set(self.reading);
            return Ok(());
        }
        let of = Id::new(&row.application_id);
        let application = self.applications.find(&of).ok_or(Lost)?;
        let version = self.versions.get(row.version_id.as_str()).ok_or(Lost)?.number;
        let registration = Arc::new(Registration::new(id, application, version, self.reading));
        registration.set(row.state);
        if let Some((total, free_at)) = row.spent {
            let owed = u64::try_from(free_at.0 - self.time.0.0).unwrap_or(0);
            registration.cell.owe_until(self.time.1.saturating_add(owed.saturating_mul(MILLISECOND)));
            registration.spending.begin_at(total);
        }
        if let Some(until) = self.withdrawn.remove(&(of, version)) {
            registration.cell.owe_until(until);
        }
        change_registrations(application, |all| {
            // One that takes the place of another, which was withdrawn, is the same to whoever calls.
            if let Some((_, other)) = all.iter().find(|(other, _)| *other == version) {
                registration.cell.owe_until(other.cell.owed_until());
            }
            all.retain(|(other, _)| *other != version);
            let place = all.partition_point(|(other, _)| *other < version);
            all.insert(place, (version, Arc::clone(&registration)));
        });
        self.registrations.insert(registration);
        Ok(())
    }

    fn put_credential(&mut self, row: &CredentialFacts) -> Result<(), Lost> {
        let id = Id::new(&row.id);
        if let Some(key) = self.keys.find(&id) {
            key.set(row.expires_at, row.revoked);
            key.seen.set(self.reading);
            return Ok(());
        }
        let application = self.applications.find(&Id::new(&row.application_id)).ok_or(Lost)?;
        let key = Arc::new(Key::new(KeyHash(row.hash), id, Arc::clone(application), self.reading));
        key.set(row.expires_at, row.revoked);
        self.facts.keys.pin().insert(key.hash, Arc::clone(&key));
        self.keys.insert(key);
        Ok(())
    }

    fn forget_key(&self, key: &Key) {
        let keys = self.facts.keys.pin();
        // Its hash may have come back in another row.
        if keys.get(&key.hash).is_some_and(|other| other.id == key.id) {
            keys.remove(&key.hash);
        }
    }

    fn forget_application(&self, application: &Application) {
        if let Some(client) = &application.more.load().client {
            let clients = self.facts.clients.pin();
            if clients.get(client).is_some_and(|other| other.id == application.id) {
                clients.remove(client);
            }
        }
    }

    fn forget_registration(&mut self, registration: &Arc<Registration>) {
        if let Some(application) = registration.application.upgrade() {
            change_registrations(&application, |all| all.retain(|(_, other)| other.id != registration.id));
            let until = registration.cell.owed_until();
            if until > self.time.1 {
                self.withdrawn.insert((application.id.clone(), registration.version), until);
            }
        }
    }

    fn number(&mut self) -> Number {
        self.numbers += 1;
        self.numbers
    }
}

fn change_registrations(application: &Application, change: impl FnOnce(&mut Registrations)) {
    let before = application.more.load_full();
    let mut registrations = before.registrations.clone();
    change(&mut registrations);
    registrations.shrink_to_fit();
    let (account, client) = (Arc::clone(&before.account), before.client.clone());
    application.more.store(Arc::new(More { account, registrations, client }));
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

named!(Account Application Registration Key);

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
