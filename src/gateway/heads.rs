//! Sees what the HTTP library hides. Where a request tells its length in both ways, hyper follows one of them and takes
//! the other away, as it may; but then nobody can refuse it. So the bytes of the heads are looked at before it has them.

use super::sending::Sending;
use http::request::Parts;
use http::{Method, header};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// More than the longest head, and not much more: what is older belongs to a body.
const MOST: usize = 160 * 1024;
/// An empty buffer larger than this is given back.
const KEEP: usize = 4 * 1024;

/// What was read from one connection since its last request.
#[derive(Clone, Default)]
pub struct Heads(Arc<Mutex<Read>>);

#[derive(Default)]
struct Read {
    bytes: Vec<u8>,
    /// So many bytes of a body are still to come: nobody needs them here.
    body: u64,
    begun: bool,
    /// HTTP/2 has one way to tell a length.
    http2: bool,
}

impl Heads {
    /// Whether the request that has just been read tells its length in at most one way. One of which that can't be seen
    /// any more does not.
    pub fn are_clear(&self, parts: &Parts) -> bool {
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if read.http2 {
            return true;
        }
        if parts.headers.contains_key(header::TRANSFER_ENCODING) {
            return read.take_chunked(&parts.method);
        }
        let length = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        match length.and_then(|length| length.parse().ok()).unwrap_or(0) {
            // Nothing but the head of this request, nearly always; where more came with it, that is kept for the next.
            0 if read.bytes.len() <= usual_length(parts) && read.bytes.ends_with(b"\r\n\r\n") => read.bytes.clear(),
            length => read.take_with_body(&parts.method, length),
        }
        if read.bytes.is_empty() && read.bytes.capacity() > KEEP {
            read.bytes = Vec::new();
        }
        true
    }

    fn add(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).add(bytes);
    }
}

impl Read {
    fn add(&mut self, bytes: &[u8]) {
        if !std::mem::replace(&mut self.begun, true) {
            self.http2 = bytes.starts_with(b"PRI");
        }
        if self.http2 {
            return;
        }
        let body = usize::try_from(self.body).unwrap_or(usize::MAX).min(bytes.len());
        self.body -= body as u64;
        self.bytes.extend_from_slice(&bytes[body..]);
        if let Some(old) = self.bytes.len().checked_sub(MOST) {
            // In large steps, so that the rest is not moved at every reading.
            self.bytes.drain(..old + MOST / 4);
        }
    }

    fn take_with_body(&mut self, method: &Method, length: u64) {
        let Some((_, end)) = heads(&self.bytes, method).next() else {
            self.bytes.clear();
            return;
        };
        let here = (self.bytes.len() - end) as u64;
        self.body = length.saturating_sub(here);
        let taken = end + usize::try_from(length.min(here)).unwrap_or(usize::MAX);
        self.bytes.drain(..taken);
    }

    fn take_chunked(&mut self, method: &Method) -> bool {
        let (mut end, mut clear) = (None, true);
        for (begin, ends) in heads(&self.bytes, method) {
            let head = &self.bytes[begin..ends];
            if names(head, b"transfer-encoding") {
                clear &= !names(head, b"content-length");
                end.get_or_insert(ends);
            }
        }
        match end {
            Some(end) => {
                self.bytes.drain(..end);
                clear
            }
            None => {
                self.bytes.clear();
                false
            }
        }
    }
}

/// So long is its head if it is written as nearly everybody does. Looking for its end would take longer.
fn usual_length(parts: &Parts) -> usize {
    let target = parts.uri.path_and_query().map_or(0, |target| target.as_str().len());
    let first = parts.method.as_str().len() + target + "  HTTP/1.1\r\n".len();
    let lines = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    first + lines.sum::<usize>() + "\r\n".len()
}

/// Where something begins that looks like a whole head of a request with this method, and where it ends.
fn heads<'a>(bytes: &'a [u8], method: &'a Method) -> impl Iterator<Item = (usize, usize)> + 'a {
    let lines =
        std::iter::once(0).chain(bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1));
    lines
        .filter(|begin| {
            let line = &bytes[*begin..];
            line.starts_with(method.as_str().as_bytes()) && line.get(method.as_str().len()) == Some(&b' ')
        })
        .filter_map(|begin| {
            let mut at = begin;
            loop {
                let line = bytes[at..].iter().position(|byte| *byte == b'\n')?;
                let text = bytes[at..at + line].trim_ascii_end();
                at += line + 1;
                if text.is_empty() {
                    return Some((begin, at));
                }
            }
        })
}

fn names(head: &[u8], name: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').any(|line| {
        let named = line.split(|byte| *byte == b':').next().unwrap_or_default();
        named.trim_ascii().eq_ignore_ascii_case(name)
    })
}

/// A connection whose heads are looked at.
pub struct Watched {
    stream: Sending,
    heads: Heads,
}

impl Watched {
    pub fn new(stream: TcpStream, patience: Duration) -> (Self, Heads) {
        let heads = Heads::default();
        (Self { stream: Sending::with_patience(stream, patience), heads: heads.clone() }, heads)
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if let Some(bytes @ [_, ..]) = buffer.filled().get(before..) {
            self.heads.add(bytes);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod by_chance;

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: &str = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\nContent-Length: 3\r\n\r\n";
    const CHUNKED: &str = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    const SIZED: &str = "POST / HTTP/1.1\r\ncontent-length: 10\r\n\r\n";

    fn asked(heads: &Heads, chunked: bool, length: u64) -> bool {
        let mut request = http::Request::post("/");
        if chunked {
            request = request.header(header::TRANSFER_ENCODING, "chunked");
        } else if length > 0 {
            request = request.header(header::CONTENT_LENGTH, length);
        }
        heads.are_clear(&request.body(()).expect("a request").into_parts().0)
    }

    #[test]
    fn both_lengths_are_seen_in_any_order_and_spelling() {
        for (head, clear) in [
            (CHUNKED, true),
            (BOTH, false),
            ("POST / HTTP/1.1\r\ncontent-length:3\r\ntransfer-encoding: chunked\r\n\r\n", false),
            ("POST / HTTP/1.1\ntransfer-encoding: chunked\ncontent-length: 3\n\n", false),
            ("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\nx-content-length: 3\r\n\r\n", true),
            ("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\ncontent-length: 3\r\n\r\n", true),
        ] {
            let heads = Heads::default();
            for piece in head.as_bytes().chunks(5) {
                heads.add(piece);
            }
            assert_eq!(asked(&heads, true, 0), clear, "{head:?}");
        }
    }

    #[test]
    fn what_came_before_hides_nothing() {
        let heads = Heads::default();
        heads.add(SIZED.as_bytes());
        heads.add(b"01234");
        assert!(asked(&heads, false, 10));
        heads.add(b"56789");
        heads.add(BOTH.as_bytes());
        assert!(!asked(&heads, true, 0));
        let heads = Heads::default();
        heads.add(format!("{SIZED}0123456789{CHUNKED}3\r\nabc\r\n0\r\n\r\n{BOTH}").as_bytes());
        assert!(asked(&heads, false, 10));
        // The next head stands behind a body of unknown length, and is not mistaken for this one's.
        assert!(!asked(&heads, true, 0));
        // What a client sends before it is answered is not lost with the head before it.
        let heads = Heads::default();
        heads.add(format!("POST / HTTP/1.1\r\n\r\n{}", &CHUNKED[..9]).as_bytes());
        assert!(asked(&heads, false, 0));
        heads.add(&CHUNKED.as_bytes()[9..]);
        assert!(asked(&heads, true, 0));
    }

    #[test]
    fn a_head_that_can_not_be_seen_is_not_clear() {
        let heads = Heads::default();
        assert!(!asked(&heads, true, 0));
        heads.add(&vec![b'x'; 10 * MOST]);
        heads.add(CHUNKED.as_bytes());
        assert!(!asked(&heads, true, 0), "no line begins with it");
        heads.add(&vec![b'x'; 10 * MOST]);
        heads.add(format!("\r\n{CHUNKED}").as_bytes());
        assert!(asked(&heads, true, 0));
        assert!(heads.0.lock().expect("no panic").bytes.len() <= MOST);
    }
}
