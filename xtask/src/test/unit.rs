use super::outcome::{Tally, of_cargo};
use crate::command::{cargo, cargo_dev};
use crate::project::Project;
use anyhow::Result;

pub fn run(project: &Project, more: &[String]) -> Result<Tally> {
    let mut program = cargo_dev(project);
    program.args(["test", "--package", &project.package, "--lib", "--bins", "--"]).args(more);
    let mut xtask = cargo(project);
    xtask.args(["test", "--package", "xtask", "--profile", "xtask", "--"]).args(more);
    Ok(of_cargo(&mut program)?.plus(of_cargo(&mut xtask)?))
}
