//! What is known about a call, and the verdict on it.

use super::Inner;
use super::answers::CallId;
use super::credential::{Presented, presented};
use super::facts::{Application, Key, KeyHash, Registration};
use super::meter::{Counter, Refused};
use super::routes::{Asked, Route};
use crate::domain::key::{Shape, shape};
use crate::domain::limit::Taken;
use crate::domain::sheet::Method;
use crate::domain::time::Timestamp;
use crate::domain::verdict::{self, Caller, Code, Facts, Verdict, decide};
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A verdict with everything it rests on.
pub struct Judged {
    pub at: Timestamp,
    pub refused: Option<Code>,
    /// For the owner of the application and admins only.
    pub detail: Option<String>,
    pub(super) route: Option<Arc<Route>>,
    pub(super) application: Option<Arc<Application>>,
    pub(super) key: Option<Arc<Key>>,
    pub(super) registration: Option<Arc<Registration>>,
    pub(super) taken: Option<Taken>,
}

impl Judged {
    fn new(at: Timestamp) -> Self {
        Self {
            at,
            refused: None,
            detail: None,
            route: None,
            application: None,
            key: None,
            registration: None,
            taken: None,
        }
    }

    pub fn unclear(at: Timestamp) -> Self {
        Self { refused: Some(Code::BadRequest), ..Self::new(at) }
    }

    pub fn asked(&self) -> Option<&Asked> {
        self.route.as_ref().and_then(|route| route.asked.as_deref())
    }

    /// What was taken of the limit, and the policy behind it.
    pub fn limit(&self) -> Option<(&Taken, &HeaderValue)> {
        let (_, policy) = self.route.as_ref()?.limit.as_ref()?;
        Some((self.taken.as_ref()?, policy))
    }
}

pub fn hash(text: &[u8]) -> KeyHash {
    KeyHash(Sha256::digest(text).into())
}

impl Inner {
    /// Decides about a call, and takes it from its limit.
    pub async fn judge(&self, path: &str, headers: &HeaderMap, began: Instant) -> Judged {
        let judged = self.judge_at(path, headers, began).await;
        // What the portal in this process has just answered holds for the very next call.
        let may_change = judged.refused.is_some_and(|code| !matches!(code, Code::LimitExceeded | Code::NotInStep));
        if may_change && self.following.is_behind() && self.following.is_in_step(began) {
            self.following.catch_up().await;
            return self.judge_at(path, headers, Instant::now()).await;
        }
        judged
    }

    async fn judge_at(&self, path: &str, headers: &HeaderMap, began: Instant) -> Judged {
        let mut judged = Judged::new(self.clock.now());
        // Asked first: what is read afterwards is at least as new.
        let in_step = self.is_in_step(began);
        let route = self.following.facts().routes().find(path).map(Arc::clone);
        let asked = route.as_deref().and_then(|route| Some((route, route.asked.as_deref()?)));
        let caller = match asked {
            Some((route, asked)) => self.caller(&mut judged, route, asked, headers).await,
            None => Caller::Anybody,
        };
        judged.route = route;
        let version = judged.route.as_ref().map(|route| route.state);
        judged.refused = match decide(&Facts { in_step, version, caller }, judged.at) {
            Verdict::Refused(code) => Some(code),
            Verdict::Pass => self.over_the_limit(&mut judged, began),
        };
        if judged.refused.is_none()
            && let Some(key) = &judged.key
        {
            self.meter.used(&key.last_use, &key.id, judged.at);
        }
        judged
    }

    fn is_in_step(&self, now: Instant) -> bool {
        self.following.is_in_step(now) || (self.proxy.serves_out_of_step() && self.following.is_loaded())
    }

    async fn caller(&self, judged: &mut Judged, route: &Route, asked: &Asked, headers: &HeaderMap) -> Caller {
        let text = match presented(headers, asked) {
            Presented::Text(text) => text,
            Presented::Nothing => return Caller::Nobody(Code::KeyMissing),
            Presented::Several => return Caller::Nobody(Code::KeyMalformed),
        };
        let application = match &asked.method {
            Method::KeyAuth { .. } => {
                // Mistyped, so nobody's: that is seen without looking anything up.
                if shape(text, self.following.facts().prefix()) == Shape::Broken {
                    return Caller::Nobody(Code::KeyMalformed);
                }
                let Some(key) = self.following.facts().key(&hash(text)) else {
                    return Caller::Nobody(Code::KeyUnknown);
                };
                let application = Arc::clone(&key.application);
                judged.key = Some(key);
                application
            }
            Method::OpenidConnect { .. } => {
                let token = std::str::from_utf8(text).unwrap_or_default();
                let client = match self.tokens.client(asked, token, judged.at).await {
                    Ok(client) => client,
                    Err(bad) => {
                        judged.detail = bad.detail;
                        return Caller::Nobody(bad.code);
                    }
                };
                let Some(application) = self.following.facts().client(&client) else {
                    return Caller::Nobody(Code::NotRegistered);
                };
                application
            }
        };
        let more = application.more();
        judged.registration = more.registration(route.number).cloned();
        let facts = verdict::Application {
            key: judged.key.as_ref().map(|key| key.facts()),
            account: more.account.state(),
            strategy_fits: application.strategy == asked.number,
            registration: judged.registration.as_ref().map(|registration| registration.state()),
        };
        drop(more);
        judged.application = Some(application);
        Caller::Application(facts)
    }

    fn over_the_limit(&self, judged: &mut Judged, began: Instant) -> Option<Code> {
        let (rate, _) = judged.route.as_ref()?.limit.as_ref()?;
        let registration = judged.registration.as_ref()?;
        let taken = registration.cell.take(rate, self.following.clock(began));
        if taken.allowed {
            self.exchange.took(registration, rate, taken.remaining);
        }
        judged.taken = Some(taken);
        (!taken.allowed).then_some(Code::LimitExceeded)
    }

    /// Counts a call that is answered.
    pub fn meter(&self, judged: &Judged, status: u16, code: Option<Code>, took: Duration, id: &CallId) {
        let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        // What was not let through says nothing of the API.
        let count = |counter: &Counter| match judged.refused {
            Some(_) => counter.refused(),
            None => counter.record(status, micros),
        };
        match (&judged.route, &judged.application, &judged.registration) {
            (Some(route), Some(application), Some(registration)) => {
                let mine = || self.meter.counter(&application.id.to_string(), &route.id);
                count(registration.counter(mine));
            }
            (Some(route), Some(application), None) => {
                count(&self.meter.counter(&application.id.to_string(), &route.id));
            }
            // Of an open version, or of nobody who is known.
            (Some(route), None, _) => count(route.kept.counter(|| self.meter.counter("", &route.id))),
            (None, ..) => {}
        }
        if let Some(code) = code {
            let text = |id: &super::id::Id| Arc::from(id.to_string());
            self.meter.refused(Refused {
                request_id: id.as_str().into(),
                at: judged.at,
                code: code.as_str(),
                application: judged.application.as_ref().map(|application| text(&application.id)),
                version: judged.route.as_ref().map(|route| Arc::clone(&route.id)),
                credential: judged.key.as_ref().map(|key| text(&key.id)),
                detail: judged.detail.clone(),
            });
        }
    }
}
