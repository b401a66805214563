//! The way in for somebody new, and the way back for who forgot a password. Whether an address is known plays no
//! part in answering: that is looked up later, where the mail is written.

use super::audit::{Actor, record};
use super::budget::Client;
use super::letters::Post;
use super::{Error, Portal};
use crate::domain::account::{Account, AccountState, Email, FullName, Role};
use crate::domain::time::Timestamp;
use crate::identity::password::{HashError, Password, Unfit};
use crate::identity::secret::{self, Secret};
use crate::storage::{self, Purpose, Tx};
use serde_json::json;

const HOUR: i64 = 3_600_000;
/// Admins decide in their own time: one digest tells of all who came within it.
const DIGEST_AFTER: i64 = 120_000;

/// What a stranger is told: never whether the address is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Mailed,
    TooOften,
    Closed,
    /// People of this address's domain can't sign up.
    Elsewhere,
}

#[derive(Debug, thiserror::Error)]
pub enum LinkRefusal {
    #[error("the link was used, is too old, or never was one")]
    Stale,
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error("too many passwords are set at once")]
    Busy,
    #[error("there is an account with this address already")]
    Taken,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<storage::Error> for LinkRefusal {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Duplicate => Self::Taken,
            other => Self::Failed(other.into()),
        }
    }
}

impl From<HashError> for LinkRefusal {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Failed => Self::Failed(Error::Hashing),
        }
    }
}

impl Portal {
    pub async fn sign_up(&self, name: &FullName, email: &Email, client: Client) -> Result<Asked, Error> {
        let settings = self.settings().await?;
        if !settings.sign_up_open {
            return Ok(Asked::Closed);
        }
        if !settings.may_sign_up(email) {
            return Ok(Asked::Elsewhere);
        }
        self.ask(email, client, "sign_up_asked", &Post::SignUp { name: name.clone() }).await
    }

    pub async fn forgot_password(&self, email: &Email, client: Client) -> Result<Asked, Error> {
        self.ask(email, client, "password_reset_asked", &Post::Reset).await
    }

    async fn ask(&self, email: &Email, client: Client, event: &str, post: &Post) -> Result<Asked, Error> {
        let now = self.clock.now();
        let mut tx = self.change().await?;
        if !self.may_ask(&mut tx, client).await? {
            return Ok(Asked::TooOften);
        }
        // Who has had enough mails for today is not told: the asker may be a stranger.
        if self.may_mail(&mut tx, email).await? {
            self.post(&mut tx, email.as_str(), post, now).await?;
        }
        record(&mut tx, now, Actor::Visitor, event, "unknown", json!({})).await?;
        tx.commit().await?;
        Ok(Asked::Mailed)
    }

    /// Sets the password of whoever holds the link, which also proves the address. Ends every session.
    pub async fn set_password_by_link(
        &self,
        purpose: Purpose,
        presented: &str,
        wanted: &str,
    ) -> Result<AccountState, LinkRefusal> {
        let (hash, now) = (secret::hash(presented), self.clock.now());
        let id = self.store.token(&hash, purpose, now).await?.ok_or(LinkRefusal::Stale)?;
        let account = self.store.account(&id).await?.ok_or(LinkRefusal::Stale)?;
        let chosen = Password::chosen(wanted, &[account.email.as_str(), account.name.as_str()])?;
        let phc = self.passwords.hash(chosen, &self.chance).await?;
        let settings = self.settings().await?;
        let mut tx = self.change().await?;
        // Of two tabs at once, one gets the link. Whatever changed in the meantime is read again.
        let id = tx.use_token(&hash, purpose, now).await?.ok_or(LinkRefusal::Stale)?;
        let account = tx.account(&id).await?.ok_or(LinkRefusal::Stale)?;
        let state = account.state.confirmed(settings.approves(&account.email));
        tx.set_password(&id, &phc).await?;
        tx.drop_tokens_of(&id).await?;
        tx.end_sessions(&id, None).await?;
        let event = if purpose == Purpose::Reset { "password_reset" } else { "confirmed" };
        record(&mut tx, now, Actor::Account(&id), event, &id, json!({ "state": state })).await?;
        if state != account.state {
            let decided_at = account.decided_at;
            tx.set_account(&Account { state, ..account }, decided_at).await?;
            if state == AccountState::Pending {
                self.post(&mut tx, "", &Post::Digest, Timestamp(now.0 + DIGEST_AFTER)).await?;
            }
        }
        tx.commit().await?;
        Ok(state)
    }

    /// A link that makes the first admin, where there is nobody yet.
    pub async fn setup_link(&self) -> Result<Option<String>, Error> {
        // Whoever signed up meanwhile is no admin: a stranger can't use the link up.
        if !self.store.admins().await?.is_empty() {
            return Ok(None);
        }
        let mut tx = self.change().await?;
        let token = self.mint(&mut tx, Purpose::Setup, None, 24 * HOUR).await?;
        tx.commit().await?;
        Ok(Some(format!("{}/setup?token={}", self.address, token.expose())))
    }

    pub async fn set_up(
        &self,
        presented: &str,
        name: FullName,
        email: Email,
        wanted: &str,
    ) -> Result<Account, LinkRefusal> {
        let (hash, now) = (secret::hash(presented), self.clock.now());
        self.store.token(&hash, Purpose::Setup, now).await?.ok_or(LinkRefusal::Stale)?;
        let chosen = Password::chosen(wanted, &[email.as_str(), name.as_str()])?;
        let phc = self.passwords.hash(chosen, &self.chance).await?;
        let mut tx = self.change().await?;
        tx.use_token(&hash, Purpose::Setup, now).await?.ok_or(LinkRefusal::Stale)?;
        // It is for the first one only, however many links were printed.
        if !tx.admins().await?.is_empty() {
            return Err(LinkRefusal::Stale);
        }
        let account = self.new_account(email, name, Role::Admin, AccountState::Approved);
        tx.add_account(&account).await?;
        tx.set_password(&account.id, &phc).await?;
        record(&mut tx, now, Actor::Operator, "admin_created", &account.id, json!({ "by": "setup link" })).await?;
        tx.commit().await?;
        Ok(account)
    }

    pub(super) fn new_account(&self, email: Email, name: FullName, role: Role, state: AccountState) -> Account {
        Account {
            id: self.new_id(),
            email,
            name,
            role,
            state,
            reason: None,
            created_at: self.clock.now(),
            decided_at: None,
            signed_in_at: None,
        }
    }

    /// A new link's secret; the database gets its hash.
    pub(super) async fn mint(
        &self,
        tx: &mut Tx,
        purpose: Purpose,
        account_id: Option<&str>,
        lasts: i64,
    ) -> Result<Secret, Error> {
        let (token, now) = (Secret::new(&self.chance), self.clock.now());
        tx.drop_old_tokens(now).await?;
        tx.add_token(&token.hash(), purpose, account_id, Timestamp(now.0 + lasts)).await?;
        Ok(token)
    }
}
