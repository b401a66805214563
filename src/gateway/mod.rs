//! The door through which applications call APIs: who calls -> what is known -> the verdict -> the limit -> the upstream.
//! Nothing on this way asks the database or waits for a lock.

mod accepted;
mod answers;
mod body;
mod cors;
mod credential;
mod exchange;
mod ext_auth;
mod facts;
mod following;
mod forward;
mod headers;
mod heads;
mod id;
mod index;
mod judge;
mod left;
mod measure;
pub mod meter;
mod naps;
mod routes;
mod sending;
mod threads;
mod tokens;
mod tunnel;
mod upstream;

pub use body::ToClient;
pub use ext_auth::Dialect;
pub use following::Following;
pub use heads::{Heads, Watched};
pub use id::Id;
pub use judge::{Judged, Moment};
pub use measure::SECONDS;
pub use meter::Meter;
pub use naps::Naps;
pub use sending::Sending;
pub use tokens::{BadToken, NoTokens, Tokens};

use crate::config::Proxy;
use crate::domain::verdict::Code;
use crate::portal::{Chance, Clock};
use crate::storage::Store;
use answers::CallId;
use cors::Origins;
use exchange::Exchange;
use forward::{Call, forward};
use headers::Client;
use http::HeaderMap;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{Method, Request, Response};
use hyper::body::Incoming;
use measure::{Line, Measured};
use rustls::pki_types::CertificateDer;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// Cheap to clone.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    following: Arc<Following>,
    clock: Clock,
    chance: Chance,
    tokens: Arc<dyn Tokens>,
    meter: Meter,
    exchange: Exchange,
    store: Store,
    measured: Measured,
    /// Taken by whoever writes them.
    lines: Mutex<Option<mpsc::Receiver<Line>>>,
    origins: Origins,
    certificates: Vec<CertificateDer<'static>>,
    trusted: Vec<IpAddr>,
    proxy: Proxy,
}

/// What a gateway is given.
pub struct Given {
    pub clock: Clock,
    pub chance: Chance,
    pub tokens: Arc<dyn Tokens>,
    pub meter: Meter,
    /// Of the portal's pages, like `https://developers.example.com`.
    pub origins: Vec<String>,
    pub trusted_proxies: Vec<IpAddr>,
    pub proxy: Proxy,
}

/// How a gateway stands to the database, and what it does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    InStep,
    /// Nothing is known yet: calls are refused.
    Loading,
    /// What is known is too old: calls are refused.
    Refusing,
    /// The same, but it was told to go on by what was known last.
    Serving,
}

impl Standing {
    pub const ALL: [Self; 4] = [Self::InStep, Self::Loading, Self::Refusing, Self::Serving];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::InStep => "in_step",
            Self::Loading => "loading",
            Self::Refusing => "refusing",
            Self::Serving => "serving_out_of_step",
        }
    }
}

/// A file of the settings can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

impl Gateway {
    /// It lets nobody through until `run` has read what it has to know.
    pub fn new(store: &Store, given: Given) -> Result<Self, Unusable> {
        let Given { clock, chance, tokens, meter, origins, trusted_proxies, proxy } = given;
        let (measured, lines) = Measured::new(proxy.access_log, proxy.access_log_every);
        let certificates = proxy.certificates.as_deref().map(upstream::certificates).transpose().map_err(Unusable)?;
        Ok(Self(Arc::new(Inner {
            following: Following::new(store, clock),
            clock,
            chance,
            tokens,
            meter,
            exchange: Exchange::new(store),
            store: store.clone(),
            measured,
            lines: Mutex::new(Some(lines)),
            origins: Origins::new(&origins),
            certificates: certificates.unwrap_or_default(),
            trusted: trusted_proxies,
            proxy,
        })))
    }

    /// Keeps in step with the database, and writes down what is counted, until told to stop: after the last call, or
    /// what that was is lost.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let counting = meter::keep(self.0.meter.clone(), self.0.store.clone(), self.0.clock, stop.clone());
        // On its own: what it waits for holds up nothing else.
        let counting = tokio::spawn(counting);
        let lines = self.0.lines.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(lines) = lines {
            tokio::spawn(measure::write(lines));
        }
        let upstreams = upstream::Upstreams::new(self.0.proxy.clone(), self.0.certificates.clone());
        let following = &self.0.following;
        let exchanging = self.0.exchange.go_on(&self.0.store, |now| following.clock(now), self.0.clock, stop.clone());
        tokio::join!(Arc::clone(following).follow(upstreams, stop), exchanging);
        if counting.await.is_err() {
            tracing::error!("counting calls has panicked");
        }
    }

    /// The verdict alone: nothing is passed on, nothing counted but the call's share of its limit.
    pub async fn judge(&self, judged: &mut Judged, path: &str, headers: &HeaderMap) {
        self.0.judge(judged, path, headers).await;
    }

    pub fn following(&self) -> &Arc<Following> {
        &self.0.following
    }

    pub fn standing(&self) -> Standing {
        let following = &self.0.following;
        match (following.is_in_step(Instant::now()), following.is_loaded(), self.0.proxy.serves_out_of_step()) {
            (true, ..) => Standing::InStep,
            (false, false, _) => Standing::Loading,
            (false, true, false) => Standing::Refusing,
            (false, true, true) => Standing::Serving,
        }
    }

    /// Whether calls are let through, by what is known.
    pub fn is_ready(&self) -> bool {
        matches!(self.standing(), Standing::InStep | Standing::Serving)
    }

    /// What is measured, as Prometheus reads it.
    pub fn measured(&self) -> String {
        let following = &self.0.following;
        let (lag, keys) = (following.age(Instant::now()), following.facts().count_keys());
        self.0.measured.text(self.standing(), lag, keys)
    }

    /// Who is at the other end of a connection.
    pub fn client(&self, peer: SocketAddr) -> Client {
        Client::new(peer, &self.0.trusted)
    }

    /// How long a client may take nothing of an answer.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.0.proxy.idle_seconds)
    }

    /// One call, from its first line to the head of its answer.
    pub async fn call(&self, request: Request<Incoming>, client: &Client, heads: &Heads) -> Response<ToClient> {
        let inner = &*self.0;
        let moment = Moment::now(inner.clock);
        let id = CallId::new(inner.chance.bytes());
        let (parts, body) = request.into_parts();
        let origin = inner.origins.of(&parts.headers);
        if let Some(origin) = origin.filter(|_| cors::is_preflight(&parts.method, &parts.headers)) {
            let mut answer = cors::preflight(&parts.headers, origin);
            answers::add_id(answer.headers_mut(), &id);
            return answer;
        }
        let line = inner.measured.wants_line().then(|| (parts.method.clone(), Box::<str>::from(parts.uri.path())));
        let mut judged = Judged::new(moment);
        if heads.are_clear(&parts) & is_clear(&parts) {
            inner.judge(&mut judged, parts.uri.path(), &parts.headers).await;
        }
        let (mut answer, code) = match judged.refused {
            Some(code) => (answers::problem(code, &id, judged.asked()), Some(code)),
            None => match inner.pass(&judged, parts, body, &id, client).await {
                Ok(answer) => (answer, None),
                Err(code) => (answers::problem(code, &id, None), Some(code)),
            },
        };
        let headers = answer.headers_mut();
        answers::add_id(headers, &id);
        if let Some((taken, policy)) = judged.limit() {
            answers::add_limit(headers, taken, policy);
        }
        if let Some(origin) = origin {
            cors::allow(headers, origin);
        }
        let took = moment.began.elapsed();
        inner.measured.count(answer.status(), code, took);
        inner.meter(&judged, answer.status().as_u16(), code, took, &id);
        if let Some((method, path)) = line {
            let application = judged.application.as_ref().map(|application| application.id.clone());
            inner.measured.write(Line { method, path, status: answer.status().as_u16(), code, took, id, application });
        }
        answer
    }
}

/// Whether everybody would read the call in the same way.
fn is_clear(parts: &Parts) -> bool {
    parts.method != Method::CONNECT && routes::is_plain(parts.uri.path()) && headers::is_clear(parts)
}

impl Inner {
    /// Passes a call on that was let through.
    async fn pass(
        &self,
        judged: &Judged,
        parts: Parts,
        body: Incoming,
        id: &CallId,
        client: &Client,
    ) -> Result<Response<ToClient>, Code> {
        // Nothing is let through to nowhere.
        let Some(route) = &judged.route else { return Err(Code::RouteUnknown) };
        let Parts { method, uri, version, mut headers, mut extensions, .. } = parts;
        // Before anything else, so that it reads the headers that were judged.
        if let Some(asked) = route.asked.as_ref().filter(|_| judged.key.is_some()) {
            credential::take_away(&mut headers, asked);
        }
        let hop = headers::end_hop(&mut headers);
        let target = PathAndQuery::try_from(route.target(uri.path(), uri.query())).map_err(|_| Code::BadRequest)?;
        if version == http::Version::HTTP_2 {
            headers::join_cookies(&mut headers);
        }
        let host = headers
            .remove(http::header::HOST)
            .or_else(|| uri.authority().and_then(|authority| http::HeaderValue::from_str(authority.as_str()).ok()));
        let prefix = self.following.facts().prefix();
        headers::introduce(&mut headers, host, client, prefix);
        if let Some(application) = &judged.application {
            headers::name_caller(&mut headers, application);
        }
        headers.insert(headers::REQUEST_ID, id.header());
        let upgrade = if hop.websocket { extensions.remove::<hyper::upgrade::OnUpgrade>() } else { None };
        let call = Call { method, target, headers, body, upgrade, trailers: hop.trailers, prefix };
        match forward(&route.upstream, &self.proxy, call).await {
            Ok(mut answer) => {
                forward::end_answer_hop(&mut answer);
                Ok(answer)
            }
            Err(failed) => {
                let cause = failed.cause;
                let version = &*route.id;
                tracing::warn!(code = failed.code.as_str(), version, cause, request_id = id.as_str(), "not passed on");
                Err(failed.code)
            }
        }
    }
}
