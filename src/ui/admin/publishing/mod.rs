//! Where admins publish. A page a file; what their forms share stands in `typed`, `entry` and `markdown`.

pub mod document;
pub mod entry;
mod markdown;
pub mod new_product;
pub mod product;
mod product_parts;
pub mod products;
mod spec;
pub mod strategies;
pub mod strategy;
mod typed;
pub mod version;
mod version_steps;
