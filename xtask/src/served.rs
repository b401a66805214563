//! A server that we started and will stop.

use crate::guard::Guard;
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

pub struct Served {
    child: Child,
    guard: Option<Guard>,
}

impl Served {
    pub fn start(command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("can't start {}", command.get_program().display()))?;
        let guard = Guard::new("kill \"$1\"", &[child.id().to_string()], None)?;
        Ok(Self { child, guard: Some(guard) })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    pub fn wait_for(&mut self, port: u16) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(());
            }
            if self.has_ended() {
                bail!("the server ended before it answered");
            }
            thread::sleep(BETWEEN_TRIES);
        }
        bail!("nothing answered on port {port} within {} seconds", PATIENCE.as_secs());
    }
}

/// Asks it to stop, lets it finish what is in flight, and ends it where it doesn't.
impl Drop for Served {
    fn drop(&mut self) {
        drop(self.guard.take());
        let started = Instant::now();
        while !self.has_ended() {
            if started.elapsed() > PATIENCE {
                // It is gone already, or this ends it.
                let _ = self.child.kill();
            }
            thread::sleep(BETWEEN_TRIES);
        }
    }
}

pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// The body of a page, as it is without compression. HTTP/1.0, so that it comes in one piece.
pub fn fetch(port: u16, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end =
        answer.windows(4).position(|four| four == b"\r\n\r\n").context("an answer without an end of its headers")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.lines().next().unwrap_or_default();
    if !status.contains(" 200 ") {
        bail!("{path} answered {status}");
    }
    Ok(answer.split_off(end + 4))
}
