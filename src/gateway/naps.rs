//! Waiting that nearly always ends early: for a client that falls silent, or an upstream that never answers. A timer of the
//! runtime's for each call is entered under a lock, taken out under it, and often wakes the thread that it belongs to. Here
//! a deadline is a number, which one thread looks at ten times a second: nothing wakes early, and nothing much too late.

use futures::task::AtomicWaker;
use hyper::rt::{Sleep, Timer};
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// So late a nap may end.
const TICK: Duration = Duration::from_millis(100);
const NEVER: u64 = u64::MAX;
/// A thread keeps as many deadlines for the next naps; what a rush needed beyond is given back.
const MOST_SPARE: usize = 1024;

static WATCH: LazyLock<Arc<Watch>> = LazyLock::new(|| {
    let watch = Arc::new(Watch { begun: Instant::now(), now: AtomicU64::new(0), deadlines: Mutex::default() });
    let watching = Arc::clone(&watch);
    std::thread::spawn(move || {
        loop {
            #[expect(clippy::disallowed_methods, reason = "this thread is made for waiting: it holds up nobody")]
            std::thread::sleep(TICK);
            watching.tick();
        }
    });
    watch
});

thread_local! {
    static SPARE: RefCell<Vec<Arc<Deadline>>> = const { RefCell::new(Vec::new()) };
}

struct Watch {
    begun: Instant,
    /// As of the last tick, in milliseconds since it began.
    now: AtomicU64,
    deadlines: Mutex<Vec<Arc<Deadline>>>,
}

struct Deadline {
    /// In milliseconds since the watch began.
    at: AtomicU64,
    sleeper: AtomicWaker,
}

/// Ends at a moment, or up to a tenth of a second later.
pub struct Nap(Arc<Deadline>);

/// hyper's waiting for the head of a request.
pub struct Naps;

impl Watch {
    fn millis(&self, at: Instant) -> u64 {
        u64::try_from(at.saturating_duration_since(self.begun).as_millis()).unwrap_or(NEVER)
    }

    fn tick(&self) {
        let now = self.millis(Instant::now());
        // Before anybody is woken: who looks at it afterwards, or has looked before and left a waker, misses nothing.
        self.now.store(now, Ordering::Release);
        let mut due = Vec::new();
        self.deadlines.lock().unwrap_or_else(PoisonError::into_inner).retain(|deadline| {
            if deadline.at.load(Ordering::Relaxed) <= now {
                due.push(Arc::clone(deadline));
            }
            // Nobody naps until then, and no thread has kept it.
            Arc::strong_count(deadline) > 1
        });
        for deadline in due {
            deadline.sleeper.wake();
        }
    }

    fn add(&self) -> Arc<Deadline> {
        let deadline = Arc::new(Deadline { at: AtomicU64::new(NEVER), sleeper: AtomicWaker::new() });
        self.deadlines.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&deadline));
        deadline
    }
}

impl Nap {
    pub fn until(at: Instant) -> Self {
        let spare = SPARE.try_with(|spare| spare.borrow_mut().pop()).ok().flatten();
        let nap = Self(spare.unwrap_or_else(|| WATCH.add()));
        nap.reset(at);
        nap
    }

    pub fn reset(&self, at: Instant) {
        // Rounded up, so that it never ends early.
        self.0.at.store(WATCH.millis(at).saturating_add(1), Ordering::Relaxed);
    }
}

impl Drop for Nap {
    fn drop(&mut self) {
        self.0.at.store(NEVER, Ordering::Relaxed);
        self.0.sleeper.take();
        let _ = SPARE.try_with(|spare| {
            let mut spare = spare.borrow_mut();
            if spare.len() < MOST_SPARE {
                spare.push(Arc::clone(&self.0));
            }
        });
    }
}

impl Future for Nap {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.sleeper.register(cx.waker());
        let over = WATCH.now.load(Ordering::Acquire) >= self.0.at.load(Ordering::Relaxed);
        if over { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Sleep for Nap {}

impl Timer for Naps {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Nap::until(deadline))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_nap_ends_when_it_should_and_not_before() {
        let began = Instant::now();
        let at = |millis: u64| began + Duration::from_millis(millis);
        let (short, long, over) = (Nap::until(at(150)), Nap::until(at(400)), Nap::until(began));
        let moved = Nap::until(at(60_000));
        moved.reset(at(300));
        over.await;
        for (nap, millis) in [(short, 150), (moved, 300), (long, 400)] {
            nap.await;
            assert!(Instant::now() >= at(millis), "{millis}");
        }
        assert!(began.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn what_is_given_back_wakes_nobody() {
        let mut nap = Nap::until(Instant::now());
        let deadline = Arc::clone(&nap.0);
        let _ = Pin::new(&mut nap).poll(&mut Context::from_waker(std::task::Waker::noop()));
        drop(nap);
        assert_eq!(deadline.at.load(Ordering::Relaxed), NEVER);
        assert!(deadline.sleeper.take().is_none());
    }
}
