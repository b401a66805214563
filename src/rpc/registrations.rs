//! How an application gets access, and gives it back.

use super::RpcError;
use crate::domain::apps::{RegisterDialog, Requested};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[server(prefix = "/rpc", endpoint = "registrations/dialog", input = GetUrl)]
pub async fn find_register_dialog(slug: String, version: String) -> Result<RegisterDialog, RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.register_dialog(&me, &slug, &version).await.map_err(super::caller::refused)
}

/// `application`: an id, or `new` to make one of this name in the same transaction.
#[server(prefix = "/rpc", endpoint = "registrations/request")]
pub async fn request_access(
    slug: String,
    version: String,
    application: String,
    #[server(default)] name: String,
    #[server(default)] description: String,
    #[server(default)] reference_id: String,
) -> Result<Requested, RpcError> {
    use crate::domain::application::NewApplication;
    use crate::portal::Chosen;
    let (portal, me) = super::caller::signed_in()?;
    let chosen = if application == "new" {
        Chosen::New(NewApplication { name, description, strategy: String::new(), reference_id })
    } else {
        Chosen::Application(application)
    };
    portal.request_access(&me, &slug, &version, &chosen).await.map_err(super::caller::refused)
}

#[server(prefix = "/rpc", endpoint = "registrations/ask-again")]
pub async fn ask_again(id: String, answer: String) -> Result<(), RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.ask_again(&me, &id, &answer).await.map_err(super::caller::refused)
}

#[server(prefix = "/rpc", endpoint = "registrations/unregister")]
pub async fn unregister(id: String) -> Result<(), RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.unregister(&me, &id).await.map_err(super::caller::refused)
}
