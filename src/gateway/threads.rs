//! Which thread this is. What every call writes to, each thread has for itself: two that write the same line of memory wait
//! for each other.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads beyond so many share a place with another.
pub const PLACES: usize = 16;

thread_local! {
    static PLACE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Which of the places is this thread's.
pub fn place() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    PLACE.with(|place| {
        place.get().unwrap_or_else(|| {
            let mine = NEXT.fetch_add(1, Ordering::Relaxed) % PLACES;
            place.set(Some(mine));
            mine
        })
    })
}
