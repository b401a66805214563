//! Whom calls are passed on to, and the connections that are kept for the next call.

use super::body::ToUpstream;
use super::sending::Sending;
use super::threads::{PLACES, place};
use crate::config::Proxy;
use http::{HeaderValue, Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const MOST_IDLE: usize = 256;
/// Many servers close a connection that was idle for five seconds; a call that can't be sent twice does not risk it.
const SURE: Duration = Duration::from_secs(4);

pub struct Upstream {
    https: bool,
    host: Box<str>,
    port: u16,
    /// What stands in `Host`.
    pub authority: HeaderValue,
    settings: Arc<Settings>,
    /// Threads share no idle connections, so that none waits for the lock of another.
    shelves: [Arc<Shelf>; PLACES],
}

struct Settings {
    limits: Proxy,
    tls: OnceLock<Tls>,
    more: Vec<CertificateDer<'static>>,
}

/// Made for the first `https://` upstream: reading what the system trusts takes a while.
struct Tls {
    any: TlsConnector,
    http1: TlsConnector,
}

/// What one thread has kept. So far apart from those of others that no two share a line of memory.
#[derive(Default)]
#[repr(align(128))]
pub struct Shelf(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    idle: Vec<(Instant, Box<Http1>)>,
    http2: Option<http2::SendRequest<ToUpstream>>,
}

/// An HTTP/1 connection, which moves only while somebody polls it.
pub struct Http1 {
    send: http1::SendRequest<ToUpstream>,
    connection: http1::Connection<TokioIo<Stream>, ToUpstream>,
    ended: bool,
}

pub enum Connection {
    Http1(Box<Http1>),
    Http2(http2::SendRequest<ToUpstream>),
}

#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("connecting took too long")]
    TooLong,
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Http(#[from] hyper::Error),
    #[error("its address {0} is one that only this machine's host should answer")]
    Forbidden(IpAddr),
}

/// All of them, each once, however many versions they serve.
pub struct Upstreams {
    known: Mutex<HashMap<String, Arc<Upstream>>>,
    settings: Arc<Settings>,
}

impl Upstreams {
    /// `more`: certificates of who else is trusted to vouch for upstreams.
    pub fn new(limits: Proxy, more: Vec<CertificateDer<'static>>) -> Self {
        let settings = Settings { limits, tls: OnceLock::new(), more };
        Self { known: Mutex::new(HashMap::new()), settings: Arc::new(settings) }
    }

    /// The upstream of an address, and the path that stands in it.
    pub fn open(&self, address: &str) -> Option<(Arc<Upstream>, Box<str>)> {
        let url = url::Url::parse(address).ok()?;
        let https = url.scheme() == "https";
        let host = url.host_str()?;
        let port = url.port_or_known_default()?;
        let origin = format!("{}://{host}:{port}", url.scheme());
        // As the admin wrote it: what `url` thinks of a path does not matter here.
        let (_, rest) = address.split_once("://")?;
        let path = rest.find('/').map_or("", |at| &rest[at..]);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let upstream = match known.get(&origin) {
            Some(upstream) => Arc::clone(upstream),
            None => {
                let named = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
                let upstream = Arc::new(Upstream {
                    https,
                    host: host.trim_matches(['[', ']']).into(),
                    port,
                    authority: HeaderValue::from_str(&named).ok()?,
                    settings: Arc::clone(&self.settings),
                    shelves: Default::default(),
                });
                known.insert(origin, Arc::clone(&upstream));
                upstream
            }
        };
        Some((upstream, path.trim_end_matches('/').into()))
    }

    pub fn forget_unused(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, upstream| Arc::strong_count(upstream) > 1);
    }

    /// Closes connections that nobody has needed for long, and those that the other side has closed.
    pub fn tidy(&self) {
        let known: Vec<_> = self.known.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        let longest = Duration::from_secs(self.settings.limits.keep_seconds);
        for shelf in known.iter().flat_map(|upstream| &upstream.shelves) {
            let mut shelf = shelf.lock();
            shelf.idle.retain_mut(|(since, connection)| since.elapsed() < longest && connection.is_open());
            if shelf.http2.as_ref().is_some_and(http2::SendRequest::is_closed) {
                shelf.http2 = None;
            }
        }
    }
}

impl Settings {
    fn tls(&self) -> &Tls {
        self.tls.get_or_init(|| {
            let roots = Arc::new(self.roots());
            Tls { any: tls(&roots, &[b"h2", b"http/1.1"]), http1: tls(&roots, &[b"http/1.1"]) }
        })
    }

    fn roots(&self) -> rustls::RootCertStore {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(self.more.iter().cloned());
        if roots.is_empty() {
            tracing::warn!("this system vouches for no certificates: no https:// upstream can be reached");
        }
        roots
    }
}

fn tls(roots: &Arc<rustls::RootCertStore>, protocols: &[&[u8]]) -> TlsConnector {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = match versions {
        Ok(builder) => builder.with_root_certificates(Arc::clone(roots)).with_no_client_auth(),
        Err(cause) => unreachable!("the provider that was just named knows its versions: {cause}"),
    };
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    TlsConnector::from(Arc::new(config))
}

/// The certificates in a file of the settings.
pub fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let wrong = |why: String| format!("proxy.certificates: {}: {why}", file.display());
    let read = CertificateDer::pem_file_iter(file).map_err(|why| wrong(why.to_string()))?;
    let found = read.collect::<Result<Vec<_>, _>>().map_err(|why| wrong(why.to_string()))?;
    if found.is_empty() { Err(wrong("it holds no certificate".to_owned())) } else { Ok(found) }
}

impl Shelf {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn keep(&self, connection: Box<Http1>) {
        let mut shelf = self.lock();
        if shelf.idle.len() < MOST_IDLE {
            shelf.idle.push((Instant::now(), connection));
        }
    }
}

impl Upstream {
    pub fn scheme(&self) -> http::uri::Scheme {
        if self.https { http::uri::Scheme::HTTPS } else { http::uri::Scheme::HTTP }
    }

    /// A connection that was used before. `twice`: whether the call could be sent again if it turns out to be closed.
    pub fn idle(&self, twice: bool) -> Option<Connection> {
        let mut shelf = self.shelf().lock();
        if let Some(send) = &shelf.http2 {
            if !send.is_closed() {
                return Some(Connection::Http2(send.clone()));
            }
            shelf.http2 = None;
        }
        loop {
            let (since, mut connection) = shelf.idle.pop()?;
            if !twice && since.elapsed() > SURE {
                // It may serve another call yet.
                shelf.idle.push((since, connection));
                return None;
            }
            if connection.is_open() {
                return Some(Connection::Http1(connection));
            }
        }
    }

    /// This thread's.
    pub fn shelf(&self) -> &Arc<Shelf> {
        &self.shelves[place()]
    }

    pub async fn connect(&self) -> Result<Connection, ConnectError> {
        let (stream, http2) = self.open(|tls| &tls.any).await?;
        if !http2 {
            return Ok(Connection::Http1(Box::new(Http1::begin(stream).await?)));
        }
        let (send, connection) = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(Duration::from_secs(30))
            .handshake(TokioIo::new(stream))
            .await?;
        tokio::spawn(async move {
            if let Err(cause) = connection.await {
                tracing::debug!(%cause, "a connection to an upstream ended");
            }
        });
        let mut shelf = self.shelf().lock();
        shelf.http2 = Some(send.clone());
        Ok(Connection::Http2(send))
    }

    /// For a call that turns into something else: the connection is never anybody else's.
    pub async fn switch(
        &self,
        request: Request<ToUpstream>,
    ) -> Result<impl Future<Output = hyper::Result<Response<Incoming>>> + use<>, ConnectError> {
        let (stream, _) = self.open(|tls| &tls.http1).await?;
        let (mut send, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            if let Err(cause) = connection.with_upgrades().await {
                tracing::debug!(%cause, "a connection to an upstream ended");
            }
        });
        Ok(async move { send.send_request(request).await })
    }

    /// Whether it speaks HTTP/2.
    async fn open(&self, tls: impl Fn(&Tls) -> &TlsConnector) -> Result<(Stream, bool), ConnectError> {
        let longest = Duration::from_secs(self.settings.limits.connect_seconds);
        tokio::time::timeout(longest, self.open_slowly(tls)).await.map_err(|_| ConnectError::TooLong)?
    }

    async fn open_slowly(&self, tls: impl Fn(&Tls) -> &TlsConnector) -> Result<(Stream, bool), ConnectError> {
        let tcp = self.dial().await?;
        tcp.set_nodelay(true)?;
        if !self.https {
            return Ok((Stream::Plain(Sending::new(tcp)), false));
        }
        let name = ServerName::try_from(self.host.as_ref().to_owned()).map_err(io::Error::other)?;
        let stream = tls(self.settings.tls()).connect(name, tcp).await?;
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok((Stream::Tls(Box::new(stream)), http2))
    }

    async fn dial(&self) -> Result<TcpStream, ConnectError> {
        let mut last = None;
        for address in tokio::net::lookup_host((self.host.as_ref(), self.port)).await? {
            if !self.settings.limits.link_local && is_link_local(address.ip()) {
                return Err(ConnectError::Forbidden(address.ip()));
            }
            match TcpStream::connect(address).await {
                Ok(tcp) => return Ok(tcp),
                Err(cause) => last = Some(cause),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::other("its name has no address")).into())
    }
}

/// Where clouds tell a machine its secrets. Everything else that is private may well be an upstream.
fn is_link_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

impl Http1 {
    async fn begin(stream: Stream) -> hyper::Result<Self> {
        let (send, connection) = http1::handshake(TokioIo::new(stream)).await?;
        Ok(Self { send, connection, ended: false })
    }

    /// Moves it on. Ready when it has ended.
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.ended {
            return Poll::Ready(());
        }
        match Pin::new(&mut self.connection).poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(how) => {
                if let Err(cause) = how {
                    tracing::debug!(%cause, "a connection to an upstream ended");
                }
                self.ended = true;
                Poll::Ready(())
            }
        }
    }

    /// Whether it can take a call.
    pub fn is_ready(&self) -> bool {
        !self.ended && self.send.is_ready()
    }

    /// Looks whether the other side has closed it.
    fn is_open(&mut self) -> bool {
        self.poll(&mut Context::from_waker(Waker::noop())).is_pending() && self.is_ready()
    }

    /// Sends a call and waits for the head of its answer, moving the connection itself. The call comes back with the
    /// error where nothing of it was sent.
    pub async fn send(
        &mut self,
        request: Request<ToUpstream>,
    ) -> Result<Response<Incoming>, http1_error::TrySendError> {
        let mut answer = pin!(self.send.try_send_request(request));
        let (connection, ended) = (&mut self.connection, &mut self.ended);
        std::future::poll_fn(|cx| {
            // Only the connection brings the answer, and this task moves it: no need to be woken by oneself.
            let mut quiet = Context::from_waker(Waker::noop());
            if !*ended && Pin::new(&mut *connection).poll(cx).is_ready() {
                *ended = true;
            }
            answer.as_mut().poll(&mut quiet)
        })
        .await
    }
}

pub mod http1_error {
    pub type TrySendError = hyper::client::conn::TrySendError<http::Request<super::ToUpstream>>;
}

/// A connection to an upstream, encrypted or not.
pub enum Stream {
    Plain(Sending),
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bytes),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
