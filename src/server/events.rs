//! What an open page of an application is told: that something about it changed. One follower asks the database for all
//! open pages of this process, and only while there are some.

use super::forms::failed;
use super::pages::Pages;
use crate::domain::apps::ApplicationPage;
use crate::portal::{Error, Portal, SignedIn};
use axum::body::Body;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// What was approved is seen within a second: this, and the time to ask for the page again.
const PAUSE: Duration = Duration::from_millis(200);
/// After a database that did not answer.
const REST: Duration = Duration::from_secs(2);
/// So often a page is told that somebody is still there, and the session is looked at.
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// Then the browser connects anew, as it does by itself.
const LONGEST: Duration = Duration::from_secs(600);
/// Open pages that one account may keep connections for. Pages out of sight give theirs back.
const MOST: usize = 12;

#[derive(Clone)]
pub struct Changes(Arc<Inner>);

/// Whom a change concerns, by the ids of applications; none: everybody.
type Changed = Option<Arc<HashSet<String>>>;

struct Inner {
    portal: Portal,
    changed: broadcast::Sender<Changed>,
    running: AtomicBool,
    stop: watch::Receiver<bool>,
    open: Mutex<HashMap<String, usize>>,
}

impl Changes {
    pub fn new(portal: Portal, stop: watch::Receiver<bool>) -> Self {
        let (changed, running, open) = (broadcast::Sender::new(64), AtomicBool::new(false), Mutex::default());
        Self(Arc::new(Inner { portal, changed, running, stop, open }))
    }

    fn listen(&self) -> broadcast::Receiver<Changed> {
        let heard = self.0.changed.subscribe();
        if !self.0.running.swap(true, Ordering::AcqRel) {
            tokio::spawn(follow(Arc::clone(&self.0)));
        }
        heard
    }

    /// None: this account has enough open pages.
    fn place(&self, account: &str) -> Option<Place> {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(account.to_owned()).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Place { inner: Arc::clone(&self.0), account: account.to_owned() })
    }
}

/// Given back when the page goes.
struct Place {
    inner: Arc<Inner>,
    account: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.inner.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(&self.account) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                open.remove(&self.account);
            }
        }
    }
}

async fn follow(inner: Arc<Inner>) {
    let nobody = || inner.changed.receiver_count() == 0;
    let mut known = None;
    loop {
        if nobody() {
            inner.running.store(false, Ordering::Release);
            // Whoever came in between found it running.
            if nobody() || inner.running.swap(true, Ordering::AcqRel) {
                return;
            }
        }
        let read = match known {
            // Nobody knows what happened before it began: each looks for itself.
            None => inner.portal.latest_change().await.map(|head| (head, None)),
            Some(since) => inner.portal.changed_applications(since).await,
        };
        let pause = match read {
            Ok((head, changed)) => {
                known = Some(head);
                let changed: Option<HashSet<_>> = changed.map(|ids| ids.into_iter().collect());
                if changed.as_ref().is_none_or(|ids| !ids.is_empty()) {
                    // Nobody may be there any more.
                    let _ = inner.changed.send(changed.map(Arc::new));
                }
                PAUSE
            }
            Err(cause) => {
                tracing::warn!(%cause, "changes could not be followed");
                REST
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            () = stopped(inner.stop.clone()) => return,
        }
    }
}

/// Never where nobody can say so any more.
async fn stopped(mut stop: watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// One open page.
struct Listener {
    portal: Portal,
    me: SignedIn,
    id: String,
    known: ApplicationPage,
    heard: broadcast::Receiver<Changed>,
    stop: watch::Receiver<bool>,
    until: Instant,
    _place: Place,
}

#[derive(serde::Deserialize)]
pub struct Asked {
    /// The mark of what the page shows: it may have changed between that and now.
    shown: Option<String>,
}

pub async fn application(
    State(pages): State<Pages>,
    Extension(me): Extension<SignedIn>,
    Path(id): Path<String>,
    Query(Asked { shown }): Query<Asked>,
) -> Response {
    let (portal, changes) = (pages.portal().clone(), pages.changes());
    // Before it is read: nothing is missed in between.
    let heard = changes.listen();
    let known = match portal.application_as_it_stands(&me, &id).await {
        Ok(known) => known,
        Err(cause) => return failed(&cause),
    };
    let Some(place) = changes.place(&me.account().id) else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    let missed = shown.is_some_and(|mark| mark != known.mark());
    let (stop, until) = (changes.0.stop.clone(), Instant::now() + LONGEST);
    let listener = Listener { portal, me, id, known, heard, stop, until, _place: place };
    let begin = [BEGIN, if missed { CHANGED } else { b"" }].concat();
    let begin = futures::stream::once(async { Ok::<_, Infallible>(Bytes::from(begin)) });
    let lines = futures::stream::unfold(Some(listener), |listener| async {
        let (line, listener) = listener?.next().await?;
        Some((Ok(Bytes::from_static(line)), listener))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // For a proxy that would keep lines back until there are many.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(futures::StreamExt::chain(begin, lines))).into_response()
}

const BEGIN: &[u8] = b"retry: 2000\n\n";
const CHANGED: &[u8] = b"data: changed\n\n";
const STILL_HERE: &[u8] = b": still here\n\n";

impl Listener {
    /// The next line, and who goes on listening; none at the end.
    async fn next(mut self) -> Option<(&'static [u8], Option<Self>)> {
        let mut alive = Instant::now() + KEEP_ALIVE;
        loop {
            let changed = tokio::select! {
                heard = self.heard.recv() => match heard {
                    Ok(Some(ids)) if !ids.contains(&self.id) => continue,
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => true,
                    Err(broadcast::error::RecvError::Closed) => return None,
                },
                () = sleep_until(alive) => false,
                () = stopped(self.stop.clone()) => return None,
            };
            alive = Instant::now() + KEEP_ALIVE;
            let here = matches!(self.portal.still_signed_in(&self.me).await, Ok(true));
            if !here || Instant::now() > self.until {
                return None;
            }
            if !changed {
                return Some((STILL_HERE, Some(self)));
            }
            match self.portal.application_as_it_stands(&self.me, &self.id).await {
                Ok(now) if now == self.known => {}
                Ok(now) => {
                    self.known = now;
                    return Some((CHANGED, Some(self)));
                }
                // It is gone: the page finds out.
                Err(Error::NotFound) => return Some((CHANGED, None)),
                Err(cause) => {
                    tracing::warn!(%cause, "an open page could not be told of a change");
                    return None;
                }
            }
        }
    }
}
