//! What Debian's packages bring: installed where we may, named where we may not.

use crate::command::{check, on_path, read};
use crate::step::step;
use anyhow::{Context, Result, bail};
use std::process::Command;

/// What `find` finds, if need be after installing `packages`.
pub fn need<T>(what: &str, packages: &[&str], find: impl Fn() -> Option<T>) -> Result<T> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let names = packages.join("` and `");
    if !is_root() || on_path("apt-get").is_none() {
        bail!("{what} is missing: install the Debian package `{names}`");
    }
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    step(&format!("{what}: install {}", packages.join(" ")), || {
        check(apt().args(["update", "-q"]))?;
        check(apt().args(["install", "-q", "-y", "--no-install-recommends"]).args(packages))
    })?;
    find().with_context(|| format!("{what} is missing even with the Debian package `{names}` installed"))
}

pub fn is_root() -> bool {
    read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
