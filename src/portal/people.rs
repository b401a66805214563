//! What admins do about people.

use super::audit::{Actor, record};
use super::letters::Post;
use super::session::note;
use super::{Admin, Error, Portal};
use crate::domain::account::{Account, AccountState, Decision, Email, FullName, Role};
use crate::domain::audit::AuditNote;
use crate::domain::page::Page;
use crate::domain::people::{PeopleQuestion, Person, PersonRow, Step, take};
use crate::storage::Tx;
use serde_json::json;

pub const PEOPLE_A_PAGE: usize = 25;
const ROWS_A_PAGE: usize = 50;
const ROWS_A_PIECE: usize = 1000;
const HISTORY: usize = 50;

/// How many accounts a step changed, and how many it left as they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stepped {
    pub done: usize,
    pub left: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum InviteRefusal {
    #[error("There is an account with this address already.")]
    Taken,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Portal {
    pub async fn people(&self, _: &Admin, question: &PeopleQuestion) -> Result<Page<PersonRow>, Error> {
        Ok(self.store.people(question, self.clock.now(), PEOPLE_A_PAGE).await?)
    }

    pub async fn person(&self, admin: &Admin, id: &str) -> Result<Person, Error> {
        let id = &id.replace('\0', "");
        let PersonRow { account, holdings } = self.store.person(id, self.clock.now()).await?.ok_or(Error::NotFound)?;
        let sessions = self.alive_sessions(id).await?;
        let history = self.store.audit("", id, None, HISTORY).await?.items;
        let admins = self.store.admins().await?;
        Ok(Person {
            sessions: sessions.into_iter().map(|session| note(session, "")).collect(),
            history,
            me: account.id == admin.account().id,
            last_admin: admins.len() == 1 && admins[0].id == account.id,
            account,
            holdings,
        })
    }

    /// One transaction for all of them. What can't be done to one leaves that one as it is.
    pub async fn step(
        &self,
        admin: &Admin,
        ids: &[String],
        step: Step,
        reason: Option<&str>,
    ) -> Result<Stepped, Error> {
        let mut tx = self.change_by(admin.signed_in()).await?;
        let mut stepped = Stepped::default();
        for id in ids {
            let taken = self.step_one(&mut tx, admin, id, step, reason).await?;
            if taken { stepped.done += 1 } else { stepped.left += 1 }
        }
        tx.commit().await?;
        Ok(stepped)
    }

    async fn step_one(
        &self,
        tx: &mut Tx,
        admin: &Admin,
        id: &str,
        step: Step,
        reason: Option<&str>,
    ) -> Result<bool, Error> {
        let (now, me) = (self.clock.now(), &admin.account().id);
        let Some(account) = tx.account(id).await? else { return Ok(false) };
        let admins = tx.count_admins().await?;
        let Ok(after) = take(step, &account, me, admins) else { return Ok(false) };
        record(tx, now, Actor::Account(me), event(step), id, json!({ "reason": reason })).await?;
        match after {
            None => {
                let post = Post::Removed { name: account.name.clone(), reason: reason.map(str::to_owned) };
                tx.delete_account(id).await?;
                tx.drop_mails_to(&account.email).await?;
                self.post(tx, account.email.as_str(), &post, now).await?;
            }
            Some(after) if after.role != account.role => {
                tx.set_account(&after, account.decided_at).await?;
                // A session never outlives a change of what it may do.
                tx.end_sessions(id, None).await?;
            }
            Some(after) => {
                let after = Account { reason: reason.map(str::to_owned), ..after };
                tx.set_account(&after, Some(now)).await?;
                if !after.state.may_sign_in() {
                    tx.end_sessions(id, None).await?;
                }
                let post = Post::Decided { state: after.state, reason: after.reason };
                self.post(tx, after.email.as_str(), &post, now).await?;
            }
        }
        Ok(true)
    }

    /// Somebody whom an admin knows needs no approval: the mail's link sets the password.
    pub async fn invite(&self, admin: &Admin, name: FullName, email: Email) -> Result<Account, InviteRefusal> {
        let now = self.clock.now();
        let mut tx = self.change_by(admin.signed_in()).await?;
        let account = match tx.account_by_email(&email).await.map_err(Error::from)? {
            None => {
                let account = self.new_account(email, name, Role::Developer, AccountState::Approved);
                tx.add_account(&account).await.map_err(Error::from)?;
                account
            }
            // Signed up and never confirmed, or somebody else did it: the invitation takes its place.
            Some(account) if account.state == AccountState::Unverified => {
                let account = Account { name, state: AccountState::Approved, ..account };
                tx.rename_account(&account.id, &account.name).await.map_err(Error::from)?;
                tx.set_account(&account, Some(now)).await.map_err(Error::from)?;
                account
            }
            Some(_) => return Err(InviteRefusal::Taken),
        };
        self.post(&mut tx, account.email.as_str(), &Post::Invited, now).await?;
        record(&mut tx, now, Actor::Account(&admin.account().id), "invited", &account.id, json!({})).await?;
        tx.commit().await.map_err(Error::from)?;
        Ok(account)
    }

    pub async fn audit(
        &self,
        _: &Admin,
        event: Option<&str>,
        subject: Option<&str>,
        after: Option<&str>,
    ) -> Result<Page<AuditNote>, Error> {
        let asked = |text: Option<&str>| text.unwrap_or_default().trim().replace('\0', "");
        let (event, subject) = (asked(event), asked(subject));
        let before = after.and_then(|seq| seq.parse().ok());
        Ok(self.store.audit(&event, &subject, before, ROWS_A_PAGE).await?)
    }

    /// Piece by piece, without counting: for who wants all of it.
    pub async fn audit_rows(
        &self,
        _: &Admin,
        event: &str,
        subject: &str,
        before: Option<i64>,
    ) -> Result<Vec<AuditNote>, Error> {
        // No database keeps a zero in a text.
        let (event, subject) = (event.replace('\0', ""), subject.replace('\0', ""));
        Ok(self.store.audit_rows(&event, &subject, before, ROWS_A_PIECE).await?)
    }
}

fn event(step: Step) -> &'static str {
    match step {
        Step::Decide(Decision::Approve) => "approved",
        Step::Decide(Decision::Reject) => "rejected",
        Step::Decide(Decision::Revoke) => "revoked",
        Step::MakeAdmin => "made_admin",
        Step::MakeDeveloper => "made_developer",
        Step::Delete => "deleted",
    }
}
