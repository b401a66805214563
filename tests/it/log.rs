//! What this thread writes to the log, down to the last detail. One subscriber for the whole binary: with one for each test,
//! `tracing` settles once and for all that nobody listens, where another thread comes by first.

use std::cell::RefCell;
use std::io::Write;
use std::sync::Once;
use tracing_subscriber::filter::{LevelFilter, dynamic_filter_fn};
use tracing_subscriber::prelude::*;

thread_local! {
    static KEPT: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct Keeper;

impl Write for Keeper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        KEPT.with_borrow_mut(|kept| kept.iter_mut().for_each(|kept| kept.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// From now on, for a test whose runtime stays on its thread.
pub fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let wanted =
            dynamic_filter_fn(|_, _| KEPT.with_borrow(Option::is_some)).with_max_level_hint(LevelFilter::TRACE);
        let lines = tracing_subscriber::fmt::layer().with_writer(|| Keeper).with_filter(wanted);
        tracing_subscriber::registry().with(lines).init();
    });
    KEPT.set(Some(Vec::new()));
}

pub fn kept() -> String {
    let kept = KEPT.take().expect("somebody keeps the log");
    String::from_utf8(kept).expect("text")
}
