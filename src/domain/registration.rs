//! Registrations: one application's access to one version.

use super::account::Decision;
use super::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationState {
    Pending,
    Approved,
    Rejected,
    Revoked,
}

/// Somebody else was quicker, or the page was old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This registration is {}, so that can’t be done.", .0.in_words())]
pub struct NotFrom(pub RegistrationState);

impl RegistrationState {
    pub const ALL: [Self; 4] = [Self::Pending, Self::Approved, Self::Rejected, Self::Revoked];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// As badges show it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Approved => "Approved",
            Self::Rejected => "Rejected",
            Self::Revoked => "Revoked",
        }
    }

    pub fn in_words(self) -> &'static str {
        match self {
            Self::Pending => "waiting for approval",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
        }
    }

    /// How a request begins.
    pub fn requested(auto_approved: bool) -> Self {
        if auto_approved { Self::Approved } else { Self::Pending }
    }

    pub fn decided(self, decision: Decision) -> Result<Self, NotFrom> {
        match (self, decision) {
            (Self::Pending | Self::Rejected | Self::Revoked, Decision::Approve) => Ok(Self::Approved),
            (Self::Pending, Decision::Reject) => Ok(Self::Rejected),
            (Self::Approved, Decision::Revoke) => Ok(Self::Revoked),
            (other, _) => Err(NotFrom(other)),
        }
    }

    /// The developer asks once more, whatever approves by itself: an admin has said no already.
    pub fn asked_again(self) -> Result<Self, NotFrom> {
        if self == Self::Rejected { Ok(Self::Pending) } else { Err(NotFrom(self)) }
    }

    /// Whoever is revoked stays so: taking it back and asking anew would be a way around it.
    pub fn may_be_withdrawn(self) -> Result<(), NotFrom> {
        if self == Self::Revoked { Err(NotFrom(self)) } else { Ok(()) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub id: String,
    pub state: RegistrationState,
    pub reason: Option<String>,
    pub answer: Option<String>,
    pub requested_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

/// What people write to each other about one.
pub const LONGEST_REASON: usize = 1000;

/// None where nothing was written.
pub fn reason(text: &str) -> Option<String> {
    let text: String = text.replace("\r\n", "\n").replace('\0', "").trim().chars().take(LONGEST_REASON).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decision::{Approve, Reject, Revoke};
    use RegistrationState::{Approved, Pending, Rejected, Revoked};

    #[test]
    fn only_listed_decisions_are_possible() {
        for (from, decision, to) in [
            (Pending, Approve, Some(Approved)),
            (Rejected, Approve, Some(Approved)),
            (Revoked, Approve, Some(Approved)),
            (Approved, Approve, None),
            (Pending, Reject, Some(Rejected)),
            (Approved, Reject, None),
            (Rejected, Reject, None),
            (Revoked, Reject, None),
            (Approved, Revoke, Some(Revoked)),
            (Pending, Revoke, None),
            (Rejected, Revoke, None),
            (Revoked, Revoke, None),
        ] {
            assert_eq!(from.decided(decision), to.ok_or(NotFrom(from)), "{from:?} {decision:?}");
        }
    }

    #[test]
    fn only_a_rejected_one_is_asked_again() {
        for state in RegistrationState::ALL {
            let again = if state == Rejected { Ok(Pending) } else { Err(NotFrom(state)) };
            assert_eq!(state.asked_again(), again);
            assert_eq!(state.may_be_withdrawn().is_err(), state == Revoked);
        }
    }

    #[test]
    fn a_state_survives_its_stored_form() {
        for state in RegistrationState::ALL {
            assert_eq!(RegistrationState::parse(state.as_str()), Some(state));
        }
        assert_eq!(RegistrationState::parse("gone"), None);
    }

    #[test]
    fn a_reason_is_something_written() {
        assert_eq!(reason(" \r\n "), None);
        assert_eq!(reason(" a\r\nb\0 "), Some("a\nb".to_owned()));
        assert_eq!(reason(&"x".repeat(2000)).map(|text| text.len()), Some(LONGEST_REASON));
    }
}
