//! The switch between light and dark for visitors without a script; with one, the page does it alone.

use super::RpcError;
use leptos::prelude::*;

#[server(prefix = "/rpc", endpoint = "appearance/theme")]
pub async fn choose_theme(theme: String) -> Result<(), RpcError> {
    use crate::domain::theme::Theme;
    let theme = Theme::parse(&theme).ok_or(RpcError::BadRequest)?;
    super::caller::set_cookie(&theme.cookie());
    Ok(())
}
