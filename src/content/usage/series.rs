//! Which APIs are told apart in a chart: the most called have a colour of their own, the rest share one.

use crate::domain::usage::{Report, Tally};
use std::collections::HashMap;

pub struct Series {
    pub name: String,
    pub slots: Vec<Tally>,
}

/// As many as there are colours.
const MOST: usize = 6;

/// The most called first.
pub fn by_api(report: &Report) -> Vec<Series> {
    let mut requests: HashMap<&str, u64> = HashMap::new();
    for slice in &report.slices {
        *requests.entry(&slice.version_id).or_default() += slice.tally.requests();
    }
    let called = |id: &str| requests.get(id).copied().unwrap_or_default();
    let mut apis: Vec<_> = report.apis.iter().filter(|api| called(&api.version_id) > 0).collect();
    // Those with the same number stay in the order of their names.
    apis.sort_by_key(|api| std::cmp::Reverse(called(&api.version_id)));
    let own = if apis.len() > MOST { MOST - 1 } else { apis.len() };
    let mut series: Vec<_> = apis[..own]
        .iter()
        .map(|api| Series { name: api.name.clone(), slots: report.of_version(&api.version_id) })
        .collect();
    if apis.len() > own {
        let mut slots = vec![Tally::default(); report.window.slots];
        for api in &apis[own..] {
            for (sum, more) in slots.iter_mut().zip(report.of_version(&api.version_id)) {
                *sum += &more;
            }
        }
        series.push(Series { name: format!("{} others", apis.len() - own), slots });
    }
    series
}
