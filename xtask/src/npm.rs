//! The packages of end2end/: Playwright, axe and wasm-opt.

use crate::command::{check, on_path};
use crate::project::Project;
use crate::step::step;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

pub fn program(project: &Project, name: &str) -> PathBuf {
    project.end2end().join("node_modules/.bin").join(name)
}

/// Does nothing where the packages are those of the lock file.
pub fn install(project: &Project) -> Result<()> {
    let lock = fs::read(project.end2end().join("package-lock.json")).context("end2end/package-lock.json")?;
    let stamp = project.end2end().join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let npm = on_path("npm").context("npm is missing: install the Debian packages `nodejs` and `npm`")?;
    step("npm ci", || {
        // No package needs its scripts; Playwright's would fetch a browser of its own.
        check(
            Command::new(npm)
                .current_dir(project.end2end())
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
        )
    })?;
    fs::write(stamp, lock)?;
    Ok(())
}
