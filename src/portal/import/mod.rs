//! Keys that a company has handed out already, taken over as their hashes, so that it can move in without breaking its
//! callers. All of a file, or nothing.

mod csv;
mod read;

pub use read::Mistake;

use super::audit::{Actor, record};
use super::credentials::{end_of, lifetime};
use super::{Error, Portal};
use crate::domain::credential::{Credential, CredentialState, end};
use crate::domain::key::Prefix;
use crate::domain::strategy::StrategyKind;
use crate::domain::time::Timestamp;
use crate::storage::{Hash, StoredStrategy, Tx};
use read::Row;
use serde_json::json;
use std::collections::HashMap;

#[derive(Debug, thiserror::Error)]
pub enum ImportRefusal {
    /// By their lines.
    #[error("the file holds mistakes")]
    Mistakes(Vec<Mistake>),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<crate::storage::Error> for ImportRefusal {
    fn from(error: crate::storage::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// An application that keys are imported for.
struct Receiver {
    id: String,
    strategy: StoredStrategy,
    active: u32,
}

impl Portal {
    /// How many came in.
    pub async fn import_keys(&self, text: &str) -> Result<usize, ImportRefusal> {
        let mut tx = self.change().await?;
        let settings = Self::settings_in(&mut tx).await?;
        let prefix = Prefix::parse(&settings.key_prefix).unwrap_or_default();
        let (rows, mut mistakes) = read::read(text, prefix);
        let mut receivers: HashMap<String, Option<Receiver>> = HashMap::new();
        let mut lines: HashMap<Hash, u64> = HashMap::new();
        for row in &rows {
            let mut wrong = |field: &'static str, what: String| mistakes.push(Mistake { line: row.line, field, what });
            if let Some(line) = lines.insert(row.hash, row.line) {
                wrong("key", format!("This is the key of line {line} once more."));
                continue;
            }
            if tx.key_is_known(&row.hash).await? {
                wrong("key", "This key is there already.".to_owned());
                continue;
            }
            if !receivers.contains_key(&row.application) {
                let found = self.receiver(&mut tx, &row.application).await?;
                receivers.insert(row.application.clone(), found);
            }
            let Some(Some(receiver)) = receivers.get_mut(&row.application) else {
                wrong("application", "There is no application with this ID or reference ID.".to_owned());
                continue;
            };
            if receiver.strategy.sheet.method.kind() != StrategyKind::KeyAuth {
                wrong("application", "Its strategy is OpenID Connect: it has no keys here.".to_owned());
                continue;
            }
            if let Err((field, what)) =
                self.take_over(&mut tx, row, receiver, settings.credentials_per_application).await?
            {
                wrong(field, what);
            }
        }
        if mistakes.is_empty() {
            tx.commit().await?;
            return Ok(rows.len());
        }
        mistakes.sort();
        Err(ImportRefusal::Mistakes(mistakes))
    }

    async fn receiver(&self, tx: &mut Tx, name: &str) -> Result<Option<Receiver>, Error> {
        let Some(stored) = tx.application_named(name).await? else { return Ok(None) };
        let strategy = tx.strategy_by_id(&stored.strategy_id).await?.ok_or(Error::NotFound)?;
        let active = tx.count_active_credentials(&stored.application.id, self.clock.now()).await?;
        Ok(Some(Receiver { id: stored.application.id, strategy, active }))
    }

    /// The inner failure: field, and what is wrong with it.
    async fn take_over(
        &self,
        tx: &mut Tx,
        row: &Row,
        receiver: &mut Receiver,
        most: u32,
    ) -> Result<Result<(), (&'static str, String)>, Error> {
        let now = self.clock.now();
        let asked: Option<Timestamp> = row.ends.map(end_of);
        let expires_at = match end(asked, lifetime(&receiver.strategy), now) {
            Ok(at) => at,
            Err(why) => return Ok(Err(("expires", why.to_string()))),
        };
        let key = Credential {
            id: self.new_id(),
            name: row.name.clone(),
            start: row.start.clone(),
            tail: row.tail.clone(),
            imported: true,
            created_at: now,
            expires_at,
            revoked_at: None,
            used_at: None,
            successor: None,
        };
        if key.state(now) == CredentialState::Active {
            receiver.active += 1;
            if receiver.active > most {
                return Ok(Err(("application", format!("It would have more than {most} active keys."))));
            }
        }
        tx.add_credential(&receiver.id, &key, &row.hash).await?;
        let detail = json!({ "application": receiver.id, "name": key.name });
        record(tx, now, Actor::Operator, "key_imported", &key.id, detail).await?;
        Ok(Ok(()))
    }
}
