//! What rendering a page on the server costs, told as a share of what sending its bytes costs.

use super::load::{CONNECTIONS, Load, Round, round};
use super::portal::{Portal, program};
use super::times::median;
use super::{cores, in_scratch};
use crate::command::{cargo_build, on_path, read};
use crate::debian;
use crate::project::Project;
use crate::served::{Served, fetch, free_port};
use crate::step::step;
use anyhow::{Context, Result, bail};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CARDS: u32 = 50;
/// Odd, so that there is one in the middle.
const ROUNDS: usize = 5;
const WARM_UP: u32 = 2;

pub fn run(project: &Project, seconds: u32) -> Result<()> {
    let wrk = debian::need("wrk", &["wrk"], || on_path("wrk"))?;
    let binary = program(project, None)?;
    let floor = step("floor: compile", || compiled(project, "floor"))?;
    in_scratch(project, "ssr", |scratch| measure(&wrk, &binary, &floor, scratch, seconds))
}

/// Cargo names the file of a bench by a hash, and tells it only in its messages.
/// A program of `benches/`.
pub fn compiled(project: &Project, name: &str) -> Result<PathBuf> {
    let mut command = cargo_build(project);
    // With the release profile, and not `cargo bench`: that would compile the whole program once more.
    command.args(["build", "--release", "--package", &project.package, "--bench", name, "--message-format=json"]);
    let messages = read(&mut command)?;
    let executable = messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let executable = message["executable"].as_str()?;
        (message["target"]["name"] == name).then(|| PathBuf::from(executable))
    });
    executable.with_context(|| format!("cargo made no bench `{name}`"))
}

/// Sends the bytes of a file, at `/page`.
pub fn serve_floor(floor: &Path, file: &Path) -> Result<(Served, u16)> {
    let port = free_port()?;
    let mut served = Served::start(Command::new(floor).arg(port.to_string()).arg(file))?;
    served.wait_for(port)?;
    Ok((served, port))
}

fn measure(wrk: &Path, binary: &Path, floor: &Path, scratch: &Path, seconds: u32) -> Result<String> {
    let portcullis = Portal::on_file(binary, &scratch.join("portcullis.db"));
    portcullis.migrate()?;
    portcullis.demo(CARDS)?;
    let portal = portcullis.serve()?;
    let page = fetch(portal.port, "/")?;
    let saved = scratch.join("page.html");
    fs::write(&saved, &page)?;
    let (plain, floor_port) = serve_floor(floor, &saved)?;
    if fetch(floor_port, "/page")? != page {
        bail!("the two don't serve the same bytes");
    }
    let (rendered, string) =
        (format!("http://127.0.0.1:{}/", portal.port), format!("http://127.0.0.1:{floor_port}/page"));
    let load = |url: &str, seconds: u32, server: &Served| {
        round(&Load { wrk, url, seconds, keys: None, asked: None, processes: &[server.id()] })
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    step("warm up", || load(&rendered, WARM_UP, &portal.served).and(load(&string, WARM_UP, &plain)))?;
    for number in 1..=ROUNDS {
        // By turns, so that a machine that slows down slows both.
        step(&format!("round {number} of {ROUNDS}"), || {
            ours.push(load(&rendered, seconds, &portal.served)?);
            theirs.push(load(&string, seconds, &plain)?);
            Ok(())
        })?;
    }
    Ok(report(page.len(), seconds, &ours, &theirs))
}

fn report(bytes: usize, seconds: u32, ours: &[Round], theirs: &[Round]) -> String {
    let cores = cores();
    let mut text = format!(
        "`cargo xtask bench ssr`: the catalog page of {CARDS} cards, {bytes} bytes, uncompressed; wrk with one thread and \
         {CONNECTIONS} connections\non the same {cores} cores; the median of {ROUNDS} rounds of {seconds} s each, by turns.\n\n\
         | page | requests/s | p50 ms | p99 ms | CPU µs/request |\n|---|---:|---:|---:|---:|\n"
    );
    for (name, rounds) in [("rendered from SQLite", ours), ("static string from axum", theirs)] {
        let of = |what: fn(&Round) -> f64| median(rounds.iter().map(what).collect());
        let (rate, p50, p99, cpu) = (of(|r| r.rate), of(|r| r.p50), of(|r| r.p99), of(|r| r.cpu));
        // Writing to a String can't fail.
        let _ = writeln!(text, "| {name} | {rate:.0} | {p50:.2} | {p99:.2} | {cpu:.0} |");
    }
    let share = median(ours.iter().zip(theirs).map(|(ours, theirs)| 100.0 * ours.rate / theirs.rate).collect());
    let _ = writeln!(text, "\nRatio: {share:.1} % of the static string's requests per second.");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_tells_medians_and_their_ratio() {
        let rounds = |rates: [f64; 3]| rates.map(|rate| Round { rate, p50: 1.0, p99: 2.0, cpu: 200.0 });
        let text = report(16_000, 5, &rounds([900.0, 1000.0, 5000.0]), &rounds([10_000.0, 9000.0, 10_000.0]));
        assert!(text.contains("| rendered from SQLite | 1000 | 1.00 | 2.00 | 200 |"), "{text}");
        assert!(text.contains("Ratio: 11.1 % of"), "{text}");
    }
}
