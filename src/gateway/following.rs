//! Keeps what a gateway knows in step with the database. A poll that began at some moment and succeeded means that
//! everything committed before that moment is known; calls are let through only while that moment is less than a second
//! ago. So no change takes longer to be kept than that, whatever happens to the database, the network or this process.

use super::facts::Facts;
use super::index::{Index, Lost};
use super::left::Question;
use super::upstream::Upstreams;
use crate::portal::Clock;
use crate::storage::{self, Fact, Store, Topic};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// How long what is known may be relied on.
pub const BOUND: Duration = Duration::from_secs(1);
/// So often the database is asked, if nothing else wakes us.
const POLL: Duration = Duration::from_millis(100);
/// A poll that takes longer has lost its connection.
const LONGEST_POLL: Duration = Duration::from_secs(2);
const LONGEST_CATCH: Duration = Duration::from_secs(60);
const TIDY: Duration = Duration::from_secs(5);
/// Pages that may wait for an answer at once; more wait for their turn to ask.
const QUESTIONS: usize = 64;
/// Changes that are read at once.
const PIECE: i64 = 2000;

pub struct Following {
    facts: Arc<Facts>,
    store: Store,
    /// Only what is owed from before this run is told by the time of day.
    day: Clock,
    begun: Instant,
    /// When the last poll that succeeded began, in nanoseconds since `begun`; 0: none did.
    as_of: AtomicU64,
    /// How many commits of this process are known.
    caught: watch::Sender<u64>,
    asking: mpsc::Sender<Question>,
    /// Taken by whoever follows.
    asked: Mutex<Option<mpsc::Receiver<Question>>>,
}

#[derive(Debug, thiserror::Error)]
enum Missed {
    #[error("{0}")]
    Storage(#[from] storage::Error),
    #[error("the database did not answer in time")]
    TooLong,
    /// The list of changes does not reach back to where we stand, or does not fit what is here.
    #[error("the changes since the last reading are not known")]
    Lost,
}

impl From<Lost> for Missed {
    fn from(_: Lost) -> Self {
        Self::Lost
    }
}

impl Following {
    pub fn new(store: &Store, day: Clock) -> Arc<Self> {
        let (asking, asked) = mpsc::channel(QUESTIONS);
        Arc::new(Self {
            facts: Arc::default(),
            store: store.apart(),
            day,
            // A moment of its own, so that no poll begins at 0.
            begun: Instant::now(),
            as_of: AtomicU64::new(0),
            caught: watch::Sender::new(0),
            asking,
            asked: Mutex::new(Some(asked)),
        })
    }

    pub fn facts(&self) -> &Arc<Facts> {
        &self.facts
    }

    /// Nanoseconds on this gateway's own clock.
    pub fn clock(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.begun).as_nanos()).unwrap_or(u64::MAX)
    }

    /// How old what is known may be. None: nothing is known yet.
    pub fn age(&self, now: Instant) -> Option<Duration> {
        match self.as_of.load(Ordering::Acquire) {
            0 => None,
            as_of => Some(Duration::from_nanos(self.clock(now).saturating_sub(as_of))),
        }
    }

    pub fn is_in_step(&self, now: Instant) -> bool {
        self.is_in_step_at(self.clock(now))
    }

    /// The same, by this gateway's own clock.
    pub fn is_in_step_at(&self, now: u64) -> bool {
        let as_of = self.as_of.load(Ordering::Acquire);
        as_of != 0 && u128::from(now.saturating_sub(as_of)) < BOUND.as_nanos()
    }

    pub fn is_loaded(&self) -> bool {
        self.as_of.load(Ordering::Acquire) != 0
    }

    /// Waits until everything is read, but not for ever: who runs us may want to know what is wrong.
    pub async fn load(&self, patience: Duration) {
        let mut caught = self.caught.subscribe();
        if !self.is_loaded() {
            let _ = tokio::time::timeout(patience, caught.changed()).await;
        }
    }

    /// Whether this process has committed something that is not known yet.
    pub fn is_behind(&self) -> bool {
        *self.caught.borrow() < self.store.committed()
    }

    /// Waits until what this process has committed so far is known, but not for long.
    pub async fn catch_up(&self) {
        let committed = self.store.committed();
        let mut caught = self.caught.subscribe();
        let _ = tokio::time::timeout(BOUND / 4, caught.wait_for(|caught| *caught >= committed)).await;
    }

    pub(super) async fn ask(&self, question: Question) {
        // Nobody follows any more, so nobody answers.
        let _ = self.asking.send(question).await;
    }

    /// Follows until told to stop.
    pub async fn follow(self: Arc<Self>, upstreams: Upstreams, mut stop: watch::Receiver<bool>) {
        let stopped = async {
            let _ = stop.wait_for(|stop| *stop).await;
        };
        tokio::select! {
            () = self.follow_on(upstreams) => {}
            () = stopped => {}
        }
    }

    async fn follow_on(&self, upstreams: Upstreams) {
        let mut index = Index::new(Arc::clone(&self.facts), upstreams);
        let mut nudges = self.store.nudges().await;
        let mut seq = None;
        let (mut silent, mut tidied) = (false, Instant::now());
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Another one follows already.
        let Some(mut asked) = asked else { return };
        self.read_prefix().await;
        loop {
            let (committed, began) = (self.store.committed(), self.clock(Instant::now()).max(1));
            match self.poll(&mut index, seq).await {
                Ok(now) => {
                    if seq.is_none() {
                        tracing::info!(keys = self.facts.count_keys(), "the gateway knows what it has to");
                    } else if silent {
                        tracing::info!("the gateway is in step again");
                    }
                    (seq, silent) = (Some(now), false);
                    self.as_of.store(began, Ordering::Release);
                    self.caught.send_replace(committed);
                }
                Err(Missed::Lost) => {
                    tracing::warn!("the gateway reads everything anew: the list of changes does not reach it");
                    seq = None;
                    // Not at once without end, should the database itself not make sense.
                    tokio::time::sleep(POLL).await;
                    continue;
                }
                Err(cause) => {
                    if !std::mem::replace(&mut silent, true) {
                        tracing::warn!(%cause, "the gateway can't hear the database");
                    }
                }
            }
            if tidied.elapsed() > TIDY {
                tidied = Instant::now();
                index.tidy();
                self.read_prefix().await;
            }
            // What took long is old already.
            let rest = POLL.saturating_sub(Duration::from_nanos(self.clock(Instant::now()).saturating_sub(began)));
            let rested = tokio::time::timeout(rest, nudges.next());
            tokio::pin!(rested);
            loop {
                tokio::select! {
                    _ = &mut rested => break,
                    Some(question) = asked.recv() => question.answer(&index),
                }
            }
        }
    }

    /// Not part of keeping in step: only a mistyped key is answered in other words without it.
    async fn read_prefix(&self) {
        let read = tokio::time::timeout(POLL, self.store.key_prefix());
        if let Ok(Ok(Some(prefix))) = read.await {
            self.facts.set_prefix(prefix);
        }
    }

    /// Reads on from a change, or everything.
    async fn poll(&self, index: &mut Index, from: Option<i64>) -> Result<i64, Missed> {
        let Some(mut seq) = from else {
            return tokio::time::timeout(LONGEST_CATCH * 10, self.read_all(index))
                .await
                .map_err(|_| Missed::TooLong)?;
        };
        let head =
            tokio::time::timeout(LONGEST_POLL, self.store.change_head()).await.map_err(|_| Missed::TooLong)??;
        // A database that was put back to an earlier state counts from there.
        if head < seq {
            return Err(Missed::Lost);
        }
        while seq < head {
            let step = tokio::time::timeout(LONGEST_CATCH, self.read_on(index, seq));
            seq = step.await.map_err(|_| Missed::TooLong)??;
        }
        Ok(seq)
    }

    async fn read_all(&self, index: &mut Index) -> Result<i64, Missed> {
        let mut tx = self.store.snapshot().await?;
        let seq = tx.change_head().await?;
        index.set_time(self.day.now(), self.clock(Instant::now()));
        index.begin_reading();
        let mut put = Ok(());
        tx.all_facts(&mut |fact| {
            if put.is_ok() {
                put = index.put(fact);
            }
        })
        .await?;
        put?;
        index.end_reading();
        Ok(seq)
    }

    async fn read_on(&self, index: &mut Index, from: i64) -> Result<i64, Missed> {
        let mut tx = self.store.snapshot().await?;
        let changes = tx.changes_after(from, PIECE).await?;
        // Numbers have no gaps: one that is missing was forgotten before we read it.
        if changes.first().is_none_or(|change| change.seq != from + 1) {
            return Err(Missed::Lost);
        }
        let until = changes.last().map_or(from, |change| change.seq);
        index.set_time(self.day.now(), self.clock(Instant::now()));
        // Those first that others point at.
        for topic in ORDER {
            let mut gone: HashSet<&str> =
                changes.iter().filter(|change| change.topic == topic).map(|change| change.subject.as_str()).collect();
            if gone.is_empty() {
                continue;
            }
            let mut put = Ok(());
            tx.changed_facts(topic, (from, until), &mut |fact| {
                gone.remove(id(&fact));
                if put.is_ok() {
                    put = index.put(fact);
                }
            })
            .await?;
            put?;
            for subject in gone {
                index.remove(topic, subject);
            }
        }
        index.settle();
        Ok(until)
    }
}

const ORDER: [Topic; 6] =
    [Topic::Account, Topic::Strategy, Topic::Version, Topic::Application, Topic::Registration, Topic::Credential];

fn id(fact: &Fact) -> &str {
    match fact {
        Fact::Account(row) => &row.id,
        Fact::Strategy(row) => &row.id,
        Fact::Version(row) => &row.id,
        Fact::Application(row) => &row.id,
        Fact::Registration(row) => &row.id,
        Fact::Credential(row) => &row.id,
    }
}
