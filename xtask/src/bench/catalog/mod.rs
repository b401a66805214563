//! Questions to a large catalog that nobody has asked before, on both databases.

mod changes;
mod questions;
mod report;
mod words;

use super::asking::Asking;
use super::in_scratch;
use super::portal::{Portal, Running, program};
use super::ssr;
use super::times::{Spread, median};
use crate::postgres::Cluster;
use crate::project::Project;
use crate::step::step;
use anyhow::{Context, Result};
use questions::{KINDS, Question};
use report::{Report, Side};
use std::fs;
use std::path::{Path, PathBuf};
use words::Words;

pub fn run(project: &Project, rounds: u32, products: u32, binary: Option<PathBuf>) -> Result<()> {
    // Somebody's own program is measured without compiling anything, so without the floor.
    let floor = if binary.is_none() { Some(step("floor: compile", || ssr::compiled(project, "floor"))?) } else { None };
    let binary = program(project, binary)?;
    let cluster = Cluster::start()?;
    in_scratch(project, "catalog", |scratch| {
        let portals = [
            ("SQLite", Portal::on_file(&binary, &scratch.join("portcullis.db"))),
            ("PostgreSQL", Portal::on(&binary, cluster.url.clone())),
        ];
        for (name, portal) in &portals {
            portal.migrate()?;
            step(&format!("{name}: {products} products"), || portal.demo(products))?;
        }
        step("PostgreSQL: analyze", || cluster.analyze())?;
        let mut sides: Vec<_> = portals.iter().map(|(name, portal)| Measured::new(name, portal)).collect();
        let mut questions: Vec<Question> = Vec::new();
        for round in 1..=rounds {
            for side in &mut sides {
                // Started anew each time, so that it remembers nothing.
                let running = side.portal.serve()?;
                if questions.is_empty() {
                    questions = prepare(project, running.port)?;
                    drop(running);
                    side.round(&side.portal.serve()?, &questions, round, rounds)?;
                } else {
                    side.round(&running, &questions, round, rounds)?;
                }
            }
        }
        for side in &mut sides {
            side.changed =
                step(&format!("{}: changes", side.name), || changes::measure(project, scratch, side.portal))?;
        }
        let floor = floor.map(|floor| plain(&floor, scratch, &sides[0], questions.len())).transpose()?;
        let unequal = unequal(&sides);
        let sides = sides.into_iter().map(|side| side.told(&questions)).collect();
        Ok(Report { products, rounds, questions: questions.len(), sides, floor, unequal }.to_string())
    })
}

/// What to ask follows from what is in the catalog. Cursors hold on each database and after a new start.
fn prepare(project: &Project, port: u16) -> Result<Vec<Question>> {
    let mut asking = Asking::to(port)?;
    let words = Words::read(project, &mut asking)?;
    let mut questions = questions::ask(&words);
    questions::add_second_pages(&words, &mut questions, |path| {
        Ok(asking.json(path)?["next"].as_str().map(str::to_owned))
    })?;
    Ok(questions)
}

/// The same bytes as the first page of the catalog, from plain axum: what the connection and this client take.
fn plain(floor: &Path, scratch: &Path, side: &Measured<'_>, count: usize) -> Result<Spread> {
    let file = scratch.join("answer.json");
    fs::write(&file, side.first_page.as_deref().context("no answer to send")?)?;
    let (_served, port) = ssr::serve_floor(floor, &file)?;
    let mut asking = Asking::to(port)?;
    let times: Result<Vec<f64>> = (0..count).map(|_| Ok(asking.get("/page", "identity")?.milliseconds)).collect();
    Ok(Spread::of(&times?))
}

struct Measured<'a> {
    name: &'static str,
    portal: &'a Portal<'a>,
    /// For each question, of all rounds.
    times: Vec<Vec<f64>>,
    /// How many products each question found.
    totals: Vec<u64>,
    started: Vec<f64>,
    changed: Vec<f64>,
    first_page: Option<Vec<u8>>,
}

impl<'a> Measured<'a> {
    fn new(name: &'static str, portal: &'a Portal<'a>) -> Self {
        let (times, totals, started, changed) = Default::default();
        Self { name, portal, times, totals, started, changed, first_page: None }
    }

    fn round(&mut self, running: &Running, questions: &[Question], round: u32, rounds: u32) -> Result<()> {
        let mut asking = Asking::to(running.port)?;
        // Reads the whole catalog, which the following need not.
        let first = asking.get(questions::PLAIN, "identity")?;
        self.started.push(first.milliseconds);
        self.first_page = Some(first.body);
        self.times.resize(questions.len(), Vec::new());
        self.totals.clear();
        step(&format!("{}: round {round} of {rounds}, {} questions", self.name, questions.len()), || {
            for (question, times) in questions.iter().zip(&mut self.times) {
                let answer = asking.get(&question.path, "identity")?;
                times.push(answer.milliseconds);
                let found: serde_json::Value = serde_json::from_slice(&answer.body)?;
                self.totals.push(found["total"].as_u64().context("an answer without a total")?);
            }
            Ok(())
        })
    }

    fn told(self, questions: &[Question]) -> Side {
        let of = |kind: Option<&str>| {
            let asked =
                questions.iter().zip(&self.times).filter(|(question, _)| kind.is_none_or(|kind| kind == question.kind));
            Spread::of(&asked.flat_map(|(_, times)| times).copied().collect::<Vec<_>>())
        };
        let longest = self.changed.iter().copied().fold(0.0, f64::max);
        Side {
            name: self.name,
            kinds: KINDS.map(|kind| of(Some(kind))).to_vec(),
            all: of(None),
            found: self.totals.iter().filter(|total| **total > 0).count(),
            started: median(self.started),
            changed: (median(self.changed), longest),
        }
    }
}

/// How many questions the databases answered with different numbers of products.
fn unequal(sides: &[Measured<'_>]) -> usize {
    let [first, second] = sides else { return 0 };
    first.totals.iter().zip(&second.totals).filter(|(first, second)| first != second).count()
}
