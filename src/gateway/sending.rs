//! How a connection's bytes leave. hyper hands over head and body apart, which the system takes in one call as well; but
//! that call costs more than the one for a single text, and joining a few kilobytes costs next to nothing.

use super::naps::Nap;
use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

const MOST_JOINED: usize = 16 * 1024;

/// A connection that joins what it is given in pieces.
pub struct Sending {
    stream: TcpStream,
    /// How long the other side may take nothing of it.
    patience: Option<Duration>,
    /// Set only while it takes nothing.
    stuck: Option<Nap>,
}

impl Sending {
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, patience: None, stuck: None }
    }

    /// To somebody who may never read what they asked for.
    pub fn with_patience(stream: TcpStream, patience: Duration) -> Self {
        Self { stream, patience: Some(patience), stuck: None }
    }

    fn write(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let written = write(Pin::new(&mut self.stream), cx);
        if written.is_ready() {
            self.stuck = None;
        } else if let Some(patience) = self.patience {
            let nap = self.stuck.get_or_insert_with(|| Nap::until(Instant::now() + patience));
            ready!(Pin::new(nap).poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        written
    }
}

impl AsyncRead for Sending {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Sending {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.write(cx, |stream, cx| stream.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        texts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [text] = texts {
            return self.poll_write(cx, text);
        }
        let length = texts.iter().map(|text| text.len()).sum();
        if length > MOST_JOINED {
            return self.write(cx, |stream, cx| stream.poll_write_vectored(cx, texts));
        }
        let mut joined = Vec::with_capacity(length);
        texts.iter().for_each(|text| joined.extend_from_slice(text));
        self.poll_write(cx, &joined)
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
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn texts_leave_whole_and_in_order() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let sender = TcpStream::connect(listener.local_addr().expect("bound")).await.expect("it listens");
        let mut sender = Sending::new(sender);
        let (mut receiver, _) = listener.accept().await.expect("somebody");
        let long = vec![b'x'; MOST_JOINED];
        for texts in [&[b"head".as_slice()][..], &[b"head", b"", b"body"], &[b"head", &long]] {
            let slices: Vec<_> = texts.iter().map(|text| IoSlice::new(text)).collect();
            let sent = std::future::poll_fn(|cx| Pin::new(&mut sender).poll_write_vectored(cx, &slices)).await;
            let sent = sent.expect("it is open");
            let mut read = vec![0; sent];
            receiver.read_exact(&mut read).await.expect("all of it");
            assert_eq!(read, texts.concat());
        }
    }
}
