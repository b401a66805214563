//! Writes down what was counted, beside the calls: every second, and where so much is counted that writing it would take
//! the calls' time, as seldom as the settings allow.

use super::{Meter, Pair, Refused};
use crate::domain::time::Timestamp;
use crate::domain::usage::Tally;
use crate::gateway::id::Id;
use crate::portal::{Chance, Clock};
use crate::storage::{Error, NewRefusal, NewUsage, Store};
use std::collections::{BTreeMap, VecDeque};
use std::sync::PoisonError;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

const MINUTE: i64 = 60_000;
/// A refusal must be there when somebody asks why.
const TICK: Duration = Duration::from_secs(1);
/// So many rows are nothing that anybody would notice.
const FEW_ROWS: usize = 1000;
/// Keys whose last use is written at a time: of a million that are used at once, each has its turn.
const MOST_WRITTEN: usize = 1000;
/// Rows that may wait for a database that is away. Beyond, minutes become hours: nothing is lost but when it was.
const MOST_ROWS: usize = 50_000;
const MOST_REFUSALS: usize = 20_000;
/// A database that says nothing for so long is asked anew.
const PATIENCE: Duration = Duration::from_secs(10);
/// At the end it is tried so often, with a pause between.
const LAST_TRIES: usize = 8;
const PAUSE: Duration = Duration::from_millis(500);

/// Until it is told to stop, which must be after the last call was answered: then it writes down what is left.
pub async fn keep(meter: Meter, store: Store, clock: Clock, mut stop: watch::Receiver<bool>) {
    let arriving = meter.0.arriving.lock().unwrap_or_else(PoisonError::into_inner).take();
    // Another one keeps already.
    let Some(arriving) = arriving else { return };
    let mut ticks = interval(meter.0.every.min(TICK));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut keeper = Keeper::new(meter, store, clock, arriving);
    loop {
        tokio::select! {
            _ = ticks.tick() => keeper.write(false).await,
            () = told(&mut stop) => break,
        }
    }
    for _ in 0..LAST_TRIES {
        keeper.write(true).await;
        if keeper.is_done() {
            return;
        }
        sleep(PAUSE).await;
    }
    tracing::error!(rows = keeper.waiting.len(), "counts could not be written down before the end");
}

/// Its sender being gone means the same.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

struct Keeper {
    meter: Meter,
    store: Store,
    clock: Clock,
    arriving: mpsc::Receiver<Refused>,
    /// This process, to the database.
    node: String,
    /// Since when is counted what is taken next, by the time of day and by the clock that only goes forward.
    since: Timestamp,
    counted: Instant,
    /// By application, version and minute.
    waiting: BTreeMap<(Pair, i64), Tally>,
    refusals: VecDeque<Refused>,
    /// Written next, or again: the same under the same number, so that it is never added twice.
    batch: Option<Batch>,
    number: i64,
    /// Written next, or again: it moves only forwards.
    used: Vec<(Id, i64)>,
    failing: bool,
}

struct Batch {
    number: i64,
    rows: Vec<NewUsage>,
    refusals: Vec<Refused>,
}

impl Keeper {
    fn new(meter: Meter, store: Store, clock: Clock, arriving: mpsc::Receiver<Refused>) -> Self {
        let node = Chance::System.bytes::<8>().map(|byte| format!("{byte:02x}")).concat();
        let since = clock.now();
        Self {
            meter,
            store,
            clock,
            arriving,
            node,
            since,
            counted: Instant::now(),
            waiting: BTreeMap::new(),
            refusals: VecDeque::new(),
            batch: None,
            number: 0,
            used: Vec::new(),
            failing: false,
        }
    }

    fn is_done(&self) -> bool {
        self.batch.is_none() && self.waiting.is_empty() && self.refusals.is_empty() && self.used.is_empty()
    }

    /// `all`: also what would have its turn later.
    async fn write(&mut self, all: bool) {
        if all || self.meter.count_pairs() <= FEW_ROWS || self.counted.elapsed() + TICK / 2 >= self.meter.0.every {
            self.collect_counts();
        }
        self.collect_refusals();
        let written = timeout(PATIENCE, self.write_all(all)).await;
        let trouble = match written {
            Ok(Ok(())) => None,
            Ok(Err(cause)) => Some(cause.to_string()),
            Err(_) => Some("it did not answer".to_owned()),
        };
        match trouble {
            Some(why) if !self.failing => {
                self.failing = true;
                tracing::warn!(why, "counts can't be written down: they are kept until they can");
            }
            None if self.failing => {
                self.failing = false;
                tracing::info!("counts are written down again");
            }
            _ => {}
        }
    }

    /// What was counted belongs to the minute in which counting it began.
    fn collect_counts(&mut self) {
        let minute = self.since.0.div_euclid(MINUTE) * MINUTE;
        (self.since, self.counted) = (self.clock.now(), Instant::now());
        for (pair, tally) in self.meter.take_counts() {
            *self.waiting.entry((pair, minute)).or_default() += &tally;
        }
        if self.waiting.len() > MOST_ROWS {
            for ((pair, minute), tally) in std::mem::take(&mut self.waiting) {
                let hour = minute.div_euclid(60 * MINUTE) * 60 * MINUTE;
                *self.waiting.entry((pair, hour)).or_default() += &tally;
            }
        }
    }

    fn collect_refusals(&mut self) {
        while let Ok(refused) = self.arriving.try_recv() {
            self.refusals.push_back(refused);
        }
        for share in &self.meter.0.shares {
            share.store(0, Relaxed);
        }
        if self.refusals.len() > MOST_REFUSALS {
            let lost = self.refusals.len() - MOST_REFUSALS;
            self.refusals.drain(..lost);
            self.meter.0.dropped.fetch_add(lost as u64, Relaxed);
        }
    }

    async fn write_all(&mut self, all: bool) -> Result<(), Error> {
        loop {
            if self.batch.is_none() {
                self.batch = self.next_batch();
            }
            let Some(batch) = &self.batch else { break };
            write_batch(&self.store, &self.node, batch, self.since).await?;
            self.batch = None;
        }
        self.write_uses(all).await
    }

    fn next_batch(&mut self) -> Option<Batch> {
        if self.waiting.is_empty() && self.refusals.is_empty() {
            return None;
        }
        self.number += 1;
        // In the order of the map, which is everybody's: two gateways never wait for each other crosswise.
        let row = |(((application_id, version_id), minute), tally)| NewUsage {
            application_id,
            version_id,
            at: Timestamp(minute),
            tally,
        };
        let rows = std::mem::take(&mut self.waiting).into_iter().map(row).collect();
        Some(Batch { number: self.number, rows, refusals: std::mem::take(&mut self.refusals).into() })
    }

    async fn write_uses(&mut self, all: bool) -> Result<(), Error> {
        loop {
            if self.used.is_empty() {
                self.used = self.meter.take_uses(MOST_WRITTEN);
            }
            if self.used.is_empty() {
                return Ok(());
            }
            let mut tx = self.store.begin().await?;
            // Whoever deletes an application locks its keys in an order of their own.
            tx.take_turn().await?;
            let used: Vec<_> = self.used.iter().map(|(id, at)| (id.to_string(), Timestamp(*at))).collect();
            tx.keys_used(&used).await?;
            tx.commit().await?;
            self.used.clear();
            if !all {
                return Ok(());
            }
        }
    }
}

async fn write_batch(store: &Store, node: &str, batch: &Batch, now: Timestamp) -> Result<(), Error> {
    let mut tx = store.begin().await?;
    if !tx.claim_batch(node, batch.number, now).await? {
        // It is there: only the answer to the commit was lost.
        return Ok(());
    }
    tx.add_usage(&batch.rows).await?;
    for refused in &batch.refusals {
        // No database keeps a zero in a text, and one row that is refused would hold up all the others.
        let detail = refused.detail.as_ref().map(|text| text.replace('\0', "").chars().take(500).collect::<String>());
        tx.add_refusal(&NewRefusal {
            request_id: &refused.request_id,
            at: refused.at,
            code: refused.code,
            application_id: refused.application.as_deref(),
            version_id: refused.version.as_deref(),
            credential_id: refused.credential.as_deref(),
            detail: detail.as_deref(),
        })
        .await?;
    }
    tx.commit().await
}
