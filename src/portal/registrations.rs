//! How an application gets access to a version. Its strategy must be the version's: the pop-up says so, this refuses
//! it, and the database can't store it.

use super::applications::in_words;
use super::audit::{Actor, record};
use super::{Error, Portal, Refusal, SignedIn};
use crate::domain::application::{Facts, NewApplication, Unusable, usable};
use crate::domain::apps::{Candidate, RegisterDialog, Requested, sought};
use crate::domain::registration::{Registration, RegistrationState, reason};
use crate::domain::slug::Slug;
use crate::domain::version::Audience;
use crate::storage::{Registrable, StoredStrategy, Tx};
use serde_json::json;

/// Which application is to be registered.
pub enum Chosen {
    Application(String),
    /// Made in the same transaction, with the version's own strategy whatever is named.
    New(NewApplication),
}

impl Portal {
    pub async fn register_dialog(&self, me: &SignedIn, slug: &str, version: &str) -> Result<RegisterDialog, Refusal> {
        let owner = &me.account().id;
        let mut tx = self.store.snapshot().await?;
        let (version, strategy) = self.registrable(&mut tx, me, slug, version).await?;
        let states = tx.registration_states(owner, &version.id).await?;
        let needed = (strategy.id.as_str(), strategy.sheet.display_name.as_str());
        let candidate = |stored: crate::storage::StoredApplication| {
            let registration = states.iter().find(|(id, _)| *id == stored.application.id).map(|(_, state)| *state);
            let facts = Facts { strategy: (&stored.strategy_id, &stored.strategy.0), registration };
            Candidate {
                unusable: usable(&facts, needed).err().map(|why| why.to_string()),
                id: stored.application.id,
                name: stored.application.name.to_string(),
                strategy: stored.strategy.0,
            }
        };
        let mut applications: Vec<_> = tx.applications_of(owner).await?.into_iter().map(candidate).collect();
        // The order by name stays among equals.
        applications.sort_by_key(|candidate| candidate.unusable.is_some());
        let may_add = match self.room_for_application(&mut tx, owner).await {
            Ok(()) => Ok(()),
            Err(Refusal::Failed(error)) => return Err(error.into()),
            Err(refusal) => Err(refusal.to_string()),
        };
        let settings = Self::settings_in(&mut tx).await?;
        Ok(RegisterDialog {
            at_once: settings.auto_approve_registrations || version.auto_approve,
            slug: version.slug,
            product: version.product,
            version: version.name,
            strategy: in_words(&strategy),
            applications,
            may_add,
        })
    }

    /// A version that this person sees and that can be registered for, with its strategy.
    async fn registrable(
        &self,
        tx: &mut Tx,
        me: &SignedIn,
        slug: &str,
        version: &str,
    ) -> Result<(Registrable, StoredStrategy), Refusal> {
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let version = tx.registrable(&slug, &sought(version)).await?.ok_or(Error::NotFound)?;
        if !Audience::of(Some(me.account().role)).sees(version.state, version.visibility) {
            return Err(Error::NotFound.into());
        }
        let Some(strategy) = &version.strategy_id else { return Err(Refusal::NothingToRegister) };
        if !version.registration || !version.state.is_served() {
            return Err(Refusal::RegistrationClosed);
        }
        let strategy = tx.strategy_by_id(strategy).await?.ok_or(Error::NotFound)?;
        Ok((version, strategy))
    }

    /// Asks for access, for an application that is there or for one that is made with it: both or nothing.
    pub async fn request_access(
        &self,
        me: &SignedIn,
        slug: &str,
        version: &str,
        chosen: &Chosen,
    ) -> Result<Requested, Refusal> {
        let (now, owner) = (self.clock.now(), &me.account().id);
        let mut tx = self.change_by(me).await?;
        let (version, strategy) = self.registrable(&mut tx, me, slug, version).await?;
        let application_id = match chosen {
            Chosen::New(new) => self.add_application(&mut tx, me, new, &strategy).await?.id,
            Chosen::Application(id) => {
                let stored = tx.application_of(owner, &sought(id)).await?.ok_or(Error::NotFound)?;
                let states = tx.registration_states(owner, &version.id).await?;
                let registration =
                    states.iter().find(|(known, _)| *known == stored.application.id).map(|(_, state)| *state);
                let facts = Facts { strategy: (&stored.strategy_id, &stored.strategy.0), registration };
                match usable(&facts, (&strategy.id, &strategy.sheet.display_name)) {
                    Ok(()) => stored.application.id,
                    Err(Unusable::OtherStrategy { application, version }) => {
                        return Err(Refusal::StrategyMismatch { application, version });
                    }
                    Err(unusable) => return Err(Refusal::Unusable(unusable)),
                }
            }
        };
        let at_once = Self::settings_in(&mut tx).await?.auto_approve_registrations || version.auto_approve;
        let state = RegistrationState::requested(at_once);
        let registration = Registration {
            id: self.new_id(),
            state,
            reason: None,
            answer: None,
            requested_at: now,
            decided_at: at_once.then_some(now),
        };
        tx.add_registration(&registration, &application_id, &version.id, &strategy.id).await?;
        let detail =
            json!({ "application": application_id, "product": version.slug.as_str(), "version": version.name });
        record(&mut tx, now, Actor::Account(owner), "access_requested", &registration.id, detail).await?;
        if at_once {
            record(&mut tx, now, Actor::Portcullis, "access_approved", &registration.id, json!({})).await?;
        } else {
            self.tell_deciders(&mut tx, &version.id, &registration.id).await?;
        }
        tx.commit().await?;
        Ok(Requested { application_id, registration_id: registration.id, state })
    }

    /// Once more after a rejection, with an answer to its reason.
    pub async fn ask_again(&self, me: &SignedIn, id: &str, answer: &str) -> Result<(), Refusal> {
        let (now, owner, id) = (self.clock.now(), &me.account().id, &sought(id));
        let mut tx = self.change_by(me).await?;
        let stored = tx.registration_of(owner, id).await?.ok_or(Error::NotFound)?;
        let before = stored.row.registration;
        let state = before.state.asked_again()?;
        // As for a new request: what is closed since stays closed.
        self.registrable(&mut tx, me, stored.row.product.as_str(), &stored.row.version).await?;
        let after = Registration { state, answer: reason(answer), requested_at: now, ..before.clone() };
        if !tx.set_registration(&after, before.state).await? {
            return Err(Error::NotFound.into());
        }
        record(&mut tx, now, Actor::Account(owner), "access_asked_again", id, json!({ "answer": after.answer }))
            .await?;
        self.tell_deciders(&mut tx, &stored.version_id, id).await?;
        Ok(tx.commit().await?)
    }

    pub async fn unregister(&self, me: &SignedIn, id: &str) -> Result<(), Refusal> {
        let (now, owner, id) = (self.clock.now(), &me.account().id, &sought(id));
        let mut tx = self.change_by(me).await?;
        let row = tx.registration_of(owner, id).await?.ok_or(Error::NotFound)?.row;
        row.registration.state.may_be_withdrawn()?;
        tx.drop_registration(id).await?;
        let detail =
            json!({ "application": row.application_id, "product": row.product.as_str(), "version": row.version });
        record(&mut tx, now, Actor::Account(owner), "access_withdrawn", id, detail).await?;
        Ok(tx.commit().await?)
    }
}
