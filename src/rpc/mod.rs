//! The wire between a page and the server. Reading functions use GET and have no effect; changing ones use POST.

mod error;

pub mod admin;
pub mod app_pages;
pub mod appearance;
pub mod approvals;
pub mod apps;
#[cfg(feature = "ssr")]
mod caller;
pub mod catalog;
pub mod credentials;
pub mod publishing;
pub mod registrations;
pub mod session;
pub mod try_it;
pub mod usage;

pub use error::{Refused, RpcError};

/// Every server function's address begins with it.
pub const PREFIX: &str = "/rpc";
