//! For spreadsheets: a line for each API and piece of time.

use crate::domain::usage::Report;
use std::fmt::Write;

const HEAD: &str =
    "time,api,requests,succeeded,redirected,client_errors,server_errors,refused,p50_ms,p95_ms,p99_ms\r\n";

pub fn csv(report: &Report) -> String {
    let mut slices: Vec<_> = report.slices.iter().filter(|slice| slice.slot < report.window.slots).collect();
    let place = |id: &str| report.apis.iter().position(|api| api.version_id == id);
    slices.sort_by_key(|slice| (slice.slot, place(&slice.version_id)));
    let mut text = String::with_capacity(HEAD.len() + slices.len() * 96);
    text.push_str(HEAD);
    for slice in slices {
        let api = place(&slice.version_id).map_or("", |place| report.apis[place].name.as_str());
        let tally = &slice.tally;
        let [p50, p95, p99] = [500, 950, 990].map(|thousandth| {
            tally
                .latency
                .percentile(thousandth)
                .map(|micros| format!("{:.2}", micros as f64 / 1000.0))
                .unwrap_or_default()
        });
        // Writing to a String can't fail.
        let _ = write!(
            text,
            "{},{},{},{},{},{},{},{},{p50},{p95},{p99}\r\n",
            report.window.start(slice.slot).iso(),
            cell(api),
            tally.requests(),
            tally.succeeded,
            tally.redirected,
            tally.client_errors,
            tally.server_errors,
            tally.refused,
        );
    }
    text
}

/// Somebody's text: spreadsheets take what begins with such a sign for a formula, and would carry it out.
fn cell(text: &str) -> String {
    let formula =
        text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    let text = if formula { ["'", text].concat() } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r', ';', '\'']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula_or_two() {
        for (text, written) in [
            ("Payments v3", "Payments v3"),
            ("=1+1", "\"'=1+1\""),
            ("  =1+1", "\"'  =1+1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("＝1", "\"'＝1\""),
            ("\t=1", "\"'\t=1\""),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\r\n=b", "\"a\r\n=b\""),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
        ] {
            assert_eq!(cell(text), written, "{text:?}");
        }
    }
}
