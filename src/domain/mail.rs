//! A mail: who it is from, who it is for, what it says.

use super::account::{Email, FullName};
use std::fmt;

/// Whom people see a mail come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub address: Email,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    pub to: Email,
    pub to_name: Option<FullName>,
    pub subject: String,
    pub text: String,
    /// The same once more, for programs that show HTML.
    pub html: String,
}

/// Without what it says: a link in a mail opens an account.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("to", &self.to.as_str()).field("subject", &self.subject).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_not_read_by_logs() {
        let mail = Mail {
            to: Email::parse("ada@example.com").unwrap(),
            to_name: None,
            subject: "Choose a new password".to_owned(),
            text: "https://portal.example/reset?token=hunter2".to_owned(),
            html: "<a href=\"https://portal.example/reset?token=hunter2\">".to_owned(),
        };
        let shown = format!("{mail:?}");
        assert!(shown.contains("ada@example.com") && !shown.contains("hunter2"), "{shown}");
    }
}
