//! A PostgreSQL of our own in a temporary folder, for as long as tests or measurements run.

use crate::command::{on_path, read};
use crate::debian;
use crate::guard::Guard;
use crate::served::free_port;
use crate::step::step;
use anyhow::{Context, Result};
use std::fs;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian keeps what it doesn't put on the path, a folder a version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The data is thrown away, so nothing need reach the disk.
const FAST: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300";

pub struct Cluster {
    pub url: String,
    programs: PathBuf,
    _guard: Guard,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let programs = debian::need("PostgreSQL", &["postgresql"], programs)?;
        step("postgres: start", || Self::start_with(&programs))
    }

    fn start_with(programs: &Path) -> Result<Self> {
        let user = if debian::is_root() { Some(other_user()?) } else { None };
        let folder = std::env::temp_dir().join(format!("portcullis-postgres-{}", std::process::id()));
        fs::DirBuilder::new().mode(0o700).create(&folder).with_context(|| folder.display().to_string())?;
        if let Some((user, group)) = user {
            chown(&folder, Some(user), Some(group))?;
        }
        let data = folder.join("data");
        let control = programs.join("pg_ctl");
        // Made before the server, or a failure on the way would leave the folder behind.
        let script = "\"$1\" stop -D \"$2/data\" -m immediate\nrm -rf \"$2\"";
        let guard = Guard::new(script, &[control.as_os_str(), folder.as_os_str()], user)?;
        let command = |program: &Path| {
            let mut command = Command::new(program);
            if let Some((user, group)) = user {
                // The server refuses to run as root.
                command.uid(user).gid(group);
            }
            command.current_dir(&folder).arg("-D").arg(&data);
            command
        };
        read(command(&programs.join("initdb")).args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        ]))?;
        let port = free_port()?;
        let options = format!("-p {port} -k '{}' -c listen_addresses=127.0.0.1 {FAST}", folder.display());
        let log = folder.join("log");
        read(command(&control).arg("-w").arg("-l").arg(&log).arg("-o").arg(options).arg("start"))
            .with_context(|| fs::read_to_string(&log).unwrap_or_default())?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        Ok(Self { url, programs: programs.to_owned(), _guard: guard })
    }

    /// Several statements.
    pub fn run(&self, sql: &str) -> Result<()> {
        let psql = self.programs.join("psql");
        read(Command::new(psql).arg(&self.url).args(["-q", "-v", "ON_ERROR_STOP=1", "-c", sql])).map(drop)
    }

    /// What the server does by itself about a minute after much was written: it counts what its plans depend on.
    pub fn analyze(&self) -> Result<()> {
        let psql = self.programs.join("psql");
        read(Command::new(psql).arg(&self.url).args(["-q", "-c", "vacuum analyze"])).map(drop)
    }
}

/// The folder that holds initdb and pg_ctl.
fn programs() -> Option<PathBuf> {
    if let Some(initdb) = on_path("initdb").and_then(|found| fs::canonicalize(found).ok()) {
        return initdb.parent().map(Path::to_owned);
    }
    let versions = fs::read_dir(DEBIAN).ok()?.flatten().map(|entry| entry.path());
    let newest = versions
        .filter(|path| path.join("bin/initdb").exists())
        .max_by_key(|path| path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<u32>().ok()))?;
    Some(newest.join("bin"))
}

/// The numbers of a user that isn't root.
fn other_user() -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let numbers = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2).map(str::parse);
        Some((fields.next()?.ok()?, fields.next()?.ok()?))
    };
    numbers("postgres")
        .or_else(|| numbers("nobody"))
        .context("PostgreSQL can't run as root, and there is no user nobody")
}
