use super::*;
use crate::domain::time::Timestamp;
use crate::domain::usage::{Api, Range, Slice, Tally};

const NOON: Timestamp = Timestamp(1_795_262_400_000);

fn api(id: &str, name: &str) -> Api {
    let address = Some((id.to_owned(), "v1".to_owned()));
    Api { version_id: id.to_owned(), address, name: name.to_owned(), callers: 0 }
}

fn slice(version_id: &str, slot: usize, succeeded: u64, refused: u64) -> Slice {
    let mut tally = Tally { succeeded, refused, ..Tally::default() };
    tally.latency.add(12_000, succeeded);
    Slice { version_id: version_id.to_owned(), slot, tally }
}

fn report(slices: Vec<Slice>) -> Report {
    let window = Range::Day.window(NOON);
    let apis = vec![api("pay", "Payments <b>v1</b>"), api("track", "Tracking v1")];
    let ever = !slices.is_empty();
    Report { range: Range::Day, window, apis, chosen: None, slices, ever }
}

fn written(report: &Report) -> String {
    everything(report, &SafeHtml::default()).text.into_string()
}

#[test]
fn a_page_holds_cards_charts_and_their_tables() {
    let html = written(&report(vec![slice("pay", 3, 1200, 34), slice("track", 47, 10, 0)]));
    for part in [
        "<dd class=\"value\">1,244</dd>",
        "<dd class=\"value\">2.7%</dd>",
        "34 errors",
        "Requests by API by time",
        "Refused by the gateway",
        "20 November, 14:00 to 14:30 UTC",
        "?range=7d\"",
        "/admin/analytics/export?range=24h",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("<b>v1") && html.contains("Payments &lt;b&gt;v1"), "names are text");
    assert!(!html.contains("style="), "the policy allows no inline style");
}

#[test]
fn nothing_stands_outside_of_its_plot() {
    let html = written(&report(vec![slice("pay", 0, 7, 1), slice("track", 0, 5, 0), slice("pay", 47, 1, 0)]));
    for attribute in [" x=\"", " y=\"", " width=\"", " height=\"", " y1=\""] {
        for rest in html.split(attribute).skip(1) {
            let Some((number, _)) = rest.split('"').next().and_then(|value| value.split_once('%')) else { continue };
            let number: f64 = number.parse().expect("a number");
            assert!((0.0..=100.0).contains(&number), "{attribute}{number}");
        }
    }
}

#[test]
fn without_errors_there_is_nothing_to_draw() {
    let html = written(&report(vec![slice("pay", 3, 1, 0)]));
    assert!(html.contains("Not one call went wrong") && html.contains("Not one error"));
    let refused = written(&report(vec![slice("pay", 3, 0, 4)]));
    assert!(refused.contains("No call reached an API in this time") && refused.contains("100%"));
}

#[test]
fn an_empty_page_says_what_to_do() {
    assert!(written(&report(Vec::new())).contains("No calls yet"));
    let mut quiet = report(Vec::new());
    (quiet.ever, quiet.chosen) = (true, Some(1));
    let html = written(&quiet);
    assert!(
        html.contains("Tracking v1 was not called within 24 hours.") && html.contains("?range=90d&amp;api=track/v1")
    );
}

#[test]
fn more_apis_than_colours_share_one() {
    let mut many = report((0..9).map(|number| slice(&format!("api-{number}"), 3, 10 - number, 0)).collect());
    many.apis = (0..9).map(|number| api(&format!("api-{number}"), &format!("API {number}"))).collect();
    let names: Vec<_> = series::by_api(&many).into_iter().map(|series| series.name).collect();
    assert_eq!(names, ["API 0", "API 1", "API 2", "API 3", "API 4", "4 others"]);
}

#[test]
fn an_export_has_a_line_for_each_api_and_time() {
    let mut numbers = report(vec![slice("track", 3, 2, 1), slice("pay", 3, 1, 0), slice("gone", 1, 1, 0)]);
    numbers.apis[0].name = "=cmd()".to_owned();
    let lines: Vec<_> = csv(&numbers).split("\r\n").map(str::to_owned).collect();
    assert_eq!(lines[1], "2026-11-20T13:00:00Z,,1,1,0,0,0,0,15.00,15.00,15.00");
    assert_eq!(lines[2], "2026-11-20T14:00:00Z,\"'=cmd()\",1,1,0,0,0,0,15.00,15.00,15.00");
    assert_eq!(lines[3], "2026-11-20T14:00:00Z,Tracking v1,3,2,0,0,0,1,12.50,15.00,15.00");
    assert_eq!(lines.len(), 5);
}
