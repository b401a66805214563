//! What the gateway costs, beside others in front of the same upstream with the same keys, by turns in one run.

mod keys;
pub mod ours;
mod paced;
pub mod peers;

use super::load::{CONNECTIONS, Load, Round, round};
use super::portal::program;
use super::ssr::{compiled, serve_floor};
use super::times::median;
use super::{cores, in_scratch};
use crate::command::read;
use crate::project::Project;
use crate::step::step;
use anyhow::{Context, Result};
use ours::{CHECKED, OPEN, Ours, memory};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CHECKS: &str = "ours, key + limit + metering";

/// What is loaded in a round, and what came of it.
struct Target<'a> {
    name: &'static str,
    url: String,
    /// Whose CPU time it takes.
    processes: Vec<u32>,
    keys: &'a Path,
    /// The path that a proxy asks for.
    asked: Option<&'a str>,
    rounds: Vec<Round>,
}

pub fn run(project: &Project, rounds: u32, seconds: u32, count: u32, binary: Option<PathBuf>) -> Result<()> {
    let (wrk, binary) = (peers::wrk()?, program(project, binary)?);
    let verdict = step("verdict: compile", || compiled(project, "verdict"))?;
    let floor = step("floor: compile", || compiled(project, "floor"))?;
    in_scratch(project, "gateway", |scratch| {
        let programs = Programs { wrk: &wrk, ours: &binary, floor: &floor };
        let report = measure(project, &programs, scratch, (rounds, seconds), count)?;
        Ok(report + &alone(&verdict, scratch, count)?)
    })
}

struct Programs<'a> {
    wrk: &'a Path,
    ours: &'a Path,
    floor: &'a Path,
}

fn measure(
    project: &Project,
    programs: &Programs<'_>,
    scratch: &Path,
    (rounds, seconds): (u32, u32),
    count: u32,
) -> Result<String> {
    let keys = scratch.join("keys.txt");
    keys::write_plain(&keys, count)?;
    let upstream = peers::upstream(scratch)?;
    let ours = step(&format!("{count} keys: move in"), || ours::start(programs.ours, scratch, upstream.port, count))?;
    let Ours { running } = &ours;
    let id = running.served.id();
    let plain = peers::nginx_plain(scratch, upstream.port)?;
    let lua = peers::nginx_lua(scratch, upstream.port, &keys)?;
    let asking = peers::nginx_asking(scratch, upstream.port, running.operations, CHECKED)?;
    let envoy = peers::envoy(project, scratch, upstream.port, &keys)?;
    let keys = keys.as_path();
    let word = scratch.join("word");
    fs::write(&word, "yes")?;
    let (axum, axum_port) = serve_floor(programs.floor, &word)?;
    let url = |port: u16, path: &str| format!("http://127.0.0.1:{port}{path}");
    let target = |name, url, processes| Target { name, url, processes, keys, asked: None, rounds: Vec::new() };
    let peer = |peer: &peers::Peer| (peer.name, url(peer.port, "/"), vec![peer.served.id()]);
    let mut targets = Vec::new();
    // Everybody is sent the same, whether they look at it or not: making it costs something too.
    for one in [&upstream, &plain, &lua, &envoy] {
        let (name, url, processes) = peer(one);
        targets.push(target(name, url, processes));
    }
    let (name, asking_url, mut processes) = peer(&asking);
    processes.push(id);
    targets.push(target(name, asking_url, processes));
    targets.push(target("ours, no check", url(running.gateway, OPEN), vec![id]));
    targets.push(target(CHECKS, url(running.gateway, CHECKED), vec![id]));
    let mut questions = [
        target("axum: 200", url(axum_port, "/page"), vec![axum.id()]),
        target("ours: /ext-auth/nginx", url(running.operations, "/ext-auth/nginx"), vec![id]),
    ];
    for question in &mut questions {
        question.asked = Some(CHECKED);
    }
    let wrk = programs.wrk;
    for target in targets.iter().chain(&questions) {
        step(&format!("{}: warm up", target.name), || load(wrk, target, 1))?;
    }
    for number in 1..=rounds {
        for target in targets.iter_mut().chain(&mut questions) {
            let done = step(&format!("round {number} of {rounds}: {}", target.name), || load(wrk, target, seconds))?;
            target.rounds.push(done);
        }
    }
    let memory = memory(id)?;
    let asked = [
        (upstream.name, upstream.port, "/"),
        (plain.name, plain.port, "/"),
        (lua.name, lua.port, "/"),
        (envoy.name, envoy.port, "/"),
        (CHECKS, running.gateway, CHECKED),
    ];
    let paced = step("a thousand a second", || paced::run(&asked, &keys::key(0), rounds))?;
    Ok([report(count, rounds, seconds, &targets, memory), verdicts(&questions), paced].join("\n"))
}

/// What proxies ask, beside what answering costs at all.
fn verdicts([axum, ours]: &[Target<'_>; 2]) -> String {
    let of = |target: &Target<'_>, what: fn(&Round) -> f64| median(target.rounds.iter().map(what).collect());
    let (theirs, rate) = (of(axum, |round| round.rate), of(ours, |round| round.rate));
    format!(
        "/ext-auth/nginx answers {rate:.0} requests a second, an axum handler that says 200 {theirs:.0}: {:.2} of it.\n",
        rate / theirs
    )
}

/// The decision without a network.
fn alone(verdict: &Path, scratch: &Path, count: u32) -> Result<String> {
    let database = format!("sqlite:{}", ours::database(scratch, count).display());
    let mut command = Command::new(verdict);
    command.args([&database, &scratch.join("keys.txt").display().to_string(), CHECKED]);
    let told = step("decisions alone", || read(&mut command))?;
    let told = told.trim().split_once(' ').and_then(|(ours, plain)| Some((ours.parse().ok()?, plain.parse().ok()?)));
    let (ours, plain): (f64, f64) = told.context("the bench `verdict` said nothing")?;
    Ok(format!(
        "\nA decision with {count} keys, alone, hash and limit included: {ours} ns. SHA-256 by the library, a look-up in a \
         map\nof the standard library and one number to count in: {plain} ns; a decision takes {:.2} of that.\n",
        ours / plain
    ))
}

fn load(wrk: &Path, target: &Target<'_>, seconds: u32) -> Result<Round> {
    let Target { url, keys, asked, processes, .. } = target;
    round(&Load { wrk, url, seconds, keys: Some(keys), asked: *asked, processes })
}

fn report(count: u32, rounds: u32, seconds: u32, targets: &[Target<'_>], memory: f64) -> String {
    let mut text = format!(
        "`cargo xtask bench gateway`: {count} keys in turn, 1 KB of JSON; wrk with one thread and {CONNECTIONS} connections on \
         the same\n{} cores; medians of {rounds} rounds of {seconds} s each, by turns.\n\n\
         | in front of the upstream | requests/s | share | p50 ms | p99 ms | CPU µs/request |\n\
         |---|---:|---:|---:|---:|---:|\n",
        cores()
    );
    let of = |target: &Target<'_>, what: fn(&Round) -> f64| median(target.rounds.iter().map(what).collect());
    let direct = targets.first().map_or(1.0, |target| of(target, |round| round.rate));
    for target in targets {
        let (rate, p50, p99) = (of(target, |r| r.rate), of(target, |r| r.p50), of(target, |r| r.p99));
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "| {} | {rate:.0} | {:.2} | {p50:.2} | {p99:.2} | {:.1} |",
            target.name,
            rate / direct,
            of(target, |r| r.cpu)
        );
    }
    if let [_, plain, lua, envoy, _, open, checked] = targets {
        // Each round beside itself: a machine that is shared is quicker in one half minute than in the next.
        let beside = |other: &Target<'_>| {
            let rounds = checked.rounds.iter().zip(&other.rounds);
            median(rounds.map(|(ours, other)| ours.rate / other.rate).collect())
        };
        let _ = writeln!(
            text,
            "\nBeside itself without checks {:.3} (they take {:.1} %), nginx + Lua {:.2}, Envoy {:.2}, nginx without checks {:.2}:\n\
             medians of each round's ratio. Memory with {count} keys: {memory:.0} MB.\n",
            beside(open),
            100.0 * (1.0 - beside(open)),
            beside(lua),
            beside(envoy),
            beside(plain)
        );
    }
    text
}
