//! Passes a call on, and the answer back.

use super::body::{Fault, Patience, ToClient, ToUpstream, give_back};
use super::headers::{Hop, end_hop};
use super::naps::Nap;
use super::upstream::{ConnectError, Connection, Http1, Upstream};
use crate::config::Proxy;
use crate::domain::key::Prefix;
use crate::domain::verdict::Code;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, Version, header};
use hyper::body::{Body, Incoming};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::{Duration, Instant};

/// A call as the upstream gets it.
pub struct Call {
    pub method: Method,
    /// Path and query.
    pub target: PathAndQuery,
    pub headers: HeaderMap,
    pub body: Incoming,
    /// Where the client wants to go on in another protocol: its side of the connection.
    pub upgrade: Option<hyper::upgrade::OnUpgrade>,
    pub trailers: bool,
    /// What keys begin with, which may not stand in trailers either.
    pub prefix: Prefix,
}

/// Why there is no answer of the upstream's, and what the log is told.
pub struct Failed {
    pub code: Code,
    pub cause: String,
}

impl Failed {
    fn unreachable(cause: &dyn ToString) -> Self {
        Self { code: Code::UpstreamUnreachable, cause: cause.to_string() }
    }

    fn timeout(cause: &str) -> Self {
        Self { code: Code::UpstreamTimeout, cause: cause.to_owned() }
    }
}

impl From<ConnectError> for Failed {
    fn from(cause: ConnectError) -> Self {
        match cause {
            ConnectError::TooLong => Self::timeout("connecting took too long"),
            other => Self::unreachable(&other),
        }
    }
}

pub async fn forward(upstream: &Arc<Upstream>, limits: &Proxy, call: Call) -> Result<Response<ToClient>, Failed> {
    let until = (limits.total_seconds > 0).then(|| Instant::now() + Duration::from_secs(limits.total_seconds));
    let fault = Arc::<Fault>::default();
    let Call { method, target, mut headers, body, upgrade, trailers, prefix } = call;
    headers.insert(header::HOST, upstream.authority.clone());
    // Answered by our own server; the upstream would wait for the body that we are sending already.
    headers.remove(header::EXPECT);
    if trailers {
        headers.insert(header::TE, HeaderValue::from_static("trailers"));
    }
    let idle = Duration::from_secs(limits.idle_seconds);
    if body.size_hint().lower() > limits.body_bytes {
        return Err(Failed { code: Code::BodyTooLarge, cause: "the call says so itself".to_owned() });
    }
    let empty = body.is_end_stream();
    let body = if empty {
        ToUpstream::Empty
    } else {
        let patience = Patience::new(idle, until);
        ToUpstream::Client { incoming: body, left: limits.body_bytes, patience, fault: Arc::clone(&fault), prefix }
    };
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = Uri::from(target);
    *request.headers_mut() = headers;
    let wait = Wait { first_byte: Duration::from_secs(limits.first_byte_seconds), until, fault: &fault };
    if let Some(upgrade) = upgrade {
        // In boxes stands what is rare and large: every call would carry its room along.
        return Box::pin(switch(upstream, request, upgrade, &wait, idle)).await;
    }
    let twice = empty && request.method().is_idempotent();
    let mut connection = upstream.idle(twice);
    // A connection that was closed the moment we took it is no failure of the upstream's.
    loop {
        let reused = connection.is_some();
        let taken = match connection.take() {
            Some(taken) => taken,
            None => Box::pin(upstream.connect()).await?,
        };
        let spare = (reused && twice).then(|| Spare::of(&request));
        match taken {
            Connection::Http1(mut taken) => {
                let answered = {
                    let sent = pin!(taken.send(request));
                    wait.for_answer(sent).await?
                };
                match answered {
                    Ok(answer) => return Ok(answer_of(answer, taken, upstream, Patience::new(idle, until)).await),
                    Err(mut failed) => match failed.take_message().or_else(|| spare?.request()) {
                        Some(again) if reused => request = again,
                        _ => return Err(wait.told(failed.error())),
                    },
                }
            }
            Connection::Http2(mut taken) => {
                as_http2(&mut request, upstream);
                match wait.for_answer(Box::pin(taken.try_send_request(request)).as_mut()).await? {
                    Ok(answer) => {
                        let patience = Patience::new(idle, until);
                        return Ok(answer.map(|incoming| ToClient::Http2 { incoming, patience }));
                    }
                    Err(mut failed) => match failed.take_message().or_else(|| spare?.request()) {
                        Some(again) if reused => request = as_http1(again, upstream),
                        _ => return Err(wait.told(failed.error())),
                    },
                }
            }
        }
    }
}

/// Whoever reads the body has the connection, and gives it back.
async fn answer_of(
    answer: Response<Incoming>,
    connection: Box<Http1>,
    upstream: &Upstream,
    patience: Patience,
) -> Response<ToClient> {
    let (parts, incoming) = answer.into_parts();
    let shelf = upstream.shelf();
    let mut connection = Some(connection);
    let body = if incoming.is_end_stream() {
        poll_fn(|cx| {
            give_back(&mut connection, shelf, cx);
            Poll::Ready(())
        })
        .await;
        ToClient::Empty
    } else {
        ToClient::Http1 { incoming, connection, shelf: Arc::clone(shelf), patience }
    };
    Response::from_parts(parts, body)
}

/// A call without a body, should it have to be sent once more. It hardly ever has, so it is kept as one text: copying
/// each header takes many times as long.
struct Spare {
    method: Method,
    /// Its target, and a line for each header.
    text: Vec<u8>,
}

impl Spare {
    fn of(request: &Request<ToUpstream>) -> Self {
        let mut text = Vec::with_capacity(1024);
        text.extend_from_slice(request.uri().path_and_query().map_or("/", PathAndQuery::as_str).as_bytes());
        for (name, value) in request.headers() {
            for part in [b"\n", name.as_str().as_bytes(), b":", value.as_bytes()] {
                text.extend_from_slice(part);
            }
        }
        Self { method: request.method().clone(), text }
    }

    fn request(self) -> Option<Request<ToUpstream>> {
        let mut lines = self.text.split(|byte| *byte == b'\n');
        let mut request = Request::new(ToUpstream::Empty);
        *request.method_mut() = self.method;
        *request.uri_mut() = Uri::try_from(lines.next()?).ok()?;
        for line in lines {
            let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
            let (name, value) = (HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(&value[1..]).ok()?);
            request.headers_mut().append(name, value);
        }
        Some(request)
    }
}

/// HTTP/2 has the whole address in place of `Host`.
fn as_http2(request: &mut Request<ToUpstream>, upstream: &Upstream) {
    *request.version_mut() = Version::HTTP_2;
    request.headers_mut().remove(header::HOST);
    let mut parts = request.uri().clone().into_parts();
    parts.scheme = Some(upstream.scheme());
    parts.authority = upstream.authority.to_str().ok().and_then(|name| name.parse().ok());
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

fn as_http1(mut request: Request<ToUpstream>, upstream: &Upstream) -> Request<ToUpstream> {
    *request.version_mut() = Version::HTTP_11;
    if let Some(target) = request.uri().path_and_query().cloned() {
        *request.uri_mut() = Uri::from(target);
    }
    request.headers_mut().insert(header::HOST, upstream.authority.clone());
    request
}

/// How long the head of an answer is waited for.
struct Wait<'a> {
    first_byte: Duration,
    until: Option<Instant>,
    fault: &'a Fault,
}

impl Wait<'_> {
    /// Counted from the last piece of the client's body: a long one is no fault of the upstream's.
    async fn for_answer<T>(&self, mut answer: Pin<&mut impl Future<Output = T>>) -> Result<T, Failed> {
        let mut nap = Nap::until(self.longest());
        let answered = poll_fn(|cx| {
            if let Poll::Ready(answer) = answer.as_mut().poll(cx) {
                return Poll::Ready(Some(answer));
            }
            loop {
                ready!(Pin::new(&mut nap).poll(cx));
                if !self.fault.moved() || self.until.is_some_and(|until| until <= Instant::now()) {
                    return Poll::Ready(None);
                }
                nap.reset(self.longest());
            }
        });
        answered.await.ok_or_else(|| Failed::timeout("no answer came"))
    }

    fn longest(&self) -> Instant {
        let longest = Instant::now() + self.first_byte;
        self.until.map_or(longest, |until| until.min(longest))
    }

    fn told(&self, cause: &hyper::Error) -> Failed {
        match self.fault.code() {
            Some(code) => Failed { code, cause: cause.to_string() },
            None => Failed::unreachable(&cause),
        }
    }
}

/// A WebSocket: the upstream's yes is passed back, and from then on bytes are.
async fn switch(
    upstream: &Arc<Upstream>,
    mut request: Request<ToUpstream>,
    client: hyper::upgrade::OnUpgrade,
    wait: &Wait<'_>,
    idle: Duration,
) -> Result<Response<ToClient>, Failed> {
    request.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    request.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    let answer = upstream.switch(request).await?;
    let mut answer = wait.for_answer(pin!(answer)).await?.map_err(|cause| wait.told(&cause))?;
    if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
        let patience = Patience::new(idle, wait.until);
        return Ok(answer.map(|incoming| ToClient::Http2 { incoming, patience }));
    }
    let behind = hyper::upgrade::on(&mut answer);
    let (mut parts, _) = answer.into_parts();
    end_hop(&mut parts.headers);
    parts.headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    parts.headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    tokio::spawn(super::tunnel::join(client, behind, idle));
    Ok(Response::from_parts(parts, ToClient::Empty))
}

/// What of an answer concerns the connection to the upstream only.
pub fn end_answer_hop(answer: &mut Response<ToClient>) {
    // Which version the upstream spoke is no matter of the client's.
    *answer.version_mut() = Version::HTTP_11;
    if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
        let _: Hop = end_hop(answer.headers_mut());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spare_call_is_the_same_call() {
        let request = Request::builder()
            .method(Method::DELETE)
            .uri("/orders/1?at=12:30&x=%0a")
            .header("host", "api.example.com:8080")
            .header("x-empty", "")
            .header("accept", "a/b:c; q=1")
            .header("accept", "d/e")
            .header("x-latin", HeaderValue::from_bytes(b"caf\xe9\tau lait").expect("a value"))
            .body(ToUpstream::Empty)
            .expect("a request");
        let again = Spare::of(&request).request().expect("it can be read");
        assert_eq!(
            (again.method(), again.uri(), again.headers()),
            (request.method(), request.uri(), request.headers())
        );
    }
}
