//! Text that may be put into a page as it is.

use serde::{Deserialize, Serialize};

/// Made by the one function that cleans what people wrote, `portal::markdown::render`. A page accepts no other
/// text as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeHtml(String);

impl SafeHtml {
    pub fn cleaned(html: String) -> Self {
        Self(html)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
