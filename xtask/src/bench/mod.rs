//! `cargo xtask bench`: measurements that are only worth something side by side, in one run.

mod load;
mod ssr;

use crate::args::Args;
use crate::project::Project;
use anyhow::{Result, bail};

pub const HELP: &str = "Measure, side by side in one run.

  cargo xtask bench ssr [--seconds N]

  ssr             the catalog page of 50 cards, rendered from the database, against the same bytes as a static
                  string from axum: requests a second, latency, CPU time a request, and the ratio
  --seconds N     how long each of the rounds takes (5)

Writes target/bench/ssr.md. Needs wrk: Debian's package is installed as for `cargo xtask test`.";

pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let chosen = args.words(&["ssr"]);
    let seconds = args.number("--seconds")?.unwrap_or(5);
    args.finish_alone()?;
    match chosen.as_slice() {
        ["ssr"] => ssr::run(project, seconds),
        _ => bail!("what to measure? see cargo xtask bench --help"),
    }
}
