//! Proof of who somebody is: passwords, session ids and the tokens of mailed links. Knows nothing else of ours.

pub mod chance;
pub mod password;
pub mod secret;
