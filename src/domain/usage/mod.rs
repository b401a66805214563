//! How much was called, how it ended and how long it took: what is counted, and over which time it is looked at.

pub mod chart;
mod histogram;
mod range;

pub use histogram::{BUCKETS, Histogram, took};
pub use range::{Range, Window};

use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// Calls, each counted in exactly one of the five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answered with 1xx or 2xx.
    pub succeeded: u64,
    pub redirected: u64,
    /// Answered with 4xx by the API.
    pub client_errors: u64,
    /// Answered with 5xx by the API, or not at all.
    pub server_errors: u64,
    /// Not let through: the API never saw them.
    pub refused: u64,
    /// How long those took that were let through.
    pub latency: Histogram,
}

impl Tally {
    pub fn requests(&self) -> u64 {
        self.succeeded + self.redirected + self.errors()
    }

    pub fn errors(&self) -> u64 {
        self.client_errors + self.server_errors + self.refused
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, more: &Tally) {
        self.succeeded += more.succeeded;
        self.redirected += more.redirected;
        self.client_errors += more.client_errors;
        self.server_errors += more.server_errors;
        self.refused += more.refused;
        self.latency += &more.latency;
    }
}

/// What My Apps says of an application: the last 24 hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    pub requests: u64,
    pub errors: u64,
}

/// What is counted of one version in one piece of the time that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    pub version_id: String,
    /// The piece, from 0.
    pub slot: usize,
    pub tally: Tally,
}

/// A version by which calls are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    pub version_id: String,
    /// Slug of the product and name of the version; none: it is gone.
    pub address: Option<(String, String)>,
    /// "Payments v3".
    pub name: String,
    /// Applications that called it.
    pub callers: u64,
}

impl Api {
    /// As it stands in a query.
    pub fn key(&self) -> String {
        self.address.as_ref().map(|(slug, version)| [slug, "/", version].concat()).unwrap_or_default()
    }
}

/// What one page of analytics is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub range: Range,
    pub window: Window,
    /// Those that can be chosen, in the order of their names.
    pub apis: Vec<Api>,
    /// Of one version only: its place in the list.
    pub chosen: Option<usize>,
    pub slices: Vec<Slice>,
    /// Whether anything was ever counted.
    pub ever: bool,
}

impl Report {
    pub fn total(&self) -> Tally {
        self.slices.iter().fold(Tally::default(), |mut total, slice| {
            total += &slice.tally;
            total
        })
    }

    /// What was called in each piece, whatever the version.
    pub fn by_slot(&self) -> Vec<Tally> {
        let mut slots = vec![Tally::default(); self.window.slots];
        for slice in &self.slices {
            if let Some(slot) = slots.get_mut(slice.slot) {
                *slot += &slice.tally;
            }
        }
        slots
    }

    /// The same of one version.
    pub fn of_version(&self, version_id: &str) -> Vec<Tally> {
        let mut slots = vec![Tally::default(); self.window.slots];
        for slice in self.slices.iter().filter(|slice| slice.version_id == version_id) {
            if let Some(slot) = slots.get_mut(slice.slot) {
                *slot += &slice.tally;
            }
        }
        slots
    }
}

/// With its thousands parted: `12,345`.
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many of a hundred, as exact as can be read at a glance; none of none is nothing to tell.
pub fn rate(part: u64, whole: u64) -> Option<String> {
    if whole == 0 {
        return None;
    }
    let percent = part as f64 * 100.0 / whole as f64;
    Some(match percent {
        _ if part == 0 => "0%".to_owned(),
        _ if percent < 0.01 => "< 0.01%".to_owned(),
        _ if percent < 1.0 => format!("{percent:.2}%"),
        // What is not all of them is never told as all.
        _ if part < whole && percent > 99.9 => "> 99.9%".to_owned(),
        _ if percent < 10.0 || (percent > 99.0 && part < whole) => format!("{percent:.1}%"),
        _ => format!("{percent:.0}%"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_parted_by_thousands() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(count), text);
        }
    }

    #[test]
    fn a_rate_is_neither_nothing_nor_all_unless_it_is() {
        for (part, whole, text) in [
            (0, 0, None),
            (0, 5, Some("0%")),
            (1, 1_000_000, Some("< 0.01%")),
            (1, 1000, Some("0.10%")),
            (1, 24, Some("4.2%")),
            (1, 3, Some("33%")),
            (995, 1000, Some("99.5%")),
            (999_999, 1_000_000, Some("> 99.9%")),
            (7, 7, Some("100%")),
        ] {
            assert_eq!(rate(part, whole).as_deref(), text, "{part} of {whole}");
        }
    }

    #[test]
    fn each_call_is_counted_once() {
        let mut sum = Tally { succeeded: 1, redirected: 2, client_errors: 3, ..Tally::default() };
        let mut more = Tally { server_errors: 4, refused: 5, ..Tally::default() };
        more.latency.add(1000, 1);
        sum += &more;
        assert_eq!((sum.requests(), sum.errors(), sum.latency.count()), (15, 12, 1));
    }

    #[test]
    fn pieces_without_calls_are_there_and_empty() {
        let window = Range::Minutes15.window(crate::domain::time::Timestamp(10_000_000));
        let slice = |version: &str, slot| Slice {
            version_id: version.to_owned(),
            slot,
            tally: Tally { succeeded: 1, ..Tally::default() },
        };
        let slices = vec![slice("a", 2), slice("b", 2), slice("a", 14), slice("a", 99)];
        let report = Report { range: Range::Minutes15, window, apis: vec![], chosen: None, slices, ever: true };
        let counts: Vec<_> = report.by_slot().iter().map(Tally::requests).collect();
        assert_eq!(counts, [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(report.of_version("b").iter().map(Tally::requests).sum::<u64>(), 1);
    }
}
