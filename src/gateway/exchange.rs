//! Limits over several gateways. Each decides by its own cells, without asking anybody; what it let through it tells the
//! others through the database soon after, and what they did is charged to its cells. So a limit can be overshot by what
//! the others let through between two exchanges, and by nothing else: with two gateways and calls at the limit's own pace,
//! by a tenth of a second of it. What is written down is owed after a restart as well: that is all that a gateway which is
//! alone on its database writes it for, so it writes less often, and not of whom it hardly knows.

use super::facts::{Application, Number, Registration};
use crate::domain::limit::Rate;
use crate::portal::Clock;
use crate::storage::{Spent, Store};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// No more often than this is the database told: for others, and for ourselves.
const PACE: Duration = Duration::from_millis(100);
const PACE_ALONE: Duration = Duration::from_secs(5);

#[derive(Default)]
pub struct Exchange {
    /// Whether there may be other gateways on the database.
    shared: bool,
    /// Those of which something was taken since the last exchange, each once.
    taken: Mutex<Vec<Taken>>,
    some: Notify,
}

struct Taken {
    application: Arc<Application>,
    version: Number,
    rate: Rate,
}

impl Exchange {
    pub fn new(store: &Store) -> Self {
        Self { shared: store.is_shared(), ..Self::default() }
    }

    /// One call was let through. Only the first after an exchange takes the lock.
    pub fn took(&self, application: &Arc<Application>, registration: &Registration, rate: &Rate, remaining: u32) {
        let told = self.shared || !rate.is_hardly_touched(remaining);
        if told && registration.spending.take() {
            let taken = Taken { application: Arc::clone(application), version: registration.version(), rate: *rate };
            self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
            self.some.notify_one();
        }
    }

    /// Until told to stop, and once more then. `clock`: nanoseconds as the cells count them. The time of day is for people
    /// who ask what is left, and for restarts; no call of this run is decided by it.
    pub async fn go_on(
        &self,
        store: &Store,
        clock: impl Fn(Instant) -> u64,
        day: Clock,
        mut stop: watch::Receiver<bool>,
    ) {
        let pace = if self.shared { PACE } else { PACE_ALONE };
        let stopped = stop.wait_for(|stop| *stop);
        tokio::pin!(stopped);
        loop {
            tokio::select! {
                () = self.some.notified() => {}
                _ = &mut stopped => break,
            }
            self.tell(store, &clock, day).await;
            tokio::select! {
                () = tokio::time::sleep(pace) => {}
                _ = &mut stopped => break,
            }
        }
        self.tell(store, &clock, day).await;
    }

    async fn tell(&self, store: &Store, clock: &impl Fn(Instant) -> u64, day: Clock) {
        let taken = std::mem::take(&mut *self.taken.lock().unwrap_or_else(PoisonError::into_inner));
        let mut taken: Vec<_> = taken.into_iter().filter_map(|taken| Some((taken.spent()?, taken))).collect();
        if taken.is_empty() {
            return;
        }
        taken.sort_by(|(one, _), (other, _)| one.registration.cmp(&other.registration));
        let (told, taken): (Vec<_>, Vec<_>) = taken.into_iter().unzip();
        match store.add_spending(&told, day.now()).await {
            Ok(totals) => {
                for ((taken, own), total) in taken.iter().zip(&told).zip(totals) {
                    let (Some(total), Some(registration)) = (total, taken.registration()) else { continue };
                    let others = registration.spending.heard(own.calls, total);
                    registration.cell.charge(&taken.rate, clock(Instant::now()), others);
                }
            }
            Err(cause) => {
                tracing::warn!(%cause, "what was taken of limits could not be written down");
                for (taken, own) in taken.into_iter().zip(told) {
                    if taken.registration().is_some_and(|registration| registration.spending.take_back(own.calls)) {
                        self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
                    }
                }
                self.some.notify_one();
            }
        }
    }
}

impl Taken {
    fn registration(&self) -> Option<&Registration> {
        self.application.registration(self.version)
    }

    /// What is told of it. None: it is withdrawn, so there is no row to write to; the cell remembers.
    fn spent(&self) -> Option<Spent> {
        let registration = self.registration()?;
        let calls = registration.spending.tell();
        Some(Spent {
            registration: registration.row()?.to_string(),
            calls,
            owed: self.rate.millis_of(calls),
            window: self.rate.window_millis(),
        })
    }
}
