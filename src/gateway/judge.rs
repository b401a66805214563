//! What is known about a call, and the verdict on it.

use super::Inner;
use super::answers::CallId;
use super::credential::{Presented, presented};
use super::facts::{Application, Registration};
use super::id::Id;
use super::meter::{Counter, Refused};
use super::routes::{Asked, Route};
use crate::domain::key::{Shape, shape};
use crate::domain::limit::Taken;
use crate::domain::sheet::Method;
use crate::domain::time::Timestamp;
use crate::domain::verdict::{self, Caller, Code, Facts, KeyFacts, Verdict, decide};
use crate::identity::secret;
use crate::portal::Clock;
use http::{HeaderMap, HeaderValue};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A verdict with everything it rests on. It is filled in where it stands: moving it from hand to hand takes time that
/// shows.
pub struct Judged {
    moment: Moment,
    /// None: it passes.
    pub refused: Option<Code>,
    /// For the owner of the application and admins only.
    pub detail: Option<String>,
    pub(super) route: Option<Arc<Route>>,
    pub(super) application: Option<Arc<Application>>,
    /// The one that was shown, if it is known.
    pub(super) key: Option<Id>,
    pub(super) taken: Option<Taken>,
}

/// When a call came: by the clock that people read, and by one that only goes forward.
#[derive(Clone, Copy)]
pub struct Moment {
    pub at: Timestamp,
    pub began: Instant,
}

impl Moment {
    pub fn now(clock: Clock) -> Self {
        Self { at: clock.now(), began: Instant::now() }
    }
}

impl Judged {
    /// Of a call that came at this moment. As long as nobody judges it, it is refused like one that can't be read.
    pub fn new(moment: Moment) -> Self {
        Self {
            moment,
            refused: Some(Code::BadRequest),
            detail: None,
            route: None,
            application: None,
            key: None,
            taken: None,
        }
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

/// A call that is decided about.
struct Asking<'a> {
    route: Option<&'a Route>,
    /// By the clock of the cells.
    now: u64,
    in_step: bool,
}

impl Inner {
    /// Decides about a call of which nothing is known yet, and takes it from its limit.
    pub async fn judge(&self, judged: &mut Judged, path: &str, headers: &HeaderMap) {
        debug_assert!(judged.route.is_none() && judged.application.is_none(), "it is judged once");
        self.judge_at_once(judged, path, headers).await;
        // What the portal in this process has just answered holds for the very next call.
        let may_change = judged.refused.is_some_and(|code| !matches!(code, Code::LimitExceeded | Code::NotInStep));
        if may_change && self.following.is_behind() && self.following.is_in_step(judged.moment.began) {
            self.following.catch_up().await;
            *judged = Judged::new(Moment::now(self.clock));
            self.judge_at_once(judged, path, headers).await;
        }
    }

    async fn judge_at_once(&self, judged: &mut Judged, path: &str, headers: &HeaderMap) {
        // Asked first: what is read afterwards is at least as new.
        let now = self.following.clock(judged.moment.began);
        let in_step = self.is_in_step(now);
        let route = self.following.facts().routes().find(path).map(Arc::clone);
        let call = Asking { route: route.as_deref(), now, in_step };
        match route.as_deref().and_then(|route| Some((route, route.asked.as_deref()?))) {
            None => self.conclude(judged, &call, Caller::Anybody),
            Some((route, asked)) => match presented(headers, asked) {
                Presented::Nothing => self.conclude(judged, &call, Caller::Nobody(Code::KeyMissing)),
                Presented::Several => self.conclude(judged, &call, Caller::Nobody(Code::KeyMalformed)),
                Presented::Text(text) => match &asked.method {
                    Method::KeyAuth { .. } => self.by_key(judged, &call, (route, asked), text),
                    Method::OpenidConnect { .. } => self.by_token(judged, &call, (route, asked), text).await,
                },
            },
        }
        judged.route = route;
    }

    fn is_in_step(&self, now: u64) -> bool {
        self.following.is_in_step_at(now) || (self.proxy.serves_out_of_step() && self.following.is_loaded())
    }

    fn by_key(&self, judged: &mut Judged, call: &Asking<'_>, of: (&Route, &Asked), text: &[u8]) {
        let facts = self.following.facts();
        // Mistyped, so nobody's: that is seen without looking anything up.
        if shape(text, facts.prefix()) == Shape::Broken {
            return self.conclude(judged, call, Caller::Nobody(Code::KeyMalformed));
        }
        let known = facts.with_key(&secret::hash(text).into(), |key| {
            judged.key = Some(key.id.clone());
            self.by_application(judged, call, of, &key.application, Some(key.facts()));
            if judged.refused.is_none() {
                self.meter.used(&key.last_use, &key.id, judged.moment.at);
            }
        });
        if known.is_none() {
            self.conclude(judged, call, Caller::Nobody(Code::KeyUnknown));
        }
    }

    async fn by_token(&self, judged: &mut Judged, call: &Asking<'_>, of: (&Route, &Asked), text: &[u8]) {
        let token = std::str::from_utf8(text).unwrap_or_default();
        match self.tokens.client(of.1, token, judged.moment.at).await {
            Err(bad) => {
                judged.detail = bad.detail;
                self.conclude(judged, call, Caller::Nobody(bad.code));
            }
            Ok(client) => match self.following.facts().client(&client) {
                Some(application) => self.by_application(judged, call, of, &application, None),
                None => self.conclude(judged, call, Caller::Nobody(Code::NotRegistered)),
            },
        }
    }

    fn by_application(
        &self,
        judged: &mut Judged,
        call: &Asking<'_>,
        (route, asked): (&Route, &Asked),
        application: &Arc<Application>,
        key: Option<KeyFacts>,
    ) {
        judged.application = Some(Arc::clone(application));
        let registration = application.registration(route.number);
        let facts = verdict::Application {
            key,
            account: application.account(),
            strategy_fits: application.strategy == asked.number,
            registration: registration.and_then(Registration::state),
        };
        self.conclude(judged, call, Caller::Application(facts));
    }

    fn conclude(&self, judged: &mut Judged, call: &Asking<'_>, caller: Caller) {
        let version = call.route.map(|route| route.state);
        judged.refused = match decide(&Facts { in_step: call.in_step, version, caller }, judged.moment.at) {
            Verdict::Refused(code) => Some(code),
            Verdict::Pass => self.over_the_limit(judged, call),
        };
    }

    fn over_the_limit(&self, judged: &mut Judged, call: &Asking<'_>) -> Option<Code> {
        let route = call.route?;
        let (rate, _) = route.limit.as_ref()?;
        let application = judged.application.as_ref()?;
        let registration = application.registration(route.number)?;
        let taken = registration.cell.take(rate, call.now);
        if taken.allowed {
            self.exchange.took(application, registration, rate, taken.remaining);
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
        match (&judged.route, &judged.application) {
            (Some(route), Some(application)) => {
                let mine = || self.meter.counter(&application.id.to_string(), &route.id);
                match application.registration(route.number) {
                    Some(registration) => count(registration.counter(mine)),
                    None => count(&mine()),
                }
            }
            // Of an open version, or of nobody who is known.
            (Some(route), None) => count(route.kept.counter(|| self.meter.counter("", &route.id))),
            (None, _) => {}
        }
        if let Some(code) = code {
            let text = |id: &Id| Arc::from(id.to_string());
            self.meter.refused(Refused {
                request_id: id.as_str().into(),
                at: judged.moment.at,
                code: code.as_str(),
                application: judged.application.as_ref().map(|application| text(&application.id)),
                version: judged.route.as_ref().map(|route| Arc::clone(&route.id)),
                credential: judged.key.as_ref().map(text),
                detail: judged.detail.clone(),
            });
        }
    }
}
