//! Where admins work. A page a file; what they share stands in `frame`, `steps` and `words`.

pub mod audit;
pub mod developers;
mod frame;
mod invite;
pub mod mail;
pub mod person;
pub mod settings;
mod steps;
mod words;
