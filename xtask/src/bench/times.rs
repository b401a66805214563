//! Many times, told by a few.

/// Milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    pub count: usize,
    pub p50: f64,
    pub p99: f64,
    pub longest: f64,
}

impl Spread {
    pub fn of(times: &[f64]) -> Self {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        // The smallest time that this share of all is not above.
        let at = |share: usize| sorted.get((sorted.len() * share).div_ceil(100).saturating_sub(1)).copied();
        Self {
            count: sorted.len(),
            p50: at(50).unwrap_or_default(),
            p99: at(99).unwrap_or_default(),
            longest: at(100).unwrap_or_default(),
        }
    }

    /// Cells of a table.
    pub fn cells(&self) -> String {
        format!("{:.2} | {:.2} | {:.2}", self.p50, self.p99, self.longest)
    }
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_read_off_sorted_times() {
        let times: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        assert_eq!(Spread::of(&times), Spread { count: 200, p50: 100.0, p99: 198.0, longest: 200.0 });
        assert_eq!(Spread::of(&[3.0]), Spread { count: 1, p50: 3.0, p99: 3.0, longest: 3.0 });
        assert_eq!(Spread::of(&[]), Spread::default());
    }
}
