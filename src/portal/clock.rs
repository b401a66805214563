//! The one place that reads the time of day.

use crate::domain::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug)]
pub enum Clock {
    System,
    /// Tests decide what time it is.
    Fixed(Timestamp),
    /// And turn its hands, forwards and back.
    Turned(&'static AtomicI64),
}

impl Clock {
    pub fn now(self) -> Timestamp {
        match self {
            Self::Fixed(at) => at,
            Self::Turned(hands) => Timestamp(hands.load(Ordering::SeqCst)),
            Self::System => {
                #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
        }
    }
}
