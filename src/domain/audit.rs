//! A row of the audit, and how its chain can be broken.

use super::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub seq: i64,
    pub at: Timestamp,
    pub actor: String,
    pub event: String,
    pub subject: String,
    /// JSON.
    pub detail: String,
    pub hash: String,
}

/// A row with the names that its people have now. They are no part of the chain: a name can change, and go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditNote {
    pub row: AuditRow,
    pub by: Option<String>,
    pub about: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("row {0} is not what was written")]
    Changed(i64),
    #[error("row {0} is missing")]
    Missing(i64),
    #[error("row {0} was slipped in")]
    Inserted(i64),
}
