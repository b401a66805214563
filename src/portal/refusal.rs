//! Why something about applications was not done, in words for the person who asked.

use super::Error;
use crate::domain::application::Unusable;
use crate::domain::credential::{CredentialRefusal, EndRefusal};
use crate::domain::registration::NotFrom;
use crate::storage;

#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("Some fields can’t be taken as they are.")]
    Fields(Vec<(&'static str, String)>),
    /// Whose it is nobody is told.
    #[error("This reference ID is taken. Choose another one.")]
    ReferenceTaken,
    #[error("You have {0} applications, which is the most one developer can have. Delete one first.")]
    TooManyApplications(u32),
    #[error("There is no auth strategy yet, so no application can be made. Ask whoever runs this portal.")]
    NoStrategy,
    #[error(
        "{application} can’t be used for this API, which needs {version}. An application works with one strategy only."
    )]
    StrategyMismatch { application: String, version: String },
    #[error("{0}")]
    Unusable(Unusable),
    #[error("This version has no auth strategy: it is open to everybody, and there is nothing to register for.")]
    NothingToRegister,
    #[error("Registration for this version is closed.")]
    RegistrationClosed,
    #[error("{0}")]
    State(#[from] NotFrom),
    #[error("This application has {0} active keys, which is the most it can have. Revoke one first.")]
    TooManyKeys(u32),
    #[error("An application with OpenID Connect has no keys here: its identity provider keeps its credentials.")]
    NoKeys,
    #[error("{0}")]
    Credential(#[from] CredentialRefusal),
    #[error("{0}")]
    End(#[from] EndRefusal),
    #[error("Type the application’s name to delete it.")]
    NameDiffers,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<storage::Error> for Refusal {
    fn from(error: storage::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Refusal {
    pub(super) fn field(name: &'static str, what: impl Into<String>) -> Self {
        Self::Fields(vec![(name, what.into())])
    }

    /// For programs; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fields(_) => "invalid",
            Self::ReferenceTaken => "reference_taken",
            Self::TooManyApplications(_) => "too_many_applications",
            Self::NoStrategy => "no_strategy",
            Self::StrategyMismatch { .. } | Self::Unusable(Unusable::OtherStrategy { .. }) => "strategy_mismatch",
            Self::Unusable(_) => "already_registered",
            Self::NothingToRegister => "nothing_to_register",
            Self::RegistrationClosed => "registration_closed",
            Self::State(_) => "other_state",
            Self::TooManyKeys(_) => "too_many_keys",
            Self::NoKeys => "no_keys",
            Self::Credential(CredentialRefusal::Overlap) | Self::End(_) | Self::NameDiffers => "invalid",
            Self::Credential(_) => "other_state",
            Self::Failed(Error::NotFound) => "not_found",
            Self::Failed(_) => "internal",
        }
    }

    pub fn status(&self) -> u16 {
        match self {
            Self::Failed(Error::NotFound) => 404,
            Self::Failed(_) => 500,
            _ if self.code() == "invalid" => 422,
            _ => 409,
        }
    }

    /// What belongs beside a field.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Fields(fields) => fields.clone(),
            Self::ReferenceTaken => vec![("reference_id", self.to_string())],
            Self::End(_) => vec![("ends", self.to_string())],
            Self::NameDiffers => vec![("typed", self.to_string())],
            Self::Credential(CredentialRefusal::Overlap) => vec![("overlap_days", self.to_string())],
            _ => Vec::new(),
        }
    }
}
