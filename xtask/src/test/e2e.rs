use super::outcome::{Tally, of_playwright};
use crate::project::Project;
use crate::{build, chromium, npm};
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

pub fn run(project: &Project, more: &[String]) -> Result<Tally> {
    npm::ready(project)?;
    let chromium = chromium::find()?;
    let binary = build::dev(project)?;
    let report = project.target.join("e2e/report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let status = Command::new(npm::program(project, "playwright"))
        .current_dir(project.end2end())
        .args(["test", "--reporter=list,json"])
        .args(more)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .env("PORTCULLIS_BIN", binary)
        .env("CHROMIUM", chromium)
        .status()
        .context("can't start Playwright")?;
    let report = fs::read(&report).context("Playwright wrote no report")?;
    of_playwright(&report, status.success())
}
