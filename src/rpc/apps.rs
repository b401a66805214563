//! What developers ask of their own applications.

use super::RpcError;
use crate::domain::apps::{ApplicationPage, MyApps, StrategyOption};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[server(prefix = "/rpc", endpoint = "apps/list", input = GetUrl)]
pub async fn list_apps(q: Option<String>, after: Option<String>) -> Result<MyApps, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.my_apps(&me, &q.unwrap_or_default(), after.as_deref()).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "apps/application", input = GetUrl)]
pub async fn find_app(id: String) -> Result<ApplicationPage, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.application(&me, &id).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "apps/strategies", input = GetUrl)]
pub async fn list_strategy_options() -> Result<Vec<StrategyOption>, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.strategy_options(&me).await.map_err(super::caller::refusal)
}

/// The new application's id. An empty strategy is the portal's default.
#[server(prefix = "/rpc", endpoint = "apps/create")]
pub async fn create_app(
    name: String,
    description: String,
    strategy: String,
    reference_id: String,
) -> Result<String, RpcError> {
    use crate::domain::application::NewApplication;
    let (portal, me) = super::caller::signed_in()?;
    let new = NewApplication { name, description, strategy, reference_id };
    portal.create_application(&me, &new).await.map_err(super::caller::refused)
}

#[server(prefix = "/rpc", endpoint = "apps/edit")]
pub async fn edit_app(id: String, name: String, description: String, reference_id: String) -> Result<(), RpcError> {
    use crate::domain::application::NewApplication;
    let (portal, me) = super::caller::signed_in()?;
    let new = NewApplication { name, description, strategy: String::new(), reference_id };
    portal.edit_application(&me, &id, &new).await.map_err(super::caller::refused)
}

/// `name`: as typed by whoever means it.
#[server(prefix = "/rpc", endpoint = "apps/delete")]
pub async fn delete_app(id: String, name: String) -> Result<(), RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.delete_application(&me, &id, &name).await.map_err(super::caller::refused)
}
