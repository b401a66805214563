//! What was done by whom, as a chain: each row holds a hash over itself and the row before it.

use super::{Error, Store, Tx, on, within};
use crate::domain::audit::{AuditNote, AuditRow, Broken};
use crate::domain::page::Page;
use crate::domain::time::Timestamp;
use sha2::{Digest, Sha256};

const HEAD: &str = "select seq, hash from audit_head where id = 1";
const NEXT: &str = "update audit_head set seq = seq + 1 where id = 1 returning seq, hash";
const CLOSE: &str = "update audit_head set hash = $1 where id = 1";
const ADD: &str =
    "insert into audit (seq, at, actor, event, subject, detail, hash) values ($1, $2, $3, $4, $5, $6, $7)";
const FROM: &str =
    "select seq, at, actor, event, subject, detail, hash from audit where seq > $1 order by seq limit $2";
const LIST: &str =
    "select a.seq, a.at, a.actor, a.event, a.subject, a.detail, a.hash, b.name as by_name, s.name as about_name
from audit a left join accounts b on b.id = a.actor left join accounts s on s.id = a.subject
where ($1 = '' or a.event = $1) and ($2 = '' or a.subject = $2) and a.seq < $3 order by a.seq desc limit $4";
const COUNT: &str = "select count(*) from audit where ($1 = '' or event = $1) and ($2 = '' or subject = $2)";
const AT_A_TIME: i64 = 1000;

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor: String,
    event: String,
    subject: String,
    detail: String,
    hash: String,
}

#[derive(sqlx::FromRow)]
struct NamedRow {
    #[sqlx(flatten)]
    row: Row,
    by_name: Option<String>,
    about_name: Option<String>,
}

impl NamedRow {
    fn read(self) -> AuditNote {
        AuditNote { row: self.row.read(), by: self.by_name, about: self.about_name }
    }
}

impl Row {
    fn read(self) -> AuditRow {
        let Self { seq, at, actor, event, subject, detail, hash } = self;
        AuditRow { seq, at: Timestamp(at), actor, event, subject, detail, hash }
    }
}

/// What is to be written; the chain adds the rest.
pub struct NewAudit<'a> {
    pub at: Timestamp,
    pub actor: &'a str,
    pub event: &'a str,
    pub subject: &'a str,
    /// JSON without any secret.
    pub detail: &'a str,
}

impl Tx {
    /// Waits until nobody else is in the middle of a change: every change moves the head. What is counted after
    /// this line still holds when the transaction ends.
    pub async fn take_turn(&mut self) -> Result<(), Error> {
        const TURN: &str = "update audit_head set seq = seq where id = 1";
        within!(self, db => sqlx::query(TURN).execute(db).await.map(drop))?;
        Ok(())
    }

    /// The head is locked from here to the end of the transaction, so rows can't be numbered twice.
    pub async fn record(&mut self, new: &NewAudit<'_>) -> Result<(), Error> {
        let (seq, before): (i64, String) = within!(self, db => sqlx::query_as(NEXT).fetch_one(db).await)?;
        let hash = link(&before, seq, new);
        within!(self, db => sqlx::query(ADD)
            .bind(seq).bind(new.at.0).bind(new.actor).bind(new.event).bind(new.subject).bind(new.detail).bind(&hash)
            .execute(db).await.map(drop))?;
        within!(self, db => sqlx::query(CLOSE).bind(&hash).execute(db).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// The newest first; an empty event or subject is any.
    pub async fn audit_rows(
        &self,
        event: &str,
        subject: &str,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<AuditNote>, Error> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: Vec<NamedRow> = on!(self, db => sqlx::query_as(LIST)
            .bind(event).bind(subject).bind(before.unwrap_or(i64::MAX)).bind(most).fetch_all(db).await)?;
        Ok(rows.into_iter().map(NamedRow::read).collect())
    }

    /// The same as a page that knows how many there are.
    pub async fn audit(
        &self,
        event: &str,
        subject: &str,
        before: Option<i64>,
        size: usize,
    ) -> Result<Page<AuditNote>, Error> {
        let rows = self.audit_rows(event, subject, before, size + 1).await?;
        let (total,): (i64,) = on!(self, db => sqlx::query_as(COUNT).bind(event).bind(subject).fetch_one(db).await)?;
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(Page::cut(rows, size, total, |last| last.row.seq.to_string()))
    }

    /// Walks the whole chain as it stood at one moment. The number of rows, or where it breaks.
    pub async fn verify_audit(&self) -> Result<Result<i64, Broken>, Error> {
        let mut tx = self.snapshot().await?;
        let (head, head_hash): (i64, String) = within!(tx, db => sqlx::query_as(HEAD).fetch_one(db).await)?;
        let (mut seq, mut hash) = (0, "0".repeat(64));
        loop {
            let rows: Vec<Row> = within!(tx, db => sqlx::query_as(FROM).bind(seq).bind(AT_A_TIME).fetch_all(db).await)?;
            if rows.is_empty() {
                break;
            }
            for row in rows.into_iter().map(Row::read) {
                if row.seq > head {
                    return Ok(Err(if seq < head { Broken::Missing(seq + 1) } else { Broken::Inserted(row.seq) }));
                }
                if row.seq != seq + 1 {
                    return Ok(Err(Broken::Missing(seq + 1)));
                }
                let AuditRow { at, actor, event, subject, detail, .. } = &row;
                if link(&hash, row.seq, &NewAudit { at: *at, actor, event, subject, detail }) != row.hash {
                    return Ok(Err(Broken::Changed(row.seq)));
                }
                (seq, hash) = (row.seq, row.hash);
            }
        }
        if seq < head {
            return Ok(Err(Broken::Missing(seq + 1)));
        }
        if hash != head_hash {
            return Ok(Err(Broken::Changed(seq)));
        }
        Ok(Ok(seq))
    }
}

/// Each part is preceded by its length: no two rows can look the same to the hash.
fn link(before: &str, seq: i64, row: &NewAudit<'_>) -> String {
    let mut hasher = Sha256::new();
    for part in [before, &seq.to_string(), &row.at.0.to_string(), row.actor, row.event, row.subject, row.detail] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write;
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
