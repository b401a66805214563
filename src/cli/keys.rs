use super::Failure;
use crate::config::Config;
use crate::portal::{ImportRefusal, Portal};
use clap::Subcommand;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// More than the most keys of a file take.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Take over keys that are in use already; only their hashes are kept
    ///
    /// The file is CSV whose first line names the columns, or a JSON object a line. Columns: application (its ID or
    /// reference ID), name, key or sha256 (64 hexadecimal digits), and, if wanted, start and tail (what stays visible
    /// of the key) and expires (its last day, like 2027-03-31). Every mistake is told with its line and field, and then
    /// nothing is imported.
    Import {
        /// The file; - reads standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub async fn run(config: &Config, command: &KeysCommand) -> Result<ExitCode, Failure> {
    let KeysCommand::Import { file } = command;
    let name = if file.as_os_str() == "-" { "stdin".to_owned() } else { file.display().to_string() };
    let text = read(file).map_err(|why| format!("{name} can't be read: {why}"))?;
    let store = config.database_url.open().await?;
    let portal = Portal::real(store.clone(), config.abuse.clone());
    let done = portal.import_keys(&text).await;
    store.close().await;
    match done {
        Ok(1) => println!("1 key is imported"),
        Ok(count) => println!("{count} keys are imported"),
        Err(ImportRefusal::Mistakes(mistakes)) => {
            for mistake in mistakes {
                eprintln!("{name}:{mistake}");
            }
            eprintln!("portcullis: nothing was imported");
            return Ok(ExitCode::FAILURE);
        }
        Err(other) => return Err(format!("{other}: nothing was imported").into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(std::io::Error::other("it has more than 64 MB"));
    }
    // Some editors of Windows begin a file with a mark that nobody sees.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
    // The error would hold the bytes.
    String::from_utf8(bytes).map_err(|_| std::io::Error::other("it is not text in UTF-8"))
}
