//! What was called, and why calls were refused.

use super::RpcError;
use crate::domain::html::SafeHtml;
use crate::domain::text_page::TextPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The Analytics page of one's own application. `api` is `slug/version`, `range` is `15m` to `90d`.
#[server(prefix = "/rpc", endpoint = "usage/application", input = GetUrl)]
pub async fn find_usage(
    application: String,
    #[server(default)] api: String,
    #[server(default)] range: String,
) -> Result<TextPage, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.analytics(&me, &application, &api, &range).await.map_err(super::caller::refusal)
}

/// The same of everybody's calls, for admins. `request`: a refusal that is explained below.
#[server(prefix = "/rpc", endpoint = "usage/all", input = GetUrl)]
pub async fn find_all_usage(
    #[server(default)] api: String,
    #[server(default)] range: String,
    request: Option<String>,
) -> Result<TextPage, RpcError> {
    let (portal, admin) = super::caller::admin()?;
    portal.all_analytics(&admin, &api, &range, request.as_deref()).await.map_err(super::caller::refusal)
}

/// Why a call of one's own application was refused. Without an application: of any, for admins.
#[server(prefix = "/rpc", endpoint = "usage/refusal", input = GetUrl)]
pub async fn find_refusal(#[server(default)] application: String, request: String) -> Result<SafeHtml, RpcError> {
    let explained = if application.is_empty() {
        let (portal, admin) = super::caller::admin()?;
        portal.explain_any(&admin, &request).await
    } else {
        let (portal, me) = super::caller::signed_in()?;
        portal.explain(&me, &application, &request).await
    };
    explained.map(|explained| crate::content::refusal::answer(&explained)).map_err(super::caller::refusal)
}
