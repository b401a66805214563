//! Instants and days as values. There is no `now` here: who needs it is given it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The same in every place: `31 March 2027, 14:05 UTC`.
    pub fn in_words(self) -> String {
        let minutes = self.0.div_euclid(60_000);
        let (days, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
        format!("{}, {:02}:{:02} UTC", Date::of_day(days).in_words(), minute / 60, minute % 60)
    }

    /// The day it is in UTC.
    pub fn day(self) -> Date {
        Date::of_day(self.0.div_euclid(86_400_000))
    }

    /// For machines, to the minute: `2027-03-31T14:05Z`.
    pub fn to_minute(self) -> String {
        let minute = self.0.div_euclid(60_000).rem_euclid(1440);
        format!("{}T{:02}:{:02}Z", self.day(), minute / 60, minute % 60)
    }

    /// To the second: `31 March 2027, 14:05:09 UTC`.
    pub fn exactly(self) -> String {
        let second = self.0.div_euclid(1000).rem_euclid(60);
        format!("{}, {}:{second:02} UTC", self.day().in_words(), self.clock())
    }

    /// In UTC: `14:05`.
    pub fn clock(self) -> String {
        let minute = self.0.div_euclid(60_000).rem_euclid(1440);
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    /// Without its year: `31 March`.
    pub fn day_and_month(self) -> String {
        let Date { month, day, .. } = self.day();
        format!("{day} {}", MONTHS[usize::from(month) - 1])
    }

    /// Where there is little room: `31 Mar`.
    pub fn short_day(self) -> String {
        let Date { month, day, .. } = self.day();
        format!("{day} {}", &MONTHS[usize::from(month) - 1][..3])
    }

    /// For programs: `2027-03-31T14:05:00Z`.
    pub fn iso(self) -> String {
        let second = self.0.div_euclid(1000).rem_euclid(60);
        format!("{}T{}:{second:02}Z", self.day(), self.clock())
    }
}

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

    /// The day so many days after 1970-01-01, by the calendar of eras of 400 years.
    fn of_day(days: i64) -> Self {
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year: year as u16, month: month as u8, day: day as u8 }
    }

    /// Since 1970-01-01: what `of_day` undoes.
    pub fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month_from_march = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
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
    fn a_day_is_found_by_its_number() {
        for days in [-1, 0, 58, 59, 60, 11_016, 20_778, 47_540] {
            assert_eq!(Date::of_day(days).days(), days);
        }
    }

    #[track_caller]
    fn instant(milliseconds: i64, words: &str) {
        assert_eq!(Timestamp(milliseconds).in_words(), words);
    }

    #[test]
    fn instants_are_told_in_one_time_zone() {
        instant(0, "1 January 1970, 00:00 UTC");
        instant(951_782_399_000, "28 February 2000, 23:59 UTC");
        instant(951_782_400_000, "29 February 2000, 00:00 UTC");
        instant(1_795_262_400_000, "21 November 2026, 12:00 UTC");
        assert_eq!(Timestamp(951_782_399_000).to_minute(), "2000-02-28T23:59Z");
    }

    #[test]
    fn an_instant_is_told_as_short_as_there_is_room() {
        let at = Timestamp(1_795_262_400_000 + 65_000);
        assert_eq!(
            (at.clock().as_str(), at.day_and_month().as_str(), at.short_day().as_str()),
            ("12:01", "21 November", "21 Nov")
        );
        assert_eq!(at.iso(), "2026-11-21T12:01:05Z");
        assert_eq!(at.exactly(), "21 November 2026, 12:01:05 UTC");
        assert_eq!(Timestamp(-1).iso(), "1969-12-31T23:59:59Z");
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
