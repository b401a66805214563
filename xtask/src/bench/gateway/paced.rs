//! What a proxy adds to a call where nothing is at its limit: a thousand requests a second on one connection.

use super::super::asking::Asking;
use super::super::times::Spread;
use anyhow::Result;
use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

const PACE: Duration = Duration::from_millis(1);
/// Of each round, for whoever is measured.
const SECONDS: u32 = 3;

/// Somebody who is asked: name, port and path.
pub type Asked = (&'static str, u16, &'static str);

/// Milliseconds of each, by turns.
pub fn run(asked: &[Asked], key: &str, rounds: u32) -> Result<String> {
    let mut times = vec![Vec::new(); asked.len()];
    for _ in 0..rounds {
        for ((_, port, path), times) in asked.iter().zip(&mut times) {
            one(*port, path, key, times)?;
        }
    }
    Ok(report(asked, &times, rounds))
}

fn one(port: u16, path: &str, key: &str, times: &mut Vec<f64>) -> Result<()> {
    let mut asking = Asking::presenting(port, key)?;
    let begun = Instant::now();
    for number in 0..SECONDS * 1000 {
        thread::sleep((PACE * number).saturating_sub(begun.elapsed()));
        times.push(asking.get(path, "identity")?.milliseconds);
    }
    Ok(())
}

fn report(asked: &[Asked], times: &[Vec<f64>], rounds: u32) -> String {
    let spreads: Vec<_> = times.iter().map(|times| Spread::of(times)).collect();
    let direct = spreads.first().copied().unwrap_or_default();
    let mut text = format!(
        "1,000 requests a second on one connection, {rounds} rounds of {SECONDS} s each, by turns; milliseconds.\n\n\
         | in front of the upstream | p50 | p99 | longest | p50 added | p99 added |\n|---|---:|---:|---:|---:|---:|\n"
    );
    for ((name, ..), spread) in asked.iter().zip(&spreads) {
        let (p50, p99) = (spread.p50 - direct.p50, spread.p99 - direct.p99);
        // Writing to a String can't fail.
        let _ = writeln!(text, "| {name} | {} | {p50:.2} | {p99:.2} |", spread.cells());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_told() {
        let text = report(&[("direct", 1, "/"), ("ours", 2, "/")], &[vec![0.1; 100], vec![0.25; 100]], 3);
        assert!(text.contains("| ours | 0.25 | 0.25 | 0.25 | 0.15 | 0.15 |"), "{text}");
    }
}
