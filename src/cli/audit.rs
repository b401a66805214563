use super::Failure;
use crate::config::Config;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Walk the chain of the audit, and fail where a row was changed, removed or slipped in
    Verify,
}

pub async fn run(config: &Config, AuditCommand::Verify: AuditCommand) -> Result<(), Failure> {
    let store = config.database_url.open().await?;
    let walked = store.verify_audit().await;
    store.close().await;
    match walked? {
        Ok(rows) => println!("the audit is whole: {rows} rows"),
        Err(broken) => return Err(format!("the audit is broken: {broken}").into()),
    }
    Ok(())
}
