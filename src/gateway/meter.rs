//! Counts what the gateway does. What is on the way of a call only adds to numbers: nothing is locked, allocated or
//! waited for. A task beside it writes the sums down every second or a little less often (`keep`), and a failed try keeps
//! them for the next.

mod keep;

pub use keep::keep;

use super::id::Id;
use crate::domain::time::Timestamp;
use crate::domain::usage::{BUCKETS, Histogram, Tally};
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::mpsc;

/// Cheap to clone: all clones count into the same.
#[derive(Clone)]
pub struct Meter(Arc<Inner>);

struct Inner {
    /// How often it is written down: what a crash loses at most.
    every: Duration,
    counters: RwLock<HashMap<Pair, Arc<Counter>>>,
    /// Last uses of keys that nobody has written down yet, in milliseconds.
    uses: Mutex<VecDeque<(Id, i64)>>,
    /// How many of them there are.
    noted: AtomicUsize,
    hasher: RandomState,
    refusals: mpsc::Sender<Refused>,
    /// Taken by the one who keeps.
    arriving: Mutex<Option<mpsc::Receiver<Refused>>>,
    /// How many refusals each application had noted, for each reason, since they were last written down; several may share
    /// a place.
    shares: Vec<AtomicU32>,
    dropped: AtomicU64,
}

/// An application and a version.
type Pair = (Arc<str>, Arc<str>);

/// The last use of a key is kept to the minute: one that is used all the time is not noted all the time. In seconds.
const GRAIN: u32 = 60;
/// Uses that may wait to be written. Beyond, a key is noted with a later call of it.
const MOST_USES: usize = 100_000;
/// Refusals that may wait to be written.
const MOST_WAITING: usize = 8192;
/// Of these, so many of one application for one reason: one that goes wild does not hide what happens to others, nor
/// that it is refused elsewhere for another reason.
const MOST_OF_ONE: u32 = 250;
const PLACES: usize = 1024;

/// What one application did with one version since it was last written down.
#[derive(Default)]
pub struct Counter {
    classes: [AtomicU64; 4],
    refused: AtomicU64,
    latency: [AtomicU64; BUCKETS],
}

/// When a key was used last, as far as it was noted: in seconds since 1970.
#[derive(Default)]
pub struct LastUse(AtomicU32);

/// A call that was not let through, or that no upstream answered, as "Why was I refused?" tells it.
#[derive(Clone, Debug)]
pub struct Refused {
    pub request_id: Box<str>,
    pub at: Timestamp,
    pub code: &'static str,
    pub application: Option<Arc<str>>,
    pub version: Option<Arc<str>>,
    pub credential: Option<Arc<str>>,
    /// What the code alone does not say. Nothing secret: it is shown to the developer.
    pub detail: Option<String>,
}

impl Counter {
    /// A call that went on to the API, however that ended: also a 502 or 504 of ours in place of its answer.
    pub fn record(&self, status: u16, micros: u32) {
        let class = match status {
            0..300 => 0,
            300..400 => 1,
            400..500 => 2,
            _ => 3,
        };
        self.classes[class].fetch_add(1, Relaxed);
        self.latency[Histogram::bucket(u64::from(micros))].fetch_add(1, Relaxed);
    }

    /// A call that was not let through. It says nothing of the API, so its time is not counted.
    pub fn refused(&self) {
        self.refused.fetch_add(1, Relaxed);
    }

    /// What was counted since it was last asked.
    fn take(&self) -> Tally {
        let [succeeded, redirected, client_errors, server_errors] =
            self.classes.each_ref().map(|class| class.swap(0, Relaxed));
        Tally {
            succeeded,
            redirected,
            client_errors,
            server_errors,
            refused: self.refused.swap(0, Relaxed),
            latency: Histogram(self.latency.each_ref().map(|bucket| bucket.swap(0, Relaxed))),
        }
    }
}

impl Default for Meter {
    fn default() -> Self {
        Self::new()
    }
}

impl Meter {
    pub fn new() -> Self {
        Self::every(Duration::from_secs(5))
    }

    pub fn every(every: Duration) -> Self {
        let (refusals, arriving) = mpsc::channel(MOST_WAITING);
        Self(Arc::new(Inner {
            every,
            counters: RwLock::default(),
            uses: Mutex::default(),
            noted: AtomicUsize::new(0),
            hasher: RandomState::new(),
            refusals,
            arriving: Mutex::new(Some(arriving)),
            shares: (0..PLACES).map(|_| AtomicU32::new(0)).collect(),
            dropped: AtomicU64::new(0),
        }))
    }

    /// The counter of an application at a version; the application of an open version is "". Whoever calls often
    /// keeps it.
    pub fn counter(&self, application: &str, version: &str) -> Arc<Counter> {
        let pair: Pair = (application.into(), version.into());
        if let Some(counter) = self.0.counters.read().unwrap_or_else(PoisonError::into_inner).get(&pair) {
            return Arc::clone(counter);
        }
        Arc::clone(self.0.counters.write().unwrap_or_else(PoisonError::into_inner).entry(pair).or_default())
    }

    /// A key was used. Mostly it was so a moment ago, and nothing is to be done.
    pub fn used(&self, last: &LastUse, credential: &Id, at: Timestamp) {
        let now = u32::try_from(at.0 / 1000).unwrap_or_default();
        let before = last.0.load(Relaxed);
        if now.saturating_sub(before) < GRAIN || self.0.noted.load(Relaxed) >= MOST_USES {
            return;
        }
        if last.0.compare_exchange(before, now, Relaxed, Relaxed).is_ok() {
            self.0.noted.fetch_add(1, Relaxed);
            self.0.uses.lock().unwrap_or_else(PoisonError::into_inner).push_back((credential.clone(), at.0));
        }
    }

    /// Leaves it for the next time that is written. Where too many wait it is dropped, and counted.
    pub fn refused(&self, refused: Refused) {
        let place = refused.application.as_ref().map_or(0, |application| {
            // The first place is of those that belong to no application.
            1 + self.0.hasher.hash_one((application, refused.code)) as usize % (PLACES - 1)
        });
        let share = self.0.shares[place].fetch_add(1, Relaxed);
        if share >= MOST_OF_ONE || self.0.refusals.try_send(refused).is_err() {
            self.0.dropped.fetch_add(1, Relaxed);
            metrics::counter!("portcullis_refusals_dropped_total").increment(1);
        }
    }

    /// Refusals that nobody will be able to read about.
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Relaxed)
    }

    /// Everything that was counted since it was last asked. Counters that nobody holds any more are given up.
    fn take_counts(&self) -> Vec<(Pair, Tally)> {
        let mut taken = Vec::new();
        let mut unheld = false;
        for (pair, counter) in self.0.counters.read().unwrap_or_else(PoisonError::into_inner).iter() {
            unheld |= Arc::strong_count(counter) == 1;
            let tally = counter.take();
            if !tally.is_empty() {
                taken.push((pair.clone(), tally));
            }
        }
        if unheld {
            let mut counters = self.0.counters.write().unwrap_or_else(PoisonError::into_inner);
            counters.retain(|pair, counter| {
                let held = Arc::strong_count(counter) > 1;
                if !held {
                    let rest = counter.take();
                    if !rest.is_empty() {
                        taken.push((pair.clone(), rest));
                    }
                }
                held
            });
        }
        taken
    }

    /// So many of the uses that were noted first.
    fn take_uses(&self, most: usize) -> Vec<(Id, i64)> {
        let mut uses = self.0.uses.lock().unwrap_or_else(PoisonError::into_inner);
        let most = most.min(uses.len());
        self.0.noted.fetch_sub(most, Relaxed);
        uses.drain(..most).collect()
    }

    /// How many pairs of an application and a version were counted of late.
    fn count_pairs(&self) -> usize {
        self.0.counters.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_noted_once_a_minute_and_only_so_many_wait() {
        let (meter, id, at) = (Meter::new(), Id::new("key"), Timestamp(1_000_000));
        let keys: Vec<_> = (0..=MOST_USES).map(|_| LastUse::default()).collect();
        let later = |millis| Timestamp(at.0 + i64::from(GRAIN) * 1000 + millis);
        for _ in 0..2 {
            keys.iter().for_each(|last| meter.used(last, &id, at));
        }
        assert_eq!(meter.take_uses(10).len(), 10);
        assert_eq!(meter.take_uses(usize::MAX).len(), MOST_USES - 10);
        // The one that found no room has its turn with its next call; the others are noted already.
        keys.iter().for_each(|last| meter.used(last, &id, at));
        assert_eq!(meter.take_uses(usize::MAX).len(), 1);
        meter.used(&keys[0], &id, later(-1));
        assert!(meter.take_uses(usize::MAX).is_empty());
        meter.used(&keys[0], &id, later(0));
        assert_eq!(meter.take_uses(usize::MAX), [(id, later(0).0)]);
    }
}
