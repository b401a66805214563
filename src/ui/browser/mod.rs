//! What only one side can do: the browser's powers, and what the server does in their place.

use crate::domain::settings::House;

/// What a tab is called: the page first, since tabs are narrow.
fn full_title(page: &str, house: Option<House>) -> String {
    [page, " · ", &house.unwrap_or_default().name].concat()
}

#[cfg(feature = "ssr")]
mod server;
#[cfg(feature = "ssr")]
pub use server::*;

#[cfg(not(feature = "ssr"))]
mod wasm;
#[cfg(not(feature = "ssr"))]
pub use wasm::*;
