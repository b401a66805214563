//! `cargo xtask run --watch`: asks the disk twice a second what has changed. A few hundred files cost nothing.

use crate::project::Project;
use crate::run::Start;
use crate::served::Served;
use anyhow::Result;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
const SOURCES: [&str; 7] = ["src", "style", "public", "demo", "migrations", "Cargo.toml", "Cargo.lock"];

type Seen = BTreeMap<PathBuf, SystemTime>;

/// What fails to build or to start is printed, and the next change tried; a server that runs is kept till then.
pub fn watch(start: &Start<'_>) -> Result<()> {
    let mut server: Option<Served> = None;
    let mut told_end = false;
    loop {
        // Looked at before the build: what changes while it goes on is built again.
        let seen = look(start.project)?;
        match start.build() {
            Err(failure) => eprintln!("xtask: {failure:#}\nwaiting for a change"),
            Ok(binary) => {
                // Two servers can't share a database, so the old one has to be gone first.
                drop(server.take());
                told_end = false;
                match start.prepare(&binary).and_then(|()| Served::start(&mut start.serve(&binary))) {
                    Ok(started) => server = Some(started),
                    Err(failure) => eprintln!("xtask: {failure:#}\nwaiting for a change"),
                }
            }
        }
        while look(start.project)? == seen {
            if !told_end && server.as_mut().is_some_and(Served::has_ended) {
                told_end = true;
                eprintln!("the server has ended; waiting for a change");
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    }
}

fn look(project: &Project) -> Result<Seen> {
    let mut seen = Seen::new();
    for name in SOURCES {
        note(&project.root.join(name), &mut seen)?;
    }
    Ok(seen)
}

/// What is gone when its turn comes is a change like any other.
fn note(path: &Path, seen: &mut Seen) -> Result<()> {
    let Ok(data) = fs::metadata(path) else { return Ok(()) };
    if !data.is_dir() {
        seen.insert(path.to_owned(), data.modified()?);
        return Ok(());
    }
    for entry in fs::read_dir(path)?.flatten() {
        note(&entry.path(), seen)?;
    }
    Ok(())
}
