//! One page a file.

pub mod account;
pub mod catalog;
pub mod gallery;
pub mod my_apps;
pub mod not_found;
pub mod product;
pub mod sign_in;
