//! Keys whose end comes near: their owners are told 30, 7 and 1 days before, and when it has come.

use super::applications::SOON;
use super::letters::Post;
use super::{Error, Portal};
use crate::domain::credential::warning;
use crate::domain::time::Timestamp;

impl Portal {
    /// True: there may be more. Several processes may do it at once; each mail is written by one.
    pub async fn warn_of_endings(&self) -> Result<bool, Error> {
        let now = self.clock.now();
        let ending = self.store.ending_keys(Timestamp(now.0 + SOON)).await?;
        let mut told = false;
        for key in ending {
            let warned = u32::try_from(key.warned).unwrap_or_default();
            let Some(days) = warning(Timestamp(key.expires_at), warned, now) else { continue };
            let mut tx = self.store.begin().await?;
            if tx.set_warned(&key, days).await?
                && let Some(row) = tx.any_credential(&key.id).await?
            {
                let post = Post::KeyEnding { credential: key.id.clone(), days };
                self.post(&mut tx, &row.owner.email, &post, now).await?;
            }
            tx.commit().await?;
            told = true;
        }
        Ok(told)
    }
}
