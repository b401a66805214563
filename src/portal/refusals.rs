//! "Why was I refused?": for whom it concerns, and for admins.

use super::{Admin, Error, Portal, SignedIn};
use crate::content::refusal::{Answer, section};
use crate::domain::account::Role;
use crate::domain::html::SafeHtml;
use crate::domain::refusal::{Explanation, Facts, Reader, explain};

/// Longer is no request id.
const LONGEST: usize = 200;

impl Portal {
    /// Of a call by this application. Somebody else's is the same as one that never was.
    pub async fn explain(&self, me: &SignedIn, application_id: &str, request_id: &str) -> Result<Explanation, Error> {
        let (owner, facts) = self.noted(request_id).await?;
        let of_it = facts.application.as_ref().is_some_and(|(id, _)| id == application_id);
        let mine = owner.is_some_and(|owner| owner == me.account().id);
        match (of_it, mine) {
            (true, true) => Ok(explain(&facts, Reader::Owner)),
            (true, false) if me.account().role == Role::Admin => Ok(explain(&facts, Reader::Admin)),
            _ => Err(Error::NotFound),
        }
    }

    /// The same for admins, whosesoever it is.
    async fn explain_of_any(&self, _: &Admin, application_id: &str, request_id: &str) -> Result<Explanation, Error> {
        let (_, facts) = self.noted(request_id).await?;
        match &facts.application {
            Some((id, _)) if id == application_id => Ok(explain(&facts, Reader::Admin)),
            _ => Err(Error::NotFound),
        }
    }

    /// Of any call, also of one that belongs to nobody.
    pub async fn explain_any(&self, _: &Admin, request_id: &str) -> Result<Explanation, Error> {
        let (_, facts) = self.noted(request_id).await?;
        Ok(explain(&facts, Reader::Admin))
    }

    /// The section on an application's page. `request` is what was typed into its field, if anything was.
    pub async fn why_refused(
        &self,
        me: &SignedIn,
        application_id: &str,
        request: Option<&str>,
    ) -> Result<SafeHtml, Error> {
        let asked = asked(request);
        let found = match &asked {
            Some(id) => Some(self.explain(me, application_id, id).await),
            None => None,
        };
        written(&["/apps/", application_id].concat(), &[], asked, found)
    }

    /// The same on the page that admins have of an application.
    pub(super) async fn why_refused_of_any(
        &self,
        admin: &Admin,
        application_id: &str,
        request: Option<&str>,
    ) -> Result<SafeHtml, Error> {
        let asked = asked(request);
        let found = match &asked {
            Some(id) => Some(self.explain_of_any(admin, application_id, id).await),
            None => None,
        };
        written(&["/admin/applications/", application_id].concat(), &[], asked, found)
    }

    /// The same for admins, about any call. `kept` stays in the address of the page it stands on.
    pub(super) async fn why_any_refused(
        &self,
        admin: &Admin,
        action: &str,
        kept: &[(&'static str, &str)],
        request: Option<&str>,
    ) -> Result<SafeHtml, Error> {
        let asked = asked(request);
        let found = match &asked {
            Some(id) => Some(self.explain_any(admin, id).await),
            None => None,
        };
        written(action, kept, asked, found)
    }

    async fn noted(&self, request_id: &str) -> Result<(Option<String>, Facts), Error> {
        let id = request_id.trim();
        // No database keeps a zero in a text.
        if id.is_empty() || id.len() > LONGEST || id.contains('\0') {
            return Err(Error::NotFound);
        }
        self.store.refusal(id).await?.ok_or(Error::NotFound)
    }
}

fn asked(request: Option<&str>) -> Option<String> {
    let typed: String = request?.replace('\0', "").trim().chars().take(LONGEST).collect();
    (!typed.is_empty()).then_some(typed)
}

fn written(
    action: &str,
    kept: &[(&'static str, &str)],
    asked: Option<String>,
    found: Option<Result<Explanation, Error>>,
) -> Result<SafeHtml, Error> {
    let asked = asked.unwrap_or_default();
    match found {
        None => Ok(section(action, kept, &asked, Answer::NotAsked)),
        Some(Ok(mut explained)) => {
            // Nobody is sent to where they are.
            explained.mend = explained.mend.filter(|(place, _)| place != action);
            Ok(section(action, kept, &asked, Answer::Found(&explained)))
        }
        Some(Err(Error::NotFound)) => Ok(section(action, kept, &asked, Answer::Unknown)),
        Some(Err(failed)) => Err(failed),
    }
}
