//! How many passed and failed, as the runners tell it.

use crate::command::follow;
use anyhow::{Context, Result, bail};
use std::process::Command;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    /// A ring that ran no test has proved nothing.
    pub fn of_some(self) -> Result<Self> {
        if self == Self::default() {
            bail!("there was no test to run");
        }
        Ok(self)
    }

    pub fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// A runner that ended badly though no test failed has failed all the same.
    fn of_runner(self, succeeded: bool) -> Self {
        let silent = u64::from(!succeeded && self.failed == 0);
        Self { failed: self.failed + silent, ..self }
    }
}

/// `cargo test`, followed to its end.
pub fn of_cargo(command: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = follow(command, |line| tally = tally.plus(cargo_line(line).unwrap_or_default()))?;
    Ok(tally.of_runner(succeeded))
}

/// From a line like `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
fn cargo_line(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |what: &str| counts.split("; ").find_map(|part| part.strip_suffix(what)?.trim().parse().ok());
    Some(Tally { passed: count("passed")?, failed: count("failed")? })
}

/// Playwright's JSON report. A test that passed when it was tried again has passed; the report shows it.
pub fn of_playwright(report: &[u8], succeeded: bool) -> Result<Tally> {
    let report: serde_json::Value = serde_json::from_slice(report).context("Playwright's report")?;
    let count =
        |what: &str| report["stats"][what].as_u64().with_context(|| format!("Playwright's report has no {what}"));
    let tally = Tally { passed: count("expected")? + count("flaky")?, failed: count("unexpected")? };
    Ok(tally.of_runner(succeeded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_tells_by_line() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s";
        assert_eq!(cargo_line(line), Some(Tally { passed: 12, failed: 2 }));
        assert_eq!(cargo_line("test result_is_kept ... ok"), None);
    }

    #[test]
    fn a_runner_that_dies_has_failed() {
        assert_eq!(Tally::default().of_runner(false), Tally { passed: 0, failed: 1 });
        assert_eq!(Tally { passed: 3, failed: 2 }.of_runner(false), Tally { passed: 3, failed: 2 });
        assert!(Tally::default().of_some().is_err());
    }

    #[test]
    fn playwright_tells_by_report() {
        let report = br#"{"stats": {"expected": 7, "unexpected": 1, "flaky": 2, "skipped": 3}}"#;
        assert_eq!(of_playwright(report, false).unwrap(), Tally { passed: 9, failed: 1 });
        assert!(of_playwright(b"{}", true).is_err());
    }
}
