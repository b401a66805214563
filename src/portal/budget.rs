//! Budgets against guessing and flooding. They are kept in the database, so they hold across processes and
//! restarts, and they make a stranger wait, never the owner of an address for good.

use super::{Error, Portal};
use crate::config::Abuse;
use crate::domain::account::Email;
use crate::domain::time::Timestamp;
use crate::storage::Tx;
use sha2::{Digest, Sha256};
use std::net::IpAddr;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Where a request came from, as far as a budget is concerned: a household has one IPv6 network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl Client {
    fn bucket(self, action: &str) -> String {
        let network = match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => match address.to_ipv4_mapped() {
                Some(address) => address.to_string(),
                None => format!("{:x?}", &address.segments()[..4]),
            },
        };
        bucket(action, &network)
    }
}

/// Addresses of people are hashed: the table of attempts is no list of who was here.
fn bucket(action: &str, of: &str) -> String {
    let hash = Sha256::digest(of);
    format!("{action}:{}", hash[..12].iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// The seconds to wait after so many failures: none at first, then twice as long each time.
pub fn delay(abuse: &Abuse, failures: u32) -> u32 {
    let beyond = failures.saturating_sub(abuse.sign_in_failures);
    if failures < abuse.sign_in_failures {
        0
    } else {
        1_u32.checked_shl(beyond).unwrap_or(u32::MAX).min(abuse.sign_in_longest_wait)
    }
}

/// Failures at one address from one network: whoever guesses elsewhere keeps nobody here waiting.
pub(super) fn sign_in_bucket(email: &Email, client: Client) -> String {
    client.bucket(&bucket("sign-in", &email.key()))
}

/// Of who is signed in already.
pub(super) fn proof_bucket(account_id: &str) -> String {
    bucket("proof", account_id)
}

/// Guesses from so many networks are one attack: each of them then has the longest wait from its second try on.
const SPREAD: u32 = 10;

/// The seconds of a pause that are still to come. A clock that was set back makes none longer.
fn wait(now: Timestamp, last: Option<Timestamp>, pause: u32) -> Option<u32> {
    let free_at = last.map_or(0, |last| last.0.min(now.0) + i64::from(pause) * 1000);
    u32::try_from((free_at - now.0 + 999) / 1000).ok().filter(|wait| *wait > 0)
}

impl Portal {
    /// None where a sign-in may be tried now, else the seconds until it may. The try is counted before it is
    /// made: many at the same instant are not all the first one. One that succeeds is forgotten again.
    pub(super) async fn sign_in_wait(&self, email: &Email, client: Client) -> Result<Option<u32>, Error> {
        let now = self.clock.now();
        let (here, everywhere) = (sign_in_bucket(email, client), bucket("sign-in", &email.key()));
        let client = client.bucket("client");
        let mut tx = self.store.begin().await?;
        let (tries, _) = tx.attempts(&client, Timestamp(now.0 - MINUTE)).await?;
        if tries >= self.abuse.sign_ins_a_minute {
            return Ok(Some(60));
        }
        let lately = Timestamp(now.0 - 15 * MINUTE);
        let (all, _) = tx.attempts(&everywhere, lately).await?;
        let (failures, last) = tx.attempts(&here, lately).await?;
        let spread = all >= self.abuse.sign_in_failures.saturating_mul(SPREAD);
        let pause = if spread { self.abuse.sign_in_longest_wait } else { delay(&self.abuse, failures) };
        let wait = wait(now, last, pause);
        tx.note_attempt(&client, now).await?;
        if wait.is_none() {
            tx.note_attempt(&here, now).await?;
            tx.note_attempt(&everywhere, now).await?;
        }
        tx.forget_attempts_before(Timestamp(now.0 - DAY)).await?;
        tx.commit().await?;
        Ok(wait)
    }

    /// The same for a password that is asked again of somebody who is in.
    pub(super) async fn proof_wait(&self, account_id: &str) -> Result<Option<u32>, Error> {
        let (now, bucket) = (self.clock.now(), proof_bucket(account_id));
        let mut tx = self.store.begin().await?;
        let (failures, last) = tx.attempts(&bucket, Timestamp(now.0 - 15 * MINUTE)).await?;
        let wait = wait(now, last, delay(&self.abuse, failures));
        if wait.is_none() {
            tx.note_attempt(&bucket, now).await?;
        }
        tx.commit().await?;
        Ok(wait)
    }

    /// Counts one thing that a client asks for without being anybody: signing up, a new password. False: too often.
    pub(super) async fn may_ask(&self, tx: &mut Tx, client: Client) -> Result<bool, Error> {
        let (now, bucket) = (self.clock.now(), client.bucket("asking"));
        let (asked, _) = tx.attempts(&bucket, Timestamp(now.0 - HOUR)).await?;
        if asked < self.abuse.asking_an_hour {
            tx.note_attempt(&bucket, now).await?;
        }
        Ok(asked < self.abuse.asking_an_hour)
    }

    /// Counts a mail that a stranger has sent to somebody. False: that address has had its share today.
    pub(super) async fn may_mail(&self, tx: &mut Tx, email: &Email) -> Result<bool, Error> {
        let (now, bucket) = (self.clock.now(), bucket("mail", &email.key()));
        let (mailed, _) = tx.attempts(&bucket, Timestamp(now.0 - DAY)).await?;
        if mailed < self.abuse.mails_a_day {
            tx.note_attempt(&bucket, now).await?;
        }
        Ok(mailed < self.abuse.mails_a_day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_have_an_end() {
        let abuse = Abuse::default();
        let delays: Vec<_> = (0..12).map(|failures| delay(&abuse, failures)).collect();
        assert_eq!(delays, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(delay(&abuse, u32::MAX), 30);
    }

    #[test]
    fn one_network_is_one_client() {
        let client = |text: &str| Client(text.parse().expect("an address")).bucket("x");
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }
}
