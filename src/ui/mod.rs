//! What people see. A page a file in `pages`, and in `admin`; what several pages share in `parts`; the browser's own powers
//! in `browser`, which is the only place that knows whether there is one.

pub mod admin;
pub mod browser;
pub mod data;
pub mod layout;
pub mod lazy;
pub mod pages;
pub mod parts;
