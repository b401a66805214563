//! The whole time in five numbers.

use crate::domain::html::SafeHtml;
use crate::domain::usage::{Report, number, rate, took};

pub fn write(report: &Report, html: &mut SafeHtml) {
    let total = report.total();
    html.markup("<dl class=\"figures\">");
    let minutes = report.window.slot * report.window.slots as i64 / 60_000;
    card("Requests", &number(total.requests()), &per_minute(total.requests(), minutes), html);
    let errors = match total.errors() {
        0 => "Not one error".to_owned(),
        1 => "1 error".to_owned(),
        errors => format!("{} errors", number(errors)),
    };
    card("Error rate", &rate(total.errors(), total.requests()).unwrap_or_default(), &errors, html);
    for (name, thousandth, note) in [
        ("Latency, p50", 500, "Half of all calls are quicker"),
        ("Latency, p95", 950, "One call in 20 is slower"),
        ("Latency, p99", 990, "One call in 100 is slower"),
    ] {
        let value = total.latency.percentile(thousandth).map_or_else(|| "–".to_owned(), took);
        card(name, &value, note, html);
    }
    html.markup("</dl>");
}

fn card(name: &'static str, value: &str, note: &str, html: &mut SafeHtml) {
    html.markup("<div class=\"figure\"><dt>").markup(name).markup("</dt><dd class=\"value\">").text(value);
    html.markup("</dd><dd class=\"note\">").text(note).markup("</dd></div>");
}

fn per_minute(requests: u64, minutes: i64) -> String {
    let rate = requests as f64 / minutes.max(1) as f64;
    match rate {
        10.0.. => format!("{} a minute", number(rate.round() as u64)),
        0.1.. => format!("{rate:.1} a minute"),
        _ => format!("{:.1} a day", rate * 1440.0),
    }
}

#[cfg(test)]
mod tests {
    use super::per_minute;

    #[test]
    fn few_calls_are_told_by_the_day() {
        for (requests, minutes, words) in [
            (28_800, 1440, "20 a minute"),
            (1440, 1440, "1.0 a minute"),
            (14, 10_080, "2.0 a day"),
            (0, 0, "0.0 a day"),
        ] {
            assert_eq!(per_minute(requests, minutes), words);
        }
    }
}
