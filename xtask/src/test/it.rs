use super::outcome::{Tally, of_cargo};
use crate::command::cargo_build;
use crate::postgres::Cluster;
use crate::project::Project;
use crate::site::MANIFEST;
use crate::{build, npm};
use anyhow::Result;

pub fn run(project: &Project, more: &[String]) -> Result<Tally> {
    // Pages name the client's files, so there must be some. Which ones makes no difference here.
    if !project.site.join(MANIFEST).exists() {
        build::dev(project)?;
    }
    // Mails go to a real server, which is a package for Node.
    npm::ready(project)?;
    let cluster = Cluster::start()?;
    let mut tests = cargo_build(project);
    tests.args(["test", "--package", &project.package, "--test", "it", "--"]).args(more);
    of_cargo(tests.env("PORTCULLIS_TEST_POSTGRES_URL", &cluster.url))
}
