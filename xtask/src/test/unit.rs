use super::outcome::{Tally, of_cargo};
use crate::command::{cargo, cargo_build};
use crate::project::Project;
use anyhow::Result;

pub fn run(project: &Project, more: &[String]) -> Result<Tally> {
    let mut program = cargo_build(project);
    program.args(["test", "--package", &project.package, "--lib", "--bins", "--"]).args(more);
    let mut xtask = cargo(project);
    xtask.args(["test", "--package", "xtask", "--profile", "xtask", "--"]).args(more);
    Ok(of_cargo(&mut program)?.plus(of_cargo(&mut xtask)?))
}
