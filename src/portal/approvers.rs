//! A version may name those who decide about registrations for it. They see the queue of their versions, and nothing
//! else of what admins see.

use super::audit::{Actor, record};
use super::{Admin, Error, Portal, SignedIn};
use crate::domain::account::Email;
use crate::domain::sheet::{Fault, VersionName};
use crate::domain::slug::Slug;
use crate::storage::{StoredProduct, Tx};
use serde_json::json;

/// A crowd decides nothing.
pub const MOST_APPROVERS: usize = 20;

/// Who may decide about registrations: an admin about all, whoever is named by versions about those.
#[derive(Clone, Debug)]
pub struct Decider {
    me: SignedIn,
    about_all: bool,
}

impl Decider {
    pub fn about_all(&self) -> bool {
        self.about_all
    }

    pub(super) fn signed_in(&self) -> &SignedIn {
        &self.me
    }

    /// Whose versions limit it; none: it decides about all.
    pub(super) fn approver(&self) -> Option<&str> {
        (!self.about_all).then_some(self.me.account().id.as_str())
    }

    /// Asked in the transaction of the decision: the version may name others by now.
    pub(super) async fn may_decide(&self, tx: &mut Tx, version_id: &str) -> Result<bool, Error> {
        Ok(match self.approver() {
            None => true,
            Some(id) => tx.approves(id, version_id).await?,
        })
    }
}

impl From<&Admin> for Decider {
    fn from(admin: &Admin) -> Self {
        Self { me: admin.signed_in().clone(), about_all: true }
    }
}

impl From<&Self> for Decider {
    fn from(decider: &Self) -> Self {
        decider.clone()
    }
}

impl Portal {
    /// To everybody else there is nothing to decide, and nothing there.
    pub async fn decider(&self, me: &SignedIn) -> Result<Decider, Error> {
        if let Ok(admin) = me.as_admin() {
            return Ok(Decider::from(&admin));
        }
        match self.approves_anything(me).await? {
            true => Ok(Decider { me: me.clone(), about_all: false }),
            false => Err(Error::NotFound),
        }
    }

    pub async fn approves_anything(&self, me: &SignedIn) -> Result<bool, Error> {
        Ok(self.store.approves_anything(&me.account().id).await?)
    }

    /// Their accounts' ids, and what is wrong with those that name nobody.
    pub(super) async fn find_approvers(
        tx: &mut Tx,
        addresses: &[Email],
    ) -> Result<(Vec<String>, Option<Fault>), Error> {
        let (mut ids, mut unknown) = (Vec::new(), Vec::new());
        for address in addresses {
            match tx.account_by_email(address).await?.filter(|account| account.state.may_sign_in()) {
                Some(account) if ids.contains(&account.id) => {}
                Some(account) => ids.push(account.id),
                None => unknown.push(address.as_str()),
            }
        }
        let fault = |what: String| Fault { field: "approvers".to_owned(), what };
        let wrong = match unknown.as_slice() {
            [] if ids.len() > MOST_APPROVERS => Some(fault(format!("Name at most {MOST_APPROVERS}."))),
            [] => None,
            [one] => Some(fault(format!("{one} is the address of no approved account."))),
            many => Some(fault(format!("These are the addresses of no approved account: {}.", many.join(", ")))),
        };
        Ok((ids, wrong))
    }

    /// In the transaction that changed the rest of the version.
    pub(super) async fn name_approvers(
        &self,
        tx: &mut Tx,
        admin: &Admin,
        slug: &Slug,
        version: &VersionName,
        mut accounts: Vec<String>,
    ) -> Result<(), Error> {
        let StoredProduct { versions, .. } = tx.stored_product(slug).await?.ok_or(Error::NotFound)?;
        let id = versions.get(version).ok_or(Error::NotFound)?;
        let mut before = tx.approver_ids(id).await?;
        before.sort_unstable();
        accounts.sort_unstable();
        if before == accounts {
            return Ok(());
        }
        tx.set_approvers(id, &accounts).await?;
        let (actor, subject) = (Actor::Account(&admin.account().id), format!("version {slug} {version}"));
        let detail = json!({ "from": before, "to": accounts });
        record(tx, self.clock.now(), actor, "approvers_changed", &subject, detail).await
    }
}
