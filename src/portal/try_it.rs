//! What somebody needs who wants to try an operation from its page. The call itself never comes by here.

use super::{Error, Portal, SignedIn};
use crate::domain::registration::RegistrationState;
use crate::domain::sheet::Method;
use crate::domain::try_it::{Caller, Lock, WayIn, closed};
use crate::domain::version::Audience;

impl Portal {
    pub async fn way_in(&self, me: Option<&SignedIn>, slug: &str, version: &str) -> Result<WayIn, Error> {
        let audience = Audience::of(me.map(|me| me.account().role));
        let product = self.product(audience, slug, Some(version)).await?;
        let shown = &product.version;
        let path = shown.path.as_deref().filter(|path| closed(shown.state, Some(path)).is_none());
        let path = path.ok_or(Error::NotFound)?;
        let mut tx = self.store.snapshot().await?;
        let found = tx.registrable(&product.slug, &shown.name).await?.ok_or(Error::NotFound)?;
        let lock = match &found.strategy_id {
            None => None,
            Some(id) => Some(match tx.strategy_by_id(id).await?.ok_or(Error::NotFound)?.sheet.method {
                Method::KeyAuth { key_names, .. } => {
                    Lock::Key { header: key_names.into_iter().next().ok_or(Error::NotFound)? }
                }
                Method::OpenidConnect { .. } => Lock::Token,
            }),
        };
        let mut callers = Vec::new();
        if let Some(me) = me {
            let owner = &me.account().id;
            let states = tx.registration_states(owner, &found.id).await?;
            let let_in = |id: &str| states.contains(&(id.to_owned(), RegistrationState::Approved));
            let applications = tx.applications_of(owner).await?.into_iter().map(|stored| stored.application);
            let caller = |application: crate::domain::application::Application| Caller {
                id: application.id,
                name: application.name.to_string(),
            };
            callers.extend(applications.filter(|application| let_in(&application.id)).map(caller));
        }
        Ok(WayIn { base: [self.gateway_address(), path].concat(), lock, signed_in: me.is_some(), callers })
    }
}
