//! `portcullis gateway` as a process of its own: what can be killed.

use super::{Answer, World, call};
use crate::harness::program;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub struct Process {
    child: Child,
    pub address: SocketAddr,
    pub operations: SocketAddr,
    _folder: TempDir,
}

impl Process {
    /// Returns when it says that it knows what it has to.
    pub fn start(world: &World, settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("portcullis.toml"), settings).expect("a settings file");
        let mut command = program();
        command.current_dir(folder.path()).env("PORTCULLIS_DATABASE_URL", &world.address);
        command.args(["gateway", "--gateway", "127.0.0.1:0", "--operations", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut said = BufReader::new(child.stdout.take().expect("its output"));
        let mut address = || {
            let mut line = String::new();
            said.read_line(&mut line).expect("a line");
            line.trim()
                .rsplit('/')
                .next()
                .and_then(|at| at.parse().ok())
                .unwrap_or_else(|| panic!("no address: {line:?}"))
        };
        let (address, operations) = (address(), address());
        Self { child, address, operations, _folder: folder }
    }

    pub async fn get(&self, path: &str, key: &str) -> Answer {
        get(self.address, path, key).await
    }

    /// What a scrape of it reads.
    pub async fn metrics(&self) -> String {
        get(self.operations, "/metrics", "").await.body
    }

    /// As nobody would wish it to end: it has no say in it.
    pub fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it ended");
    }

    pub fn tell_to_stop(&self) {
        let sent = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        assert!(sent.expect("kill runs").success());
    }

    pub async fn stop(mut self) {
        self.tell_to_stop();
        let ended = tokio::task::spawn_blocking(move || self.child.wait()).await.expect("no panic");
        assert_eq!(ended.expect("it ended").code(), Some(0));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A test that failed leaves it behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub async fn get(address: SocketAddr, path: &str, key: &str) -> Answer {
    call(address, &format!("GET {path} HTTP/1.1\r\nhost: api\r\nx-api-key: {key}\r\nconnection: close\r\n\r\n")).await
}
