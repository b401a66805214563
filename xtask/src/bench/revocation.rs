//! How long a revoked key goes on to open anything: on two gateways beside the portal that revokes, the longest of many tries.

use super::gateway::{ours, peers};
use super::in_scratch;
use super::portal::{Portal, program};
use super::times::Spread;
use crate::postgres::Cluster;
use crate::project::Project;
use crate::step::step;
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN_CALLS: Duration = Duration::from_millis(1);

pub fn run(project: &Project, trials: u32, binary: Option<PathBuf>) -> Result<()> {
    let binary = program(project, binary)?;
    in_scratch(project, "revocation", |scratch| measure(&binary, scratch, trials))
}

fn measure(binary: &Path, scratch: &Path, trials: u32) -> Result<String> {
    let cluster = Cluster::start()?;
    let upstream = peers::upstream(scratch)?;
    let portal = Portal::on(binary, cluster.url.clone());
    ours::furnish(&portal, scratch, upstream.port)?;
    let serving = portal.serve()?;
    let (one, two) = (portal.gateway()?, portal.gateway()?);
    let gateways = [one.1, two.1];
    let admin = ours::SignedIn::at(serving.port)?;
    let application = admin.registered()?;
    let mut tried = Tried::default();
    step(&format!("{trials} keys revoked"), || {
        (0..trials).try_for_each(|_| tried.once(&admin, &application, gateways))
    })?;
    Ok(report(trials, &tried))
}

/// Milliseconds after the answer to **Revoke**, of the slower gateway.
#[derive(Default)]
struct Tried {
    /// When the last call began that was let through; 0 where none was.
    last_passed: Vec<f64>,
    /// When the first call began that was refused.
    first_refused: Vec<f64>,
    /// After the answer to **Generate**: when the first call began that was let through.
    first_passed: Vec<f64>,
}

impl Tried {
    fn once(&mut self, admin: &ours::SignedIn, application: &str, gateways: [u16; 2]) -> Result<()> {
        let issued = admin.ask("credentials/generate", &format!("application={application}&name=Trial&ends="))?;
        let made = Instant::now();
        let part = |name: &str| issued[name].as_str().map(str::to_owned).context("no key");
        let (id, key) = (part("id")?, part("key")?);
        let each = |wanted: u16, since: Instant| -> Result<Vec<Watched>> {
            let watching = gateways.map(|port| {
                let key = key.clone();
                thread::spawn(move || watch(port, &key, wanted, since))
            });
            watching.into_iter().map(|one| one.join().map_err(|_| anyhow::anyhow!("a watcher panicked"))?).collect()
        };
        let slower = |of: fn(&Watched) -> f64, watched: &[Watched]| watched.iter().map(of).fold(0.0, f64::max);
        self.first_passed.push(slower(|one| one.first, &each(200, made)?));
        admin.ask("credentials/revoke", &format!("id={id}"))?;
        let refused = each(401, Instant::now())?;
        self.last_passed.push(slower(|one| one.last_other, &refused));
        self.first_refused.push(slower(|one| one.first, &refused));
        Ok(())
    }
}

struct Watched {
    first: f64,
    last_other: f64,
}

/// Calls one after the other until the answer is the one that is waited for.
fn watch(port: u16, key: &str, wanted: u16, since: Instant) -> Result<Watched> {
    let mut last_other = 0.0;
    while since.elapsed() < PATIENCE {
        let began = since.elapsed().as_secs_f64() * 1000.0;
        let status = call(port, key)?;
        if status == wanted {
            return Ok(Watched { first: began, last_other });
        }
        last_other = began;
        thread::sleep(BETWEEN_CALLS);
    }
    bail!("no {wanted} within {} seconds", PATIENCE.as_secs())
}

fn call(port: u16, key: &str) -> Result<u16> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    let path = ours::CHECKED;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Api-Key: {key}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let status = answer.get(9..12).and_then(|status| std::str::from_utf8(status).ok());
    status.and_then(|status| status.parse().ok()).context("no status")
}

fn report(trials: u32, tried: &Tried) -> String {
    let row = |name: &str, times: &[f64]| format!("| {name} | {} |\n", Spread::of(times).cells());
    [
        format!(
            "`cargo xtask bench revocation`: {trials} keys, one after the other, made and revoked at the portal; two gateways on the\n\
             same PostgreSQL, each called every millisecond; milliseconds after the portal's answer, of the slower gateway.\n\n\
             | | p50 | p99 | longest |\n|---|---:|---:|---:|\n"
        ),
        row("last call that began after the revocation and passed", &tried.last_passed),
        row("first call that was refused", &tried.first_refused),
        row("a new key: first call that passed", &tried.first_passed),
    ]
    .concat()
}
