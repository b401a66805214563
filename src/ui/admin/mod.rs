//! Where admins work. A page a file; what they share stands in `frame`, `steps` and `words`.
//!
//! These pages ask for their data in `view`, not in `data`: what stands there is part of the client that every
//! visitor loads.

pub mod analytics;
pub mod application;
pub mod applications;
pub mod audit;
pub mod developers;
mod frame;
mod invite;
mod key_rows;
pub mod keys;
pub mod mail;
pub mod person;
pub mod publishing;
mod registration_steps;
pub mod registrations;
pub mod settings;
mod steps;
mod words;
