//! What a gateway must let through, from the tables alone.

use super::{Error, Store, Tx, within};
use crate::domain::time::Timestamp;

macro_rules! pairs {
    ($what:literal, $from:literal, $kind:literal, $where:literal) => {
        concat!(
            "select ",
            $what,
            " as id, v.id as version from ",
            $from,
            "
join accounts o on o.id = a.account_id
join registrations r on r.application_id = a.id
join versions v on v.id = r.version_id and v.strategy_id = a.strategy_id
join strategies s on s.id = a.strategy_id
where s.kind = '",
            $kind,
            "' and o.state = 'approved' and r.state = 'approved' and v.state in ('published', 'deprecated')
  and v.upstream is not null and v.path is not null",
            $where
        )
    };
}

const KEYS: &str = pairs!(
    "c.id",
    "credentials c join applications a on a.id = c.application_id",
    "key_auth",
    " and c.revoked_at is null and (c.expires_at is null or c.expires_at > $1)"
);
const CLIENTS: &str = pairs!("a.id", "applications a", "openid_connect", "");

impl Store {
    /// Pairs of a key, or of an application that comes with tokens, and a version: the lines that a gateway should give.
    pub async fn acceptable(&self, now: Timestamp) -> Result<Vec<String>, Error> {
        let mut tx: Tx = self.snapshot().await?;
        let keys: Vec<(String, String)> = within!(tx, db => sqlx::query_as(KEYS).bind(now.0).fetch_all(db).await)?;
        let clients: Vec<(String, String)> = within!(tx, db => sqlx::query_as(CLIENTS).fetch_all(db).await)?;
        let line = |kind: &'static str| move |(id, version): (String, String)| format!("{kind} {id} {version}");
        Ok(keys.into_iter().map(line("key")).chain(clients.into_iter().map(line("client"))).collect())
    }
}
