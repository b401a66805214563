//! Limits over several gateways. Each decides by its own cells, without asking anybody; what it let through it tells the
//! others through the database soon after, and what they did is charged to its cells. So a limit can be overshot by what
//! the others let through between two exchanges, and by nothing else: with two gateways and calls at the limit's own pace,
//! by a tenth of a second of it.

use super::facts::Registration;
use crate::domain::limit::Rate;
use crate::storage::Store;
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

    /// `clock`: nanoseconds as the cells count them.
    pub async fn go_on(&self, store: &Store, clock: impl Fn(Instant) -> u64) {
        loop {
            self.some.notified().await;
            let mut taken = std::mem::take(&mut *self.taken.lock().unwrap_or_else(PoisonError::into_inner));
            taken.sort_by_cached_key(|taken| taken.registration.id.to_string());
            let counts: Vec<_> = taken
                .iter()
                .map(|taken| (taken.registration.id.to_string(), taken.registration.spending.tell()))
                .collect();
            match store.add_spending(&counts).await {
                Ok(totals) => {
                    for ((taken, (_, own)), total) in taken.iter().zip(&counts).zip(totals) {
                        let Some(total) = total else { continue };
                        let others = taken.registration.spending.heard(*own, total);
                        taken.registration.cell.charge(&taken.rate, clock(Instant::now()), others);
                    }
                }
                Err(cause) => {
                    tracing::warn!(%cause, "other gateways could not be told what was taken of limits");
                    for (taken, (_, own)) in taken.into_iter().zip(counts) {
                        if taken.registration.spending.take_back(own) {
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
