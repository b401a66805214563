//! A version of a product: what a developer registers for.

use super::strategy::Strategy;
use super::time::Date;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    Draft,
    Published,
    Deprecated,
    Retired,
}

impl VersionState {
    pub const ALL: [Self; 4] = [Self::Draft, Self::Published, Self::Deprecated, Self::Retired];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Deprecated => "deprecated",
            Self::Retired => "retired",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub fn in_words(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Published => "Published",
            Self::Deprecated => "Deprecated",
            Self::Retired => "Retired",
        }
    }

    /// Calls to it still work, so it may stand in the catalog.
    pub fn is_served(self) -> bool {
        matches!(self, Self::Published | Self::Deprecated)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    Private,
}

impl Visibility {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Public, Self::Private].into_iter().find(|visibility| visibility.as_str() == text)
    }
}

/// What a page shows of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub name: String,
    pub state: VersionState,
    pub sunset: Option<Date>,
    pub strategy: Option<Strategy>,
}

/// The version that speaks for its product: the newest published one, else the newest deprecated one.
/// `versions` come newest first.
pub fn current(versions: &[Version]) -> Option<&Version> {
    let newest = |state| versions.iter().find(|version| version.state == state);
    newest(VersionState::Published).or_else(|| newest(VersionState::Deprecated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use VersionState::{Deprecated, Draft, Published, Retired};

    #[track_caller]
    fn check(newest_first: &[VersionState], chosen: Option<usize>) {
        let versions: Vec<_> = newest_first
            .iter()
            .enumerate()
            .map(|(at, &state)| Version { name: format!("v{at}"), state, sunset: None, strategy: None })
            .collect();
        let expected = chosen.map(|at| format!("v{at}"));
        assert_eq!(current(&versions).map(|version| version.name.clone()), expected, "{newest_first:?}");
    }

    #[test]
    fn the_newest_published_version_speaks_for_its_product() {
        check(&[], None);
        check(&[Published, Published], Some(0));
        check(&[Draft, Published], Some(1));
        check(&[Deprecated, Published], Some(1));
        check(&[Draft, Deprecated, Deprecated], Some(1));
        check(&[Retired, Draft], None);
    }

    #[test]
    fn a_state_survives_its_stored_form() {
        for state in VersionState::ALL {
            assert_eq!(VersionState::parse(state.as_str()), Some(state));
        }
        assert_eq!(VersionState::parse("gone"), None);
    }
}
