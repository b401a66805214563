//! Proof of who somebody is: passwords, session ids, the tokens of mailed links and of identity providers. Knows nothing
//! else of ours.

pub mod chance;
pub mod password;
pub mod secret;
pub mod tokens;
