//! Signing in and out. One answer for a wrong address and a wrong password; the truth for whoever has the
//! right one but may not come in.

use super::audit::{Actor, record};
use super::budget::{Client, sign_in_bucket};
use super::session::SignedIn;
use super::{Error, Portal};
use crate::domain::account::{Account, AccountState, Email};
use crate::identity::password::{HashError, Password};
use crate::identity::secret::Secret;
use crate::storage::{NewSession, SignInFacts};
use serde_json::json;

#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    #[error("the address or the password is wrong")]
    Wrong,
    #[error("too many sign in at once")]
    Busy,
    #[error("too many failures: wait {0} seconds")]
    Wait(u32),
    /// The right password, and the reason why there is no session.
    #[error("the account is {}", .state.in_words())]
    NotIn { state: AccountState, reason: Option<String> },
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<crate::storage::Error> for SignInRefusal {
    fn from(error: crate::storage::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<HashError> for SignInRefusal {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Failed => Self::Failed(Error::Hashing),
        }
    }
}

/// Where a session is used, in a few words, so that its owner recognises it.
pub struct Device<'a> {
    pub client: Client,
    pub agent: &'a str,
}

impl Portal {
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        device: &Device<'_>,
    ) -> Result<(Secret, SignedIn), SignInRefusal> {
        // What is no address at all belongs to nobody, and takes as long.
        let email = Email::parse(email)
            .or_else(|_| Email::parse("nobody@localhost.invalid"))
            .map_err(|_| SignInRefusal::Wrong)?;
        if let Some(seconds) = self.sign_in_wait(&email, device.client).await? {
            return Err(SignInRefusal::Wait(seconds));
        }
        let facts = self.store.sign_in_facts(&email).await?;
        let known = facts.as_ref().and_then(|facts| facts.password.as_deref());
        let verified = self.passwords.verify(Password::presented(password), known).await?;
        let Some(facts) = facts.filter(|_| verified.fits) else {
            self.sign_in_failed(&email).await?;
            return Err(SignInRefusal::Wrong);
        };
        if !facts.account.state.may_sign_in() {
            self.turned_away(&facts.account, device.client).await?;
            return Err(SignInRefusal::NotIn { state: facts.account.state, reason: facts.account.reason });
        }
        let newer = match verified.outdated {
            // Who may come in comes in, also where there is no time for this now.
            true => self.passwords.hash(Password::presented(password), &self.chance).await.ok(),
            false => None,
        };
        self.start_session(facts, newer, device).await
    }

    async fn start_session(
        &self,
        facts: SignInFacts,
        newer: Option<String>,
        device: &Device<'_>,
    ) -> Result<(Secret, SignedIn), SignInRefusal> {
        let SignInFacts { account, password } = facts;
        let (secret, handle, now) = (Secret::new(&self.chance), self.new_id(), self.clock.now());
        let agent: String = device.agent.chars().filter(|letter| !letter.is_control()).take(200).collect();
        let mut tx = self.change().await?;
        // Read again under the lock: a revocation that came in the meantime wins, and so does a new password.
        let account =
            tx.account(&account.id).await?.filter(|account| account.state.may_sign_in()).ok_or(SignInRefusal::Wrong)?;
        if tx.password(&account.id).await? != password {
            return Err(SignInRefusal::Wrong);
        }
        if let Some(phc) = newer {
            tx.set_password(&account.id, &phc).await?;
        }
        let session =
            NewSession { hash: &secret.hash(), account_id: &account.id, handle: &handle, agent: &agent, at: now };
        tx.add_session(&session).await?;
        tx.note_sign_in(&account.id, now).await?;
        tx.forget_attempts(&sign_in_bucket(&account.email, device.client)).await?;
        record(&mut tx, now, Actor::Account(&account.id), "signed_in", &account.id, json!({ "session": handle }))
            .await?;
        tx.commit().await?;
        Ok((secret, SignedIn::proven(account, handle)))
    }

    async fn sign_in_failed(&self, email: &Email) -> Result<(), Error> {
        let now = self.clock.now();
        let mut tx = self.change().await?;
        // The subject is an account where there is one: an address that nobody has is nobody's business.
        let subject = tx.account_by_email(email).await?.map_or_else(|| "unknown".to_owned(), |account| account.id);
        record(&mut tx, now, Actor::Visitor, "sign_in_failed", &subject, json!({})).await?;
        Ok(tx.commit().await?)
    }

    async fn turned_away(&self, account: &Account, client: Client) -> Result<(), Error> {
        let now = self.clock.now();
        let mut tx = self.change().await?;
        tx.forget_attempts(&sign_in_bucket(&account.email, client)).await?;
        record(&mut tx, now, Actor::Visitor, "sign_in_refused", &account.id, json!({ "state": account.state })).await?;
        Ok(tx.commit().await?)
    }
}
