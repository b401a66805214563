//! What an open page asks again and again: whether anything changed, and whether its reader is still signed in.

use super::{Error, Portal, SignedIn};
use crate::domain::apps::ApplicationPage;

impl Portal {
    /// Rises with every change of an application, a registration, a key or what they depend on.
    pub async fn latest_change(&self) -> Result<i64, Error> {
        Ok(self.store.change_head().await?)
    }

    /// The ids of the applications that changed since, and the number of the latest change. None: too many to tell.
    pub async fn changed_applications(&self, since: i64) -> Result<(i64, Option<Vec<String>>), Error> {
        Ok(self.store.changed_applications(since).await?)
    }

    pub async fn still_signed_in(&self, me: &SignedIn) -> Result<bool, Error> {
        let account = self.store.account(&me.account().id).await?;
        if !account.is_some_and(|account| account.state.may_sign_in()) {
            return Ok(false);
        }
        let alive = self.alive_sessions(&me.account().id).await?;
        Ok(alive.iter().any(|session| session.handle == me.handle()))
    }

    /// An application without what changes by itself, to be compared with how it stood before.
    pub async fn application_as_it_stands(&self, me: &SignedIn, id: &str) -> Result<ApplicationPage, Error> {
        Ok(self.application(me, id).await?.as_it_stands())
    }
}
