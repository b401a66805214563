//! The wire between a page and the server. Reading functions use GET and have no effect; changing ones use POST.

mod error;

pub mod admin;
pub mod appearance;
#[cfg(feature = "ssr")]
mod caller;
pub mod catalog;
pub mod publishing;
pub mod session;

pub use error::RpcError;

/// Every server function's address begins with it.
pub const PREFIX: &str = "/rpc";
