//! A stand-in until the real use cases are there; not for main.

use super::{Admin, Error, Portal};
use crate::domain::account::Account;
use crate::domain::audit::AuditRow;
use crate::domain::outbox::MailNote;
use crate::domain::page::Page;
use crate::domain::people::{PeopleQuestion, Person};
use crate::domain::settings::Settings;

impl Portal {
    pub async fn people(&self, _: &Admin, _: &PeopleQuestion) -> Result<Page<Account>, Error> {
        Err(Error::NotFound)
    }
    pub async fn person(&self, _: &Admin, _: &str) -> Result<Person, Error> {
        Err(Error::NotFound)
    }
    pub async fn settings(&self) -> Result<Settings, Error> {
        Err(Error::NotFound)
    }
    pub async fn mails(&self, _: &Admin, _: Option<&str>, _: Option<&str>) -> Result<Page<MailNote>, Error> {
        Err(Error::NotFound)
    }
    pub async fn audit(
        &self,
        _: &Admin,
        _: Option<&str>,
        _: Option<&str>,
        _: Option<&str>,
    ) -> Result<Page<AuditRow>, Error> {
        Err(Error::NotFound)
    }
}
