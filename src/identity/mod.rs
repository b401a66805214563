//! Proof of who somebody is: passwords, session ids and the tokens of mailed links.

pub mod password;
pub mod secret;
