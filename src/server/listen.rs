//! The accept loop. Ours rather than axum's, which gives a client all the time in the world to send its headers.

use super::client::Peer;
use super::workers::Workers;
use crate::config::Limits;
use crate::gateway::{Dialect, Gateway, Naps, Sending, Watched};
use axum::Router;
use http::{Request, Response};
use http_body_util::Either;
use hyper::body::{Body, Incoming};
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;
use tower_http::add_extension::AddExtension;

/// One of the three doors.
pub struct Listener {
    pub name: &'static str,
    tcp: TcpListener,
    address: SocketAddr,
}

#[derive(Debug, thiserror::Error)]
#[error("{name} can't listen on {address}: {why}")]
pub struct BindError {
    name: &'static str,
    address: SocketAddr,
    why: std::io::Error,
}

impl Listener {
    pub async fn bind(name: &'static str, address: SocketAddr) -> Result<Self, BindError> {
        let failed = |why| BindError { name, address, why };
        let tcp = TcpListener::bind(address).await.map_err(failed)?;
        let address = tcp.local_addr().map_err(failed)?;
        Ok(Self { name, tcp, address })
    }

    /// The address really bound: port 0 asks for any free one.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves the pages of the portal.
    pub async fn serve(self, router: Router, limits: Limits, stop: watch::Receiver<bool>) {
        let answer = move |stream, peer| (stream, TowerToHyperService::new(AddExtension::new(router.clone(), peer)));
        self.serve_each(answer, None, limits, stop).await;
    }

    /// Serves operations. A proxy that asks about a call is answered without the router: it asks for every one.
    pub async fn serve_operations(self, router: Router, gateway: Gateway, limits: Limits, stop: watch::Receiver<bool>) {
        let answer = move |stream, _| {
            let behind = Arc::new((router.clone(), gateway.clone()));
            let service = service_fn(move |request: Request<Incoming>| {
                let behind = Arc::clone(&behind);
                async move {
                    let (router, gateway) = &*behind;
                    match Dialect::spoken_at(request.uri().path()) {
                        Some(dialect) => {
                            // The body of the call is not ours to read.
                            let (parts, _) = request.into_parts();
                            Ok::<_, Infallible>(gateway.ext_auth(dialect, &parts).await.map(Either::Left))
                        }
                        None => Ok(router.clone().oneshot(request).await?.map(Either::Right)),
                    }
                }
            });
            (Sending::new(stream), service)
        };
        self.serve_each(answer, None, limits, stop).await;
    }

    /// Serves calls to APIs.
    pub async fn serve_calls(self, gateway: Gateway, limits: Limits, stop: watch::Receiver<bool>) {
        let answer = move |stream, Peer(peer)| {
            let (stream, heads) = Watched::new(stream, gateway.patience());
            // One count of references for each connection: all of them would share the gateway's own.
            let behind = Arc::new((gateway.clone(), gateway.client(peer), heads));
            let service = service_fn(move |request| {
                let behind = Arc::clone(&behind);
                async move {
                    let (gateway, client, heads) = &*behind;
                    Ok::<_, Infallible>(gateway.call(request, client, heads).await)
                }
            });
            (stream, service)
        };
        let workers = Workers::start().inspect_err(|cause| {
            tracing::warn!(%cause, "the gateway has no threads of its own: it shares those of the portal");
        });
        self.serve_each(answer, workers.ok(), limits, stop).await;
    }

    /// Serves until told to stop, then lets requests in flight finish for as long as the limits allow.
    async fn serve_each<I, S, B>(
        self,
        answer: impl Fn(TcpStream, Peer) -> (I, S) + Send + Sync + 'static,
        workers: Option<Workers>,
        limits: Limits,
        mut stop: watch::Receiver<bool>,
    ) where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        S: Service<Request<Incoming>, Response = Response<B>> + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let places = Arc::new(Semaphore::new(limits.connections));
        let graceful = GracefulShutdown::new();
        let (server, answer) = (Arc::new(protocol(&limits)), Arc::new(answer));
        loop {
            let accepted = tokio::select! {
                accepted = accept(&self.tcp, &places) => accepted,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let Some((stream, peer, place)) = accepted else { continue };
            let _ = stream.set_nodelay(true);
            let (server, answer, watcher) = (Arc::clone(&server), Arc::clone(&answer), graceful.watcher());
            let first_byte = Duration::from_secs(limits.header_seconds);
            let name = self.name;
            let serve = move |stream: TcpStream| async move {
                let _place = place;
                // hyper has no timer for the very first byte, by which it tells HTTP/1 from HTTP/2.
                let spoke = tokio::time::timeout(first_byte, stream.peek(&mut [0])).await;
                if !matches!(spoke, Ok(Ok(1))) {
                    return;
                }
                let (stream, service) = answer(stream, peer);
                let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
                if let Err(cause) = watcher.watch(connection).await {
                    tracing::debug!(listener = name, %cause, "a connection ended early");
                }
            };
            match &workers {
                Some(workers) => workers.serve(stream, serve),
                None => drop(tokio::spawn(serve(stream))),
            }
        }
        drop(self.tcp);
        let deadline = Duration::from_secs(limits.shutdown_seconds);
        if tokio::time::timeout(deadline, graceful.shutdown()).await.is_err() {
            tracing::warn!(listener = self.name, "stopped with requests still in flight");
        }
    }
}

/// Waits for a place first: above the cap, clients queue in the system's backlog instead of in our memory.
async fn accept(
    tcp: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, Peer, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match tcp.accept().await {
        Ok((stream, address)) => Some((stream, Peer(address), place)),
        Err(cause) => {
            // Out of file descriptors, most likely: a short rest lets connections end.
            tracing::warn!(%cause, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

fn protocol(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(Naps)
        // Counts from the end of the last answer too, so it is also the idle timeout.
        .header_read_timeout(Duration::from_secs(limits.header_seconds))
        .max_buf_size(limits.header_bytes);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(limits.header_seconds))
        .keep_alive_timeout(Duration::from_secs(limits.header_seconds))
        .max_concurrent_streams(128)
        .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX));
    server
}
