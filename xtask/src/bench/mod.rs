//! `cargo xtask bench`: measurements that are only worth something side by side, in one run.

mod asking;
mod catalog;
mod gateway;
mod lists;
mod load;
mod portal;
mod reference;
mod revocation;
mod ssr;
mod times;

use crate::args::Args;
use crate::project::Project;
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;

pub const HELP: &str = "Measure, side by side in one run.

  cargo xtask bench ssr [--seconds N]
  cargo xtask bench reference [--rounds N] [--binary FILE]
  cargo xtask bench catalog [--rounds N] [--products N] [--binary FILE]
  cargo xtask bench gateway [--rounds N] [--seconds N] [--keys N] [--binary FILE]
  cargo xtask bench revocation [--rounds N] [--binary FILE]
  cargo xtask bench lists [--rounds N] [--binary FILE]

  ssr             the catalog page of 50 cards, rendered from the database, against the same bytes as a static
                  string from axum: requests a second, latency, CPU time a request, and the ratio
  reference       an API of 800 operations and GitHub's: to upload, the pages of single operations on the server,
                  and in a slow browser beside swagger-ui, redoc, Scalar and Kong's renderer
  catalog         new questions to a catalog of 5,000 products, on SQLite and on PostgreSQL
  gateway         our gateway with and without its checks, beside nginx, nginx with a key table in Lua, nginx asking
                  ours, and Envoy, all in front of one upstream, with the same keys in turn
  revocation      how long a revoked key still opens anything, on two gateways on one PostgreSQL
  lists           lists of 50,000 applications and 500,000 keys, on SQLite and on PostgreSQL
  --seconds N     how long each of the rounds takes (5)
  --rounds N      how often everything is measured (5; catalog, gateway: 3; revocation: 1000; lists: 100)
  --products N    how many the catalog holds (5000)
  --keys N        how many keys the gateway knows (10000)
  --binary FILE   measure this program and build none

Writes target/bench/NAME.md. Debian's packages wrk, chromium, nodejs, npm and postgresql are installed where they
are needed, as for `cargo xtask test`; the other renderers come from npm.";

pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let chosen = args.words(&["ssr", "reference", "catalog", "gateway", "revocation", "lists"]);
    let keys = args.number("--keys")?;
    let (seconds, rounds) = (args.number("--seconds")?, args.number("--rounds")?);
    let (products, binary) = (args.number("--products")?, args.file("--binary")?);
    args.finish_alone()?;
    if chosen.as_slice() == ["gateway"] && products.is_none() {
        return gateway::run(project, rounds.unwrap_or(3), seconds.unwrap_or(5), keys.unwrap_or(10_000), binary);
    }
    if keys.is_some() {
        bail!("--keys is for the gateway: see cargo xtask bench --help");
    }
    match (chosen.as_slice(), seconds, rounds, products, binary) {
        (["ssr"], seconds, None, None, None) => ssr::run(project, seconds.unwrap_or(5)),
        (["reference"], None, rounds, None, binary) => reference::run(project, rounds.unwrap_or(5), binary),
        (["catalog"], None, rounds, products, binary) => {
            catalog::run(project, rounds.unwrap_or(3), products.unwrap_or(5000), binary)
        }
        (["revocation"], None, trials, None, binary) => revocation::run(project, trials.unwrap_or(1000), binary),
        (["lists"], None, rounds, None, binary) => lists::run(project, rounds.unwrap_or(100), binary),
        _ => bail!("what to measure, and how? see cargo xtask bench --help"),
    }
}

/// Measures with a folder for its files, which is gone afterwards, and keeps the report.
fn in_scratch(project: &Project, name: &str, measure: impl FnOnce(&Path) -> Result<String>) -> Result<()> {
    let folder = project.target.join("bench");
    let scratch = folder.join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&scratch)?;
    let done = measure(&scratch);
    fs::remove_dir_all(&scratch)?;
    let report = done?;
    let file = folder.join(format!("{name}.md"));
    fs::write(&file, &report)?;
    println!("\n{report}\n{}", file.display());
    Ok(())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(0, usize::from)
}
