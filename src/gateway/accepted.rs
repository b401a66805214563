//! What a gateway would let through at this moment, for whoever compares it with the database: every pair of a key, or of
//! an application that comes with tokens, and a version. Ids only.

use super::Gateway;
use super::facts::{Application, Facts};
use super::routes::Route;
use crate::domain::time::Timestamp;
use crate::domain::verdict::{self, Caller, KeyFacts, Verdict, decide};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

impl Gateway {
    /// A line each, `key ID VERSION` or `client ID VERSION`, in no order. None: it is not in step, and lets nobody through.
    pub fn accepted(&self) -> Option<String> {
        let inner = &*self.0;
        if !inner.following.is_in_step(Instant::now()) {
            return None;
        }
        let (facts, now) = (inner.following.facts(), inner.clock.now());
        let routes = facts.routes();
        let routes: HashMap<_, _> = routes.all().map(|route| (route.number, route)).collect();
        let mut lines = String::new();
        for (_, key) in &facts.keys.pin() {
            let id = key.id.to_string();
            write(&mut lines, "key", &id, &key.application, Some(key.facts()), &routes, now);
        }
        each_client(facts, |application| {
            let id = application.id.to_string();
            write(&mut lines, "client", &id, application, None, &routes, now);
        });
        Some(lines)
    }
}

fn each_client(facts: &Facts, mut each: impl FnMut(&Arc<Application>)) {
    facts.clients.pin().values().for_each(&mut each);
}

fn write(
    lines: &mut String,
    kind: &str,
    id: &str,
    application: &Application,
    key: Option<KeyFacts>,
    routes: &HashMap<u32, &Arc<Route>>,
    now: Timestamp,
) {
    let account = application.account();
    for registration in application.registrations() {
        let Some(route) = routes.get(&registration.version()) else { continue };
        // An open version asks nobody who they are: there is nothing to compare.
        let Some(asked) = &route.asked else { continue };
        let caller = verdict::Application {
            key,
            account,
            strategy_fits: application.strategy == asked.number,
            registration: registration.state(),
        };
        let facts = verdict::Facts { in_step: true, version: Some(route.state), caller: Caller::Application(caller) };
        if decide(&facts, now) == Verdict::Pass {
            // Writing to a String can't fail.
            let _ = writeln!(lines, "{kind} {id} {}", route.id);
        }
    }
}
