//! What can be said about the code without running it. Every check is tried, and each counts as one.

use super::outcome::Tally;
use crate::client;
use crate::command::{cargo, cargo_build, check, read};
use crate::project::Project;
use crate::step::step;
use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};

/// Two versions of one of these would be two types that don't fit together, or a program twice as large.
const ONCE: [&str; 6] = ["axum", "http", "hyper", "leptos", "reqwest", "sqlx"];

type Check = fn(&Project) -> Result<()>;

const CHECKS: [(&str, Check); 6] = [
    ("lint: format", format),
    ("lint: server", server),
    ("lint: client", client),
    ("lint: xtask", xtask),
    ("lint: one version of each", one_version),
    ("lint: one wasm-bindgen", Project::check_versions),
];

pub fn run(project: &Project, more: &[String]) -> Result<Tally> {
    if !more.is_empty() {
        bail!("lint takes no arguments");
    }
    let mut tally = Tally::default();
    for (name, check) in CHECKS {
        match step(name, || check(project)) {
            Ok(()) => tally.passed += 1,
            Err(failure) => {
                println!("{name}: {failure:#}");
                tally.failed += 1;
            }
        }
    }
    Ok(tally)
}

fn format(project: &Project) -> Result<()> {
    check(cargo(project).args(["fmt", "--all", "--check"]))
}

fn server(project: &Project) -> Result<()> {
    let package = ["--package", project.package.as_str()];
    check(cargo_build(project).arg("clippy").args(package).args(["--all-targets", "--", "-D", "warnings"]))
}

/// In the client's own target folder: its build scripts and macros are compiled there already.
fn client(project: &Project) -> Result<()> {
    client::add_target()?;
    let what = ["--lib", "--no-default-features", "--features", "hydrate", "--target", client::TARGET, "--target-dir"];
    let mut clippy = cargo(project);
    clippy.env("RUSTFLAGS", client::flags());
    check(
        clippy
            .args(["clippy", "--package", &project.package])
            .args(what)
            .arg(project.front())
            .args(["--", "-D", "warnings"]),
    )
}

fn xtask(project: &Project) -> Result<()> {
    let what = ["clippy", "--package", "xtask", "--profile", "xtask", "--all-targets", "--", "-D", "warnings"];
    check(cargo(project).args(what))
}

fn one_version(project: &Project) -> Result<()> {
    let tree = read(cargo(project).args(["tree", "--package", &project.package, "--duplicates", "--depth", "0"]))?;
    let twice = in_two_versions(&tree);
    if !twice.is_empty() {
        bail!("in more than one version: {}; cargo tree --duplicates tells who asks for them", twice.join(", "));
    }
    Ok(())
}

/// Cargo lists a crate twice also where its features differ; that is one version all the same.
fn in_two_versions(tree: &str) -> Vec<String> {
    let mut versions = BTreeMap::<&str, BTreeSet<&str>>::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            versions.entry(name).or_default().insert(version);
        }
    }
    versions.retain(|name, versions| ONCE.contains(name) && versions.len() > 1);
    versions.iter().map(|(name, versions)| format!("{name} {versions:?}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn features_are_not_versions() {
        let tree = "axum v0.8.9\n\nhttp v0.2.12\n\nhttp v1.3.1\n\nsqlx v0.9.0\n\nsqlx v0.9.0 (*)\n\nsyn v2.0.1\n\nsyn v3.0.1\n";
        assert_eq!(super::in_two_versions(tree), [r#"http {"v0.2.12", "v1.3.1"}"#]);
    }
}
