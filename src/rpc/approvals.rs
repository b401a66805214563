//! What admins ask about applications, registrations and keys; registrations also whoever decides about a few versions.

use super::RpcError;
use crate::domain::apps::{ApplicationPage, Keys, MyApps, QueueRow};
use crate::domain::html::SafeHtml;
use crate::domain::page::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Those that wait come first; `state=all` is everything. `api`: `slug` or `slug/version`; `person`: an account's id.
#[server(prefix = "/rpc", endpoint = "admin/registrations", input = GetUrl)]
pub async fn list_registrations(
    q: Option<String>,
    state: Option<String>,
    api: Option<String>,
    person: Option<String>,
    after: Option<String>,
) -> Result<Page<QueueRow>, RpcError> {
    use crate::domain::apps::QueueQuestion;
    let (portal, decider) = super::caller::decider().await?;
    let question = QueueQuestion::parse(q, state.as_deref(), api, person, after);
    portal.queue(&decider, &question).await.map_err(super::caller::refusal)
}

/// How many wait for the decision of whoever asks.
#[server(prefix = "/rpc", endpoint = "admin/waiting", input = GetUrl)]
pub async fn find_waiting() -> Result<u32, RpcError> {
    let (portal, decider) = super::caller::decider().await?;
    portal.waiting(&decider).await.map_err(super::caller::refusal)
}

/// How many were decided, and how many were left as they were: somebody else was quicker.
#[server(prefix = "/rpc", endpoint = "admin/registrations/decide")]
pub async fn decide_registrations(
    ids: Vec<String>,
    decision: String,
    #[server(default)] reason: String,
) -> Result<(usize, usize), RpcError> {
    use crate::domain::{account::Decision, registration};
    let (portal, decider) = super::caller::decider().await?;
    let decision = match decision.as_str() {
        "approve" => Decision::Approve,
        "reject" => Decision::Reject,
        "revoke" => Decision::Revoke,
        _ => return Err(RpcError::BadRequest),
    };
    let reason = registration::reason(&reason);
    let stepped = portal.decide_registrations(&decider, &ids, decision, reason.as_deref()).await;
    stepped.map(|stepped| (stepped.done, stepped.left)).map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "admin/applications", input = GetUrl)]
pub async fn list_all_apps(q: Option<String>, after: Option<String>) -> Result<MyApps, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.all_applications(&admin, &q.unwrap_or_default(), after.as_deref()).await.map_err(super::caller::refusal)
}

/// `request`: a refused call of it that is explained below.
#[server(prefix = "/rpc", endpoint = "admin/application", input = GetUrl)]
pub async fn find_any_app(id: String, request: Option<String>) -> Result<(ApplicationPage, SafeHtml), RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.any_application_page(&admin, &id, request.as_deref()).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "admin/keys", input = GetUrl)]
pub async fn list_keys(q: Option<String>, filter: Option<String>, after: Option<String>) -> Result<Keys, RpcError> {
    use crate::domain::apps::KeyFilter;
    let (portal, admin) = super::caller::admin()?;
    let filter = filter.as_deref().and_then(KeyFilter::parse).unwrap_or(KeyFilter::All);
    portal.keys(&admin, &q.unwrap_or_default(), filter, after.as_deref()).await.map_err(super::caller::refusal)
}

/// How many were revoked, and how many had ended already.
#[server(prefix = "/rpc", endpoint = "admin/keys/revoke")]
pub async fn revoke_keys(ids: Vec<String>) -> Result<(usize, usize), RpcError> {
    let (portal, admin) = super::caller::admin()?;
    let stepped = portal.revoke_keys(&admin, &ids).await;
    stepped.map(|stepped| (stepped.done, stepped.left)).map_err(super::caller::refusal)
}
