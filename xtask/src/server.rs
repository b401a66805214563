//! The program itself.

use crate::command::{cargo_build, check};
use crate::project::{Mode, Project};
use crate::step::step;
use anyhow::Result;
use std::path::PathBuf;

pub fn build(project: &Project, mode: Mode) -> Result<PathBuf> {
    let mut command = cargo_build(project);
    command.args(["build", "--package", &project.package, "--bin", &project.package]);
    if mode == Mode::Release {
        command.arg("--release");
    }
    step("server: compile", || check(&mut command))?;
    Ok(project.target.join(if mode == Mode::Dev { "debug" } else { "release" }).join(&project.package))
}
