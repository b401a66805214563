use crate::config::{Config, LogFormat};
use std::io::IsTerminal;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

/// Lines go to standard error, so that what a command prints can be piped.
pub fn start(config: &Config) {
    let filter: Targets = config.log_filter.parse().unwrap_or_default();
    let lines =
        tracing_subscriber::fmt::layer().with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry();
    match config.log {
        LogFormat::Text => registry.with(lines.with_filter(filter)).init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true).with_filter(filter)).init(),
    }
    // A panic is a line of the log like any other, in the form that was asked for.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, what = panic.payload_as_str().unwrap_or("something unprintable"), "a task panicked");
    }));
}
