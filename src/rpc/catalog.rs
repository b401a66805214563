//! What the catalog and the pages of a product ask.

use super::RpcError;
use crate::domain::catalog::Found;
use crate::domain::html::SafeHtml;
use crate::domain::product::{Leaf, Product, ProductPage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use std::sync::Arc;

#[server(prefix = "/rpc", endpoint = "catalog/list", input = GetUrl)]
pub async fn list_cards(
    q: Option<String>,
    #[server(default)] has: Vec<String>,
    sort: Option<String>,
    after: Option<String>,
) -> Result<Arc<Found>, RpcError> {
    use crate::domain::catalog::CatalogQuestion;
    let (portal, audience) = super::caller::audience();
    let question = CatalogQuestion::parse(q, has, sort.as_deref(), after);
    portal.catalog(audience, question).await.map_err(super::caller::refusal)
}

/// A page below a product: an overview, a document or an operation. `place` is the address behind the slug.
#[server(prefix = "/rpc", endpoint = "catalog/page", input = GetUrl)]
pub async fn find_page(slug: String, place: String) -> Result<ProductPage, RpcError> {
    let me = use_context::<crate::portal::SignedIn>();
    super::caller::portal().page(me.as_ref(), &slug, &place).await.map_err(super::caller::refusal)
}

/// For programs. Without a version: the one that speaks for the product.
#[server(prefix = "/rpc", endpoint = "catalog/product", input = GetUrl)]
pub async fn find_product(slug: String, version: Option<String>) -> Result<Product, RpcError> {
    let (portal, audience) = super::caller::audience();
    portal.product(audience, &slug, version.as_deref()).await.map_err(super::caller::refusal)
}

/// The list of a reference's operations, `shown` marked as the page that is open.
#[server(prefix = "/rpc", endpoint = "catalog/operations", input = GetUrl)]
pub async fn list_operations(slug: String, version: String, shown: String) -> Result<SafeHtml, RpcError> {
    let (portal, audience) = super::caller::audience();
    portal.operations(audience, &slug, &version, &shown).await.map_err(super::caller::refusal)
}

/// For programs. One page of a reference: an operation or a schema.
#[server(prefix = "/rpc", endpoint = "catalog/operation", input = GetUrl)]
pub async fn find_operation(slug: String, version: String, key: String) -> Result<Leaf, RpcError> {
    let (portal, audience) = super::caller::audience();
    portal.operation(audience, &slug, &version, &key).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "catalog/document", input = GetUrl)]
pub async fn find_document(slug: String, version: String, document: String) -> Result<Leaf, RpcError> {
    let (portal, audience) = super::caller::audience();
    portal.document(audience, &slug, &version, &document).await.map_err(super::caller::refusal)
}
