use super::Failure;
use crate::config::{Config, Limits};
use crate::portal::{EchoWanted, Portal, Transport};
use crate::server::{Doors, Echo};
use crate::storage::Store;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

pub async fn serve(config: Config) -> Result<(), Failure> {
    let _serving = config.database_url.lock_for_serving()?;
    let doors = Doors::bind(&config).await?;
    let store = config.database_url.open_and_migrate().await?;
    let address = config.public_address(doors.addresses()[0].1);
    let portal = Portal::real(store.clone(), config.abuse.clone()).at(&address);
    let portal = portal.with_gateway(&config.gateway_address(doors.addresses()[1].1));
    let transport = Transport::open(&config.mail)?;
    let gateway = super::gateway::build(&config, &store, doors.addresses()[0].1)?;
    let asked = gateway.clone();
    let portal = portal.with_limits(Arc::new(move |limits| {
        let gateway = asked.clone();
        async move { gateway.left(&limits).await }.boxed()
    }));
    let (end, ended) = watch::channel(false);
    let following = tokio::spawn(gateway.clone().run(ended));
    gateway.following().load(super::gateway::PATIENCE).await;
    announce(&config, &doors);
    if let Some(link) = portal.setup_link().await? {
        println!("Set up      {link}");
    }
    let stop = until_told()?;
    let post = tokio::spawn(deliver(portal.clone(), transport, stop.clone()));
    let rereading = tokio::spawn(reread(portal.clone()));
    let tending = tokio::spawn(tend(portal.clone()));
    let warning = tokio::spawn(warn(portal.clone()));
    let pruning = tokio::spawn(prune(store.clone()));
    let echo = tokio::spawn(answer_for_the_demo(portal.clone(), config.limits.clone(), stop.clone()));
    doors.serve(&config, portal, gateway, stop).await;
    // In step until the last call is answered.
    let _ = end.send(true);
    following.await?;
    // Each file is a transaction, and so is each piece that is rolled up: half of one leaves nothing.
    rereading.abort();
    tending.abort();
    warning.abort();
    pruning.abort();
    // A mail server that says nothing more does not hold the program: the mail is tried again after the next start.
    let patience = Duration::from_secs(config.limits.shutdown_seconds);
    match tokio::time::timeout(patience, post).await {
        Ok(ended) => ended?,
        Err(_) => tracing::warn!("a mail was still under way: it is tried again later"),
    }
    echo.await?;
    store.close().await;
    Ok(())
}

/// Becomes true when the program is told to end.
pub fn until_told() -> Result<watch::Receiver<bool>, Failure> {
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
    Ok(stop)
}

/// Changes that gateways can still read. One that was away for longer reads everything anew.
const CHANGES: i64 = 100_000;

async fn prune(store: Store) {
    loop {
        tokio::time::sleep(Duration::from_secs(600)).await;
        if let Err(cause) = store.prune_changes(CHANGES).await {
            tracing::warn!(%cause, "old changes could not be forgotten");
        }
    }
}

/// So often it is asked whether a mail is due, also one that another process or command wrote.
const LOOK: Duration = Duration::from_millis(500);

/// Delivers what waits, one mail after the other, until told to stop; then the one in hand is finished first.
async fn deliver(portal: Portal, transport: Transport, mut stop: watch::Receiver<bool>) {
    loop {
        // One mail that brings it down does not end delivery: its row is put off like any other that failed.
        let step = AssertUnwindSafe(portal.deliver_next(&transport)).catch_unwind();
        let more = match step.await {
            Ok(Ok(more)) => more,
            Ok(Err(cause)) => {
                tracing::error!(%cause, "the outbox could not be worked on");
                false
            }
            Err(_) => {
                tracing::error!("delivering a mail panicked");
                false
            }
        };
        if *stop.borrow() {
            return;
        }
        if !more {
            // Woken by the end of the program, or by its sender being gone, which is the same.
            let _ = tokio::time::timeout(LOOK, stop.changed()).await;
        }
    }
}

/// So often it is asked whether a key ends soon: nobody waits for that mail to the minute.
const LOOK_FOR_ENDINGS: Duration = Duration::from_secs(600);

async fn warn(portal: Portal) {
    loop {
        match portal.warn_of_endings().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(cause) => tracing::error!(%cause, "owners of keys that end soon could not be told"),
        }
        tokio::time::sleep(LOOK_FOR_ENDINGS).await;
    }
}

/// Where the demo content is loaded, its upstreams answer. The port may be taken: most often by another program that
/// answers there just the same, in whose place we step when it ends.
async fn answer_for_the_demo(portal: Portal, limits: Limits, mut stop: watch::Receiver<bool>) {
    let mut is_told = false;
    while !*stop.borrow() {
        match portal.demo_echo().await {
            Ok(EchoWanted::At(address)) => match Echo::bind(address).await {
                Ok(echo) => {
                    tracing::info!(address = %echo.address(), "the upstreams of the demo content answer");
                    return echo.serve(limits, stop).await;
                }
                Err(cause) if !is_told => {
                    is_told = true;
                    tracing::warn!(%cause, "the upstreams of the demo content are left to who is there already");
                }
                Err(_) => {}
            },
            Ok(EchoWanted::No) => return,
            Ok(EchoWanted::NotYet) => {}
            Err(cause) => tracing::debug!(%cause, "whether this is the demo content could not be read"),
        }
        // Woken by the end of the program, or by its sender being gone, which is the same.
        if let Ok(Err(_)) = tokio::time::timeout(LOOK, stop.changed()).await {
            return;
        }
    }
}

/// So often it is looked for counts to roll up and refusals to forget.
const TEND: Duration = Duration::from_secs(5 * 60);
/// Between two pieces of that, others have their turn.
const BREATH: Duration = Duration::from_millis(50);
/// What failed at a start is tried again after it.
const AGAIN: Duration = Duration::from_secs(10);

async fn tend(portal: Portal) {
    loop {
        let more = portal.tend_usage().await.unwrap_or_else(|cause| {
            tracing::error!(%cause, "old counts could not be rolled up: it is tried again");
            false
        });
        tokio::time::sleep(if more { BREATH } else { TEND }).await;
    }
}

/// What an older program wrote of what is published. It is shown as it is until then.
async fn reread(portal: Portal) {
    loop {
        match portal.index_products().await {
            Ok(0) => break,
            Ok(count) => tracing::info!(count, "products can be found by their words now"),
            // A command that writes for long makes others wait for longer than they do.
            Err(cause) => {
                tracing::error!(%cause, "products could not be made to be found: it is tried again");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
    match portal.reread_specs().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "OpenAPI files were read anew"),
        Err(cause) => tracing::error!(%cause, "OpenAPI files could not be read anew"),
    }
}

/// Printed when all three can be reached: scripts wait for these lines.
fn announce(config: &Config, doors: &Doors) {
    let addresses = doors.addresses();
    println!("Portal      {}", config.public_address(addresses[0].1));
    println!("Gateway     http://{}", addresses[1].1);
    println!("Operations  http://{}", addresses[2].1);
}
