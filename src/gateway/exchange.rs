//! Limits over several gateways. Each decides by its own cells, without asking anybody; what it let through it tells the
//! others through the database soon after, and what they did is charged to its cells. So a limit can be overshot by what
//! the others let through between two exchanges, and by nothing else: with two gateways and calls at the limit's own pace,
//! by a tenth of a second of it.

use super::facts::Registration;
use crate::domain::limit::Rate;
use crate::portal::Clock;
use crate::storage::{Spent, Store};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// No more often than this is the database told.
const PACE: Duration = Duration::from_millis(100);

#[derive(Default)]
pub struct Exchange {
    /// Alone on its database, a gateway has nobody to tell.
    shared: bool,
    /// Those of which something was taken since the last exchange, each once.
    taken: Mutex<Vec<Taken>>,
    some: Notify,
}

struct Taken {
    registration: Arc<Registration>,
    rate: Rate,
}

impl Exchange {
    pub fn new(store: &Store) -> Self {
        Self { shared: store.is_shared(), ..Self::default() }
    }

    /// One call was let through. Only the first after an exchange takes the lock.
    pub fn took(&self, registration: &Arc<Registration>, rate: &Rate) {
        if self.shared && registration.spending.take() {
            let taken = Taken { registration: Arc::clone(registration), rate: *rate };
            self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
            self.some.notify_one();
        }
    }

    /// `clock`: nanoseconds as the cells count them. The time of day is for people who ask what is left; nothing here is
    /// decided by it.
    pub async fn go_on(&self, store: &Store, clock: impl Fn(Instant) -> u64, day: Clock) {
        loop {
            self.some.notified().await;
            let mut taken = std::mem::take(&mut *self.taken.lock().unwrap_or_else(PoisonError::into_inner));
            taken.sort_by_cached_key(|taken| taken.registration.id.to_string());
            let told: Vec<_> = taken.iter().map(spent).collect();
            match store.add_spending(&told, day.now()).await {
                Ok(totals) => {
                    for ((taken, own), total) in taken.iter().zip(&told).zip(totals) {
                        let Some(total) = total else { continue };
                        let others = taken.registration.spending.heard(own.calls, total);
                        taken.registration.cell.charge(&taken.rate, clock(Instant::now()), others);
                    }
                }
                Err(cause) => {
                    tracing::warn!(%cause, "other gateways could not be told what was taken of limits");
                    for (taken, own) in taken.into_iter().zip(told) {
                        if taken.registration.spending.take_back(own.calls) {
                            self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
                        }
                    }
                    self.some.notify_one();
                }
            }
            tokio::time::sleep(PACE).await;
        }
    }
}

fn spent(taken: &Taken) -> Spent {
    let calls = taken.registration.spending.tell();
    Spent {
        registration: taken.registration.id.to_string(),
        calls,
        owed: taken.rate.millis_of(calls),
        window: taken.rate.window_millis(),
    }
}
