//! What the catalog asks.

use super::RpcError;
use crate::domain::page::Page;
use crate::domain::product::{Card, Product};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use std::sync::Arc;

#[server(prefix = "/rpc", endpoint = "catalog/list", input = GetUrl)]
pub async fn list_cards(after: Option<String>) -> Result<Arc<Page<Card>>, RpcError> {
    let portal = super::caller::portal();
    portal.catalog(after.as_deref()).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "catalog/product", input = GetUrl)]
pub async fn find_product(slug: String) -> Result<Product, RpcError> {
    let portal = super::caller::portal();
    portal.product(&slug).await.map_err(super::caller::refusal)
}
