//! One page a file.

pub mod account;
pub mod analytics;
pub mod application;
pub mod catalog;
pub mod choose_password;
pub mod forgot_password;
pub mod gallery;
pub mod my_apps;
pub mod new_app;
pub mod not_found;
pub mod product;
pub mod setup;
pub mod sign_in;
pub mod sign_up;
pub mod try_it;
