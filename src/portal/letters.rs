//! Which letter a mail becomes, decided at the moment it is delivered: who the address belongs to, what state the
//! account is in by then, and a link that is made only now.

use super::audit::{Actor, record};
use super::{Error, Portal};
use crate::domain::account::{Account, AccountState, Email, FullName, Role};
use crate::domain::apps::QueueRow;
use crate::domain::credential::Credential;
use crate::domain::registration::RegistrationState;
use crate::domain::time::Timestamp;
use crate::mail::letter::Letter;
use crate::storage::{NewMail, Purpose, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

const HOUR: i64 = 3_600_000;
const TO_CONFIRM: i64 = 24;
const TO_RESET: i64 = 1;
const TO_ACCEPT: i64 = 7 * 24;

/// What the outbox remembers of a mail until it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Post {
    /// Somebody asked to sign up with this address, known or not.
    SignUp {
        name: FullName,
    },
    /// Somebody asked for a new password for this address, known or not.
    Reset,
    Invited,
    Decided {
        state: AccountState,
        reason: Option<String>,
    },
    Removed {
        name: FullName,
        reason: Option<String>,
    },
    /// To be told to every admin who is there by then.
    Digest,
    Waiting {
        developers: u32,
    },
    /// To whoever decides: an application waits for access.
    AccessRequested {
        registration: String,
    },
    AccessDecided {
        registration: String,
        state: RegistrationState,
        reason: Option<String>,
    },
    /// An admin ended a key, not its owner.
    KeyRevoked {
        credential: String,
    },
    /// A key ends in so many days; 0: it has ended.
    KeyEnding {
        credential: String,
        days: u32,
    },
}

impl Post {
    fn kind(&self) -> &'static str {
        match self {
            Self::SignUp { .. } => "sign_up",
            Self::Reset => "reset",
            Self::Invited => "invited",
            Self::Decided { .. } => "decided",
            Self::Removed { .. } => "removed",
            Self::Digest => "digest",
            Self::Waiting { .. } => "waiting",
            Self::AccessRequested { .. } => "access_requested",
            Self::AccessDecided { .. } => "access_decided",
            Self::KeyRevoked { .. } => "key_revoked",
            Self::KeyEnding { .. } => "key_ending",
        }
    }
}

/// A letter with all that it names.
pub(super) struct Addressed {
    pub to: Email,
    pub name: Option<FullName>,
    pub text: Written,
}

/// Subject, text and HTML.
pub(super) type Written = (String, String, String);

impl Portal {
    /// In the transaction of what the mail tells.
    pub(super) async fn post(&self, tx: &mut Tx, address: &str, post: &Post, due_at: Timestamp) -> Result<(), Error> {
        let detail = serde_json::to_string(post).unwrap_or_default();
        let (id, at) = (self.new_id(), self.clock.now());
        Ok(tx.add_mail(&NewMail { id: &id, kind: post.kind(), address, detail: &detail, at, due_at }).await?)
    }

    /// None: there is nobody to write to, or nothing to tell any more.
    pub(super) async fn write(&self, tx: &mut Tx, address: &str, post: &Post) -> Result<Option<Addressed>, Error> {
        if *post == Post::Digest {
            self.tell_admins(tx).await?;
            return Ok(None);
        }
        let Ok(email) = Email::parse(address) else { return Ok(None) };
        let known = tx.account_by_email(&email).await?;
        let portal_name = Self::settings_in(tx).await?.portal_name;
        // As its owner wrote it, whatever a stranger typed.
        let to = known.as_ref().map_or(&email, |account| &account.email).clone();
        let written = |name: Option<&FullName>, letter: &Letter<'_>| {
            Ok(Some(Addressed {
                to: to.clone(),
                name: name.cloned(),
                text: crate::mail::letter::write(letter, &portal_name),
            }))
        };
        let link = |page: &str| format!("{}{page}", self.address);
        match (post, known) {
            (Post::Digest, _) => Ok(None),
            (Post::SignUp { name }, None) => {
                let account = self.new_account(email.clone(), name.clone(), Role::Developer, AccountState::Unverified);
                tx.add_account(&account).await?;
                record(tx, self.clock.now(), Actor::Visitor, "signed_up", &account.id, json!({})).await?;
                let link = self.link(tx, "/verify", Purpose::Confirm, &account, TO_CONFIRM).await?;
                // A stranger may have chosen the name: it stands in no header.
                written(None, &Letter::Confirm { name, link: &link, hours: TO_CONFIRM as u32 })
            }
            (Post::SignUp { name }, Some(account)) if account.state == AccountState::Unverified => {
                // Nobody has confirmed the address yet: what was typed last counts.
                tx.rename_account(&account.id, name).await?;
                let link = self.link(tx, "/verify", Purpose::Confirm, &account, TO_CONFIRM).await?;
                // A stranger may have chosen the name: it stands in no header.
                written(None, &Letter::Confirm { name, link: &link, hours: TO_CONFIRM as u32 })
            }
            (Post::SignUp { .. }, Some(Account { name, state, reason, .. })) => {
                let (name, reason) = (&name, reason.as_deref());
                written(Some(name), &Letter::Known { name, state, reason, link: &link("/sign-in") })
            }
            (Post::Reset, Some(account)) => {
                let link = self.link(tx, "/reset-password", Purpose::Reset, &account, TO_RESET).await?;
                let name = &account.name;
                written(Some(name), &Letter::Reset { name, link: &link, hours: TO_RESET as u32 })
            }
            (Post::Invited, Some(account)) => {
                let link = self.link(tx, "/verify", Purpose::Confirm, &account, TO_ACCEPT).await?;
                let name = &account.name;
                written(Some(name), &Letter::Invited { name, link: &link, hours: TO_ACCEPT as u32 })
            }
            // Decided anew since: the later letter tells it.
            (Post::Decided { state, .. }, Some(account)) if account.state != *state => Ok(None),
            (Post::Waiting { .. }, Some(account)) if account.role != Role::Admin => Ok(None),
            (Post::Decided { state, reason }, Some(Account { name, .. })) => {
                let (state, reason, name) = (*state, reason.as_deref(), &name);
                written(Some(name), &Letter::Decided { name, state, reason, link: &link("/sign-in") })
            }
            (Post::Removed { name, reason }, _) => {
                written(Some(name), &Letter::Removed { name, reason: reason.as_deref() })
            }
            (Post::Waiting { developers }, Some(account)) => {
                let link = link("/admin/developers");
                written(Some(&account.name), &Letter::Waiting { developers: *developers, link: &link })
            }
            (Post::AccessRequested { registration }, Some(account)) => {
                let Some(told) = self.waiting_access(tx, registration, &account).await? else { return Ok(None) };
                let link = link("/admin/registrations");
                let (by, application, api) = (told.owner.name.as_str(), told.application.as_str(), &api(&told));
                let answer = told.registration.answer.as_deref();
                written(Some(&account.name), &Letter::AccessRequested { by, application, api, answer, link: &link })
            }
            (Post::AccessDecided { registration, state, reason }, Some(account)) => {
                let row = tx.registration_of(&account.id, registration).await?.map(|stored| stored.row);
                // Decided anew since, or gone: the later letter tells it.
                let Some(row) = row.filter(|row| row.registration.state == *state) else { return Ok(None) };
                let link = link(&["/apps/", &row.application_id].concat());
                let (application, api, reason) = (row.application.as_str(), &api(&row), reason.as_deref());
                let letter = Letter::AccessDecided { application, api, state: *state, reason, link: &link };
                written(Some(&account.name), &letter)
            }
            (Post::KeyRevoked { credential }, Some(account)) => {
                let Some(row) = tx.credential_of(&account.id, credential).await? else { return Ok(None) };
                let (apis, key) = (self.opened_by(tx, &row.application_id).await?, seen(&row.credential));
                let link = link(&["/apps/", &row.application_id].concat());
                let application = &row.application;
                written(Some(&account.name), &Letter::KeyRevoked { key: &key, application, apis: &apis, link: &link })
            }
            (Post::KeyEnding { credential, days }, Some(account)) => {
                let Some(row) = tx.credential_of(&account.id, credential).await? else { return Ok(None) };
                let apis = self.opened_by(tx, &row.application_id).await?;
                let link = link(&["/apps/", &row.application_id].concat());
                let key = row.credential;
                // Revoked, replaced or prolonged since: there is nothing to do any more.
                let (Some(end), None) = (key.expires_at, key.revoked_at) else { return Ok(None) };
                if key.successor.is_some() {
                    return Ok(None);
                }
                written(
                    Some(&account.name),
                    &Letter::KeyEnding {
                        key: &seen(&key),
                        application: &row.application,
                        apis: &apis,
                        end: &end.in_words(),
                        ended: *days == 0,
                        used: key.used_at.map(Timestamp::in_words).as_deref(),
                        link: &link,
                    },
                )
            }
            (
                Post::Reset
                | Post::Invited
                | Post::Decided { .. }
                | Post::Waiting { .. }
                | Post::AccessRequested { .. }
                | Post::AccessDecided { .. }
                | Post::KeyRevoked { .. }
                | Post::KeyEnding { .. },
                None,
            ) => Ok(None),
        }
    }

    /// The names of the versions that an application's keys open.
    async fn opened_by(&self, tx: &mut Tx, application: &str) -> Result<Vec<String>, Error> {
        let apis = tx.registrations_of(application).await?;
        let approved = apis.iter().filter(|api| api.registration.state == RegistrationState::Approved);
        Ok(approved.map(|api| format!("{} {}", api.product_name, api.version)).collect())
    }

    /// What waits, for somebody who may still decide about it.
    async fn waiting_access(&self, tx: &mut Tx, id: &str, to: &Account) -> Result<Option<QueueRow>, Error> {
        let Some(stored) = tx.any_registration(id).await? else { return Ok(None) };
        let decides =
            to.role == Role::Admin || tx.approvers_of(&stored.version_id).await?.contains(&to.email.to_string());
        let waits = stored.row.registration.state == RegistrationState::Pending;
        Ok(Some(stored.row).filter(|_| decides && waits && to.state.may_sign_in()))
    }

    async fn link(
        &self,
        tx: &mut Tx,
        page: &str,
        purpose: Purpose,
        account: &Account,
        hours: i64,
    ) -> Result<String, Error> {
        let token = self.mint(tx, purpose, Some(&account.id), hours * HOUR).await?;
        Ok(format!("{}{page}?token={}", self.address, token.expose()))
    }

    async fn tell_admins(&self, tx: &mut Tx) -> Result<(), Error> {
        let developers = tx.waiting_people().await?;
        if developers == 0 {
            return Ok(());
        }
        for admin in tx.admins().await? {
            self.post(tx, admin.email.as_str(), &Post::Waiting { developers }, self.clock.now()).await?;
        }
        Ok(())
    }
}

fn api(row: &QueueRow) -> String {
    format!("{} {}", row.product_name, row.version)
}

/// A key's name and its visible ends.
fn seen(key: &Credential) -> String {
    format!("{} ({}…{})", key.name, key.start, key.tail)
}
