//! What is measured and written down about calls, after they are answered.

use super::Standing;
use crate::config::AccessLog;
use crate::domain::verdict::Code;
use http::{Method, StatusCode};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;

/// Counters made once: the macro would look its labels up at every call.
pub struct Measured {
    passed: metrics::Counter,
    refused: [metrics::Counter; Code::ALL.len()],
    by_class: [metrics::Counter; 6],
    seconds: metrics::Histogram,
    lag: metrics::Gauge,
    keys: metrics::Gauge,
    standings: [(Standing, metrics::Gauge); Standing::ALL.len()],
    unlogged: metrics::Counter,
    log: AccessLog,
    every: u32,
    turn: AtomicU32,
    lines: mpsc::Sender<Line>,
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
        let class = |class| metrics::counter!("portcullis_gateway_answers_total", "status" => class);
        let measured = Self {
            passed: metrics::counter!("portcullis_gateway_verdicts_total", "code" => "pass"),
            refused: Code::ALL
                .map(|code| metrics::counter!("portcullis_gateway_verdicts_total", "code" => code.as_str())),
            by_class: [class("0xx"), class("1xx"), class("2xx"), class("3xx"), class("4xx"), class("5xx")],
            seconds: metrics::histogram!("portcullis_gateway_request_seconds"),
            lag: metrics::gauge!("portcullis_gateway_change_log_lag_seconds"),
            keys: metrics::gauge!("portcullis_gateway_keys"),
            standings: Standing::ALL
                .map(|one| (one, metrics::gauge!("portcullis_gateway_standing", "is" => one.as_str()))),
            unlogged: metrics::counter!("portcullis_gateway_log_lines_dropped_total"),
            log,
            every: every.max(1),
            turn: AtomicU32::new(0),
            lines,
        };
        (measured, written)
    }

    pub fn count(&self, status: StatusCode, code: Option<Code>, took: Duration) {
        let verdict = match code {
            None => Some(&self.passed),
            Some(code) => Code::ALL.iter().position(|other| *other == code).and_then(|at| self.refused.get(at)),
        };
        if let Some(verdict) = verdict {
            verdict.increment(1);
        }
        if let Some(class) = self.by_class.get(usize::from(status.as_u16() / 100)) {
            class.increment(1);
        }
        self.seconds.record(took);
    }

    pub fn state(&self, standing: Standing, lag: Option<Duration>, keys: usize) {
        for (one, gauge) in &self.standings {
            gauge.set(f64::from(u8::from(*one == standing)));
        }
        self.lag.set(lag.map_or(f64::INFINITY, |lag| lag.as_secs_f64()));
        #[expect(clippy::cast_precision_loss, reason = "nobody has that many keys")]
        self.keys.set(keys as f64);
    }

    /// Whether this call is one that is logged.
    pub fn wants_line(&self) -> bool {
        match self.log {
            AccessLog::Off => false,
            AccessLog::Full => true,
            AccessLog::Sampled => self.turn.fetch_add(1, Ordering::Relaxed).is_multiple_of(self.every),
        }
    }

    pub fn write(&self, line: Line) {
        if self.lines.try_send(line).is_err() {
            self.unlogged.increment(1);
        }
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
