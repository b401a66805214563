//! Mails on their way.

use super::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    Waiting,
    Sent,
    /// Given up; an admin may have it tried again.
    Failed,
}

impl MailState {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A mail as admins see it. What is in it stays between the portal and its reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailNote {
    pub id: String,
    pub kind: String,
    pub address: String,
    pub state: MailState,
    pub tries: u32,
    pub created_at: Timestamp,
    pub due_at: Timestamp,
    pub last_error: Option<String>,
}

/// Given up after so many tries, which take three days: a mail server may be away for a weekend.
pub const MOST_TRIES: u32 = 45;
const SECOND: i64 = 1000;

/// When a mail that could not be delivered is tried again; none: never. Each wait is twice the one before, from
/// half a minute to two hours.
pub fn again_at(now: Timestamp, tries: u32) -> Option<Timestamp> {
    let seconds = (30_i64 << tries.saturating_sub(1).min(16)).min(2 * 3600);
    (tries < MOST_TRIES).then_some(Timestamp(now.0 + seconds * SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_have_an_end() {
        let waits: Vec<_> = (1..=46).map(|tries| again_at(Timestamp(0), tries).map(|at| at.0 / SECOND)).collect();
        let expected = [30, 60, 120, 240, 480, 960, 1920, 3840, 7200, 7200, 7200].map(Some);
        assert_eq!(waits[..11], expected);
        assert_eq!(waits[43..], [Some(7200), None, None]);
        assert!(waits.iter().flatten().sum::<i64>() > 3 * 24 * 3600);
    }
}
