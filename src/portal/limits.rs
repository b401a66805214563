//! What is left of limits, as far as this process can know it.

use super::{Error, Portal};
use crate::domain::apps::{ApplicationPage, RegistrationRow};
use crate::domain::limit::{Left, Rate};
use crate::domain::registration::RegistrationState;
use crate::domain::sheet::Limit;
use futures::future::BoxFuture;
use std::collections::HashMap;
use std::sync::Arc;

/// Asks the gateway in this process about registrations and their limits; none: it can't tell.
pub type AskGateway = Arc<dyn Fn(Vec<(String, Limit)>) -> BoxFuture<'static, Vec<Option<u32>>> + Send + Sync>;

impl Portal {
    /// By the ids of the application's registrations: those that have a limit and may call.
    ///
    /// Where there is one gateway only, its own counters are the truth. Where there may be several, each writes down what
    /// it let through a moment later, and the sum of that is as close as one can come without asking all of them.
    pub(super) async fn left_of_limits(&self, page: &ApplicationPage) -> Result<HashMap<String, Left>, Error> {
        let limited = |row: &RegistrationRow| {
            let may_call = row.registration.state == RegistrationState::Approved && row.path.is_some();
            row.limit.filter(|_| may_call).map(|limit| (row.registration.id.clone(), limit))
        };
        let limited: Vec<_> = page.registrations.iter().filter_map(limited).collect();
        if limited.is_empty() {
            return Ok(HashMap::new());
        }
        if self.store.is_shared() {
            let free_at = self.store.free_at(&page.application.id).await?;
            let left = |(id, limit): (String, Limit)| {
                let owed = free_at.get(&id).map_or(0, |at| at.0 - page.now.0);
                let requests = Rate::new(limit).remaining_of_millis(owed);
                (id, Left { requests, about: true })
            };
            return Ok(limited.into_iter().map(left).collect());
        }
        let Some(ask) = &self.gateway_limits else { return Ok(HashMap::new()) };
        let answers = ask(limited.clone()).await;
        let told = limited.into_iter().zip(answers);
        Ok(told.filter_map(|((id, _), left)| Some((id, Left { requests: left?, about: false }))).collect())
    }
}
