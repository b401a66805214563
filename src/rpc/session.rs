//! What a signed-in person asks about themselves.

use super::RpcError;
use crate::domain::account::SessionNote;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The newest use first.
#[server(prefix = "/rpc", endpoint = "session/list", input = GetUrl)]
pub async fn list_sessions() -> Result<Vec<SessionNote>, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.sessions(&me).await.map_err(super::caller::refusal)
}
