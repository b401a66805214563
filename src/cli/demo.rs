use super::Failure;
use crate::config::Config;
use crate::portal::{DemoError, Portal};
use std::net::SocketAddr;

pub async fn load(config: &Config, if_empty: bool, products: Option<usize>, echo: SocketAddr) -> Result<(), Failure> {
    if !echo.ip().is_loopback() || echo.port() == 0 {
        return Err(format!("--echo: {echo} is not a port of this machine alone, like {}", crate::portal::ECHO).into());
    }
    let store = config.database_url.open().await?;
    let portal = Portal::real(store.clone(), config.abuse.clone());
    match portal.load_demo_with_echo(products, echo).await {
        Ok(()) => {
            println!("the demo content is loaded; while `portcullis serve` runs, its upstreams answer on {echo}");
            let admin = portal.create_demo_admin().await;
            store.close().await;
            let (account, password) = admin?;
            println!("Sign in as {} with the password {password}", account.email);
            println!("It is shown only now; `portcullis admin create` makes other admins.");
        }
        Err(DemoError::NotEmpty) if if_empty => {}
        Err(failure) => return Err(failure.into()),
    }
    Ok(())
}
