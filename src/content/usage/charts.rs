//! Requests, latency and errors over the time that is looked at.

use super::{plot, series, tables};
use crate::domain::html::SafeHtml;
use crate::domain::usage::chart::{self, Scale, brief};
use crate::domain::usage::{Report, Tally, number, rate, took};

const TONES: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

pub fn requests(report: &Report, html: &mut SafeHtml) {
    let series = series::by_api(report);
    let counts: Vec<Vec<u64>> =
        series.iter().map(|series| series.slots.iter().map(Tally::requests).collect()).collect();
    let sums: Vec<_> = counts.iter().map(|counts| counts.iter().sum::<u64>()).collect();
    let keys = |(place, sum): (usize, &u64)| (TONES[place], series[place].name.as_str(), number(*sum));
    let keys: Vec<plot::Key<'_>> = sums.iter().enumerate().map(keys).collect();
    head("requests", "Requests by API", &keys, false, html);
    let (scale, bars) = chart::stack(&counts);
    let told = |slot: usize| {
        let parts = keys.iter().zip(&counts).filter(|(_, counts)| counts[slot] > 0);
        let parts: Vec<_> = parts.map(|((_, name, _), counts)| format!("{name}: {}", number(counts[slot]))).collect();
        (!parts.is_empty()).then(|| parts.join("\n"))
    };
    let summary = format!("{} requests within {}.", number(sums.iter().sum()), report.range.label());
    plot::chart(scale, brief, &chart::marks(report.range, &report.window), &summary, html, |html| {
        plot::columns(&report.window, &bars, &TONES, told, html);
    });
    let names: Vec<_> = series.iter().map(|series| series.name.as_str()).collect();
    let row = |slot: usize| {
        let total: u64 = counts.iter().map(|counts| counts[slot]).sum();
        let cells = counts.iter().map(|counts| number(counts[slot])).chain([number(total)]);
        (total > 0).then(|| cells.collect())
    };
    let columns: Vec<_> = names.iter().copied().chain(["All"]).collect();
    tables::by_time("Requests by API", &columns, report, row, html);
    html.markup("</section>");
}

const PERCENTILES: [(&str, &str, u64); 3] = [("p99", "p99", 990), ("p95", "p95", 950), ("p50", "p50", 500)];

pub fn latency(report: &Report, html: &mut SafeHtml) {
    let (slots, total) = (report.by_slot(), report.total());
    let known = total.latency.count() > 0;
    let keys: Vec<plot::Key<'_>> = PERCENTILES
        .iter()
        .map(|(tone, name, thousandth)| {
            (*tone, *name, total.latency.percentile(*thousandth).map(took).unwrap_or_default())
        })
        .collect();
    head("latency", "Latency", if known { &keys } else { &[] }, true, html);
    if !known {
        html.markup("<p class=\"muted\">No call reached an API in this time.</p></section>");
        return;
    }
    let values = PERCENTILES
        .map(|(_, _, thousandth)| slots.iter().map(|tally| tally.latency.percentile(thousandth)).collect::<Vec<_>>());
    let highest = values[0].iter().flatten().max().copied().unwrap_or_default();
    // A tenth of a millisecond is the least that is told.
    let scale = Scale::above(highest as f64, 100.0);
    let paths: Vec<_> =
        PERCENTILES.iter().zip(&values).map(|((tone, ..), values)| (*tone, chart::line(values, scale))).collect();
    let told = |slot: usize| {
        let parts = PERCENTILES.iter().zip(&values);
        let parts: Option<Vec<_>> = parts
            .map(|((_, name, _), values)| values[slot].map(|micros| format!("{name}: {}", took(micros))))
            .collect();
        parts.map(|parts| parts.join("\n"))
    };
    let (_, _, p99) = &keys[0];
    let summary = format!("99 of 100 calls took at most {p99}.");
    let label = |micros: f64| if micros == 0.0 { "0".to_owned() } else { mark(micros) };
    plot::chart(scale, label, &chart::marks(report.range, &report.window), &summary, html, |html| {
        plot::columns(&report.window, &[], &[], told, html);
        plot::lines(&paths, html);
    });
    let row = |slot: usize| values.iter().rev().map(|values| values[slot].map(took)).collect::<Option<Vec<_>>>();
    tables::by_time("Latency", &["p50", "p95", "p99"], report, row, html);
    html.markup("</section>");
}

/// Marks are round: no digits that say nothing.
fn mark(micros: f64) -> String {
    let milliseconds = micros / 1000.0;
    if milliseconds < 1000.0 {
        format!("{} ms", chart::short(milliseconds))
    } else {
        format!("{} s", chart::short(milliseconds / 1000.0))
    }
}

const CLASSES: [(&str, &str); 3] =
    [("4xx", "4xx of the API"), ("5xx", "5xx of the API"), ("refused", "Refused by the gateway")];

pub fn errors(report: &Report, html: &mut SafeHtml) {
    let (slots, total) = (report.by_slot(), report.total());
    let class = |tally: &Tally| [tally.client_errors, tally.server_errors, tally.refused];
    let sums = class(&total);
    let keys: Vec<plot::Key<'_>> =
        CLASSES.iter().zip(sums).map(|((tone, name), sum)| (*tone, *name, number(sum))).collect();
    head("errors", "Errors", if total.errors() > 0 { &keys } else { &[] }, false, html);
    if total.errors() == 0 {
        html.markup("<p class=\"muted\">Not one call went wrong in this time.</p></section>");
        return;
    }
    let counts: Vec<Vec<u64>> = (0..3).map(|place| slots.iter().map(|tally| class(tally)[place]).collect()).collect();
    let (scale, bars) = chart::stack(&counts);
    let told = |slot: usize| {
        let tally = &slots[slot];
        let parts = CLASSES.iter().zip(class(tally)).filter(|(_, count)| *count > 0);
        let mut parts: Vec<_> = parts.map(|((_, name), count)| format!("{name}: {}", number(count))).collect();
        parts.push(format!("Error rate: {}", rate(tally.errors(), tally.requests())?));
        (tally.errors() > 0).then(|| parts.join("\n"))
    };
    let share = rate(total.errors(), total.requests()).unwrap_or_default();
    let summary = format!("{} errors, which is {share} of all requests.", number(total.errors()));
    let tones = CLASSES.map(|(tone, _)| tone);
    plot::chart(scale, brief, &chart::marks(report.range, &report.window), &summary, html, |html| {
        plot::columns(&report.window, &bars, &tones, told, html);
    });
    let row = |slot: usize| {
        let tally = &slots[slot];
        let cells = class(tally).map(number).into_iter().chain(rate(tally.errors(), tally.requests()));
        (tally.errors() > 0).then(|| cells.collect())
    };
    tables::by_time("Errors", &[CLASSES[0].1, CLASSES[1].1, CLASSES[2].1, "Error rate"], report, row, html);
    html.markup("</section>");
}

fn head(id: &'static str, title: &'static str, keys: &[plot::Key<'_>], lines: bool, html: &mut SafeHtml) {
    html.markup("<section class=\"card chart-card\" aria-labelledby=\"").markup(id);
    html.markup("\"><div class=\"chart-head\"><h2 id=\"").markup(id).markup("\">").markup(title).markup("</h2>");
    if !keys.is_empty() {
        plot::legend(keys, lines, html);
    }
    html.markup("</div>");
}
