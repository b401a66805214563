//! The packages of end2end/: Playwright, axe, wasm-opt and a mail server. Those of end2end/bench/: what others show an
//! API with.

use crate::command::{check, on_path, read};
use crate::debian;
use crate::project::Project;
use crate::step::step;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
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

pub fn install(project: &Project) -> Result<()> {
    install_in(&project.end2end())
}

/// What the reference is measured beside, and what measures it.
pub fn ready_to_measure(project: &Project) -> Result<PathBuf> {
    ready(project)?;
    let folder = project.end2end().join("bench");
    install_in(&folder)?;
    Ok(folder)
}

/// Does nothing where the packages are those of the lock file.
fn install_in(folder: &Path) -> Result<()> {
    let file = folder.join("package-lock.json");
    let lock = fs::read(&file).with_context(|| file.display().to_string())?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let npm = on_path("npm").context("npm is missing: install the Debian packages `nodejs` and `npm`")?;
    step("npm ci", || {
        // No package needs its scripts; Playwright's would fetch a browser of its own.
        check(
            Command::new(npm)
                .current_dir(folder)
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
        )
    })?;
    fs::write(stamp, lock)?;
    Ok(())
}
