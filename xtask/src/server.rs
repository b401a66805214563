//! The program itself.

use crate::command::{cargo, cargo_dev, check};
use crate::project::{Mode, Project};
use crate::step::step;
use anyhow::Result;
use std::path::PathBuf;

pub fn build(project: &Project, mode: Mode) -> Result<PathBuf> {
    let mut command = if mode == Mode::Dev { cargo_dev(project) } else { cargo(project) };
    command.args(["build", "--package", &project.package, "--bin", &project.package]);
    if mode == Mode::Release {
        command.arg("--release");
    }
    step("server: compile", || check(&mut command))?;
    Ok(project.target.join(if mode == Mode::Dev { "debug" } else { "release" }).join(&project.package))
}
