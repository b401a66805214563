//! Bodies on their way through, in both directions: piece after piece, never collected, never waited for without end.

use super::headers::clean_trailers;
use super::naps::Nap;
use super::upstream::{Http1, Shelf};
use crate::domain::key::Prefix;
use bytes::{Buf, Bytes};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::{Context, Poll, Waker, ready};
use std::time::{Duration, Instant};

/// Why a body ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum Cut {
    #[error("the client sent more than this gateway passes on")]
    TooLarge,
    #[error("the client stopped sending")]
    ClientStopped,
    #[error("the client broke off: {0}")]
    Client(hyper::Error),
    #[error("the upstream stopped sending")]
    UpstreamStopped,
    #[error("the upstream broke off: {0}")]
    Upstream(hyper::Error),
    #[error("the connection to the upstream ended in the middle of an answer")]
    Ended,
    #[error("the call took longer than any may")]
    TooLong,
}

/// What a body waits for: the next piece, and the end of the call.
pub struct Patience {
    idle: Duration,
    until: Option<Instant>,
    /// Set only while nothing comes: most bodies never need it.
    nap: Option<Nap>,
}

impl Patience {
    pub fn new(idle: Duration, until: Option<Instant>) -> Self {
        Self { idle, until, nap: None }
    }

    fn moved(&mut self) {
        self.nap = None;
    }

    /// Ready when it is at its end.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let nap = self.nap.get_or_insert_with(|| {
            let idle = Instant::now() + self.idle;
            Nap::until(self.until.map_or(idle, |until| until.min(idle)))
        });
        Pin::new(nap).poll(cx)
    }

    fn is_over(&self) -> bool {
        self.until.is_some_and(|until| until <= Instant::now())
    }
}

/// The body of a call on its way to the upstream.
pub enum ToUpstream {
    Empty,
    Client { incoming: Incoming, left: u64, patience: Patience, fault: Arc<Fault>, prefix: Prefix },
}

/// What was wrong with the client's body, for the answer to the call.
#[derive(Default)]
pub struct Fault {
    what: AtomicU8,
    moved: AtomicBool,
}

impl Fault {
    const TOO_LARGE: u8 = 1;
    const STOPPED: u8 = 2;
    const BROKEN: u8 = 3;

    fn set(&self, cut: &Cut) {
        let fault = match cut {
            Cut::TooLarge => Self::TOO_LARGE,
            Cut::ClientStopped | Cut::TooLong => Self::STOPPED,
            _ => Self::BROKEN,
        };
        self.what.store(fault, Ordering::Relaxed);
    }

    /// Whether a piece has come since this was last asked.
    pub fn moved(&self) -> bool {
        self.moved.swap(false, Ordering::Relaxed)
    }

    pub fn code(&self) -> Option<crate::domain::verdict::Code> {
        use crate::domain::verdict::Code;
        match self.what.load(Ordering::Relaxed) {
            Self::TOO_LARGE => Some(Code::BodyTooLarge),
            Self::STOPPED => Some(Code::BodyTimeout),
            Self::BROKEN => Some(Code::BadRequest),
            _ => None,
        }
    }
}

impl Body for ToUpstream {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let Self::Client { incoming, left, patience, fault, prefix } = self.get_mut() else { return Poll::Ready(None) };
        let cut = match Pin::new(incoming).poll_frame(cx) {
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Ready(Some(Ok(mut frame))) => {
                patience.moved();
                fault.moved.store(true, Ordering::Relaxed);
                if let Some(trailers) = frame.trailers_mut() {
                    clean_trailers(trailers, *prefix);
                }
                let length = frame.data_ref().map_or(0, |data| data.remaining() as u64);
                match left.checked_sub(length) {
                    Some(rest) => {
                        *left = rest;
                        return Poll::Ready(Some(Ok(frame)));
                    }
                    None => Cut::TooLarge,
                }
            }
            Poll::Ready(Some(Err(cause))) => Cut::Client(cause),
            Poll::Pending => {
                ready!(patience.poll(cx));
                if patience.is_over() { Cut::TooLong } else { Cut::ClientStopped }
            }
        };
        fault.set(&cut);
        Poll::Ready(Some(Err(cut)))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Client { incoming, .. } => incoming.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Empty => SizeHint::with_exact(0),
            Self::Client { incoming, .. } => incoming.size_hint(),
        }
    }
}

/// The body of an answer on its way to the client.
pub enum ToClient {
    Empty,
    Whole(Option<Bytes>),
    /// The connection is driven by whoever reads the body: no task of its own, no waking of one by the other.
    Http1 {
        incoming: Incoming,
        connection: Option<Box<Http1>>,
        shelf: Arc<Shelf>,
        patience: Patience,
    },
    /// The connection has a task of its own, since others share it.
    Http2 {
        incoming: Incoming,
        patience: Patience,
    },
    /// It ended before its end. Told only when what had come is on its way: else the client would get nothing of it.
    Cut(Option<Cut>),
}

impl ToClient {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match self {
            Self::Empty => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Cut(cut) => Poll::Ready(cut.take().map(Err)),
            Self::Http1 { incoming, connection, shelf, patience } => {
                let read = poll_http1(incoming, connection, cx);
                match read {
                    Poll::Ready(Some(Ok(_))) => {
                        patience.moved();
                        if incoming.is_end_stream() {
                            give_back(connection, shelf, cx);
                        }
                        read
                    }
                    Poll::Ready(None) => {
                        give_back(connection, shelf, cx);
                        read
                    }
                    Poll::Ready(Some(Err(_))) => read,
                    Poll::Pending => {
                        ready!(patience.poll(cx));
                        Poll::Ready(Some(Err(Cut::UpstreamStopped)))
                    }
                }
            }
            Self::Http2 { incoming, patience } => match Pin::new(incoming).poll_frame(cx) {
                Poll::Ready(read) => {
                    patience.moved();
                    Poll::Ready(read.map(|frame| frame.map_err(Cut::Upstream)))
                }
                Poll::Pending => {
                    ready!(patience.poll(cx));
                    Poll::Ready(Some(Err(Cut::UpstreamStopped)))
                }
            },
        }
    }
}

impl Body for ToClient {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let body = self.get_mut();
        match ready!(body.poll_piece(cx)) {
            Some(Err(cut)) if !matches!(body, Self::Cut(_)) => {
                *body = Self::Cut(Some(cut));
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            read => Poll::Ready(read),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Whole(bytes) => bytes.is_none(),
            Self::Cut(_) => false,
            Self::Http1 { incoming, .. } | Self::Http2 { incoming, .. } => incoming.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Empty => SizeHint::with_exact(0),
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Self::Cut(_) => SizeHint::new(),
            Self::Http1 { incoming, .. } | Self::Http2 { incoming, .. } => incoming.size_hint(),
        }
    }
}

/// The piece that has come, or the connection is moved on until one has. Nobody but the connection brings pieces, and it
/// is moved by this task: the body needs no waker of its own.
fn poll_http1(
    incoming: &mut Incoming,
    connection: &mut Option<Box<Http1>>,
    cx: &mut Context<'_>,
) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
    let mut quiet = Context::from_waker(Waker::noop());
    if let Poll::Ready(read) = Pin::new(&mut *incoming).poll_frame(&mut quiet) {
        return Poll::Ready(read.map(|frame| frame.map_err(Cut::Upstream)));
    }
    let Some(moved) = connection else { return Poll::Ready(Some(Err(Cut::Ended))) };
    let ended = moved.poll(cx).is_ready();
    match Pin::new(incoming).poll_frame(&mut quiet) {
        Poll::Ready(read) => Poll::Ready(read.map(|frame| frame.map_err(Cut::Upstream))),
        Poll::Pending if ended => Poll::Ready(Some(Err(Cut::Ended))),
        Poll::Pending => Poll::Pending,
    }
}

/// The answer is read to its end: the next call may have the connection.
pub fn give_back(connection: &mut Option<Box<Http1>>, shelf: &Shelf, cx: &mut Context<'_>) {
    if let Some(mut connection) = connection.take() {
        // So that it sees for itself that it is at the end.
        if connection.poll(cx).is_pending() && connection.is_ready() {
            shelf.keep(connection);
        }
    }
}
