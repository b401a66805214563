//! wasm-opt: a tenth smaller, for thirteen seconds.

use crate::command::{on_path, read};
use crate::project::Project;
use crate::{npm, parallel};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Older ones refuse what rustc writes today.
const OLDEST: u32 = 120;
/// What rustc takes for granted in every browser.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Who made it and for which browsers: a quarter of a kilobyte that no browser reads, in each of a hundred files.
const WITHOUT: [&str; 2] = ["--strip-producers", "--strip-target-features"];

/// The one of end2end's npm packages, else one on the path.
pub fn find(project: &Project) -> Result<PathBuf> {
    if on_path("npm").is_some() {
        npm::install(project)?;
        return Ok(npm::program(project, "wasm-opt"));
    }
    let Some(found) = on_path("wasm-opt") else {
        bail!("wasm-opt is missing: install npm, which fetches it, or put one on the path");
    };
    let version = read(Command::new(&found).arg("--version"))?;
    let number = version.split_whitespace().find_map(|word| word.parse::<u32>().ok()).unwrap_or_default();
    if number < OLDEST {
        bail!(
            "{} is version {number}, too old: {OLDEST} or newer is needed, or npm, which fetches one",
            found.display()
        );
    }
    Ok(found)
}

pub fn wasm(optimiser: &Path, folder: &Path) -> Result<()> {
    let mut modules = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "wasm") {
            modules.push(path);
        }
    }
    parallel::each(modules, |module| {
        read(Command::new(optimiser).arg("-Oz").args(FEATURES).args(WITHOUT).arg(&module).arg("-o").arg(&module))
            .with_context(|| format!("optimising {}", module.display()))
    })?;
    Ok(())
}
