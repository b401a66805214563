use super::outcome::{Tally, of_cargo};
use crate::build;
use crate::command::cargo_build;
use crate::postgres::Cluster;
use crate::project::Project;
use crate::site::MANIFEST;
use anyhow::Result;

pub fn run(project: &Project, more: &[String]) -> Result<Tally> {
    // Pages name the client's files, so there must be some. Which ones makes no difference here.
    if !project.site.join(MANIFEST).exists() {
        build::dev(project)?;
    }
    let cluster = Cluster::start()?;
    let mut tests = cargo_build(project);
    tests.args(["test", "--package", &project.package, "--test", "it", "--"]).args(more);
    of_cargo(tests.env("PORTCULLIS_TEST_POSTGRES_URL", &cluster.url))
}
