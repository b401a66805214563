//! Counts calls. A minimal stand-in: it counts, and nothing is kept.

use crate::domain::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

#[derive(Clone, Default)]
pub struct Meter;

#[derive(Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub fn record(&self, _status: u16, _micros: u32) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

pub struct Refused {
    pub request_id: Box<str>,
    pub at: Timestamp,
    pub code: &'static str,
    pub application: Option<Arc<str>>,
    pub version: Option<Arc<str>>,
    pub credential: Option<Arc<str>>,
    pub detail: Option<String>,
}

impl Meter {
    pub fn new() -> Self {
        Self
    }

    pub fn counter(&self, _application: &str, _version: &str) -> Arc<Counter> {
        Arc::default()
    }

    pub fn last_use(&self, _credential: &str) -> Arc<AtomicI64> {
        Arc::default()
    }

    pub fn refused(&self, _refused: Refused) {}
}
