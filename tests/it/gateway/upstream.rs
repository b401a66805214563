//! Upstreams: one that answers what it was sent, and some that misbehave.

use http::request::Parts;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::server::TlsStream;

/// Answers each call with what it was: method, path, headers, and the body's text.
pub struct Echo {
    pub address: SocketAddr,
    pub calls: Arc<AtomicUsize>,
    pub connections: Arc<AtomicUsize>,
}

impl Echo {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (calls, connections) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let (counted, opened) = (Arc::clone(&calls), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                opened.fetch_add(1, Ordering::SeqCst);
                let counted = Arc::clone(&counted);
                tokio::spawn(async move {
                    let answer = service_fn(move |request| {
                        counted.fetch_add(1, Ordering::SeqCst);
                        echo(request)
                    });
                    let server = auto::Builder::new(TokioExecutor::new());
                    let _ = server.serve_connection(TokioIo::new(stream), answer).await;
                });
            }
        });
        Self { address, calls, connections }
    }

    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

async fn echo(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let status = parts.uri.path().strip_prefix("/base/status/").and_then(|status| status.parse().ok()).unwrap_or(200);
    let headers: serde_json::Map<_, _> = parts
        .headers
        .keys()
        .map(|name| {
            let values: Vec<_> =
                parts.headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
            (name.to_string(), values.join(" | ").into())
        })
        .collect();
    let collected = body.collect().await;
    let (text, trailers) = match collected {
        Ok(collected) => {
            let trailers = collected.trailers().map(|trailers| format!("{trailers:?}"));
            (String::from_utf8_lossy(&collected.to_bytes()).into_owned(), trailers)
        }
        Err(_) => ("broken off".to_owned(), None),
    };
    let said = serde_json::json!({
        "method": parts.method.as_str(), "path": parts.uri.to_string(), "headers": headers, "body": text,
        "trailers": trailers, "version": format!("{:?}", parts.version),
    });
    let answer = Response::builder()
        .status(status)
        .header("x-upstream", "echo")
        .header("keep-alive", "timeout=5")
        .header("x-hop", "1")
        .header("connection", "x-hop");
    let body = if matches!(status, 204 | 304) { Bytes::new() } else { said.to_string().into() };
    Ok(answer.body(Full::new(body)).expect("an answer"))
}

/// Reads the head of each call, and then does as it was told with the connection.
pub async fn raw<F, T>(serve: F) -> SocketAddr
where
    F: Fn(TcpStream, String) -> T + Send + Sync + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let serve = Arc::new(serve);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let serve = Arc::clone(&serve);
            tokio::spawn(async move {
                if let Some(head) = head(&mut stream).await {
                    serve(stream, head).await;
                }
            });
        }
    });
    address
}

pub async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(bytes).ok()
}

pub async fn say(stream: &mut TcpStream, text: &str) {
    // The gateway may have had enough already.
    let _ = stream.write_all(text.as_bytes()).await;
}

/// Speaks TLS with a certificate of its own making, and HTTP/1.1 or HTTP/2 within.
pub async fn encrypted(protocols: &[&[u8]]) -> (SocketAddr, PathBuf) {
    serve_encrypted(protocols, |stream| async move {
        let server = auto::Builder::new(TokioExecutor::new());
        let _ = server.serve_connection(TokioIo::new(stream), service_fn(echo)).await;
    })
    .await
}

/// Speaks HTTP/2, answers once on each connection, and hangs up when the next call has come. What came, in order.
pub async fn rude_http2() -> (SocketAddr, PathBuf, Arc<Mutex<Vec<Parts>>>) {
    let came = Arc::<Mutex<Vec<Parts>>>::default();
    let noted = Arc::clone(&came);
    let (address, certificates) = serve_encrypted(&[b"h2"], move |stream| {
        let (noted, hang_up) = (Arc::clone(&noted), Arc::<Notify>::default());
        let (told, calls) = (Arc::clone(&hang_up), AtomicUsize::new(0));
        let answer = service_fn(move |request: Request<Incoming>| {
            noted.lock().expect("no panic").push(request.into_parts().0);
            let again = calls.fetch_add(1, Ordering::SeqCst) > 0;
            let told = Arc::clone(&told);
            async move {
                if again {
                    told.notify_one();
                    std::future::pending::<()>().await;
                }
                Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"ok"))))
            }
        });
        async move {
            let server = auto::Builder::new(TokioExecutor::new());
            tokio::select! {
                _ = server.serve_connection(TokioIo::new(stream), answer) => {}
                () = hang_up.notified() => {}
            }
        }
    })
    .await;
    (address, certificates, came)
}

async fn serve_encrypted<F, T>(protocols: &[&[u8]], serve: F) -> (SocketAddr, PathBuf)
where
    F: Fn(TlsStream<TcpStream>) -> T + Send + Sync + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    use tokio_rustls::rustls::pki_types::pem::PemObject;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/gateway");
    let file = folder.join("certificate.pem");
    let chain = vec![CertificateDer::from_pem_file(&file).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).expect("its key");
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let mut config = tokio_rustls::rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a server");
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let serve = Arc::new(serve);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, serve) = (acceptor.clone(), Arc::clone(&serve));
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                serve(stream).await;
            });
        }
    });
    (address, file)
}
