//! Passwords: argon2id on threads of their own, a few at a time, so that a rush of sign-ins leaves pages quick.

use super::chance::Chance;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

pub const SHORTEST: usize = 10;
pub const LONGEST: usize = 256;
/// How long a sign-in waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// A password in the one form that every keyboard's spelling of it comes to.
pub struct Password(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("Use at least {SHORTEST} characters.")]
    Short,
    #[error("Use at most {LONGEST} characters.")]
    Long,
    #[error("That is easy to guess. {0}")]
    Guessable(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    #[error("too many sign-ins at once")]
    Busy,
    #[error("the password could not be hashed")]
    Failed,
}

impl Password {
    /// As presented at sign-in: any text may be tried.
    pub fn presented(text: &str) -> Self {
        // A longer one was never set; cutting it keeps the hashing cheap and the answer the same.
        Self(text.nfc().take(LONGEST + 1).collect())
    }

    /// A new one must be hard to guess, also for somebody who knows the person.
    pub fn chosen(text: &str, about: &[&str]) -> Result<Self, Unfit> {
        let text: String = text.nfc().take(LONGEST + 1).collect();
        match text.chars().count() {
            ..SHORTEST => return Err(Unfit::Short),
            length if length > LONGEST => return Err(Unfit::Long),
            _ => {}
        }
        // Its work grows fast with the length, and what follows the first hundred only makes a password better.
        let judged: String = text.chars().take(100).collect();
        // A name or an address is many words, each of which is a bad secret.
        let words = about.iter().flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric()));
        let known: Vec<&str> = about.iter().copied().chain(words).filter(|word| !word.is_empty()).collect();
        let estimate = zxcvbn::zxcvbn(&judged, &known);
        if estimate.score() < zxcvbn::Score::Three {
            let advice = estimate.feedback().and_then(|feedback| feedback.warning().map(|warning| warning.to_string()));
            return Err(Unfit::Guessable(
                advice.unwrap_or_else(|| "Add another word or two; uncommon words are better.".to_owned()),
            ));
        }
        Ok(Self(text))
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(hidden)")
    }
}

/// Hashes and verifies, at most as many at once as the machine has cores.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    cost: Params,
    /// Verified where there is no account, so that its answer takes as long.
    dummy: Arc<str>,
}

pub struct Verified {
    pub fits: bool,
    /// It was hashed with other parameters than are used now.
    pub outdated: bool,
}

impl Passwords {
    /// With the first choice of OWASP: 46 MiB, one pass, one lane.
    pub fn new(chance: &Chance) -> Self {
        Self::with_cost(chance, Params::new(47_104, 1, 1, None).unwrap_or_default())
    }

    pub fn with_cost(chance: &Chance, cost: Params) -> Self {
        let turns = std::thread::available_parallelism().map_or(2, usize::from);
        let dummy = hash(&cost, "nobody has this password", &chance.bytes()).unwrap_or_default();
        Self { turns: Arc::new(Semaphore::new(turns)), cost, dummy: dummy.into() }
    }

    pub async fn hash(&self, password: Password, chance: &Chance) -> Result<String, HashError> {
        let (cost, salt) = (self.cost.clone(), chance.bytes());
        self.in_turn(move || hash(&cost, &password.0, &salt)).await?.ok_or(HashError::Failed)
    }

    /// `known` is none for an unknown address or one without a password: that takes just as long, and never fits.
    pub async fn verify(&self, presented: Password, known: Option<&str>) -> Result<Verified, HashError> {
        let (cost, exists) = (self.cost.clone(), known.is_some());
        let phc: Arc<str> = known.map_or_else(|| Arc::clone(&self.dummy), Into::into);
        self.in_turn(move || {
            let Ok(parsed) = PasswordHash::new(&phc) else { return Verified { fits: false, outdated: false } };
            // First the work, then the question: the other way round would leave it out for unknown addresses.
            let right = hasher(&cost).verify_password(presented.0.as_bytes(), &parsed).is_ok();
            let fits = right && exists;
            let same = Params::try_from(&parsed).is_ok_and(|used| {
                (used.m_cost(), used.t_cost(), used.p_cost()) == (cost.m_cost(), cost.t_cost(), cost.p_cost())
            });
            Verified { fits, outdated: !same }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        let waiting = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned());
        let turn = waiting.await.map_err(|_| HashError::Busy)?.map_err(|_| HashError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(|_| HashError::Failed)
    }
}

fn hasher(cost: &Params) -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.clone())
}

fn hash(cost: &Params, password: &str, salt: &[u8; 16]) -> Option<String> {
    hasher(cost).hash_password_with_salt(password.as_bytes(), salt).ok().map(|phc| phc.to_string())
}
