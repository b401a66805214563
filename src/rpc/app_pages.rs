//! The pages about a developer's applications, as their server writes them. `done` is what a form has just done, as the
//! address says it; what one was refused for is in the context of the page that answers it.

use super::RpcError;
use crate::domain::html::SafeHtml;
use crate::domain::text_page::TextPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[server(prefix = "/rpc", endpoint = "apps/page/head", input = GetUrl)]
pub async fn find_apps_head(q: Option<String>, done: Option<String>) -> Result<SafeHtml, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.my_apps_head(&me, &q.unwrap_or_default(), done.as_deref()).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "apps/page/list", input = GetUrl)]
pub async fn find_apps_page(q: Option<String>, after: Option<String>) -> Result<TextPage, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.my_apps_page(&me, &q.unwrap_or_default(), after.as_deref()).await.map_err(super::caller::refusal)
}

#[server(prefix = "/rpc", endpoint = "apps/page/new", input = GetUrl)]
pub async fn find_new_app_page() -> Result<TextPage, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.new_app_page(&me, &super::caller::form_answer()).await.map_err(super::caller::refusal)
}

/// `request`: a refused call that is explained on it. In answer to the form that asks for a key without a script, it is
/// the page that shows it, once.
#[server(prefix = "/rpc", endpoint = "apps/page/application", input = GetUrl)]
pub async fn find_application_page(
    id: String,
    done: Option<String>,
    request: Option<String>,
) -> Result<TextPage, RpcError> {
    use crate::domain::apps::Issued;
    let (portal, me) = super::caller::signed_in()?;
    if let Some(issued) = use_context::<Issued>() {
        return Ok(portal.issued_page(&me, &issued));
    }
    let answer = super::caller::form_answer();
    let (done, request) = (done.as_deref(), request.as_deref());
    portal.application_page_as_text(&me, &id, &answer, done, request).await.map_err(super::caller::refusal)
}

/// "Register for …" above a page of a product; `place` is the address behind the slug.
#[server(prefix = "/rpc", endpoint = "apps/page/register", input = GetUrl)]
pub async fn find_register_page(slug: String, place: String) -> Result<SafeHtml, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.register_page(&me, &slug, &place, &super::caller::form_answer()).await.map_err(super::caller::refusal)
}
