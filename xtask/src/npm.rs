//! The packages of end2end/: Playwright, axe, wasm-opt and a mail server.

use crate::command::{check, on_path, read};
use crate::debian;
use crate::project::Project;
use crate::step::step;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

pub fn program(project: &Project, name: &str) -> PathBuf {
    project.end2end().join("node_modules/.bin").join(name)
}

/// What the packages ask for.
const NODE: u32 = 20;

/// Node as the packages need it, and the packages.
pub fn ready(project: &Project) -> Result<()> {
    debian::need("npm", &["nodejs", "npm"], || on_path("node").and(on_path("npm")))?;
    let version = read(Command::new("node").arg("--version"))?;
    let number = version.trim().trim_start_matches('v').split('.').next().and_then(|first| first.parse::<u32>().ok());
    if number.is_none_or(|number| number < NODE) {
        bail!("node is {}, and the tests need {NODE} or newer", version.trim());
    }
    install(project)
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
