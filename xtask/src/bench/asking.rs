//! Requests one after the other on a connection that is kept, each with its time. wrk tells times of many connections
//! only, and not of a question that may be asked but once.

use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const LONGEST_LINE: u64 = 64 * 1024;

pub struct Asking {
    stream: BufReader<TcpStream>,
    port: u16,
    /// More lines of each request's head.
    more: String,
}

pub struct Answer {
    pub milliseconds: f64,
    pub body: Vec<u8>,
}

impl Asking {
    pub fn signed_in(port: u16, cookie: &str) -> Result<Self> {
        Ok(Self { more: format!("Cookie: {cookie}\r\nAccept: application/json\r\n"), ..Self::to(port)? })
    }

    pub fn presenting(port: u16, key: &str) -> Result<Self> {
        Ok(Self { more: format!("X-Api-Key: {key}\r\n"), ..Self::to(port)? })
    }

    pub fn to(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), port, more: String::new() })
    }

    /// `coding`: which compression is accepted. An answer that isn't 200 makes what is measured worthless.
    pub fn get(&mut self, path: &str, coding: &str) -> Result<Answer> {
        let (port, more) = (self.port, &self.more);
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}Accept-Encoding: {coding}\r\n\r\n");
        let started = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes())?;
        let read = read(&mut self.stream).with_context(|| format!("GET {path}"))?;
        let milliseconds = started.elapsed().as_secs_f64() * 1e3;
        match read {
            (200, body) => Ok(Answer { milliseconds, body }),
            (status, _) => bail!("{path} answered {status}"),
        }
    }

    pub fn json(&mut self, path: &str) -> Result<serde_json::Value> {
        Ok(serde_json::from_slice(&self.get(path, "identity")?.body)?)
    }
}

/// Each path once, on so many connections at a time. Times in no order.
pub fn ask_all(port: u16, paths: &[String], coding: &str, connections: usize) -> Result<Vec<f64>> {
    let next = AtomicUsize::new(0);
    let one = || -> Result<Vec<f64>> {
        let mut asking = Asking::to(port)?;
        let mut times = Vec::new();
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            times.push(asking.get(path, coding)?.milliseconds);
        }
        Ok(times)
    };
    thread::scope(|scope| {
        let asking: Vec<_> = (0..connections).map(|_| scope.spawn(one)).collect();
        let mut times = Vec::with_capacity(paths.len());
        for thread in asking {
            times.extend(thread.join().ok().context("a connection's thread ended")??);
        }
        Ok(times)
    })
}

fn read(stream: &mut impl BufRead) -> Result<(u16, Vec<u8>)> {
    let first = line(stream)?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no status")?;
    let (mut length, mut chunked) = (0, false);
    loop {
        let line = line(stream)?.to_ascii_lowercase();
        match line.split_once(':') {
            Some(("content-length", value)) => length = value.trim().parse()?,
            Some(("transfer-encoding", value)) => chunked = value.trim() == "chunked",
            Some(_) => {}
            None => break,
        }
    }
    let mut body = Vec::new();
    if !chunked {
        take(stream, length, &mut body)?;
        return Ok((status, body));
    }
    loop {
        let size = usize::from_str_radix(line(stream)?.split(';').next().unwrap_or_default(), 16)?;
        take(stream, size, &mut body)?;
        // Behind each chunk, and behind the last, which is empty.
        line(stream)?;
        if size == 0 {
            return Ok((status, body));
        }
    }
}

fn take(stream: &mut impl BufRead, size: usize, into: &mut Vec<u8>) -> Result<()> {
    if stream.take(size as u64).read_to_end(into)? < size {
        bail!("the answer was cut off");
    }
    Ok(())
}

fn line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    stream.take(LONGEST_LINE).read_line(&mut line)?;
    match line.strip_suffix("\r\n") {
        Some(line) => Ok(line.to_owned()),
        None => bail!("the answer was cut off"),
    }
}

/// As a value in a query.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(mut answer: &[u8]) -> Result<(u16, String)> {
        let (status, body) = read(&mut answer)?;
        assert!(answer.is_empty(), "the next answer begins here");
        Ok((status, String::from_utf8(body)?))
    }

    #[test]
    fn answers_come_whole_or_in_chunks() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";
        let chunks =
            b"HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
        assert_eq!(told(whole).unwrap(), (200, "hello".to_owned()));
        assert_eq!(told(chunks).unwrap(), (404, "hello".to_owned()));
    }

    #[test]
    fn half_an_answer_is_none() {
        for cut in ["", "HTTP/1.1 200 OK\r\ncontent-length: 5", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell"] {
            assert!(told(cut.as_bytes()).is_err(), "{cut}");
        }
    }

    #[test]
    fn a_query_keeps_its_letters_only() {
        assert_eq!(escape("label:a & ü"), "label%3Aa%20%26%20%C3%BC");
    }
}
