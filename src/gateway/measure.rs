//! What is measured and written down about calls, after they are answered.

use super::Standing;
use super::threads::{PLACES, place};
use crate::config::AccessLog;
use crate::domain::verdict::Code;
use http::{Method, StatusCode};
use std::fmt::{Display, Write};
use std::iter::once;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::mpsc;

pub struct Measured {
    counts: [Counts; PLACES],
    unlogged: AtomicU64,
    log: AccessLog,
    every: u32,
    turn: AtomicU32,
    lines: mpsc::Sender<Line>,
}

/// How long calls take is told by how many took at most so many seconds.
pub const SECONDS: [f64; 8] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

const CLASSES: [&str; 6] = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"];

/// What was counted on one thread. So far apart from the others' that no two share a line of memory: every call adds to it.
#[derive(Default)]
#[repr(align(128))]
struct Counts {
    passed: AtomicU64,
    refused: [AtomicU64; Code::ALL.len()],
    classes: [AtomicU64; CLASSES.len()],
    /// By the first of `SECONDS` that was enough; behind them, where none was.
    took: [AtomicU64; SECONDS.len() + 1],
    nanoseconds: AtomicU64,
}

/// What the log tells of a call: no query, no header, no address of a person.
pub struct Line {
    pub method: Method,
    pub path: Box<str>,
    pub status: u16,
    pub code: Option<Code>,
    pub took: Duration,
    pub id: super::answers::CallId,
    pub application: Option<super::id::Id>,
}

/// So many lines wait to be written; more are counted only.
const WAITING: usize = 4096;

impl Measured {
    pub fn new(log: AccessLog, every: u32) -> (Self, mpsc::Receiver<Line>) {
        let (lines, written) = mpsc::channel(WAITING);
        let measured = Self {
            counts: Default::default(),
            unlogged: AtomicU64::new(0),
            log,
            every: every.max(1),
            turn: AtomicU32::new(0),
            lines,
        };
        (measured, written)
    }

    pub fn count(&self, status: StatusCode, code: Option<Code>, took: Duration) {
        let Some(counts) = self.counts.get(place()) else { return };
        let verdict = match code {
            None => Some(&counts.passed),
            Some(code) => Code::ALL.iter().position(|other| *other == code).and_then(|at| counts.refused.get(at)),
        };
        let class = counts.classes.get(usize::from(status.as_u16() / 100));
        let seconds = took.as_secs_f64();
        let time = counts.took.get(SECONDS.partition_point(|most| *most < seconds));
        for count in [verdict, class, time].into_iter().flatten() {
            count.fetch_add(1, Relaxed);
        }
        counts.nanoseconds.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX), Relaxed);
    }

    /// Everything, as Prometheus reads it.
    pub fn text(&self, standing: Standing, lag: Option<Duration>, keys: usize) -> String {
        let sum = |of: &dyn Fn(&Counts) -> &AtomicU64| self.counts.iter().map(|one| of(one).load(Relaxed)).sum::<u64>();
        let mut text = Text(String::new());
        let refused = Code::ALL.iter().enumerate().map(|(at, code)| (code.as_str(), sum(&|one| &one.refused[at])));
        let verdicts = once(("pass", sum(&|one| &one.passed))).chain(refused);
        text.family("portcullis_gateway_verdicts_total", "counter", "code", verdicts);
        let classes = CLASSES.iter().enumerate().map(|(at, class)| (*class, sum(&|one| &one.classes[at])));
        text.family("portcullis_gateway_answers_total", "counter", "status", classes);
        text.histogram(
            "portcullis_gateway_request_seconds",
            |at| sum(&|one| &one.took[at]),
            sum(&|one| &one.nanoseconds),
        );
        let lag = lag.map_or(f64::INFINITY, |lag| lag.as_secs_f64());
        text.one("portcullis_gateway_change_log_lag_seconds", "gauge", lag);
        text.one("portcullis_gateway_keys", "gauge", keys);
        let standings = Standing::ALL.map(|one| (one.as_str(), u64::from(one == standing)));
        text.family("portcullis_gateway_standing", "gauge", "is", standings.into_iter());
        text.one("portcullis_gateway_log_lines_dropped_total", "counter", self.unlogged.load(Relaxed));
        text.0
    }

    /// Whether this call is one that is logged.
    pub fn wants_line(&self) -> bool {
        match self.log {
            AccessLog::Off => false,
            AccessLog::Full => true,
            AccessLog::Sampled => self.turn.fetch_add(1, Relaxed).is_multiple_of(self.every),
        }
    }

    pub fn write(&self, line: Line) {
        if self.lines.try_send(line).is_err() {
            self.unlogged.fetch_add(1, Relaxed);
        }
    }
}

/// What a scrape reads. Writing to a String can't fail.
struct Text(String);

impl Text {
    fn begin(&mut self, name: &str, kind: &str) {
        let _ = writeln!(self.0, "# TYPE {name} {kind}");
    }

    fn one(&mut self, name: &str, kind: &str, value: impl Display) {
        self.begin(name, kind);
        let _ = writeln!(self.0, "{name} {value}\n");
    }

    fn family<'a>(&mut self, name: &str, kind: &str, label: &str, all: impl Iterator<Item = (&'a str, u64)>) {
        self.begin(name, kind);
        for (of, value) in all {
            let _ = writeln!(self.0, "{name}{{{label}=\"{of}\"}} {value}");
        }
        self.0.push('\n');
    }

    fn histogram(&mut self, name: &str, took: impl Fn(usize) -> u64, nanoseconds: u64) {
        self.begin(name, "histogram");
        let mut count = 0;
        for (at, most) in SECONDS.iter().chain(&[f64::INFINITY]).enumerate() {
            count += took(at);
            let most: &dyn Display = if most.is_finite() { most } else { &"+Inf" };
            let _ = writeln!(self.0, "{name}_bucket{{le=\"{most}\"}} {count}");
        }
        let seconds = Duration::from_nanos(nanoseconds).as_secs_f64();
        let _ = writeln!(self.0, "{name}_sum {seconds}\n{name}_count {count}\n");
    }
}

/// Writes lines while calls go on; a slow log holds up nobody.
pub async fn write(mut lines: mpsc::Receiver<Line>) {
    while let Some(line) = lines.recv().await {
        let milliseconds = line.took.as_secs_f64() * 1000.0;
        tracing::info!(
            method = %line.method,
            path = &*line.path,
            status = line.status,
            milliseconds,
            request_id = line.id.as_str(),
            code = line.code.map(Code::as_str),
            application = line.application.map(tracing::field::display),
            "call"
        );
    }
}
