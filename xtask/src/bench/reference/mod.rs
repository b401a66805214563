//! What it takes to show a large API: to upload it, to answer with one of its pages, to read that page in a slow browser.

mod browser;
mod files;
mod pages;
mod report;

use super::in_scratch;
use super::portal::{Portal, program};
use super::times::median;
use crate::project::Project;
use crate::step::step;
use crate::{chromium, npm};
use anyhow::Result;
use browser::Browser;
use files::{Description, folder};
use report::{Report, Upload};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A page of GitHub's file takes the others minutes.
const ROUNDS_OF_GITHUB: u32 = 3;

pub fn run(project: &Project, rounds: u32, binary: Option<PathBuf>) -> Result<()> {
    let scripts = npm::ready_to_measure(project)?;
    let chromium = chromium::find()?;
    let binary = program(project, binary)?;
    in_scratch(project, "reference", |scratch| {
        let (large, github) = files::prepare(&scripts, scratch)?;
        let uploads = upload(&binary, scratch, &[&large, &github], rounds)?;
        let portal = Portal::on_file(&binary, &scratch.join("portcullis.db"));
        portal.migrate()?;
        step("upload both", || portal.apply(&folder(scratch, "both", &[&large, &github])?))?;
        let portal = portal.serve()?;
        let asked = pages::measure(portal.port, &github, rounds)?;
        let browser = Browser::start(&scripts, &chromium, scratch, portal.port)?;
        let shown_large = step("browser: 800 operations", || browser.measure(&large, rounds, true))?;
        // What each page loads beside the file is in the front by now.
        let shown_github = step("browser: GitHub", || browser.measure(&github, rounds.min(ROUNDS_OF_GITHUB), false))?;
        Ok(Report { rounds, uploads, asked, shown: [(&large, shown_large), (&github, shown_github)] }.to_string())
    })
}

/// By turns, each into a database that is new.
fn upload(binary: &Path, scratch: &Path, descriptions: &[&Description], rounds: u32) -> Result<Vec<Upload>> {
    let mut seconds = vec![Vec::new(); descriptions.len()];
    let file = scratch.join("upload.db");
    for round in 1..=rounds {
        for (description, seconds) in descriptions.iter().zip(&mut seconds) {
            let folder = folder(scratch, description.slug, &[description])?;
            let portal = Portal::on_file(binary, &file);
            portal.migrate()?;
            let started = Instant::now();
            step(&format!("upload {}, round {round} of {rounds}", description.name), || portal.apply(&folder))?;
            seconds.push(started.elapsed().as_secs_f64());
            remove_database(&file)?;
        }
    }
    let upload = |(description, seconds): (&&Description, Vec<f64>)| Upload {
        name: description.name,
        bytes: description.bytes,
        operations: description.operations,
        seconds: median(seconds),
    };
    Ok(descriptions.iter().zip(seconds).map(upload).collect())
}

/// With what SQLite keeps beside it.
fn remove_database(file: &Path) -> Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        if fs::exists(&name)? {
            fs::remove_file(&name)?;
        }
    }
    Ok(())
}
