//! The program that is measured, on a database of its own.

use crate::command::{check, read};
use crate::project::Project;
use crate::served::{Served, free_port};
use crate::{build, optimise};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A release build, or what was built already.
pub fn program(project: &Project, named: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(named) = named {
        return Ok(named);
    }
    let optimiser = optimise::find(project).ok();
    build::release(project, optimiser.as_deref(), false)
}

pub struct Portal<'a> {
    binary: &'a Path,
    database: String,
}

/// Stops when it is dropped.
pub struct Running {
    pub served: Served,
    pub port: u16,
    pub gateway: u16,
    pub operations: u16,
}

impl<'a> Portal<'a> {
    pub fn on(binary: &'a Path, database: String) -> Self {
        Self { binary, database }
    }

    pub fn on_file(binary: &'a Path, file: &Path) -> Self {
        Self::on(binary, format!("sqlite:{}", file.display()))
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(self.binary);
        command.env("PORTCULLIS_DATABASE_URL", &self.database).env("PORTCULLIS_LOG_FILTER", "warn");
        command.args(words).stdout(Stdio::null());
        command
    }

    pub fn migrate(&self) -> Result<()> {
        check(&mut self.command(&["migrate"]))
    }

    pub fn demo(&self, products: u32) -> Result<()> {
        check(&mut self.command(&["demo", "--products", &products.to_string()]))
    }

    pub fn apply(&self, folder: &Path) -> Result<()> {
        read(self.command(&["apply", "-f"]).arg(folder).stdout(Stdio::piped())).map(drop)
    }

    /// Beside a portal, on the same database.
    pub fn gateway(&self) -> Result<(Served, u16)> {
        let (gateway, operations) = (free_port()?, free_port()?);
        let at = |port: u16| format!("127.0.0.1:{port}");
        let words = ["gateway", "--gateway", &at(gateway), "--operations", &at(operations)];
        let mut served = Served::start(&mut self.command(&words))?;
        served.wait_for(gateway)?;
        Ok((served, gateway))
    }

    pub fn serve(&self) -> Result<Running> {
        let (port, gateway, operations) = (free_port()?, free_port()?, free_port()?);
        let at = |port: u16| format!("127.0.0.1:{port}");
        let words = ["serve", "--portal", &at(port), "--gateway", &at(gateway), "--operations", &at(operations)];
        let mut command = self.command(&words);
        let mut served = Served::start(command.env("PORTCULLIS_PUBLIC_URL", format!("http://{}", at(port))))?;
        served.wait_for(port)?;
        Ok(Running { served, port, gateway, operations })
    }
}
