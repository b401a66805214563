//! What the audit is told. Every use case that changes something calls it in its own transaction.

use super::Error;
use crate::domain::time::Timestamp;
use crate::storage::{NewAudit, Tx};

/// Who did it.
#[derive(Clone, Copy, Debug)]
pub enum Actor<'a> {
    Account(&'a str),
    /// Somebody at the command line.
    Operator,
    Visitor,
    /// The program by itself.
    Portcullis,
}

impl Actor<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Account(id) => id,
            Self::Operator => "operator",
            Self::Visitor => "visitor",
            Self::Portcullis => "portcullis",
        }
    }
}

pub(super) async fn record(
    tx: &mut Tx,
    at: Timestamp,
    actor: Actor<'_>,
    event: &str,
    subject: &str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let detail = detail.to_string();
    Ok(tx.record(&NewAudit { at, actor: actor.as_str(), event, subject, detail: &detail }).await?)
}
