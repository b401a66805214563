//! A real mail server: `end2end/fixtures/smtp.mjs`, on a free port, ended when dropped.

use serde::Deserialize;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

pub struct MailServer {
    child: Child,
    pub port: u16,
    lines: Receiver<String>,
}

/// What the server saw of one mail.
#[derive(Debug, Deserialize)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub user: Option<String>,
    pub secure: bool,
    pub hello: String,
    pub raw: String,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end/fixtures")
}

/// The certificate that `--own-certificate` shows.
pub fn certificate() -> PathBuf {
    fixtures().join("smtp-cert.pem")
}

impl MailServer {
    /// With the flags that the script explains.
    pub fn start(flags: &[&str]) -> Self {
        let mut child = Command::new("node")
            .arg("smtp.mjs")
            .args(flags)
            .current_dir(fixtures())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("run `cargo xtask test it`: it installs Node");
        let said = BufReader::new(child.stdout.take().expect("its output"));
        let (tell, lines) = channel();
        std::thread::spawn(move || said.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        let port =
            lines.recv_timeout(Duration::from_secs(20)).expect("run `cargo xtask test it`: it installs smtp-server");
        Self { child, port: port.parse().expect("a port"), lines }
    }

    pub fn taken(&self) -> Taken {
        let line = self.lines.recv_timeout(Duration::from_secs(10)).expect("a mail");
        serde_json::from_str(&line).expect("a mail as JSON")
    }

    /// What it took and nobody has looked at, once it has ended.
    pub fn left(mut self) -> usize {
        self.child.kill().expect("it ends");
        self.child.wait().expect("it ended");
        self.lines.iter().count()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
