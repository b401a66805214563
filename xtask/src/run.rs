//! `cargo xtask run`: from a clone to a running portal.

use crate::args::Args;
use crate::command::check;
use crate::project::{Mode, Project};
use crate::step::step;
use crate::{build, optimise, watch};
use anyhow::{Context, Result};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const HELP: &str = "Build what has changed and serve the portal with demo content, on ./data/portcullis.db.

  cargo xtask run [--release] [--watch] [--no-demo] [-- ARGUMENTS FOR serve]

  --release    an optimised build; without npm or wasm-opt the client is larger
  --watch      build and start again whenever a source file changes
  --no-demo    leave an empty database empty

Needs the Rust toolchain and a C compiler, nothing else. Stop it with Ctrl-C.";

pub fn run(project: &Project, mut args: Args) -> Result<()> {
    let mode = if args.flag("--release") { Mode::Release } else { Mode::Dev };
    let watching = args.flag("--watch");
    let demo = !args.flag("--no-demo");
    let settings = args.finish()?;
    let start = Start { project, mode, demo, settings };
    if watching {
        return watch::watch(&start);
    }
    let binary = start.build()?;
    start.prepare(&binary)?;
    // In our place, so that Ctrl-C and every other signal are the server's own.
    let failure = start.serve(&binary).exec();
    Err(failure).with_context(|| format!("can't start {}", binary.display()))
}

/// What to build and how to start it.
pub struct Start<'a> {
    pub project: &'a Project,
    mode: Mode,
    demo: bool,
    settings: Vec<String>,
}

impl Start<'_> {
    pub fn build(&self) -> Result<PathBuf> {
        if self.mode == Mode::Dev {
            return build::dev(self.project);
        }
        let optimiser = optimise::find(self.project)
            .inspect_err(|failure| {
                eprintln!("not optimising the client, so it is larger than it could be: {failure:#}")
            })
            .ok();
        build::release(self.project, optimiser.as_deref(), false)
    }

    /// The schema, and demo content where there is none at all.
    pub fn prepare(&self, binary: &Path) -> Result<()> {
        step("database: migrate", || check(self.command(binary).arg("migrate")))?;
        if self.demo {
            step("database: demo content", || check(self.command(binary).args(["demo", "--if-empty"])))?;
        }
        Ok(())
    }

    pub fn serve(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        command.current_dir(&self.project.root).arg("serve").args(&self.settings);
        command
    }

    /// With the settings that `serve` gets, or it would be another database.
    fn command(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        let settings = self.settings.iter().filter(|word| *word != "--print-config");
        command.current_dir(&self.project.root).args(settings);
        command
    }
}
