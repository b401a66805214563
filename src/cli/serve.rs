use super::Failure;
use crate::config::Config;
use crate::portal::Portal;
use crate::server::Doors;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

pub async fn serve(config: Config) -> Result<(), Failure> {
    let _serving = config.database_url.lock_for_serving()?;
    let doors = Doors::bind(&config).await?;
    let store = config.database_url.open_and_migrate().await?;
    let portal = Portal::real(store.clone(), config.abuse.clone());
    announce(&config, &doors);
    let (tell, stop) = watch::channel(false);
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: requests in flight are finished first");
        // Nobody listens any more when the doors are already closed.
        let _ = tell.send(true);
    });
    doors.serve(&config, portal, stop).await;
    store.close().await;
    Ok(())
}

/// Printed when all three can be reached: scripts wait for these lines.
fn announce(config: &Config, doors: &Doors) {
    let addresses = doors.addresses();
    println!("Portal      {}", config.public_address(addresses[0].1));
    println!("Gateway     http://{}", addresses[1].1);
    println!("Operations  http://{}", addresses[2].1);
}
