//! `apply` and `export`: files instead of clicks.

use super::{Failure, disk};
use crate::config::Config;
use crate::content;
use crate::portal::{ApplyRefusal, Portal};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `--dry-run` exits with where something would change.
const WOULD_CHANGE: u8 = 2;

#[derive(clap::Args)]
pub struct ApplyArguments {
    /// The folder: portal.yaml, strategies.yaml and products/SLUG/product.yaml, each of them optional
    #[arg(short = 'f', long = "folder", value_name = "DIR")]
    folder: PathBuf,
    /// Print the plan and change nothing; exits with 2 where something would change
    #[arg(long)]
    dry_run: bool,
    /// Remove what the folder does not name
    #[arg(long)]
    prune: bool,
}

pub async fn apply(config: &Config, arguments: &ApplyArguments) -> Result<ExitCode, Failure> {
    let ApplyArguments { folder, dry_run, prune } = arguments;
    let files = disk::read(folder)?;
    let folder = match content::folder::read(&files) {
        Ok(folder) => folder,
        Err(mistakes) => return Ok(told(&mistakes)),
    };
    let store = config.database_url.open().await?;
    let portal = Portal::real(store.clone(), config.abuse.clone());
    let (mut changes, mut printed) = (0, Ok(()));
    let done = portal
        .apply(&folder, *prune, |lines| {
            changes = lines.len();
            printed = print(lines);
            !dry_run && !lines.is_empty() && printed.is_ok()
        })
        .await;
    store.close().await;
    printed.map_err(|why| format!("the plan can't be printed ({why}): nothing was changed"))?;
    match done {
        Ok(()) if *dry_run && changes > 0 => Ok(ExitCode::from(WOULD_CHANGE)),
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(ApplyRefusal::Mistakes(mistakes)) => Ok(told(&mistakes)),
        Err(other) => Err(format!("{other}: nothing was changed").into()),
    }
}

fn print(lines: &[String]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    if lines.is_empty() {
        writeln!(out, "No changes.")?;
    }
    out.flush()
}

/// A line a mistake, as compilers tell theirs.
fn told(mistakes: &[content::folder::Mistake]) -> ExitCode {
    for mistake in mistakes {
        eprintln!("{mistake}");
    }
    eprintln!("portcullis: nothing was changed");
    ExitCode::FAILURE
}

pub async fn export(config: &Config, top: &Path) -> Result<(), Failure> {
    let store = config.database_url.open().await?;
    let portal = Portal::real(store.clone(), config.abuse.clone());
    let files = portal.export().await;
    store.close().await;
    let files = files?;
    disk::write(top, &files)?;
    println!("{} files are written to {}", files.len(), top.display());
    Ok(())
}
