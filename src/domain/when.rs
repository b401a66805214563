//! How far away an instant is, in words: a page names the moment in which it was read.

use super::time::Timestamp;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Further away, a date says more than a number of days.
const FAR: i64 = 60 * DAY;

/// `3 days ago`, or the day it was.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    match now.0 - at.0 {
        gone if gone < MINUTE => "just now".to_owned(),
        gone if gone < FAR => [&spoken(gone), " ago"].concat(),
        _ => at.day().in_words(),
    }
}

/// `in 3 days`, or the day it will be.
pub fn ahead(at: Timestamp, now: Timestamp) -> String {
    match at.0 - now.0 {
        left if left < FAR => ["in ", &spoken(left.max(MINUTE))].concat(),
        _ => ["on ", &last_day(at)].concat(),
    }
}

/// The last day on which something works that ends at this instant: at midnight the day before has just ended.
pub fn last_day(end: Timestamp) -> String {
    Timestamp(end.0 - 1).day().in_words()
}

fn spoken(span: i64) -> String {
    let (count, unit) = match span {
        span if span < HOUR => (span / MINUTE, "minute"),
        span if span < 2 * DAY => (span / HOUR, "hour"),
        span => (span / DAY, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_795_262_400_000);

    #[track_caller]
    fn check(span: i64, past: &str, future: &str) {
        assert_eq!(ago(Timestamp(NOON.0 - span), NOON), past);
        assert_eq!(ahead(Timestamp(NOON.0 + span), NOON), future);
    }

    #[test]
    fn distances_are_told_as_people_tell_them() {
        check(0, "just now", "in 1 minute");
        check(-5 * DAY, "just now", "in 1 minute");
        check(MINUTE, "1 minute ago", "in 1 minute");
        check(HOUR - 1, "59 minutes ago", "in 59 minutes");
        check(HOUR, "1 hour ago", "in 1 hour");
        check(2 * DAY - 1, "47 hours ago", "in 47 hours");
        check(3 * DAY + HOUR, "3 days ago", "in 3 days");
        check(FAR, "22 September 2026", "on 20 January 2027");
    }

    #[test]
    fn what_ends_at_midnight_works_on_the_day_before() {
        assert_eq!(last_day(NOON), "21 November 2026");
        assert_eq!(last_day(Timestamp(NOON.0 + DAY / 2)), "21 November 2026");
        assert_eq!(last_day(Timestamp(NOON.0 + DAY / 2 + 1)), "22 November 2026");
    }
}
