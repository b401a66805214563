//! Mails on their way. A row is claimed by putting off when it is due: whoever dies with it in hand loses nothing.

use super::{Error, Store, Tx, on, within};
use crate::domain::account::Email;
use crate::domain::outbox::{MailNote, MailState};
use crate::domain::page::{Page, cursor};
use crate::domain::time::Timestamp;

pub struct NewMail<'a> {
    pub id: &'a str,
    pub kind: &'a str,
    pub address: &'a str,
    /// JSON without any secret.
    pub detail: &'a str,
    pub at: Timestamp,
    pub due_at: Timestamp,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DueMail {
    pub id: String,
    pub kind: String,
    pub address: String,
    pub detail: String,
    pub tries: i64,
    pub due_at: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    kind: String,
    address: String,
    state: String,
    tries: i64,
    created_at: i64,
    due_at: i64,
    last_error: Option<String>,
}

const ADD: &str = "insert into outbox (id, kind, address, detail, state, created_at, due_at)
values ($1, $2, $3, $4, 'waiting', $5, $6) on conflict do nothing";
const DUE: &str = "select id, kind, address, detail, tries, due_at from outbox
where state = 'waiting' and due_at <= $1 order by due_at, id limit 1";
const CLAIM: &str =
    "update outbox set due_at = $3, tries = tries + 1 where id = $1 and due_at = $2 and state = 'waiting'";
const LIST: &str = "select id, kind, address, state, tries, created_at, due_at, last_error from outbox
where ($1 = '' or state = $1) and (created_at, id) < ($2, $3) order by created_at desc, id desc limit $4";
const COUNT: &str = "select count(*) from outbox where $1 = '' or state = $1";

impl Store {
    /// The mail that is due longest, for whoever claims it until `until`. None: nothing is due.
    pub async fn claim_mail(&self, now: Timestamp, until: Timestamp) -> Result<Option<DueMail>, Error> {
        loop {
            let due: Option<DueMail> = on!(self, db => sqlx::query_as(DUE).bind(now.0).fetch_optional(db).await)?;
            let Some(mail) = due else { return Ok(None) };
            let mut tx = self.begin().await?;
            let claimed = within!(tx, db => sqlx::query(CLAIM)
                .bind(&mail.id).bind(mail.due_at).bind(until.0).execute(db).await.map(|done| done.rows_affected()))?;
            tx.commit().await?;
            // Another process was quicker: look again.
            if claimed == 1 {
                return Ok(Some(DueMail { tries: mail.tries + 1, ..mail }));
            }
        }
    }

    /// The newest first.
    pub async fn mails(
        &self,
        state: Option<MailState>,
        after: Option<&str>,
        size: usize,
    ) -> Result<Page<MailNote>, Error> {
        let state = state.map_or("", MailState::as_str);
        let (at, id) = super::newest_first(after);
        let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(LIST)
            .bind(state).bind(at).bind(id).bind(limit).fetch_all(db).await)?;
        let (total,): (i64,) = on!(self, db => sqlx::query_as(COUNT).bind(state).fetch_one(db).await)?;
        let notes = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(Page::cut(notes, size, total, |last| cursor(&last.created_at.0.to_string(), &last.id)))
    }
}

impl Row {
    fn read(self) -> Result<MailNote, Error> {
        let Some(state) = MailState::parse(&self.state) else {
            return Err(Error::Corrupt { table: "outbox", id: self.id, what: "its state" });
        };
        Ok(MailNote {
            id: self.id,
            kind: self.kind,
            address: self.address,
            state,
            tries: u32::try_from(self.tries).unwrap_or(u32::MAX),
            created_at: Timestamp(self.created_at),
            due_at: Timestamp(self.due_at),
            last_error: self.last_error,
        })
    }
}

impl Tx {
    /// A second digest while one waits is none.
    pub async fn add_mail(&mut self, new: &NewMail<'_>) -> Result<(), Error> {
        within!(self, db => sqlx::query(ADD)
            .bind(new.id).bind(new.kind).bind(new.address).bind(new.detail).bind(new.at.0).bind(new.due_at.0)
            .execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn mail_sent(&mut self, id: &str) -> Result<(), Error> {
        const SENT: &str = "update outbox set state = 'sent', last_error = null where id = $1";
        within!(self, db => sqlx::query(SENT).bind(id).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn mail_failed(&mut self, id: &str, why: &str, again_at: Option<Timestamp>) -> Result<(), Error> {
        const FAILED: &str =
            "update outbox set state = $2, last_error = $3, due_at = coalesce($4, due_at) where id = $1";
        let state = if again_at.is_some() { MailState::Waiting } else { MailState::Failed };
        within!(self, db => sqlx::query(FAILED)
            .bind(id).bind(state.as_str()).bind(why).bind(again_at.map(|at| at.0)).execute(db).await.map(drop))?;
        Ok(())
    }

    /// What turned out to need no letter leaves no trace.
    pub async fn drop_mail(&mut self, id: &str) -> Result<(), Error> {
        within!(self, db => sqlx::query("delete from outbox where id = $1").bind(id).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn retry_mail(&mut self, id: &str, now: Timestamp) -> Result<bool, Error> {
        const RETRY: &str = "update outbox set state = 'waiting', tries = 0, due_at = $2
where id = $1 and state in ('waiting', 'failed')";
        let retried = within!(self, db => sqlx::query(RETRY)
            .bind(id).bind(now.0).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(retried == 1)
    }

    /// Everything that was, or is still to be, written to somebody who leaves.
    pub async fn drop_mails_to(&mut self, email: &Email) -> Result<(), Error> {
        const DROP: &str = "delete from outbox where lower(address) = $1";
        within!(self, db => sqlx::query(DROP).bind(email.key()).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn drop_old_mails(&mut self, before: Timestamp) -> Result<(), Error> {
        const DROP: &str = "delete from outbox where state <> 'waiting' and created_at < $1";
        within!(self, db => sqlx::query(DROP).bind(before.0).execute(db).await.map(drop))?;
        Ok(())
    }
}
