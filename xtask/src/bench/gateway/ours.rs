//! Our gateway, with applications that have all the keys.

use super::super::portal::{Portal, Running};
use super::keys;
use crate::command::{check, on_path, read};
use crate::debian;
use crate::served::fetch;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const ADMIN: [&str; 2] = ["ada@example.com", "quay lantern otter seventeen"];
/// Of two versions: one asks who calls, one does not.
pub const CHECKED: &str = "/checked";
pub const OPEN: &str = "/open";

const LONGEST_READING: Duration = Duration::from_secs(120);

pub struct Ours {
    pub running: Running,
}

pub fn start(binary: &Path, folder: &Path, upstream: u16, count: u32) -> Result<Ours> {
    let portal = Portal::on_file(binary, &database(folder, count));
    furnish(&portal, folder, upstream)?;
    let (sql, sqlite) = (folder.join("keys.sql"), debian::need("sqlite3", &["sqlite3"], || on_path("sqlite3"))?);
    keys::write_sql(&sql, count)?;
    check(Command::new(sqlite).arg("-bail").arg(database(folder, count)).stdin(fs::File::open(sql)?))?;
    let running = portal.serve()?;
    // Not before everything is read.
    let patience = Instant::now();
    while let Err(cause) = fetch(running.operations, "/readyz") {
        if patience.elapsed() > LONGEST_READING {
            return Err(cause);
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(Ours { running })
}

/// What is published, and an admin.
pub fn furnish(portal: &Portal<'_>, folder: &Path, upstream: u16) -> Result<()> {
    portal.migrate()?;
    portal.apply(&published(folder, upstream)?)?;
    let mut admin = portal.command(&["admin", "create", "--email", ADMIN[0]]);
    let mut admin = admin.stdin(Stdio::piped()).spawn()?;
    admin.stdin.take().context("its input")?.write_all(format!("{}\n", ADMIN[1]).as_bytes())?;
    admin.wait()?;
    Ok(())
}

pub fn database(folder: &Path, count: u32) -> PathBuf {
    folder.join(format!("portcullis-{count}.db"))
}

fn published(folder: &Path, upstream: u16) -> Result<PathBuf> {
    let folder = folder.join("published");
    let product = folder.join("products/bench");
    fs::create_dir_all(&product)?;
    let version = |name: &str, path: &str, more: &str| {
        format!(
            "  - {{ name: {name}, state: published, upstream: 'http://127.0.0.1:{upstream}', path: {path}, {more} }}\n"
        )
    };
    let checked = "strategy: key-auth, auto_approve: on, limit: { requests: 1000000000, per: second }";
    let text = [
        "slug: bench\nname: Bench\nsummary: Measured.\nversions:\n".to_owned(),
        version("checked", CHECKED, checked),
        version("open", OPEN, "strategy: null"),
    ];
    fs::write(product.join("product.yaml"), text.concat())?;
    Ok(folder)
}

/// The admin's session.
pub struct SignedIn {
    port: u16,
    pub cookie: String,
}

impl SignedIn {
    pub fn at(port: u16) -> Result<Self> {
        let form = format!("email={}&password={}", ADMIN[0].replace('@', "%40"), ADMIN[1].replace(' ', "+"));
        let head = post(port, "/sign-in", "", &form)?;
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next());
        let cookie = cookie.with_context(|| format!("no session: {head}"))?.to_owned();
        Ok(Self { port, cookie })
    }

    /// Has an application registered for the version that asks for keys. Its id.
    pub fn registered(&self) -> Result<String> {
        let asked = self.ask("registrations/request", "slug=bench&version=checked&application=new&name=Bench")?;
        Ok(asked["application_id"].as_str().context("no application")?.to_owned())
    }

    /// Calls a server function.
    pub fn ask(&self, function: &str, form: &str) -> Result<Value> {
        let answer = post(self.port, &format!("/rpc/{function}"), &self.cookie, form)?;
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        if !answer.starts_with("HTTP/1.0 200") && !answer.starts_with("HTTP/1.1 200") {
            bail!("{function}: {answer}");
        }
        serde_json::from_str(body).with_context(|| format!("{function}: {answer}"))
    }
}

/// The whole answer.
fn post(port: u16, path: &str, cookie: &str, form: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(
        stream,
        "POST {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\nAccept: application/json\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nCookie: {cookie}\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Megabytes that a process has for itself.
pub fn memory(id: u32) -> Result<f64> {
    let text = read(Command::new("cat").arg(format!("/proc/{id}/smaps_rollup")))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kilobytes: f64 = line.and_then(|line| line.split_whitespace().next()).context("no Pss")?.parse()?;
    Ok(kilobytes / 1024.0)
}
