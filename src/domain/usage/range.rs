//! The time that is looked at, in pieces of equal length. Everything is in UTC, so that everybody sees the same days.

use crate::domain::time::Timestamp;
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Range {
    Minutes15,
    Hour,
    Hours6,
    #[default]
    Day,
    Week,
    Month,
    Quarter,
}

/// From the beginning of its first piece to the end of the piece in which it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: Timestamp,
    /// Milliseconds of a piece.
    pub slot: i64,
    pub slots: usize,
}

impl Range {
    pub const ALL: [Self; 7] =
        [Self::Minutes15, Self::Hour, Self::Hours6, Self::Day, Self::Week, Self::Month, Self::Quarter];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minutes15 => "15m",
            Self::Hour => "1h",
            Self::Hours6 => "6h",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Quarter => "90d",
        }
    }

    /// As it stands in an address; whatever else stands there means the usual one.
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|range| range.as_str() == text).unwrap_or_default()
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Minutes15 => "15 minutes",
            Self::Hour => "1 hour",
            Self::Hours6 => "6 hours",
            Self::Day => "24 hours",
            Self::Week => "7 days",
            Self::Month => "30 days",
            Self::Quarter => "90 days",
        }
    }

    /// How long a piece is, and how many there are.
    fn pieces(self) -> (i64, usize) {
        match self {
            Self::Minutes15 => (MINUTE, 15),
            Self::Hour => (MINUTE, 60),
            Self::Hours6 => (10 * MINUTE, 36),
            Self::Day => (30 * MINUTE, 48),
            Self::Week => (3 * HOUR, 56),
            Self::Month => (DAY, 30),
            Self::Quarter => (DAY, 90),
        }
    }

    /// How far apart the marks of its axis are.
    pub fn tick(self) -> i64 {
        match self {
            Self::Minutes15 => 3 * MINUTE,
            Self::Hour => 10 * MINUTE,
            Self::Hours6 => HOUR,
            Self::Day => 4 * HOUR,
            Self::Week => DAY,
            Self::Month => 5 * DAY,
            Self::Quarter => 15 * DAY,
        }
    }

    /// Whether its marks are days rather than times of a day.
    pub fn in_days(self) -> bool {
        matches!(self, Self::Week | Self::Month | Self::Quarter)
    }

    pub fn window(self, now: Timestamp) -> Window {
        let (slot, slots) = self.pieces();
        let last = now.0.div_euclid(slot) * slot;
        Window { from: Timestamp(last - slot * (slots as i64 - 1)), slot, slots }
    }
}

impl Window {
    pub fn start(&self, slot: usize) -> Timestamp {
        Timestamp(self.from.0 + self.slot * slot as i64)
    }

    /// Not in it any more.
    pub fn end(&self) -> Timestamp {
        self.start(self.slots)
    }

    /// None before it and after it.
    pub fn slot_of(&self, at: Timestamp) -> Option<usize> {
        let slot = (at.0 - self.from.0).div_euclid(self.slot);
        usize::try_from(slot).ok().filter(|slot| *slot < self.slots)
    }

    /// When a piece was, in words: `21 November, 12:00 to 12:30 UTC`, or a day.
    pub fn in_words(&self, slot: usize) -> String {
        let (start, end) = (self.start(slot), self.start(slot + 1));
        if self.slot == DAY {
            return start.day_and_month();
        }
        if self.slot == MINUTE {
            return format!("{}, {} UTC", start.day_and_month(), start.clock());
        }
        format!("{}, {} to {} UTC", start.day_and_month(), start.clock(), end.clock())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_262_400_000;

    #[test]
    fn a_range_survives_its_address() {
        for range in Range::ALL {
            assert_eq!(Range::parse(range.as_str()), range);
        }
        for nonsense in ["", "1y", "24H"] {
            assert_eq!(Range::parse(nonsense), Range::Day, "{nonsense}");
        }
    }

    #[test]
    fn a_window_ends_with_the_piece_in_which_it_is_now() {
        for range in Range::ALL {
            for now in [NOON, NOON + 1, NOON + 12_345_678, 1] {
                let window = range.window(Timestamp(now));
                assert!(window.start(window.slots - 1).0 <= now && now < window.end().0, "{range:?} {now}");
                assert_eq!(window.slot_of(Timestamp(now)), Some(window.slots - 1));
                assert_eq!(window.slot_of(window.from), Some(0));
                assert_eq!(window.slot_of(Timestamp(window.from.0 - 1)), None);
                assert_eq!(window.slot_of(window.end()), None);
            }
        }
        let window = Range::Day.window(Timestamp(NOON + 5 * MINUTE));
        assert_eq!(window.from.in_words(), "20 November 2026, 12:30 UTC");
        assert_eq!(window.slots as i64 * window.slot, DAY);
    }

    #[test]
    fn marks_stand_where_pieces_begin() {
        for range in Range::ALL {
            let (slot, slots) = range.pieces();
            assert_eq!(range.tick() % slot, 0, "{range:?}");
            let marks = slots as i64 * slot / range.tick();
            assert!((5..=7).contains(&marks), "{range:?} has {marks}");
        }
    }

    #[test]
    fn a_piece_is_told_in_words() {
        let words = |range: Range, slot| range.window(Timestamp(NOON)).in_words(slot);
        assert_eq!(words(Range::Hour, 59), "21 November, 12:00 UTC");
        assert_eq!(words(Range::Day, 47), "21 November, 12:00 to 12:30 UTC");
        assert_eq!(words(Range::Quarter, 89), "21 November");
    }
}
