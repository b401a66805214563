//! What whoever approves does about requests for access.

use super::audit::{Actor, record};
use super::letters::Post;
use super::{Decider, Error, Portal, Stepped};
use crate::domain::account::Decision;
use crate::domain::apps::{QueueQuestion, QueueRow, sought};
use crate::domain::page::Page;
use crate::domain::registration::Registration;
use crate::storage::Tx;
use serde_json::json;

const ROWS_A_PAGE: usize = 50;

impl Portal {
    pub async fn queue(&self, me: impl Into<Decider>, question: &QueueQuestion) -> Result<Page<QueueRow>, Error> {
        Ok(self.store.queue(question, me.into().approver(), ROWS_A_PAGE).await?)
    }

    /// How many wait for this person's decision.
    pub async fn waiting(&self, me: impl Into<Decider>) -> Result<u32, Error> {
        Ok(self.store.waiting_registrations(me.into().approver()).await?)
    }

    /// One transaction for all of them. What can't be done to one leaves that one as it is: somebody else was quicker.
    pub async fn decide_registrations(
        &self,
        me: impl Into<Decider>,
        ids: &[String],
        decision: Decision,
        reason: Option<&str>,
    ) -> Result<Stepped, Error> {
        let me = me.into();
        let mut tx = self.change_by(me.signed_in()).await?;
        let mut stepped = Stepped::default();
        for id in ids {
            let decided = self.decide_one(&mut tx, &me, id, decision, reason).await?;
            if decided { stepped.done += 1 } else { stepped.left += 1 }
        }
        tx.commit().await?;
        Ok(stepped)
    }

    pub(super) async fn decide_one(
        &self,
        tx: &mut Tx,
        me: &Decider,
        id: &str,
        decision: Decision,
        reason: Option<&str>,
    ) -> Result<bool, Error> {
        let (now, id) = (self.clock.now(), &sought(id));
        let Some(stored) = tx.any_registration(id).await? else { return Ok(false) };
        if !me.may_decide(tx, &stored.version_id).await? {
            return Ok(false);
        }
        let before = stored.row.registration;
        let Ok(state) = before.state.decided(decision) else { return Ok(false) };
        let reason = reason.map(str::to_owned);
        let after = Registration { state, reason: reason.clone(), decided_at: Some(now), ..before.clone() };
        if !tx.set_registration(&after, before.state).await? {
            return Ok(false);
        }
        let event = match decision {
            Decision::Approve => "access_approved",
            Decision::Reject => "access_rejected",
            Decision::Revoke => "access_revoked",
        };
        let by = &me.signed_in().account().id;
        record(tx, now, Actor::Account(by), event, id, json!({ "reason": reason })).await?;
        let post = Post::AccessDecided { registration: id.clone(), state, reason };
        self.post(tx, &stored.row.owner.email, &post, now).await?;
        Ok(true)
    }

    /// Those who decide about a version, else every admin, are told that something waits.
    pub(super) async fn tell_deciders(&self, tx: &mut Tx, version_id: &str, registration: &str) -> Result<(), Error> {
        let mut to = tx.approvers_of(version_id).await?;
        if to.is_empty() {
            to = tx.admins().await?.into_iter().map(|admin| admin.email.to_string()).collect();
        }
        for address in to {
            let post = Post::AccessRequested { registration: registration.to_owned() };
            self.post(tx, &address, &post, self.clock.now()).await?;
        }
        Ok(())
    }
}
