//! `cargo xtask test`: four rings, from the quickest to the whole.

mod e2e;
mod it;
mod lint;
mod outcome;
mod unit;

use crate::args::Args;
use crate::project::Project;
use crate::step::step;
use anyhow::{Result, bail};
use outcome::Tally;

pub const HELP: &str = "Run the tests, all rings or those that are named.

  cargo xtask test [lint] [unit] [it] [e2e] [-- ARGUMENTS FOR THE RUNNER]

  lint   format, clippy for the server, the client and xtask, no crate of the core in two versions
  unit   cargo test of the library, the program and xtask
  it     tests/it on SQLite, on a PostgreSQL that is started for it, and with a mail server in Node
  e2e    Playwright in Chromium against a debug build

A later ring runs though an earlier one failed. A ring that could not run has failed.
The Debian packages postgresql, chromium, nodejs and npm are installed where they are missing and that is
allowed (as root), and named where it isn't. The last lines are one a ring: `name: N passed, N failed`.";

type Ring = fn(&Project, &[String]) -> Result<Tally>;

const RINGS: [(&str, Ring); 4] = [("lint", lint::run), ("unit", unit::run), ("it", it::run), ("e2e", e2e::run)];

pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let names = RINGS.map(|(name, _)| name);
    let mut chosen = args.words(&names);
    if chosen.is_empty() {
        chosen = names.to_vec();
    }
    let more = args.finish()?;
    if !more.is_empty() && chosen.len() != 1 {
        bail!("arguments after `--` are for one ring: name it");
    }
    let mut lines = Vec::new();
    let mut failed = false;
    for (name, ring) in RINGS.into_iter().filter(|(name, _)| chosen.contains(name)) {
        eprintln!("\n== {name}");
        let tally = step(name, || ring(project, &more)).and_then(Tally::of_some).unwrap_or_else(|reason| {
            println!("{name} could not run: {reason:#}");
            Tally { passed: 0, failed: 1 }
        });
        failed |= tally.failed > 0;
        lines.push(format!("{name}: {} passed, {} failed", tally.passed, tally.failed));
    }
    println!("\n{}", lines.join("\n"));
    if failed {
        bail!("a ring failed");
    }
    Ok(())
}
