//! Which applications an open page may have to show anew: the log of changes that gateways follow names them too.

use super::{Error, Store, on};

/// More at once concern everybody.
const MOST: usize = 500;

const CHANGED: &str = "select c.seq, coalesce(r.application_id, k.application_id, c.subject) from change_log c
left join registrations r on c.topic = 'registration' and r.id = c.subject
left join credentials k on c.topic = 'credential' and k.id = c.subject
where c.seq > $1 and c.topic in ('application', 'registration', 'credential') order by c.seq limit $2";

impl Store {
    /// The applications that changed since, by their ids, and the number of the latest change. None: too many to tell.
    pub async fn changed_applications(&self, since: i64) -> Result<(i64, Option<Vec<String>>), Error> {
        let head = self.change_head().await?;
        if head <= since {
            return Ok((since, Some(Vec::new())));
        }
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let rows: Vec<(i64, String)> =
            on!(self, db => sqlx::query_as(CHANGED).bind(since).bind(most).fetch_all(db).await)?;
        let latest = rows.last().map_or(head, |(seq, _)| head.max(*seq));
        let all = rows.len() == MOST;
        Ok((latest, (!all).then(|| rows.into_iter().map(|(_, id)| id).collect())))
    }
}
