//! What a gateway knows, as calls read it: nobody waits for a lock, nothing is allocated. `index.rs` writes it.

use super::id::Id;
use super::meter::{Counter, LastUse};
use super::routes::Routes;
use crate::domain::account::AccountState;
use crate::domain::key::Prefix;
use crate::domain::limit::{Cell, Spending};
use crate::domain::registration::RegistrationState;
use crate::domain::time::Timestamp;
use crate::domain::verdict::KeyFacts;
use crate::identity::secret;
use arc_swap::ArcSwap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The first half of a key's SHA-256, as `secret::hash` or an admin's import gives it. Nobody can make another text that
/// has the same, and with no more of it a key fits into one line of the processor's memory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyHash([u8; 16]);

/// A hash is as good as chance already: its first bytes are taken as they are.
#[derive(Default)]
pub struct AsItIs(u64);

impl From<secret::Hash> for KeyHash {
    fn from(whole: secret::Hash) -> Self {
        Self(std::array::from_fn(|at| whole[at]))
    }
}

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
    /// Each key lies beside its hash, so that finding it is all the waiting for memory there is.
    pub(super) keys: papaya::HashMap<KeyHash, Key, BuildHasherDefault<AsItIs>>,
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
        Prefix::of([a, b, c]).unwrap_or_default()
    }
}

impl Facts {
    /// What is done with a key, if there is one of this hash.
    pub fn with_key<T>(&self, hash: &KeyHash, act: impl FnOnce(&Key) -> T) -> Option<T> {
        self.keys.pin().get(hash).map(act)
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
/// Nothing has this number.
const NONE: Number = 0;

pub struct Key {
    pub id: Id,
    pub application: Arc<Application>,
    /// Or `NEVER`, or `REVOKED`.
    expires_at: AtomicI64,
    pub(super) seen: Seen,
    pub last_use: LastUse,
}

const NEVER: i64 = i64::MAX;
const REVOKED: i64 = i64::MIN;

/// In this order: what every call asks for lies in the first line.
#[repr(C)]
pub struct Application {
    pub strategy: Number,
    /// Of its owner's account, so that no other place in memory has to be read.
    account: AtomicU8,
    /// Most have no other, for the same reason.
    first: Registration,
    pub(super) seen: Seen,
    owner: ArcSwap<Account>,
    pub id: Id,
}

pub struct Account {
    pub id: Id,
    state: AtomicU8,
    pub(super) seen: Seen,
}

/// What an application may do with a version. It stays where it is when it is withdrawn: who registers again owes what was
/// taken of the limit before. In this order as well.
#[repr(C)]
pub struct Registration {
    version: AtomicU32,
    state: AtomicU8,
    /// What is taken of the version's limit.
    pub cell: Cell,
    counter: OnceLock<Arc<Counter>>,
    /// What of the limit the other gateways know.
    pub spending: Spending,
    /// Of the row that says so, if there is one at present.
    row: Mutex<Option<Id>>,
    /// Those of other versions, by the bits of their numbers: many are as quickly found as few.
    further: [OnceLock<Box<Registration>>; 2],
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
    pub fn new(id: Id, application: Arc<Application>, seen: u32) -> Self {
        Self {
            id,
            application,
            expires_at: AtomicI64::new(REVOKED),
            seen: Seen::in_reading(seen),
            last_use: LastUse::default(),
        }
    }

    pub fn set(&self, expires_at: Option<Timestamp>, revoked: bool) {
        let end = if revoked { REVOKED } else { expires_at.map_or(NEVER, |at| at.0) };
        self.expires_at.store(end, Ordering::Relaxed);
    }

    pub fn facts(&self) -> KeyFacts {
        match self.expires_at.load(Ordering::Relaxed) {
            REVOKED => KeyFacts { revoked: true, expires_at: None },
            NEVER => KeyFacts { revoked: false, expires_at: None },
            at => KeyFacts { revoked: false, expires_at: Some(Timestamp(at)) },
        }
    }
}

impl Application {
    pub fn new(id: Id, strategy: Number, owner: Arc<Account>, seen: u32) -> Self {
        let account = AtomicU8::new(owner.state.load(Ordering::Relaxed));
        let (owner, seen) = (ArcSwap::new(owner), Seen::in_reading(seen));
        Self { strategy, account, first: Registration::new(NONE), seen, owner, id }
    }

    pub fn owner(&self) -> arc_swap::Guard<Arc<Account>> {
        self.owner.load()
    }

    pub(super) fn set_owner(&self, owner: Arc<Account>) {
        self.owner.store(owner);
        self.heed_owner();
    }

    /// The owner's account may have changed.
    pub(super) fn heed_owner(&self) {
        self.account.store(self.owner.load().state.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// How its owner's account stands.
    pub fn account(&self) -> AccountState {
        account_state(&self.account)
    }

    /// The one for a version, be it withdrawn.
    pub fn registration(&self, version: Number) -> Option<&Registration> {
        let (mut one, mut bits) = (&self.first, version);
        while one.version() != version {
            one = one.further[bits as usize & 1].get()?;
            bits >>= 1;
        }
        Some(one)
    }

    /// The same; it is made where there is none.
    pub(super) fn registration_or_new(&self, version: Number) -> &Registration {
        let (mut one, mut bits) = (&self.first, version);
        // Whether it was free or is another's is seen below.
        let _ = one.version.compare_exchange(NONE, version, Ordering::AcqRel, Ordering::Acquire);
        while one.version() != version {
            one = one.further[bits as usize & 1].get_or_init(|| Box::new(Registration::new(version)));
            bits >>= 1;
        }
        one
    }

    pub fn registrations(&self) -> impl Iterator<Item = &Registration> {
        let mut waiting: Vec<_> = Some(&self.first).filter(|first| first.version() != NONE).into_iter().collect();
        std::iter::from_fn(move || {
            let one = waiting.pop()?;
            waiting.extend(one.further.iter().filter_map(|further| further.get().map(|one| &**one)));
            Some(one)
        })
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

    pub fn state(&self) -> AccountState {
        account_state(&self.state)
    }
}

/// What is not understood is not approved.
fn account_state(kept: &AtomicU8) -> AccountState {
    AccountState::ALL.get(usize::from(kept.load(Ordering::Relaxed))).copied().unwrap_or(AccountState::Revoked)
}

/// What no state has as its place.
const WITHDRAWN: u8 = u8::MAX;

impl Registration {
    fn new(version: Number) -> Self {
        Self {
            version: AtomicU32::new(version),
            state: AtomicU8::new(WITHDRAWN),
            cell: Cell::default(),
            spending: Spending::default(),
            counter: OnceLock::new(),
            row: Mutex::default(),
            further: Default::default(),
        }
    }

    pub fn version(&self) -> Number {
        self.version.load(Ordering::Acquire)
    }

    pub(super) fn set(&self, row: Id, state: RegistrationState) {
        *self.row.lock().unwrap_or_else(PoisonError::into_inner) = Some(row);
        self.state.store(place(&RegistrationState::ALL, &state), Ordering::Relaxed);
    }

    /// A row is gone. Another may have taken its place already.
    pub(super) fn withdraw(&self, row: &Id) {
        let mut mine = self.row.lock().unwrap_or_else(PoisonError::into_inner);
        if mine.as_ref() == Some(row) {
            *mine = None;
            self.state.store(WITHDRAWN, Ordering::Relaxed);
        }
    }

    pub fn row(&self) -> Option<Id> {
        self.row.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// None: it is withdrawn.
    pub fn state(&self) -> Option<RegistrationState> {
        RegistrationState::ALL.get(usize::from(self.state.load(Ordering::Relaxed))).copied()
    }

    pub fn counter(&self, mine: impl FnOnce() -> Arc<Counter>) -> &Arc<Counter> {
        self.counter.get_or_init(mine)
    }
}

fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::mem::offset_of;

    fn application() -> Application {
        let account = Arc::new(Account::new(Id::new("ada"), AccountState::Approved, 1));
        Application::new(Id::new("desk"), 1, account, 1)
    }

    #[test]
    fn each_of_many_registrations_is_found() {
        let application = application();
        assert!(application.registration(7).is_none());
        assert_eq!(application.registrations().count(), 0);
        // In no order, some far apart, and all of one side.
        let versions =
            BTreeSet::from_iter((1..500).map(|at| at * 7919 % 4096).chain([u32::MAX, 1 << 31, 1 << 30, 3 << 30]));
        for _ in 0..2 {
            for version in &versions {
                assert_eq!(application.registration_or_new(*version).version(), *version);
            }
        }
        assert!(versions.iter().all(|version| application.registration(*version).is_some()));
        assert!(
            (1..4096)
                .filter(|version| !versions.contains(version))
                .all(|version| application.registration(version).is_none())
        );
        let all: Vec<_> = application.registrations().map(Registration::version).collect();
        assert_eq!((all.len(), BTreeSet::from_iter(all)), (versions.len(), versions));
    }

    #[test]
    fn a_key_fits_into_one_line_of_the_processor() {
        assert_eq!(size_of::<(KeyHash, Key)>(), 64);
    }

    #[test]
    fn what_every_call_asks_of_an_application_lies_in_its_first_line() {
        let counts = size_of::<[usize; 2]>();
        assert!(counts + offset_of!(Application, first) + offset_of!(Registration, spending) <= 64);
    }

    #[test]
    fn an_application_stands_as_its_owner_does() {
        let application = application();
        assert_eq!(application.account(), AccountState::Approved);
        application.owner().set(AccountState::Revoked);
        assert_eq!(application.account(), AccountState::Approved, "it is told for all of them at once");
        application.heed_owner();
        assert_eq!(application.account(), AccountState::Revoked);
        application.set_owner(Arc::new(Account::new(Id::new("bob"), AccountState::Pending, 1)));
        assert_eq!(application.account(), AccountState::Pending);
    }

    #[test]
    fn a_key_says_what_was_set() {
        let key = Key::new(Id::new("key"), Arc::new(application()), 1);
        assert!(key.facts().revoked, "until it is known better");
        for (expires_at, revoked) in [(None, false), (Some(Timestamp(5)), false), (None, true)] {
            key.set(expires_at, revoked);
            assert_eq!(key.facts(), KeyFacts { revoked, expires_at });
        }
        key.set(Some(Timestamp(5)), true);
        assert!(key.facts().revoked);
    }

    #[test]
    fn only_its_own_row_withdraws_a_registration() {
        let application = application();
        let (old, new) = (Id::new("old"), Id::new("new"));
        let registration = application.registration_or_new(1);
        assert_eq!(registration.state(), None);
        for state in RegistrationState::ALL {
            registration.set(old.clone(), state);
            assert_eq!(registration.state(), Some(state));
        }
        // One is withdrawn and another asked for before anybody looked.
        registration.set(new.clone(), RegistrationState::Pending);
        registration.withdraw(&old);
        assert_eq!((registration.state(), registration.row().as_ref()), (Some(RegistrationState::Pending), Some(&new)));
        registration.withdraw(&new);
        assert_eq!((registration.state(), registration.row()), (None, None));
    }
}
