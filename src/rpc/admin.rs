//! What admins' pages ask. Every function is answered to admins only; to others nothing of it is there.

use super::RpcError;
use crate::domain::audit::AuditNote;
use crate::domain::outbox::MailNote;
use crate::domain::page::Page;
use crate::domain::people::{Person, PersonRow};
use crate::domain::settings::Settings;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[server(prefix = "/rpc", endpoint = "admin/people", input = GetUrl)]
pub async fn list_people(
    search: Option<String>,
    state: Option<String>,
    after: Option<String>,
) -> Result<Page<PersonRow>, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    let question = crate::domain::people::PeopleQuestion::parse(search, state.as_deref(), after);
    portal.people(&admin, &question).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "admin/person", input = GetUrl)]
pub async fn find_person(id: String) -> Result<Person, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.person(&admin, &id).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "admin/settings", input = GetUrl)]
pub async fn find_settings() -> Result<Settings, RpcError> {
    let (portal, _) = super::caller::admin()?;
    portal.settings().await.map_err(super::caller::refusal)
}

/// The newest first.
#[server(prefix = "/rpc", endpoint = "admin/mail", input = GetUrl)]
pub async fn list_mail(state: Option<String>, after: Option<String>) -> Result<Page<MailNote>, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.mails(&admin, state.as_deref(), after.as_deref()).await.map_err(super::caller::refusal)
}

/// The newest first; `subject` is an id.
#[server(prefix = "/rpc", endpoint = "admin/audit", input = GetUrl)]
pub async fn list_audit(
    event: Option<String>,
    subject: Option<String>,
    after: Option<String>,
) -> Result<Page<AuditNote>, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.audit(&admin, event.as_deref(), subject.as_deref(), after.as_deref()).await.map_err(super::caller::refusal)
}
