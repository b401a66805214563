//! What a page asks before somebody tries an operation from it.

use super::RpcError;
use crate::domain::try_it::WayIn;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[server(prefix = "/rpc", endpoint = "catalog/way-in", input = GetUrl)]
pub async fn find_way_in(slug: String, version: String) -> Result<WayIn, RpcError> {
    let me = use_context::<crate::portal::SignedIn>();
    super::caller::portal().way_in(me.as_ref(), &slug, &version).await.map_err(super::caller::refusal)
}
