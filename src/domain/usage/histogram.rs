//! How long calls took, in buckets: they can be added up, over time, versions and gateways, and the percentiles of the
//! sum read from it. Percentiles themselves can't be added.

use std::ops::AddAssign;

/// Where each bucket ends, in microseconds. Closer together where most calls are, so that a percentile is exact to a
/// third there. The last bucket has no end.
const ENDS: [u64; BUCKETS - 1] = [
    250, 500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 150_000,
    200_000, 300_000, 500_000, 750_000, 1_000_000, 2_000_000, 5_000_000, 15_000_000,
];
pub const BUCKETS: usize = 24;
/// What a call in the last bucket is taken to last at most.
const LONGEST: u64 = 60_000_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Histogram(pub [u64; BUCKETS]);

impl Histogram {
    /// Into which bucket a call falls: five comparisons, and nothing is allocated.
    pub fn bucket(micros: u64) -> usize {
        ENDS.partition_point(|end| *end < micros)
    }

    pub fn add(&mut self, micros: u64, calls: u64) {
        self.0[Self::bucket(micros)] += calls;
    }

    pub fn count(&self) -> u64 {
        self.0.iter().sum()
    }

    /// In microseconds: so many of a thousand calls took at most so long. Within a bucket calls are taken to be spread
    /// evenly. None without calls.
    pub fn percentile(&self, thousandth: u64) -> Option<u64> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        let rank = (count * thousandth).div_ceil(1000).max(1);
        let mut before = 0;
        for (bucket, calls) in self.0.into_iter().enumerate() {
            if before + calls >= rank {
                let start = if bucket == 0 { 0 } else { ENDS[bucket - 1] };
                let end = ENDS.get(bucket).copied().unwrap_or(LONGEST);
                return Some(start + (end - start) * (rank - before) / calls);
            }
            before += calls;
        }
        None
    }
}

impl AddAssign<&Histogram> for Histogram {
    fn add_assign(&mut self, more: &Histogram) {
        for (mine, more) in self.0.iter_mut().zip(more.0) {
            *mine += more;
        }
    }
}

/// A time in words as short as its size allows: `0.4 ms`, `12 ms`, `1.2 s`.
pub fn took(micros: u64) -> String {
    let milliseconds = micros as f64 / 1000.0;
    match micros {
        0..10_000 => format!("{milliseconds:.1} ms"),
        10_000..1_000_000 => format!("{milliseconds:.0} ms"),
        1_000_000..10_000_000 => format!("{:.1} s", milliseconds / 1000.0),
        _ => format!("{:.0} s", milliseconds / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_each_other() {
        assert!(ENDS.is_sorted());
        for (micros, bucket) in
            [(0, 0), (250, 0), (251, 1), (1000, 2), (1001, 3), (15_000_000, 22), (15_000_001, 23), (u64::MAX, 23)]
        {
            assert_eq!(Histogram::bucket(micros), bucket, "{micros}");
        }
    }

    #[track_caller]
    fn check(calls: &[(u64, u64)], percentiles: [Option<u64>; 3]) {
        let mut histogram = Histogram::default();
        for (micros, count) in calls {
            histogram.add(*micros, *count);
        }
        assert_eq!([500, 950, 990].map(|thousandth| histogram.percentile(thousandth)), percentiles, "{calls:?}");
    }

    #[test]
    fn percentiles_are_read_from_buckets() {
        check(&[], [None, None, None]);
        // One call: it is all of them.
        check(&[(900, 1)], [Some(1000), Some(1000), Some(1000)]);
        // Ten in a bucket of 1 to 2 ms: spread evenly.
        check(&[(1500, 10)], [Some(1500), Some(2000), Some(2000)]);
        check(&[(1500, 95), (90_000, 5)], [Some(1526), Some(2000), Some(95_000)]);
        // Two slow ones of a hundred are the slowest hundredth and one more.
        check(&[(1500, 98), (4_000_000, 2)], [Some(1510), Some(1969), Some(3_500_000)]);
        check(&[(70_000_000, 4)], [Some(37_500_000), Some(60_000_000), Some(60_000_000)]);
    }

    #[test]
    fn percentiles_of_a_sum_are_not_the_sum_of_percentiles() {
        let (mut quick, mut slow) = (Histogram::default(), Histogram::default());
        quick.add(900, 990);
        slow.add(1_500_000, 10);
        quick += &slow;
        assert_eq!(quick.count(), 1000);
        assert!(quick.percentile(500).is_some_and(|micros| micros < 1000));
        assert!(quick.percentile(990).is_some_and(|micros| micros <= 1000));
        assert!(quick.percentile(991).is_some_and(|micros| micros > 1_000_000));
    }

    #[test]
    fn a_time_is_told_as_short_as_it_is() {
        for (micros, words) in [(400, "0.4 ms"), (9_949, "9.9 ms"), (12_400, "12 ms"), (999_000, "999 ms")] {
            assert_eq!(took(micros), words);
        }
        assert_eq!((took(1_240_000).as_str(), took(37_500_000).as_str()), ("1.2 s", "38 s"));
    }
}
