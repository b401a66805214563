//! How often an application may call, by the generic cell rate algorithm: one number per registration, the time at which
//! everything taken so far would be paid back. A whole window's requests may come at once; from then on one more is
//! allowed as often as the window divides.
//!
//! Times are nanoseconds on a clock that only goes forward, begun when the gateway started.

use super::sheet::{Limit, Per};
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};

const SECOND: u64 = 1_000_000_000;
const MILLISECOND: u64 = 1_000_000;

fn millis(nanos: u64) -> i64 {
    i64::try_from(nanos.div_ceil(MILLISECOND)).unwrap_or(i64::MAX)
}

/// What of a limit could be taken at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    pub requests: u32,
    /// Not where the only gateway there is was asked: others tell what they let through a moment later.
    pub about: bool,
}

/// A limit as the algorithm wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub requests: u32,
    /// The time after which one more is allowed.
    step: u64,
    /// As many steps as there are requests: what may be owed at most.
    window: u64,
    pub seconds: u64,
}

/// What was found about one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub allowed: bool,
    /// Requests that could follow at once.
    pub remaining: u32,
    /// Seconds until the next is allowed, rounded up; 0 where one is.
    pub retry_after: u64,
    /// Seconds until the whole window is free again, rounded up.
    pub reset: u64,
}

/// What one application has taken of one version's limit.
#[derive(Debug, Default)]
pub struct Cell(AtomicU64);

impl Rate {
    /// A month is thirty days: a limit is a pace, not a calendar.
    pub fn new(limit: Limit) -> Self {
        let seconds = match limit.per {
            Per::Second => 1,
            Per::Minute => 60,
            Per::Hour => 3600,
            Per::Day => 86_400,
            Per::Month => 30 * 86_400,
        };
        let requests = limit.requests.max(1);
        let step = (seconds * SECOND / u64::from(requests)).max(1);
        Self { requests, step, window: step * u64::from(requests), seconds }
    }

    /// Whether so little of a window is taken that forgetting it gives nobody much.
    pub fn is_hardly_touched(&self, remaining: u32) -> bool {
        remaining > self.requests - self.requests / 10
    }

    /// How long it takes until so many requests are paid back, in milliseconds, rounded up.
    pub fn millis_of(&self, requests: u32) -> i64 {
        millis(self.step.saturating_mul(u64::from(requests)))
    }

    /// The same for a whole window: nobody owes more.
    pub fn window_millis(&self) -> i64 {
        millis(self.window)
    }

    /// What could be taken while so many milliseconds are owed, of which the last is owed only in part.
    pub fn remaining_of_millis(&self, owed: i64) -> u32 {
        let owed = u64::try_from(owed).unwrap_or(0).saturating_mul(MILLISECOND);
        self.remaining(owed.saturating_sub(MILLISECOND - 1))
    }

    fn remaining(&self, owed: u64) -> u32 {
        u32::try_from(self.window.saturating_sub(owed) / self.step).unwrap_or(u32::MAX)
    }
}

impl Cell {
    /// Takes one request, unless that is one too many: then nothing is taken.
    pub fn take(&self, rate: &Rate, now: u64) -> Taken {
        let mut kept = self.0.load(Ordering::Relaxed);
        loop {
            let owed = owed(kept, rate, now);
            let after = owed + rate.step;
            if after > rate.window {
                // What was owed to a wider limit is forgotten, or it would be owed for as long as that one lasted.
                let most = now + rate.window;
                if kept > most {
                    let _ = self.0.compare_exchange(kept, most, Ordering::Relaxed, Ordering::Relaxed);
                }
                let wait = after - rate.window;
                return Taken {
                    allowed: false,
                    remaining: 0,
                    retry_after: wait.div_ceil(SECOND),
                    reset: owed.div_ceil(SECOND),
                };
            }
            match self.0.compare_exchange_weak(kept, now + after, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    return Taken {
                        allowed: true,
                        remaining: rate.remaining(after),
                        retry_after: 0,
                        reset: after.div_ceil(SECOND),
                    };
                }
                Err(other) => kept = other,
            }
        }
    }

    /// Somebody else took so many. At most a window is owed.
    pub fn charge(&self, rate: &Rate, now: u64, count: u32) {
        let more = rate.step.saturating_mul(u64::from(count));
        let charged = |kept: u64| Some(kept.max(now).saturating_add(more).min(now + rate.window));
        if count > 0 {
            // Always some, so it can't fail.
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, charged);
        }
    }

    /// Until when everything taken is owed.
    pub fn owed_until(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// It was taken before this cell was there.
    pub fn owe_until(&self, at: u64) {
        self.0.fetch_max(at, Ordering::Relaxed);
    }

    /// What could be taken now.
    pub fn remaining(&self, rate: &Rate, now: u64) -> u32 {
        rate.remaining(owed(self.0.load(Ordering::Relaxed), rate, now))
    }
}

/// What a gateway has let through for a registration and not told the others yet, and what it last heard of all.
#[derive(Debug)]
pub struct Spending {
    untold: AtomicU32,
    /// Negative: nothing was heard yet, and what was taken before is nobody's.
    heard: AtomicI64,
}

const UNHEARD: i64 = -1;

impl Default for Spending {
    fn default() -> Self {
        Self { untold: AtomicU32::new(0), heard: AtomicI64::new(UNHEARD) }
    }
}

impl Spending {
    /// What everybody took before we came is known, or nothing is.
    pub fn begin_at(&self, total: Option<i64>) {
        self.heard.store(total.unwrap_or(UNHEARD), Ordering::Relaxed);
    }

    /// True: it is the first that the others don't know of.
    pub fn take(&self) -> bool {
        self.untold.fetch_add(1, Ordering::Relaxed) == 0
    }

    /// What is told now.
    pub fn tell(&self) -> u32 {
        self.untold.swap(0, Ordering::Relaxed)
    }

    /// It could not be told. True: nothing else is untold.
    pub fn take_back(&self, count: u32) -> bool {
        self.untold.fetch_add(count, Ordering::Relaxed) == 0
    }

    /// How many the others took since the last time, where `own` of the new total are ours.
    pub fn heard(&self, own: u32, total: i64) -> u32 {
        let before = self.heard.swap(total, Ordering::Relaxed);
        if before < 0 { 0 } else { u32::try_from(total - before - i64::from(own)).unwrap_or(0) }
    }
}

/// At most a window: a limit that was made narrower does not ask for what was owed to the old one.
fn owed(kept: u64, rate: &Rate, now: u64) -> u64 {
    kept.saturating_sub(now).min(rate.window)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(requests: u32, per: Per) -> Rate {
        Rate::new(Limit { requests, per })
    }

    fn taken(cell: &Cell, rate: &Rate, now: u64, times: u32) -> u32 {
        (0..times).map(|_| u32::from(cell.take(rate, now).allowed)).sum()
    }

    #[test]
    fn a_whole_window_may_come_at_once_and_no_more() {
        for per in Per::ALL {
            for requests in [1, 2, 3, 7, 60, 1000] {
                let (cell, rate) = (Cell::default(), rate(requests, per));
                assert_eq!(taken(&cell, &rate, 5 * SECOND, requests + 10), requests, "{requests} per {per:?}");
            }
        }
    }

    #[test]
    fn what_others_took_is_charged() {
        let (cell, rate) = (Cell::default(), rate(60, Per::Minute));
        assert_eq!(taken(&cell, &rate, 0, 20), 20);
        cell.charge(&rate, 0, 30);
        assert_eq!(taken(&cell, &rate, 0, 100), 10);
        cell.charge(&rate, 0, 1_000_000);
        assert_eq!(taken(&cell, &rate, SECOND, 100), 1, "at most a window is owed");
        cell.charge(&rate, SECOND, 0);
        assert_eq!(taken(&cell, &rate, 2 * SECOND, 100), 1);
    }

    #[test]
    fn of_a_total_only_what_others_added_is_heard() {
        let spending = Spending::default();
        assert!(spending.take() && !spending.take());
        assert_eq!(spending.tell(), 2);
        assert_eq!(spending.heard(2, 102), 0, "what was taken before we came is nobody's");
        assert!(spending.take());
        assert_eq!(spending.heard(spending.tell(), 110), 7);
        assert!(spending.take_back(3), "it is told the next time");
        assert_eq!(spending.tell(), 3);
        let late = Spending::default();
        late.begin_at(Some(100));
        assert_eq!(late.heard(0, 105), 5, "since it was read");
    }

    #[test]
    fn what_was_taken_before_is_owed_and_no_more_than_a_window() {
        let (cell, rate) = (Cell::default(), rate(60, Per::Minute));
        cell.owe_until(20 * SECOND);
        assert_eq!(taken(&cell, &rate, 0, 100), 40);
        cell.owe_until(SECOND);
        assert_eq!(cell.owed_until(), 60 * SECOND, "what is owed longer stays owed");
        cell.owe_until(1_000_000 * SECOND);
        assert_eq!(cell.remaining(&rate, 0), 0);
    }

    #[test]
    fn a_tenth_of_a_window_is_hardly_anything() {
        for (requests, remaining, hardly) in
            [(100, 91, true), (100, 90, false), (100, 0, false), (5, 5, false), (1, 0, false), (10, 10, true)]
        {
            assert_eq!(rate(requests, Per::Day).is_hardly_touched(remaining), hardly, "{remaining} of {requests}");
        }
    }

    #[test]
    fn one_more_is_allowed_as_often_as_the_window_divides() {
        let (cell, rate) = (Cell::default(), rate(60, Per::Minute));
        assert_eq!(taken(&cell, &rate, 0, 100), 60);
        for second in 1..=10 {
            assert_eq!(taken(&cell, &rate, second * SECOND - 1, 5), 0, "{second}");
            assert_eq!(taken(&cell, &rate, second * SECOND, 5), 1, "{second}");
        }
        assert_eq!(taken(&cell, &rate, 1000 * SECOND, 100), 60, "after a rest it is all there again");
    }

    #[test]
    fn a_refusal_says_how_long_to_wait_and_takes_nothing() {
        let (cell, rate) = (Cell::default(), rate(2, Per::Hour));
        assert_eq!(cell.take(&rate, 0), Taken { allowed: true, remaining: 1, retry_after: 0, reset: 1800 });
        assert_eq!(cell.take(&rate, 0), Taken { allowed: true, remaining: 0, retry_after: 0, reset: 3600 });
        let refused = Taken { allowed: false, remaining: 0, retry_after: 1800, reset: 3600 };
        assert_eq!(cell.take(&rate, 0), refused);
        assert_eq!(cell.take(&rate, 0), refused, "asking again makes it no longer");
        let at = 1800 * SECOND - 1;
        assert_eq!(cell.take(&rate, at).retry_after, 1, "rounded up");
        assert!(cell.take(&rate, at + 1).allowed);
    }

    #[test]
    fn what_remains_can_be_asked_without_taking() {
        let (cell, rate) = (Cell::default(), rate(100, Per::Day));
        assert_eq!(cell.remaining(&rate, 7), 100);
        assert_eq!(cell.take(&rate, 7).remaining, 99);
        assert_eq!((cell.remaining(&rate, 7), cell.remaining(&rate, 7)), (99, 99));
    }

    #[test]
    fn what_remains_is_the_same_in_milliseconds() {
        for (requests, per) in [(1, Per::Second), (7, Per::Minute), (100, Per::Hour), (1_000_000, Per::Month)] {
            let rate = rate(requests, per);
            for taken in [0, 1, requests / 2, requests - 1, requests] {
                assert_eq!(rate.remaining_of_millis(rate.millis_of(taken)), requests - taken, "{requests} {per:?}");
            }
            assert_eq!(rate.remaining_of_millis(rate.window_millis() * 2), 0);
            assert_eq!(rate.remaining_of_millis(-5), requests, "long paid back");
        }
    }

    #[test]
    fn a_limit_that_changes_is_kept_from_then_on() {
        let (month, second) = (rate(10, Per::Month), rate(5, Per::Second));
        let cell = Cell::default();
        assert_eq!(taken(&cell, &month, 0, 20), 10);
        assert!(!cell.take(&second, 0).allowed, "all of it is taken");
        assert_eq!(taken(&cell, &second, SECOND, 20), 5, "but not for a month");
    }

    #[test]
    fn the_largest_limit_can_be_counted() {
        let rate = rate(1_000_000_000, Per::Second);
        let cell = Cell::default();
        assert_eq!(cell.take(&rate, 1).remaining, 999_999_999);
    }

    #[test]
    fn many_at_once_take_no_more_than_there_is() {
        let (cell, rate) = (Cell::default(), rate(1000, Per::Hour));
        let allowed: u32 = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| taken(&cell, &rate, SECOND, 600))).collect();
            threads.into_iter().map(|thread| thread.join().expect("it counts")).sum()
        });
        assert_eq!(allowed, 1000);
    }
}
