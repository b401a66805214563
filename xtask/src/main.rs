//! Builds, runs, tests and measures Portcullis: `cargo xtask --help`.

mod args;
mod assets;
mod bench;
mod build;
mod chromium;
mod client;
mod command;
mod debian;
mod fold;
mod guard;
mod names;
mod npm;
mod optimise;
mod parallel;
mod postgres;
mod project;
mod proxies;
mod roots;
mod run;
mod script;
mod served;
mod server;
mod site;
mod step;
mod style;
mod test;
mod watch;

use anyhow::{Result, bail};
use args::Args;
use project::Project;
use std::process::ExitCode;

struct Task {
    name: &'static str,
    help: &'static str,
    run: fn(&Project, Args) -> Result<()>,
}

const TASKS: [Task; 4] = [
    Task { name: "run", help: run::HELP, run: run::run },
    Task { name: "test", help: test::HELP, run: test::run },
    Task { name: "build", help: build::HELP, run: build::run },
    Task { name: "bench", help: bench::HELP, run: bench::run },
];

fn main() -> ExitCode {
    match carry_out(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(mut words: Vec<String>) -> Result<()> {
    if words.is_empty() || matches!(words[0].as_str(), "--help" | "-h" | "help") {
        println!("The commands of this repository; each has --help.\n");
        for task in &TASKS {
            println!("  cargo xtask {:<7}{}", task.name, task.help.lines().next().unwrap_or_default());
        }
        return Ok(());
    }
    let name = words.remove(0);
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        bail!("unknown command `{name}`; see cargo xtask --help");
    };
    let mut args = Args::new(task.name, words);
    if args.flag("--help") || args.flag("-h") {
        println!("{}", task.help);
        return Ok(());
    }
    (task.run)(&Project::read()?, args)
}
