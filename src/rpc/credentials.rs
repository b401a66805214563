//! Keys: made, renamed, replaced and ended by whose application they are of.

use super::RpcError;
use crate::domain::apps::Issued;
use leptos::prelude::*;

/// `ends`: the last day, like 2027-03-31, or nothing. The answer is the only place where the key ever stands.
#[server(prefix = "/rpc", endpoint = "credentials/generate")]
pub async fn generate_credential(application: String, name: String, ends: String) -> Result<Issued, RpcError> {
    super::caller::no_store();
    let (portal, me) = super::caller::signed_in()?;
    portal.generate_credential(&me, &application, &name, &ends).await.map_err(super::caller::refused)
}

#[server(prefix = "/rpc", endpoint = "credentials/rename")]
pub async fn rename_credential(id: String, name: String) -> Result<(), RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.rename_credential(&me, &id, &name).await.map_err(super::caller::refused)
}

/// A successor now; the old one works on for so many days.
#[server(prefix = "/rpc", endpoint = "credentials/rotate")]
pub async fn rotate_credential(id: String, overlap_days: u32) -> Result<Issued, RpcError> {
    super::caller::no_store();
    let (portal, me) = super::caller::signed_in()?;
    portal.rotate_credential(&me, &id, overlap_days).await.map_err(super::caller::refused)
}

#[server(prefix = "/rpc", endpoint = "credentials/revoke")]
pub async fn revoke_credential(id: String) -> Result<(), RpcError> {
    let (portal, me) = super::caller::signed_in()?;
    portal.revoke_credential(&me, &id).await.map_err(super::caller::refused)
}
