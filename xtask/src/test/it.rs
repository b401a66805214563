use super::outcome::{Tally, of_cargo};
use crate::command::cargo_build;
use crate::postgres::Cluster;
use crate::project::Project;
use crate::site::MANIFEST;
use crate::{build, npm, proxies};
use anyhow::Result;

pub fn run(project: &Project, more: &[String]) -> Result<Tally> {
    // Pages name the client's files, so there must be some. Which ones makes no difference here.
    if !project.site.join(MANIFEST).exists() {
        build::dev(project)?;
    }
    // Mails go to a real server, which is a package for Node.
    npm::ready(project)?;
    let proxies = proxies::ready(project)?;
    let cluster = Cluster::start()?;
    let tests = |filters: &[&str]| {
        let mut tests = cargo_build(project);
        tests.args(["test", "--package", &project.package, "--test", "it", "--"]).args(more).args(filters);
        tests.env("PORTCULLIS_TEST_POSTGRES_URL", &cluster.url);
        tests.env("PORTCULLIS_TEST_NGINX", &proxies.nginx).env("PORTCULLIS_TEST_CADDY", &proxies.caddy);
        tests.env("PORTCULLIS_TEST_ENVOY", &proxies.envoy);
        tests
    };
    let all = of_cargo(&mut tests(&[]))?;
    if !more.is_empty() {
        return Ok(all);
    }
    // Storage and use cases run on both databases by themselves; what asks the whole portal runs once on each.
    let again = of_cargo(tests(&SERVED).env("PORTCULLIS_TEST_SERVED_ON_POSTGRES", "1"))?;
    Ok(all.plus(again))
}

const SERVED: [&str; 9] = [
    "app_pages::",
    "guard::",
    "hostile_text::",
    "pages::",
    "publishing::",
    "sign_in::",
    "stranger::",
    "taken_along::",
    "visibility::",
];
