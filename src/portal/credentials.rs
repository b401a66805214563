//! The keys of applications. A key is in memory from being made to being answered, and nowhere else.

use super::applications::{DAY, SOON, key_names};
use super::audit::{Actor, record};
use super::letters::Post;
use super::{Admin, Error, Portal, Refusal, SignedIn, Stepped};
use crate::domain::application::line;
use crate::domain::apps::{Issued, KeyFilter, KeyRow, Keys, sought};
use crate::domain::credential::{Credential, end};
use crate::domain::key::{Key, Prefix};
use crate::domain::sheet::Method;
use crate::domain::time::{Date, Timestamp};
use crate::identity::secret;
use crate::storage::{KeyMoments, StoredApplication, StoredStrategy, Tx};
use serde_json::json;

const ROWS_A_PAGE: usize = 50;
/// A key that nobody used for so long can most likely go.
const UNUSED: i64 = 90 * DAY;

impl Portal {
    /// `ends`: the last day on which it works, or nothing.
    pub async fn generate_credential(
        &self,
        me: &SignedIn,
        application: &str,
        name: &str,
        ends: &str,
    ) -> Result<Issued, Refusal> {
        let now = self.clock.now();
        let mut tx = self.change_by(me).await?;
        let (stored, strategy) = self.with_keys(&mut tx, me, application).await?;
        let (name, asked) = (key_name(name), last_instant(ends));
        let mut wrong = Vec::new();
        let name = name.map_err(|why| wrong.push(("name", why))).unwrap_or_default();
        let asked = asked.map_err(|why| wrong.push(("ends", why))).unwrap_or_default();
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        let expires_at = end(asked, lifetime(&strategy), now)?;
        let most = Self::settings_in(&mut tx).await?.credentials_per_application;
        if tx.count_active_credentials(&stored.application.id, now).await? >= most {
            return Err(Refusal::TooManyKeys(most));
        }
        let issued = self.issue(&mut tx, &stored, &strategy, name, expires_at).await?;
        let detail = json!({ "application": application, "name": issued.name });
        record(&mut tx, now, Actor::Account(&me.account().id), "key_made", &issued.id, detail).await?;
        tx.commit().await?;
        Ok(issued)
    }

    /// An application of this person's whose strategy has keys.
    async fn with_keys(
        &self,
        tx: &mut Tx,
        me: &SignedIn,
        application: &str,
    ) -> Result<(StoredApplication, StoredStrategy), Refusal> {
        let stored = tx.application_of(&me.account().id, &sought(application)).await?.ok_or(Error::NotFound)?;
        let strategy = tx.strategy_by_id(&stored.strategy_id).await?.ok_or(Error::NotFound)?;
        if key_names(&strategy).is_none() { Err(Refusal::NoKeys) } else { Ok((stored, strategy)) }
    }

    async fn issue(
        &self,
        tx: &mut Tx,
        stored: &StoredApplication,
        strategy: &StoredStrategy,
        name: String,
        expires_at: Option<Timestamp>,
    ) -> Result<Issued, Refusal> {
        let prefix = Prefix::parse(&Self::settings_in(tx).await?.key_prefix).unwrap_or_default();
        let key = loop {
            if let Some(key) = Key::new(prefix, &self.chance.bytes()) {
                break key;
            }
        };
        let credential = Credential {
            id: self.new_id(),
            name,
            start: key.start().to_owned(),
            tail: key.tail().to_owned(),
            imported: false,
            created_at: self.clock.now(),
            expires_at,
            revoked_at: None,
            used_at: None,
            successor: None,
        };
        tx.add_credential(&stored.application.id, &credential, &secret::hash(key.expose())).await?;
        Ok(Issued {
            id: credential.id,
            application_id: stored.application.id.clone(),
            application: stored.application.name.to_string(),
            name: credential.name,
            key: key.expose().to_owned(),
            expires_at,
            key_name: key_names(strategy).and_then(|names| names.first().cloned()).unwrap_or_default(),
            old_ends: None,
        })
    }

    pub async fn rename_credential(&self, me: &SignedIn, id: &str, name: &str) -> Result<(), Refusal> {
        let now = self.clock.now();
        let mut tx = self.change_by(me).await?;
        let row = tx.credential_of(&me.account().id, &sought(id)).await?.ok_or(Error::NotFound)?;
        let name = key_name(name).map_err(|why| Refusal::field("name", why))?;
        if !tx.set_credential(&Credential { name: name.clone(), ..row.credential }).await? {
            return Err(Error::NotFound.into());
        }
        let detail = json!({ "application": row.application_id, "name": name });
        record(&mut tx, now, Actor::Account(&me.account().id), "key_renamed", id, detail).await?;
        Ok(tx.commit().await?)
    }

    /// A successor now; the old one ends after the overlap. As long as both work, both count.
    pub async fn rotate_credential(&self, me: &SignedIn, id: &str, overlap_days: u32) -> Result<Issued, Refusal> {
        let now = self.clock.now();
        let mut tx = self.change_by(me).await?;
        let row = tx.credential_of(&me.account().id, &sought(id)).await?.ok_or(Error::NotFound)?;
        let (stored, strategy) = self.with_keys(&mut tx, me, &row.application_id).await?;
        // Asked first: the rule is told before a key is made, and the successor's row must be there to be pointed at.
        let (_, inherited) = row.credential.clone().rotate("", overlap_days, now)?;
        let most = Self::settings_in(&mut tx).await?.credentials_per_application;
        let stays = i64::from(overlap_days) > 0;
        if stays && tx.count_active_credentials(&row.application_id, now).await? >= most {
            return Err(Refusal::TooManyKeys(most));
        }
        let expires_at = inherited.map_or_else(|| end(None, lifetime(&strategy), now), |end| Ok(Some(end)))?;
        let issued = self.issue(&mut tx, &stored, &strategy, row.credential.name.clone(), expires_at).await?;
        let (old, _) = row.credential.rotate(&issued.id, overlap_days, now)?;
        if !tx.set_credential(&old).await? {
            return Err(Error::NotFound.into());
        }
        let detail = json!({ "application": row.application_id, "successor": issued.id, "overlap_days": overlap_days });
        record(&mut tx, now, Actor::Account(&me.account().id), "key_rotated", id, detail).await?;
        tx.commit().await?;
        Ok(Issued { old_ends: old.expires_at, ..issued })
    }

    pub async fn revoke_credential(&self, me: &SignedIn, id: &str) -> Result<(), Refusal> {
        let mut tx = self.change_by(me).await?;
        let row = tx.credential_of(&me.account().id, &sought(id)).await?.ok_or(Error::NotFound)?;
        self.revoke_one(&mut tx, &me.account().id, row).await?;
        Ok(tx.commit().await?)
    }

    async fn revoke_one(&self, tx: &mut Tx, by: &str, row: KeyRow) -> Result<(), Refusal> {
        let now = self.clock.now();
        let revoked = row.credential.revoke(now)?;
        if !tx.set_credential(&revoked).await? {
            return Err(Error::NotFound.into());
        }
        let detail = json!({ "application": row.application_id, "name": revoked.name });
        Ok(record(tx, now, Actor::Account(by), "key_revoked", &revoked.id, detail).await?)
    }

    /// The records of all keys, for admins.
    pub async fn keys(&self, _: &Admin, search: &str, filter: KeyFilter, after: Option<&str>) -> Result<Keys, Error> {
        let now = self.clock.now();
        let moments = KeyMoments { now, unused_since: Timestamp(now.0 - UNUSED), soon: Timestamp(now.0 + SOON) };
        Ok(Keys { page: self.store.keys(&sought(search), filter, &moments, after, ROWS_A_PAGE).await?, now })
    }

    pub async fn revoke_keys(&self, admin: &Admin, ids: &[String]) -> Result<Stepped, Error> {
        let mut tx = self.change_by(admin.signed_in()).await?;
        let mut stepped = Stepped::default();
        for id in ids {
            let Some(row) = tx.any_credential(&sought(id)).await? else {
                stepped.left += 1;
                continue;
            };
            let (owner, credential) = (row.owner.email.clone(), row.credential.id.clone());
            match self.revoke_one(&mut tx, &admin.account().id, row).await {
                Ok(()) => {
                    self.post(&mut tx, &owner, &Post::KeyRevoked { credential }, self.clock.now()).await?;
                    stepped.done += 1;
                }
                Err(Refusal::Failed(error)) if !matches!(error, Error::NotFound) => return Err(error),
                Err(_) => stepped.left += 1,
            }
        }
        tx.commit().await?;
        Ok(stepped)
    }
}

fn key_name(text: &str) -> Result<String, String> {
    line(text).ok_or_else(|| "Enter a name of 1 to 255 characters.".to_owned())
}

/// A key that ends with a day works until that day is over, everywhere by the same clock.
fn last_instant(ends: &str) -> Result<Option<Timestamp>, String> {
    let ends = ends.trim();
    if ends.is_empty() {
        return Ok(None);
    }
    let day = Date::parse(ends).map_err(|_| "Enter a day like 2027-03-31, or nothing.".to_owned())?;
    Ok(Some(end_of(day)))
}

pub(super) fn end_of(day: Date) -> Timestamp {
    Timestamp((day.days() + 1) * DAY)
}

pub(super) fn lifetime(strategy: &StoredStrategy) -> Option<u32> {
    match strategy.sheet.method {
        Method::KeyAuth { lifetime_days, .. } => lifetime_days,
        Method::OpenidConnect { .. } => None,
    }
}
