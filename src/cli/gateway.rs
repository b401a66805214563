use super::Failure;
use super::serve::until_told;
use crate::config::Config;
use crate::gateway::{Gateway, Given, Meter};
use crate::identity::tokens::Issuers;
use crate::portal::{Chance, Clock};
use crate::server::Behind;
use crate::storage::Store;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The addresses are told when the gateway knows what it has to: scripts wait for them. After so long it is told anyway.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// A gateway without a portal: beside others on one PostgreSQL, or alone on an SQLite file that nobody serves.
pub async fn gateway(config: Config) -> Result<(), Failure> {
    let _serving = config.database_url.lock_for_serving()?;
    let doors = Behind::bind(&config).await?;
    let store = config.database_url.open().await?;
    let gateway = build(&config, &store, config.portal)?;
    let (end, ended) = watch::channel(false);
    let following = tokio::spawn(gateway.clone().run(ended));
    gateway.following().load(PATIENCE).await;
    let [(_, bound), (_, operations)] = doors.addresses();
    println!("Gateway     http://{bound}");
    println!("Operations  http://{operations}");
    let stop = until_told()?;
    doors.serve(&config, store.clone(), gateway, stop).await;
    // In step until the last call is answered.
    let _ = end.send(true);
    following.await?;
    store.close().await;
    Ok(())
}

/// The gateway that the settings describe. `portal`: where the portal listens, which names the origin of its pages.
pub fn build(config: &Config, store: &Store, portal: SocketAddr) -> Result<Gateway, Failure> {
    let given = Given {
        clock: Clock::System,
        chance: Chance::System,
        tokens: Arc::new(Issuers::new()?),
        meter: Meter::every(Duration::from_secs(config.proxy.count_seconds)),
        origins: config.origins(portal),
        trusted_proxies: config.trusted_proxies.clone(),
        proxy: config.proxy.clone(),
    };
    Ok(Gateway::new(store, given)?)
}
