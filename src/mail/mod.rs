//! Sending mail: what it says (`letter`), its form on the way (`message`), and the three ways out. Whoever keeps
//! mails and tries again is elsewhere; here one mail is sent once.

mod folder;
pub mod letter;
mod line;
mod mail_url;
mod message;
mod paper;
mod smtp;

pub use self::mail_url::MailUrl;

use self::mail_url::Kind;
use crate::domain::account::Email;
use crate::domain::mail::{Mail, Sender};
use std::path::PathBuf;
use std::time::Duration;

/// Why a mail was not sent, in one line without secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The server wants this mail at no time: sending it again changes nothing.
    #[error("{0}")]
    Refused(String),
    /// Unreachable, stalled, busy or not letting us in: it is worth trying again.
    #[error("{0}")]
    NotYet(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CantOpen {
    #[error("{} can't be used as a folder for mails: {why}", folder.display())]
    Folder { folder: PathBuf, why: String },
    #[error("TLS can't be set up for mail: {0}")]
    Tls(String),
}

/// How long a mail server may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To accept a connection at one of its addresses.
    pub connect: Duration,
    /// For one answer.
    pub answer: Duration,
    /// For one mail from beginning to end.
    pub whole: Duration,
    /// To say goodbye once it has the mail.
    pub goodbye: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), answer: seconds(30), whole: seconds(60), goodbye: seconds(2) }
    }
}

/// A way out for mails. Cheap to clone; holds no connection.
#[derive(Clone)]
pub struct Transport(Way);

#[derive(Clone)]
enum Way {
    Smtp(smtp::Server),
    Folder(PathBuf),
    Log,
}

impl Transport {
    /// Makes the folder and reads the certificates that the system trusts. A mail server may be down now.
    pub fn open(url: &MailUrl) -> Result<Self, CantOpen> {
        Self::open_with(url, Patience::default())
    }

    pub fn open_with(url: &MailUrl, patience: Patience) -> Result<Self, CantOpen> {
        Ok(Self(match &url.0 {
            Kind::Smtp(address) => Way::Smtp(smtp::Server::new(address, patience)?),
            Kind::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|why| CantOpen::Folder { folder: folder.clone(), why: why.to_string() })?;
                Way::Folder(folder.clone())
            }
            Kind::Log => Way::Log,
        }))
    }

    /// `id` names the mail however often it is sent: letters, digits, `-` and `_`.
    pub async fn send(&self, from: &Sender, mail: &Mail, id: &str) -> Result<(), Undelivered> {
        let message = message::compose(from, mail, id)?;
        match &self.0 {
            Way::Smtp(server) => server.deliver(&message, &message.formatted(), from.address.domain()).await,
            Way::Folder(folder) => folder::deliver(folder, id, message.formatted()).await,
            Way::Log => {
                // Never what it says, at no level: a link in it opens an account.
                tracing::info!(to = %mail.to, subject = line::one_line(&mail.subject, 250), "a mail, sent to nobody");
                Ok(())
            }
        }
    }
}

/// Whom mails come from as long as nobody has set it: `portcullis@` the portal's host.
pub fn default_sender(public_url: Option<&url::Url>) -> Sender {
    // An address, or a name without a dot, is not what mail can come from.
    let host = public_url.and_then(url::Url::domain);
    let address = host.and_then(|host| Email::parse(&format!("portcullis@{host}")).ok());
    let local = || Email::parse("portcullis@localhost.localdomain");
    match address.map_or_else(local, Ok) {
        Ok(address) => Sender { name: "Portcullis".to_owned(), address },
        Err(_) => unreachable!("a constant that is an address"),
    }
}
