//! A page that the server writes as text: nothing in it reacts that the browser, or a small script, does not do by
//! itself, so the client need not know how it is made.

use super::html::SafeHtml;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPage {
    pub title: String,
    /// What is read out when it changes: how much was found.
    pub count: String,
    pub text: SafeHtml,
}
