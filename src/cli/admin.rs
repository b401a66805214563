use super::Failure;
use crate::config::Config;
use crate::domain::account::{Email, FullName};
use crate::portal::{NewAdmin, Portal};
use clap::Subcommand;
use std::io::{BufRead, IsTerminal};

#[derive(Subcommand)]
pub enum AdminCommand {
    /// Make an admin; the password is read from the terminal or from standard input
    Create {
        /// The address to sign in with
        #[arg(long, value_name = "EMAIL")]
        email: String,
        /// What the admin is called [default: the address]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
}

pub async fn run(config: &Config, command: AdminCommand) -> Result<(), Failure> {
    let AdminCommand::Create { email, name } = command;
    let address = Email::parse(&email).map_err(|_| format!("--email: {email:?} is not an email address"))?;
    let name = FullName::parse(name.as_deref().unwrap_or(address.as_str())).map_err(|why| format!("--name: {why}"))?;
    let store = config.database_url.open().await?;
    let password = read_password()?;
    let portal = Portal::real(store.clone(), config.abuse.clone());
    let made = portal.create_admin(NewAdmin { email: address, name, password: &password }).await;
    store.close().await;
    let account = made?;
    println!("{} can sign in as an admin", account.email);
    Ok(())
}

/// From a terminal without showing it; from a pipe its first line.
fn read_password() -> Result<String, Failure> {
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password: ")?);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() { Err("no password came from standard input".into()) } else { Ok(password.to_owned()) }
}
