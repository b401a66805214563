//! `cargo xtask build`, and the parts of it that running and testing need too.

use crate::args::Args;
use crate::project::{Mode, Project};
use crate::step::step;
use crate::{assets, client, optimise, server, site};
use anyhow::Result;
use std::path::{Path, PathBuf};

pub const HELP: &str = "Build the release: one binary with the client inside it.

  cargo xtask build [--no-optimise]

  --no-optimise   leave wasm-opt out: larger, so the budget isn't held against it

Prints every asset's size as it is and as brotli, and fails above the budget of a first load:
220 KB of WASM (280 KB for admin pages), 10 KB of JS, 15 KB of CSS.
wasm-opt comes from end2end's npm packages, which are fetched where npm is, else from the path.";

pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let plain = args.flag("--no-optimise");
    args.finish_alone()?;
    let optimiser = if plain { None } else { Some(optimise::find(project)?) };
    let binary = release(project, optimiser.as_deref(), !plain)?;
    println!("{}", binary.display());
    Ok(())
}

pub fn release(project: &Project, optimiser: Option<&Path>, hold_budget: bool) -> Result<PathBuf> {
    project.check_versions()?;
    let client = client::build(project, Mode::Release, optimiser)?;
    let lazy = client.lazy.clone();
    let mut site = site::assemble(project, client)?;
    let weights = step("site: compress", || assets::compress(&mut site))?;
    assets::list(&weights);
    if hold_budget {
        assets::hold_budget(&weights, &lazy)?;
    }
    site::write(&site, &project.site)?;
    server::build(project, Mode::Release)
}

/// The server of a debug build reads the site from the disk. It is written last, so that a server that runs
/// keeps its client where the new one fails to build.
pub fn dev(project: &Project) -> Result<PathBuf> {
    project.check_versions()?;
    let client = client::build(project, Mode::Dev, None)?;
    let site = site::assemble(project, client)?;
    let binary = server::build(project, Mode::Dev)?;
    site::write(&site, &project.site)?;
    Ok(binary)
}
