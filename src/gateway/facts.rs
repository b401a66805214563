//! What a gateway knows, as calls read it: nobody waits for a lock, nothing is allocated. `index.rs` writes it.

use super::id::Id;
use super::meter::Counter;
use super::routes::Routes;
use crate::domain::account::AccountState;
use crate::domain::key::Prefix;
use crate::domain::limit::{Cell, Spending};
use crate::domain::registration::RegistrationState;
use crate::domain::time::Timestamp;
use crate::domain::verdict::KeyFacts;
use arc_swap::ArcSwap;
use smallvec::SmallVec;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, Weak};

/// SHA-256 of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyHash(pub [u8; 32]);

/// A hash is as good as chance already: its first bytes are taken as they are.
#[derive(Default)]
pub struct AsItIs(u64);

impl Hash for KeyHash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        state.write_u64(u64::from_le_bytes([a, b, c, d, e, f, g, h]));
    }
}

impl Hasher for AsItIs {
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[derive(Default)]
pub struct Facts {
    pub(super) keys: papaya::HashMap<KeyHash, Arc<Key>, BuildHasherDefault<AsItIs>>,
    /// Applications that are known by their tokens.
    pub(super) clients: papaya::HashMap<Box<str>, Arc<Application>>,
    pub(super) routes: ArcSwap<Routes>,
    prefix: AtomicPrefix,
}

/// What keys of ours begin with. A text that begins otherwise is looked up, so an old answer does no harm.
struct AtomicPrefix(AtomicU32);

impl Default for AtomicPrefix {
    fn default() -> Self {
        let prefix = Self(AtomicU32::new(0));
        prefix.set(Prefix::default());
        prefix
    }
}

impl AtomicPrefix {
    fn set(&self, prefix: Prefix) {
        let [a, b, c] = prefix.bytes();
        self.0.store(u32::from_le_bytes([a, b, c, 0]), Ordering::Relaxed);
    }

    fn read(&self) -> Prefix {
        let [a, b, c, _] = self.0.load(Ordering::Relaxed).to_le_bytes();
        std::str::from_utf8(&[a, b, c]).ok().and_then(|text| Prefix::parse(text).ok()).unwrap_or_default()
    }
}

impl Facts {
    pub fn key(&self, hash: &KeyHash) -> Option<Arc<Key>> {
        self.keys.pin().get(hash).cloned()
    }

    /// By the reference ID, which for OpenID Connect is the client's id in the identity provider.
    pub fn client(&self, reference_id: &str) -> Option<Arc<Application>> {
        self.clients.pin().get(reference_id).cloned()
    }

    pub fn prefix(&self) -> Prefix {
        self.prefix.read()
    }

    pub(super) fn set_prefix(&self, prefix: Prefix) {
        self.prefix.set(prefix);
    }

    pub fn routes(&self) -> arc_swap::Guard<Arc<Routes>> {
        self.routes.load()
    }

    pub fn count_keys(&self) -> usize {
        self.keys.len()
    }
}

/// The number of a version or a strategy: smaller than its id, and never given twice.
pub type Number = u32;

pub struct Key {
    pub(super) hash: KeyHash,
    pub id: Id,
    pub application: Arc<Application>,
    expires_at: AtomicI64,
    revoked: AtomicBool,
    pub(super) seen: Seen,
    /// In milliseconds, as far as the meter knows of it.
    pub last_use: AtomicI64,
}

pub struct Application {
    pub id: Id,
    pub strategy: Number,
    pub(super) seen: Seen,
    pub(super) more: ArcSwap<More>,
}

/// What may change about an application, read in one step.
pub struct More {
    pub account: Arc<Account>,
    /// In the order of their versions' numbers.
    pub registrations: Registrations,
    /// Only where it is known by its tokens.
    pub(super) client: Option<Box<str>>,
}

/// Most applications have one, for which no other place in memory has to be read.
pub type Registrations = SmallVec<[(Number, Arc<Registration>); 1]>;

pub struct Account {
    pub id: Id,
    state: AtomicU8,
    pub(super) seen: Seen,
}

pub struct Registration {
    pub id: Id,
    pub(super) application: Weak<Application>,
    pub version: Number,
    state: AtomicU8,
    pub(super) seen: Seen,
    /// What is taken of the version's limit.
    pub cell: Cell,
    /// What of it the other gateways know.
    pub spending: Spending,
    counter: OnceLock<Arc<Counter>>,
}

/// In which reading of everything an entry was last there: what a new one does not find is gone.
#[derive(Default)]
pub struct Seen(AtomicU32);

impl Seen {
    pub fn in_reading(number: u32) -> Self {
        Self(AtomicU32::new(number))
    }

    pub fn set(&self, number: u32) {
        self.0.store(number, Ordering::Relaxed);
    }

    pub fn is(&self, number: u32) -> bool {
        self.0.load(Ordering::Relaxed) == number
    }
}

impl Key {
    pub fn new(hash: KeyHash, id: Id, application: Arc<Application>, seen: u32) -> Self {
        Self {
            hash,
            id,
            application,
            expires_at: AtomicI64::new(0),
            revoked: AtomicBool::new(true),
            seen: Seen::in_reading(seen),
            last_use: AtomicI64::new(0),
        }
    }

    pub fn set(&self, expires_at: Option<Timestamp>, revoked: bool) {
        self.expires_at.store(expires_at.map_or(i64::MAX, |at| at.0), Ordering::Relaxed);
        self.revoked.store(revoked, Ordering::Relaxed);
    }

    pub fn facts(&self) -> KeyFacts {
        let expires_at = self.expires_at.load(Ordering::Relaxed);
        KeyFacts {
            revoked: self.revoked.load(Ordering::Relaxed),
            expires_at: (expires_at != i64::MAX).then_some(Timestamp(expires_at)),
        }
    }
}

impl More {
    pub fn registration(&self, version: Number) -> Option<&Arc<Registration>> {
        let at = self.registrations.binary_search_by_key(&version, |(version, _)| *version).ok()?;
        self.registrations.get(at).map(|(_, registration)| registration)
    }
}

impl Application {
    pub fn more(&self) -> arc_swap::Guard<Arc<More>> {
        self.more.load()
    }
}

impl Account {
    pub fn new(id: Id, state: AccountState, seen: u32) -> Self {
        let account = Self { id, state: AtomicU8::new(0), seen: Seen::in_reading(seen) };
        account.set(state);
        account
    }

    pub fn set(&self, state: AccountState) {
        self.state.store(place(&AccountState::ALL, &state), Ordering::Relaxed);
    }

    /// What is not understood is not approved.
    pub fn state(&self) -> AccountState {
        let place = usize::from(self.state.load(Ordering::Relaxed));
        AccountState::ALL.get(place).copied().unwrap_or(AccountState::Revoked)
    }
}

impl Registration {
    pub fn new(id: Id, application: &Arc<Application>, version: Number, seen: u32) -> Self {
        Self {
            id,
            application: Arc::downgrade(application),
            version,
            state: AtomicU8::new(u8::MAX),
            seen: Seen::in_reading(seen),
            cell: Cell::default(),
            spending: Spending::default(),
            counter: OnceLock::new(),
        }
    }

    pub fn set(&self, state: RegistrationState) {
        self.state.store(place(&RegistrationState::ALL, &state), Ordering::Relaxed);
    }

    pub fn state(&self) -> RegistrationState {
        let place = usize::from(self.state.load(Ordering::Relaxed));
        RegistrationState::ALL.get(place).copied().unwrap_or(RegistrationState::Revoked)
    }

    pub fn counter(&self, mine: impl FnOnce() -> Arc<Counter>) -> &Arc<Counter> {
        self.counter.get_or_init(mine)
    }
}

fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}
