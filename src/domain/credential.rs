//! Credentials: the keys of an application, from being made to their end.

use super::time::Timestamp;
use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400_000;
/// A key that lasts longer than this was mistyped.
const LONGEST_DAYS: i64 = 3650;
/// How long two keys may overlap when one takes the other's place.
pub const LONGEST_OVERLAP_DAYS: u32 = 90;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialState {
    Active,
    Expired,
    Revoked,
}

impl CredentialState {
    pub const ALL: [Self; 3] = [Self::Active, Self::Expired, Self::Revoked];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Expired => "Expired",
            Self::Revoked => "Revoked",
        }
    }
}

/// What is kept of a key. Its state follows from its times, so that no two of them can disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    pub id: String,
    pub name: String,
    /// Its visible beginning and end.
    pub start: String,
    pub tail: String,
    pub imported: bool,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub used_at: Option<Timestamp>,
    /// The one that takes its place.
    pub successor: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialRefusal {
    #[error("This key is {}, which is final.", .0.label().to_lowercase())]
    Ended(CredentialState),
    #[error("This key has a successor already. Rotate that one.")]
    Rotated,
    #[error("Choose an overlap of at most {LONGEST_OVERLAP_DAYS} days.")]
    Overlap,
}

/// Why a key can't end when it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndRefusal {
    #[error("Choose an end in the future.")]
    Past,
    #[error("Choose an end within ten years.")]
    Far,
    #[error("A key of this strategy is valid for {0} days at most. Choose an earlier end, or none.")]
    Lifetime(u32),
}

impl Credential {
    /// At the very instant of its end it has ended.
    pub fn state(&self, now: Timestamp) -> CredentialState {
        if self.revoked_at.is_some() {
            CredentialState::Revoked
        } else if self.expires_at.is_some_and(|end| end <= now) {
            CredentialState::Expired
        } else {
            CredentialState::Active
        }
    }

    fn active(&self, now: Timestamp) -> Result<(), CredentialRefusal> {
        match self.state(now) {
            CredentialState::Active => Ok(()),
            ended => Err(CredentialRefusal::Ended(ended)),
        }
    }

    pub fn revoke(self, now: Timestamp) -> Result<Self, CredentialRefusal> {
        self.active(now)?;
        Ok(Self { revoked_at: Some(now), ..self })
    }

    /// The key with its new end, and the end that its successor inherits: rotating is no way to make a key that was to
    /// end last longer. The overlap never outlives the key's own end.
    pub fn rotate(
        self,
        successor: &str,
        overlap_days: u32,
        now: Timestamp,
    ) -> Result<(Self, Option<Timestamp>), CredentialRefusal> {
        self.active(now)?;
        if self.successor.is_some() {
            return Err(CredentialRefusal::Rotated);
        }
        if overlap_days > LONGEST_OVERLAP_DAYS {
            return Err(CredentialRefusal::Overlap);
        }
        let inherited = self.expires_at;
        let overlap = Timestamp(now.0 + i64::from(overlap_days) * DAY);
        let end = inherited.map_or(overlap, |own| own.min(overlap));
        Ok((Self { expires_at: Some(end), successor: Some(successor.to_owned()), ..self }, inherited))
    }
}

/// When a new key ends: as its strategy has it, or earlier where that was asked for.
pub fn end(
    asked: Option<Timestamp>,
    lifetime_days: Option<u32>,
    now: Timestamp,
) -> Result<Option<Timestamp>, EndRefusal> {
    let latest = lifetime_days.map(|days| Timestamp(now.0 + i64::from(days) * DAY));
    match (asked, latest) {
        (None, latest) => Ok(latest),
        (Some(asked), _) if asked <= now => Err(EndRefusal::Past),
        (Some(asked), Some(latest)) if asked > latest => Err(EndRefusal::Lifetime(lifetime_days.unwrap_or_default())),
        (Some(asked), None) if asked.0 - now.0 > LONGEST_DAYS * DAY => Err(EndRefusal::Far),
        (asked, _) => Ok(asked),
    }
}

/// Which of the mails about a coming end is due: that of 30, of 7 or of 1 day before, or of the end itself (0). `told`
/// is the nearest that was told already.
pub fn warning(end: Timestamp, told: u32, now: Timestamp) -> Option<u32> {
    let due = [0, 1, 7, 30].into_iter().find(|days| end.0 - now.0 <= i64::from(*days) * DAY)?;
    (due < told).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000 * DAY);

    fn in_days(days: i64) -> Timestamp {
        Timestamp(NOW.0 + days * DAY)
    }

    fn key(expires_at: Option<Timestamp>) -> Credential {
        Credential {
            id: "old".to_owned(),
            name: "A".to_owned(),
            start: "pk_abcd".to_owned(),
            tail: "wxyz".to_owned(),
            imported: false,
            created_at: Timestamp(0),
            expires_at,
            revoked_at: None,
            used_at: None,
            successor: None,
        }
    }

    #[test]
    fn at_the_instant_of_its_end_a_key_has_ended() {
        let key = key(Some(NOW));
        assert_eq!(key.state(Timestamp(NOW.0 - 1)), CredentialState::Active);
        assert_eq!(key.state(NOW), CredentialState::Expired);
        assert_eq!(key.revoke(NOW), Err(CredentialRefusal::Ended(CredentialState::Expired)));
    }

    #[test]
    fn a_revoked_key_stays_revoked() {
        let revoked = key(None).revoke(NOW).expect("it was active");
        assert_eq!(revoked.state(in_days(9)), CredentialState::Revoked);
        assert_eq!(revoked.clone().revoke(NOW), Err(CredentialRefusal::Ended(CredentialState::Revoked)));
        assert_eq!(revoked.rotate("new", 0, NOW), Err(CredentialRefusal::Ended(CredentialState::Revoked)));
    }

    #[track_caller]
    fn rotated(own: Option<i64>, overlap: u32, ends: i64) {
        let (old, inherited) = key(own.map(in_days)).rotate("new", overlap, NOW).expect("a rotation");
        assert_eq!(old.expires_at, Some(in_days(ends)));
        assert_eq!(inherited, own.map(in_days), "the successor ends when the old one would have");
        assert_eq!(old.successor.as_deref(), Some("new"));
        assert_eq!(old.rotate("other", 0, Timestamp(NOW.0 - 1)), Err(CredentialRefusal::Rotated));
    }

    #[test]
    fn an_overlap_never_outlives_the_key() {
        rotated(None, 7, 7);
        rotated(Some(30), 7, 7);
        rotated(Some(3), 7, 3);
        rotated(Some(3), 0, 0);
        assert_eq!(key(None).rotate("new", 91, NOW), Err(CredentialRefusal::Overlap));
    }

    #[test]
    fn a_key_ends_as_its_strategy_has_it_or_earlier() {
        for (asked, lifetime, found) in [
            (None, None, Ok(None)),
            (None, Some(90), Ok(Some(in_days(90)))),
            (Some(10), Some(90), Ok(Some(in_days(10)))),
            (Some(90), Some(90), Ok(Some(in_days(90)))),
            (Some(91), Some(90), Err(EndRefusal::Lifetime(90))),
            (Some(0), None, Err(EndRefusal::Past)),
            (Some(-1), Some(90), Err(EndRefusal::Past)),
            (Some(3650), None, Ok(Some(in_days(3650)))),
            (Some(3651), None, Err(EndRefusal::Far)),
        ] {
            assert_eq!(end(asked.map(in_days), lifetime, NOW), found, "{asked:?} {lifetime:?}");
        }
    }

    #[test]
    fn an_end_is_told_three_times_and_when_it_has_come() {
        for (days, told, due) in [
            (31, 99, None),
            (30, 99, Some(30)),
            (30, 30, None),
            (7, 30, Some(7)),
            (6, 99, Some(7)),
            (1, 7, Some(1)),
            (0, 1, Some(0)),
            (-5, 99, Some(0)),
            (-5, 0, None),
        ] {
            assert_eq!(warning(in_days(days), told, NOW), due, "{days} {told}");
        }
    }
}
