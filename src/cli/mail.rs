use super::Failure;
use crate::config::Config;
use crate::domain::account::Email;
use crate::domain::mail::{Mail, Sender};
use crate::mail::{Transport, default_sender, letter};
use crate::portal::{Chance, Portal};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum MailCommand {
    /// Send a test mail right away, and tell what the mail server says
    Test {
        /// Who gets it
        address: String,
    },
}

/// As the portal would send it; where there is no portal yet, as it will by default.
async fn sender(config: &Config) -> Sender {
    let made = default_sender(config.public_url.as_ref());
    let Ok(store) = config.database_url.open().await else { return made };
    let portal = Portal::real(store.clone(), config.abuse.clone());
    let settings = portal.settings().await.unwrap_or_default();
    store.close().await;
    Sender { name: settings.portal_name, address: settings.sender.unwrap_or(made.address) }
}

pub async fn run(config: &Config, command: MailCommand) -> Result<(), Failure> {
    let MailCommand::Test { address } = command;
    let to = Email::parse(&address).map_err(|_| format!("{address:?} is not an email address"))?;
    let from = sender(config).await;
    let (subject, text, html) = letter::write(&letter::Letter::Test, &from.name);
    let mail = Mail { to, to_name: None, subject, text, html };
    let id = Chance::System.bytes::<16>().map(|byte| format!("{byte:02x}")).concat();
    Transport::open(&config.mail)?.send(&from, &mail, &id).await?;
    if config.mail.only_logs() {
        println!("not sent: `mail` is `log`, which writes a line to the log and sends nothing");
    } else {
        println!("sent to {} through {}", mail.to, config.mail.place());
    }
    Ok(())
}
