//! The pages about a developer's applications, written as text.

use super::{Admin, Error, Portal, Refusal, SignedIn};
use crate::content::apps;
use crate::domain::apps::{ApplicationPage, Issued, sought};
use crate::domain::form::FormAnswer;
use crate::domain::html::SafeHtml;
use crate::domain::place::Address;
use crate::domain::text_page::TextPage;
use crate::domain::version::Audience;

impl Portal {
    /// What stands above the list, and stays there while it is searched.
    pub async fn my_apps_head(&self, me: &SignedIn, search: &str, done: Option<&str>) -> Result<SafeHtml, Error> {
        let may_add = self.may_add_application(me).await?;
        let any = self.store.snapshot().await?.count_applications_of(&me.account().id).await? > 0;
        Ok(apps::list_head(any, &may_add, &sought(search), done))
    }

    pub async fn my_apps_page(&self, me: &SignedIn, search: &str, after: Option<&str>) -> Result<TextPage, Error> {
        let found = self.my_apps(me, search, after).await?;
        let usage = self.usage_of(me).await?;
        Ok(apps::list(&found, &usage, &sought(search), after.is_some_and(|after| !after.is_empty())))
    }

    pub async fn new_app_page(&self, me: &SignedIn, answer: &FormAnswer) -> Result<TextPage, Error> {
        let may_add = self.may_add_application(me).await?;
        Ok(apps::new(&self.strategy_options(me).await?, &may_add, answer))
    }

    pub async fn application_page_as_text(
        &self,
        me: &SignedIn,
        id: &str,
        answer: &FormAnswer,
        done: Option<&str>,
        request: Option<&str>,
    ) -> Result<TextPage, Error> {
        let page = self.application(me, id).await?;
        let why = self.why_refused(me, &page.application.id, request).await?;
        let left = self.left_of_limits(&page).await?;
        Ok(apps::page(&apps::Shown { page: &page, answer, done, why: &why, left: &left }))
    }

    /// For admins: whose it is, and below it the same explanation.
    pub async fn any_application_page(
        &self,
        admin: &Admin,
        id: &str,
        request: Option<&str>,
    ) -> Result<(ApplicationPage, SafeHtml), Error> {
        let page = self.any_application(admin, id).await?;
        let why = self.why_refused_of_any(admin, &page.application.id, request).await?;
        Ok((page, why))
    }

    /// What a key is shown on, once, where no script shows it.
    pub fn issued_page(&self, _: &SignedIn, issued: &Issued) -> TextPage {
        apps::issued(issued)
    }

    /// "Register for …" above the page of a product. `rest` is the address behind the slug.
    pub async fn register_page(
        &self,
        me: &SignedIn,
        slug: &str,
        rest: &str,
        answer: &FormAnswer,
    ) -> Result<SafeHtml, Error> {
        let audience = Audience::of(Some(me.account().role));
        let Address { version, .. } = Address::parse(slug, rest).ok_or(Error::NotFound)?;
        let product = self.product(audience, slug, version.as_deref()).await?;
        let version = &product.version.name;
        let place = rest.trim_matches('/');
        let back = if place.is_empty() { format!("/apis/{slug}") } else { format!("/apis/{slug}/{place}") };
        match self.register_dialog(me, slug, version).await {
            Ok(dialog) => Ok(apps::register(&dialog, &back, answer)),
            Err(Refusal::Failed(error)) => Err(error),
            Err(why) => Ok(apps::closed(&product.name, version, &why.to_string(), &back)),
        }
    }
}
