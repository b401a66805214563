//! Delivers what waits, one mail at a time, and shows admins what could not be.

use super::audit::{Actor, record};
use super::letters::{Addressed, Post};
use super::{Admin, Error, Portal};
use crate::domain::mail::{Mail, Sender};
use crate::domain::outbox::{MailNote, MailState, again_at};
use crate::domain::page::Page;
use crate::domain::time::Timestamp;
pub use crate::mail::Transport;
use crate::mail::{Undelivered, default_sender};
use crate::storage::DueMail;
use serde_json::json;

/// So long a mail belongs to whoever took it, which is longer than any attempt lasts.
const IN_HAND: i64 = 2 * 60 * 1000;
const KEPT: i64 = 30 * 24 * 3_600_000;
const A_PAGE: usize = 50;

impl Portal {
    /// Tries one mail that is due. False: nothing was.
    pub async fn deliver_next(&self, transport: &Transport) -> Result<bool, Error> {
        let now = self.clock.now();
        let Some(due) = self.store.claim_mail(now, Timestamp(now.0 + IN_HAND)).await? else { return Ok(false) };
        let Ok(post) = serde_json::from_str::<Post>(&due.detail) else {
            self.undelivered(&due, "this program can't read it", None).await?;
            return Ok(true);
        };
        let mut tx = self.change().await?;
        let tries = u32::try_from(due.tries).unwrap_or(u32::MAX);
        let written = match self.write(&mut tx, &due.address, &post).await {
            Ok(written) => written,
            Err(cause) => {
                drop(tx);
                self.undelivered(&due, "it could not be written: see the log", again_at(now, tries)).await?;
                return Err(cause);
            }
        };
        let Some(Addressed { to, name, text }) = written else {
            tx.drop_mail(&due.id).await?;
            tx.commit().await?;
            return Ok(true);
        };
        // The link must stand before anybody can be mailed it.
        tx.commit().await?;
        let (subject, text, html) = text;
        let mail = Mail { to, to_name: name, subject, text, html };
        match transport.send(&self.sender().await?, &mail, &due.id).await {
            Ok(()) => {
                let mut tx = self.store.begin().await?;
                tx.mail_sent(&due.id).await?;
                tx.drop_old_mails(Timestamp(now.0 - KEPT)).await?;
                tx.commit().await?;
            }
            Err(Undelivered::Refused(why)) => self.undelivered(&due, &why, None).await?,
            Err(Undelivered::NotYet(why)) => {
                self.undelivered(&due, &why, again_at(self.clock.now(), tries)).await?;
            }
        }
        Ok(true)
    }

    async fn undelivered(&self, due: &DueMail, why: &str, again_at: Option<Timestamp>) -> Result<(), Error> {
        let mut tx = self.change().await?;
        tx.mail_failed(&due.id, why, again_at).await?;
        if again_at.is_none() {
            tracing::warn!(mail = due.id, kind = due.kind, why, "a mail was given up");
            record(&mut tx, self.clock.now(), Actor::Portcullis, "mail_failed", &due.id, json!({ "why": why })).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn sender(&self) -> Result<Sender, Error> {
        let settings = self.settings().await?;
        let made = default_sender(url::Url::parse(&self.address).ok().as_ref());
        Ok(Sender { name: settings.portal_name, address: settings.sender.unwrap_or(made.address) })
    }

    pub async fn mails(&self, _: &Admin, state: Option<&str>, after: Option<&str>) -> Result<Page<MailNote>, Error> {
        Ok(self.store.mails(state.and_then(MailState::parse), after, A_PAGE).await?)
    }

    pub async fn retry_mail(&self, admin: &Admin, id: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let mut tx = self.change_by(admin.signed_in()).await?;
        if !tx.retry_mail(id, now).await? {
            return Err(Error::NotFound);
        }
        record(&mut tx, now, Actor::Account(&admin.account().id), "mail_retried", id, json!({})).await?;
        Ok(tx.commit().await?)
    }
}
