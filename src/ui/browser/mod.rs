//! What only one side can do: the browser's powers, and what the server does in their place.

#[cfg(feature = "ssr")]
mod server;
#[cfg(feature = "ssr")]
pub use server::*;

#[cfg(not(feature = "ssr"))]
mod wasm;
#[cfg(not(feature = "ssr"))]
pub use wasm::*;
