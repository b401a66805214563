//! People's accounts.

use super::audit::{Actor, record};
use super::budget::proof_bucket;
use super::session::SignedIn;
use super::{Error, Portal};
use crate::domain::account::{Account, AccountState, Email, FullName, Role};
use crate::identity::password::{HashError, Password, Unfit};
use crate::storage;
use serde_json::json;

/// What an operator gives for an account that needs nobody's approval.
pub struct NewAdmin<'a> {
    pub email: Email,
    pub name: FullName,
    pub password: &'a str,
}

#[derive(Debug, thiserror::Error)]
pub enum CreateRefusal {
    #[error("there is an account with this address already")]
    Taken,
    #[error("the password does not fit: {0}")]
    Password(#[from] Unfit),
    #[error(transparent)]
    Failed(#[from] Error),
}

#[derive(Debug, thiserror::Error)]
pub enum PasswordRefusal {
    #[error("That is not your current password.")]
    Wrong,
    #[error("That was wrong too often. Try again in {0} seconds.")]
    Wait(u32),
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error(transparent)]
    Failed(#[from] Error),
}

#[derive(Debug, thiserror::Error)]
pub enum LeaveRefusal {
    #[error("That is not your current password.")]
    Wrong,
    #[error("That was wrong too often. Try again in {0} seconds.")]
    Wait(u32),
    #[error("You are the last admin. Make somebody else an admin first.")]
    LastAdmin,
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Whether somebody knows their own password; if so, as it is kept.
enum Proof {
    Right(Option<String>),
    Wrong,
    Wait(u32),
}

impl From<HashError> for Error {
    fn from(_: HashError) -> Self {
        Self::Hashing
    }
}

impl Portal {
    pub async fn create_admin(&self, new: NewAdmin<'_>) -> Result<Account, CreateRefusal> {
        let about = [new.email.as_str(), new.name.as_str()];
        let password = Password::chosen(new.password, &about)?;
        let phc = self.passwords.hash(password, &self.chance).await.map_err(Error::from)?;
        let now = self.clock.now();
        let account = self.new_account(new.email, new.name, Role::Admin, AccountState::Approved);
        let mut tx = self.change().await?;
        match tx.add_account(&account).await {
            Err(storage::Error::Duplicate) => return Err(CreateRefusal::Taken),
            other => other.map_err(Error::from)?,
        }
        tx.set_password(&account.id, &phc).await.map_err(Error::from)?;
        record(&mut tx, now, Actor::Operator, "admin_created", &account.id, json!({})).await?;
        tx.commit().await.map_err(Error::from)?;
        Ok(account)
    }

    /// Somebody to try the demo content as. The password is returned here and kept only as its hash.
    pub async fn create_demo_admin(&self) -> Result<(Account, String), CreateRefusal> {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
        let groups = self.chance.bytes::<20>();
        let groups: Vec<String> = groups.chunks(5).map(|group| group.iter().map(letter).collect()).collect();
        let password = groups.join("-");
        let email = Email::parse("admin@demo.example").map_err(|_| Error::NotFound)?;
        let name = FullName::parse("Demo Admin").map_err(|_| Error::NotFound)?;
        let account = self.create_admin(NewAdmin { email, name, password: &password }).await?;
        Ok((account, password))
    }

    pub async fn rename_me(&self, me: &SignedIn, name: &FullName) -> Result<(), Error> {
        let (now, id) = (self.clock.now(), &me.account().id);
        let mut tx = self.change_by(me).await?;
        tx.rename_account(id, name).await?;
        record(&mut tx, now, Actor::Account(id), "renamed", id, json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// That who is signed in also knows the password: a session may have been stolen. Guessing it is slowed as at
    /// the door, and written down.
    async fn prove(&self, me: &SignedIn, present: &str) -> Result<Proof, Error> {
        let (now, id) = (self.clock.now(), &me.account().id);
        if let Some(seconds) = self.proof_wait(id).await? {
            return Ok(Proof::Wait(seconds));
        }
        let facts = self.store.password_of(id).await?;
        let known = facts.and_then(|facts| facts.password);
        let verified = self.passwords.verify(Password::presented(present), known.as_deref()).await?;
        let mut tx = self.change().await?;
        if verified.fits {
            tx.forget_attempts(&proof_bucket(id)).await?;
        } else {
            record(&mut tx, now, Actor::Account(id), "password_not_proven", id, json!({})).await?;
        }
        tx.commit().await?;
        Ok(if verified.fits { Proof::Right(known) } else { Proof::Wrong })
    }

    /// Everything of the account goes; what the audit says of it stays.
    pub async fn delete_me(&self, me: &SignedIn, present: &str) -> Result<(), LeaveRefusal> {
        let (now, account) = (self.clock.now(), me.account());
        let known = match self.prove(me, present).await? {
            Proof::Right(known) => known,
            Proof::Wrong => return Err(LeaveRefusal::Wrong),
            Proof::Wait(seconds) => return Err(LeaveRefusal::Wait(seconds)),
        };
        let mut tx = self.change_by(me).await?;
        if tx.password(&account.id).await.map_err(Error::from)? != known {
            return Err(LeaveRefusal::Wrong);
        }
        let admins = tx.admins().await.map_err(Error::from)?;
        if admins.len() == 1 && admins[0].id == account.id {
            return Err(LeaveRefusal::LastAdmin);
        }
        tx.delete_account(&account.id).await.map_err(Error::from)?;
        tx.drop_mails_to(&account.email).await.map_err(Error::from)?;
        record(&mut tx, now, Actor::Account(&account.id), "deleted", &account.id, json!({})).await?;
        tx.commit().await.map_err(Error::from)?;
        Ok(())
    }

    /// Every other session ends: whoever else was in is out.
    pub async fn change_password(&self, me: &SignedIn, present: &str, wanted: &str) -> Result<(), PasswordRefusal> {
        let (now, account) = (self.clock.now(), me.account());
        let known = match self.prove(me, present).await? {
            Proof::Right(known) => known,
            Proof::Wrong => return Err(PasswordRefusal::Wrong),
            Proof::Wait(seconds) => return Err(PasswordRefusal::Wait(seconds)),
        };
        let chosen = Password::chosen(wanted, &[account.email.as_str(), account.name.as_str()])?;
        let phc = self.passwords.hash(chosen, &self.chance).await.map_err(Error::from)?;
        let mut tx = self.change_by(me).await?;
        if tx.password(&account.id).await.map_err(Error::from)? != known {
            return Err(PasswordRefusal::Wrong);
        }
        tx.set_password(&account.id, &phc).await.map_err(Error::from)?;
        tx.drop_tokens_of(&account.id).await.map_err(Error::from)?;
        tx.end_sessions(&account.id, Some(me.handle())).await.map_err(Error::from)?;
        record(&mut tx, now, Actor::Account(&account.id), "password_changed", &account.id, json!({})).await?;
        tx.commit().await.map_err(Error::from)?;
        Ok(())
    }
}
