//! Who is there. `SignedIn` and `Admin` are made here and nowhere else: a use case that asks for one can't be
//! reached without the check.

use super::audit::{Actor, record};
use super::{Error, Portal};
use crate::domain::account::{Account, Role, SessionNote};
use crate::domain::device;
use crate::domain::time::Timestamp;
use crate::identity::secret;
use crate::storage::SessionRow;
use serde_json::json;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Unused for so long, a session ends.
const IDLE: i64 = 7 * DAY;
/// However much it is used, it ends.
const ABSOLUTE: i64 = 30 * DAY;
/// The last use is kept to the minute: pages need no write each.
const TOUCH: i64 = 60 * 1000;

#[derive(Clone, Debug)]
pub struct SignedIn {
    account: Account,
    handle: String,
}

#[derive(Clone, Debug)]
pub struct Admin(SignedIn);

impl SignedIn {
    pub(super) fn proven(account: Account, handle: String) -> Self {
        Self { account, handle }
    }

    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Which of the person's sessions this is.
    pub fn handle(&self) -> &str {
        &self.handle
    }

    /// Whoever is no admin learns nothing of what admins see.
    pub fn as_admin(&self) -> Result<Admin, Error> {
        if self.account.role == Role::Admin { Ok(Admin(self.clone())) } else { Err(Error::NotFound) }
    }
}

impl Admin {
    pub(super) fn signed_in(&self) -> &SignedIn {
        &self.0
    }

    pub fn account(&self) -> &Account {
        &self.0.account
    }
}

/// `here` is the handle of the session that asks.
pub(super) fn note(session: SessionRow, here: &str) -> SessionNote {
    SessionNote {
        here: session.handle == here,
        handle: session.handle,
        device: device::in_words(&session.agent),
        seen: Timestamp(session.seen_at).in_words(),
    }
}

impl Portal {
    /// Whose cookie this is; none for one that is forged, ended, too old, or of a person who may not come in.
    pub async fn who(&self, presented: &str) -> Result<Option<SignedIn>, Error> {
        let (hash, now) = (secret::hash(presented), self.clock.now());
        let Some((session, account)) = self.store.session(&hash).await? else { return Ok(None) };
        let expired = now.0 - session.seen_at > IDLE || now.0 - session.created_at > ABSOLUTE;
        if expired || !account.state.may_sign_in() {
            return Ok(None);
        }
        if now.0 - session.seen_at > TOUCH {
            self.store.touch_session(&hash, now).await?;
        }
        Ok(Some(SignedIn::proven(account, session.handle)))
    }

    pub async fn sign_out(&self, me: &SignedIn) -> Result<(), Error> {
        self.end_session(me, me.handle()).await
    }

    /// The one used last comes first.
    pub async fn sessions(&self, me: &SignedIn) -> Result<Vec<SessionNote>, Error> {
        let alive = self.alive_sessions(&me.account.id).await?;
        Ok(alive.into_iter().map(|session| note(session, &me.handle)).collect())
    }

    pub(super) async fn alive_sessions(&self, account_id: &str) -> Result<Vec<SessionRow>, Error> {
        let now = self.clock.now().0;
        let mut sessions = self.store.sessions_of(account_id).await?;
        sessions.retain(|session| now - session.seen_at <= IDLE && now - session.created_at <= ABSOLUTE);
        Ok(sessions)
    }

    pub async fn end_session(&self, me: &SignedIn, handle: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let mut tx = self.change_by(me).await?;
        if !tx.end_session_of(&me.account.id, handle).await? {
            return Err(Error::NotFound);
        }
        tx.end_old_sessions(Timestamp(now.0 - ABSOLUTE), Timestamp(now.0 - IDLE)).await?;
        let (me, detail) = (&me.account.id, json!({ "session": handle }));
        record(&mut tx, now, Actor::Account(me), "session_ended", me, detail).await?;
        Ok(tx.commit().await?)
    }
}
