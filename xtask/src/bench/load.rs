//! One round of wrk against one server.

use crate::command::read;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

pub const CONNECTIONS: u32 = 64;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// Requests a second.
    pub rate: f64,
    /// Milliseconds.
    pub p50: f64,
    pub p99: f64,
    /// Microseconds of the server's CPU time a request.
    pub cpu: f64,
}

/// What a round asks for.
pub struct Load<'a> {
    pub wrk: &'a Path,
    pub url: &'a str,
    pub seconds: u32,
    /// A file of keys, which are presented in turn.
    pub keys: Option<&'a Path>,
    /// The path that a proxy says it was asked for, where it is a proxy's question; only with keys.
    pub asked: Option<&'a str>,
    /// Whose CPU time is counted, and that of what they started.
    pub processes: &'a [u32],
}

/// wrk runs it once, before it begins.
const IN_TURN: &str = r#"local requests, count, at = {}, 0, 0
function init(arguments)
  for key in io.lines(arguments[1]) do
    count = count + 1
    requests[count] = wrk.format("GET", nil, { ["x-api-key"] = key, ["x-original-uri"] = arguments[2] })
  end
end
function request()
  at = at % count + 1
  return requests[at]
end
"#;

/// A request that fails makes the round worthless, so it is an error.
pub fn round(load: &Load<'_>) -> Result<Round> {
    let Load { wrk, url, seconds, keys, asked, processes } = *load;
    let used = || processes.iter().map(|id| cpu_seconds_below(*id)).sum::<Result<f64>>();
    let before = used()?;
    let mut command = Command::new(wrk);
    command.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{seconds}s"), "--latency"]);
    if let Some(keys) = keys {
        let script = keys.with_extension("lua");
        fs::write(&script, IN_TURN)?;
        command.arg("-s").arg(script).arg(url).arg("--").arg(keys).args(asked);
    } else {
        command.arg(url);
    }
    let said = read(&mut command)?;
    let used = used()? - before;
    parse(&said, used).with_context(|| format!("wrk on {url}\n{said}"))
}

/// Of a process and those below it: nginx works in others than the one that was started.
fn cpu_seconds_below(id: u32) -> Result<f64> {
    let mut all = cpu_seconds(id)?;
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    for child in children.split_whitespace().filter_map(|child| child.parse().ok()) {
        all += cpu_seconds_below(child)?;
    }
    Ok(all)
}

fn parse(said: &str, cpu_seconds: f64) -> Result<Round> {
    if let Some(bad) = said.lines().find(|line| line.contains("Non-2xx") || line.contains("Socket errors")) {
        bail!("{}", bad.trim());
    }
    let after = |label: &str| {
        let line = said.lines().find_map(|line| line.trim().strip_prefix(label));
        line.map(str::trim).with_context(|| format!("no line `{label}`"))
    };
    let count = said.lines().find_map(|line| line.trim().split_once(" requests in ")?.0.parse::<f64>().ok());
    let count = count.filter(|count| *count > 0.0).context("no requests")?;
    Ok(Round {
        rate: after("Requests/sec:")?.parse()?,
        p50: milliseconds(after("50%")?)?,
        p99: milliseconds(after("99%")?)?,
        cpu: cpu_seconds * 1e6 / count,
    })
}

fn milliseconds(text: &str) -> Result<f64> {
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1000.0)];
    let found = units.iter().find_map(|(unit, factor)| Some(text.strip_suffix(unit)?.parse::<f64>().ok()? * factor));
    found.with_context(|| format!("`{text}` is no time"))
}

/// User and system time of a process, all its threads together.
fn cpu_seconds(id: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The program's name, in brackets, may hold spaces.
    let fields: Vec<_> = stat.rsplit_once(')').context("/proc/PID/stat")?.1.split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok()).sum();
    let a_second: f64 = read(Command::new("getconf").arg("CLK_TCK"))?.trim().parse()?;
    Ok(ticks as f64 / a_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "Running 5s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Latency Distribution
     50%  812.00us
     75%    1.21ms
     90%    1.85ms
     99%    3.50ms
  20000 requests in 5.01s, 320.11MB read
Requests/sec:   3992.02
Transfer/sec:     63.90MB
";

    #[test]
    fn a_round_is_read_off_what_wrk_says() {
        let expected = Round { rate: 3992.02, p50: 0.812, p99: 3.5, cpu: 250.0 };
        assert_eq!(parse(SAID, 5.0).unwrap(), expected);
    }

    #[test]
    fn a_round_with_failures_is_none() {
        for bad in ["  Non-2xx or 3xx responses: 12\n", "  Socket errors: connect 0, read 3, write 0, timeout 0\n"] {
            assert!(parse(&format!("{SAID}{bad}"), 5.0).is_err(), "{bad}");
        }
    }
}
