//! The commands an operator types. A mistake is one clear line and a failing exit code.

mod admin;
mod apply;
mod audit;
mod demo;
mod disk;
mod doctor;
mod gateway;
mod keys;
mod log;
mod mail;
mod serve;

use crate::config::{Config, Flags};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A self-hosted API developer portal and gateway in one program.
#[derive(Parser)]
#[command(name = "portcullis", version, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal, the gateway and operations until told to stop
    Serve {
        /// Print the settings that would be used, secrets hidden, and stop
        #[arg(long)]
        print_config: bool,
        /// Show /gallery: every part of the design system in every state
        #[arg(long)]
        gallery: bool,
    },
    /// Serve calls to APIs and operations only: as many of these as wanted beside one portal on PostgreSQL
    Gateway {
        /// Print the settings that would be used, secrets hidden, and stop
        #[arg(long)]
        print_config: bool,
    },
    /// Create a missing SQLite file and bring the schema up to date
    Migrate,
    /// Make admins
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Check the audit
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Compare what gateways let through with what the database says they must
    Doctor {
        /// The operations address of a gateway, as often as there are gateways; none: the one of the settings
        #[arg(long = "at", value_name = "ADDR")]
        gateways: Vec<std::net::SocketAddr>,
    },
    /// Take over keys that are in use already
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Try the way mails leave by
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Make the database like a folder of files: products, versions, documents, strategies, settings
    Apply(apply::ApplyArguments),
    /// Write what `apply` reads into a new or empty folder
    Export {
        #[arg(value_name = "DIR")]
        folder: std::path::PathBuf,
    },
    /// Load the demo content into an empty database
    Demo {
        /// Do nothing, instead of failing, where there is content already
        #[arg(long)]
        if_empty: bool,
        /// Make this many catalog cards by repeating the products: for measuring
        #[arg(long, value_name = "NUMBER")]
        products: Option<usize>,
        /// Where `serve` answers for the upstreams of the demo, on this machine alone
        #[arg(long, env = "PORTCULLIS_ECHO", value_name = "ADDR", default_value_t = crate::portal::ECHO)]
        echo: std::net::SocketAddr,
    },
}

/// A failure in words an operator can act on.
type Failure = Box<dyn std::error::Error + Send + Sync>;

pub fn run() -> ExitCode {
    let Arguments { flags, command } = Arguments::parse();
    let done = Config::read(&flags).map_err(Failure::from).and_then(|config| {
        if matches!(command, Command::Serve { print_config: true, .. } | Command::Gateway { print_config: true }) {
            print!("{config}");
            return Ok(ExitCode::SUCCESS);
        }
        log::start(&config);
        runtime()?.block_on(carry_out(command, config))
    });
    match done {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("portcullis: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    // Server rendering waits on itself with a single worker.
    let workers = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()
}

async fn carry_out(command: Command, config: Config) -> Result<ExitCode, Failure> {
    if let Command::Apply(arguments) = &command {
        return apply::apply(&config, arguments).await;
    }
    if let Command::Keys(command) = &command {
        return keys::run(&config, command).await;
    }
    match command {
        // Taken above: their exit codes say more than whether it went well.
        Command::Apply(_) | Command::Keys(_) => Ok(()),
        Command::Export { folder } => apply::export(&config, &folder).await,
        Command::Serve { gallery, .. } => serve::serve(Config { gallery, ..config }).await,
        Command::Gateway { .. } => gateway::gateway(config).await,
        Command::Migrate => {
            let store = config.database_url.open_and_migrate().await?;
            println!("{} is up to date", config.database_url);
            store.close().await;
            Ok(())
        }
        Command::Admin(command) => admin::run(&config, command).await,
        Command::Audit(command) => audit::run(&config, command).await,
        Command::Doctor { gateways } => doctor::doctor(&config, &gateways).await,
        Command::Mail(command) => mail::run(&config, command).await,
        Command::Demo { if_empty, products, echo } => demo::load(&config, if_empty, products, echo).await,
    }?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_commands_do_not_contradict_each_other() {
        use clap::CommandFactory;
        super::Arguments::command().debug_assert();
    }
}
