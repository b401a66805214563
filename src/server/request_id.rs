//! One name for a request, in its answer, in the log and on the problem page.

use std::fmt;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// 80 random bits: short enough to read out, too many to guess.
    pub fn new(bytes: [u8; 10]) -> Self {
        use fmt::Write;
        let mut text = String::with_capacity(20);
        for byte in bytes {
            // Writing to a String can't fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
