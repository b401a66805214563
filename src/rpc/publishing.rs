//! What the pages on which admins publish ask.

use super::RpcError;
use crate::domain::html::SafeHtml;
use crate::domain::page::Page;
use crate::domain::publishing::{AdminProduct, AdminStrategy, ProductRow, StrategyRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[server(prefix = "/rpc", endpoint = "admin/products", input = GetUrl)]
pub async fn list_products(
    q: Option<String>,
    state: Option<String>,
    after: Option<String>,
) -> Result<Page<ProductRow>, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    let search = q.unwrap_or_default();
    portal.products(&admin, &search, state.as_deref(), after.as_deref()).await.map_err(super::caller::refusal)
}

/// With the text of one document at most: `document` is the one that is worked on.
#[server(prefix = "/rpc", endpoint = "admin/product", input = GetUrl)]
pub async fn find_sheet(slug: String, document: Option<String>) -> Result<AdminProduct, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.sheet(&admin, &slug, document.as_deref()).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "admin/strategies", input = GetUrl)]
pub async fn list_strategies(q: Option<String>, after: Option<String>) -> Result<Page<StrategyRow>, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.strategies(&admin, &q.unwrap_or_default(), after.as_deref()).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "admin/strategy", input = GetUrl)]
pub async fn find_strategy(name: String) -> Result<AdminStrategy, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.strategy(&admin, &name).await.map_err(super::caller::refusal)
}

/// Markdown as its reader will see it.
#[server(prefix = "/rpc", endpoint = "admin/preview")]
pub async fn preview(text: String) -> Result<SafeHtml, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    Ok(portal.preview(&admin, &text))
}
