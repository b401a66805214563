//! A version of a product: what a developer registers for.

use super::account::Role;
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

    /// The steps that an admin may take by hand. A draft that was published can be taken back: nothing is lost by it.
    pub fn steps(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Published],
            Self::Published => &[Self::Deprecated, Self::Retired, Self::Draft],
            Self::Deprecated => &[Self::Published, Self::Retired],
            Self::Retired => &[Self::Published, Self::Deprecated],
        }
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

/// Who reads the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    Everybody,
    /// Whoever is signed in: only an approved account is.
    Approved,
    /// They also see what is not published yet, and what is retired.
    Admins,
}

impl Audience {
    /// None: somebody who is not signed in.
    pub fn of(role: Option<Role>) -> Self {
        match role {
            None => Self::Everybody,
            Some(Role::Developer) => Self::Approved,
            Some(Role::Admin) => Self::Admins,
        }
    }

    pub fn sees(self, state: VersionState, visibility: Visibility) -> bool {
        match self {
            Self::Everybody => state.is_served() && visibility == Visibility::Public,
            Self::Approved => state.is_served(),
            Self::Admins => true,
        }
    }
}

/// The version that speaks for its product: the newest published one, else the newest deprecated one.
/// `versions` come newest first.
/// A visitor who sees neither may see a draft or what is retired.
pub fn current<T>(versions: &[T], state: impl Fn(&T) -> VersionState) -> Option<&T> {
    let newest = |wanted| versions.iter().find(|version| state(version) == wanted);
    newest(VersionState::Published).or_else(|| newest(VersionState::Deprecated)).or_else(|| versions.first())
}

#[cfg(test)]
mod tests {
    use super::*;
    use VersionState::{Deprecated, Draft, Published, Retired};

    #[track_caller]
    fn check(newest_first: &[VersionState], chosen: Option<usize>) {
        let versions: Vec<_> = newest_first.iter().copied().enumerate().collect();
        assert_eq!(current(&versions, |(_, state)| *state).map(|(at, _)| *at), chosen, "{newest_first:?}");
    }

    #[test]
    fn the_newest_published_version_speaks_for_its_product() {
        check(&[], None);
        check(&[Published, Published], Some(0));
        check(&[Draft, Published], Some(1));
        check(&[Deprecated, Published], Some(1));
        check(&[Draft, Deprecated, Deprecated], Some(1));
        check(&[Retired, Draft], Some(0));
    }

    #[test]
    fn who_reads_decides_what_is_seen() {
        let seen = |state, visibility| {
            [Audience::Everybody, Audience::Approved, Audience::Admins].map(|audience| audience.sees(state, visibility))
        };
        assert_eq!(seen(Published, Visibility::Public), [true, true, true]);
        assert_eq!(seen(Deprecated, Visibility::Private), [false, true, true]);
        assert_eq!(seen(Draft, Visibility::Public), [false, false, true]);
        assert_eq!(seen(Retired, Visibility::Public), [false, false, true]);
    }

    #[test]
    fn a_state_survives_its_stored_form() {
        for state in VersionState::ALL {
            assert_eq!(VersionState::parse(state.as_str()), Some(state));
        }
        assert_eq!(VersionState::parse("gone"), None);
    }
}
