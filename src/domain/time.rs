//! Instants and days as values. There is no `now` here: who needs it is given it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// A day of the calendar, stored and sent as `2027-03-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date is written YYYY-MM-DD")]
pub struct NotADate;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
        if !shape {
            return Err(NotADate);
        }
        let part = |range: std::ops::Range<usize>| text[range].parse::<u16>().map_err(|_| NotADate);
        let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
        if !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) {
            return Err(NotADate);
        }
        Ok(Self { year, month: month as u8, day: day as u8 })
    }

    /// The same in every place and language setting, so that server and browser agree: `31 March 2027`.
    pub fn in_words(self) -> String {
        format!("{} {} {}", self.day, MONTHS[usize::from(self.month) - 1], self.year)
    }
}

fn days_in(year: u16, month: u16) -> u16 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: Option<&str>) {
        let read = Date::parse(text).ok();
        assert_eq!(read.map(Date::in_words).as_deref(), words, "{text:?}");
        if let Some(date) = read {
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn dates_are_read_strictly() {
        check("2027-03-31", Some("31 March 2027"));
        check("2028-02-29", Some("29 February 2028"));
        check("2027-02-29", None);
        check("2100-02-29", None);
        check("2027-13-01", None);
        check("2027-00-10", None);
        check("2027-1-1", None);
        check("20270101", None);
        check("2027-04-31", None);
        check("２027-04-3", None);
    }
}
