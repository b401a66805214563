//! What a decision of the gateway takes, alone: keys in turn against all that is known of them in memory.
//! Started by `cargo xtask bench gateway` with a database, a file of keys and a path; prints nanoseconds and allocations.

use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use portcullis::config::{Config, Flags};
use portcullis::gateway::{Gateway, Given, Meter, NoTokens};
use portcullis::portal::{Chance, Clock};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

const DECISIONS: usize = 2_000_000;
const ROUNDS: usize = 7;
/// Among so many a few could not hide in the average.
const COUNTED: usize = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` starts every bench with arguments of its own.
    let [database, keys, path] = words.as_slice() else { return Ok(()) };
    if database.starts_with('-') {
        return Ok(());
    }
    let name = HeaderName::from_static("x-api-key");
    let keys = std::fs::read_to_string(keys)?;
    let calls = keys.lines().map(|key| {
        let key = HeaderValue::from_str(key)?;
        Ok(HeaderMap::from_iter([(name.clone(), key)]))
    });
    let calls = calls.collect::<Result<Vec<_>, http::header::InvalidHeaderValue>>()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let gateway = runtime.block_on(ready(database))?;
    let decide = |at: usize| {
        // A stride, so that neighbours in the file are not neighbours in time.
        let headers = &calls[at.wrapping_mul(7_919) % calls.len()];
        let judged = gateway.judge(path, headers, Instant::now()).now_or_never();
        assert!(judged.is_some_and(|judged| judged.refused.is_none()), "it passes, and waits for nothing");
    };
    (0..calls.len()).for_each(decide);
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            (0..DECISIONS).for_each(decide);
            began.elapsed().as_nanos() as f64 / DECISIONS as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    let allocated = allocation_counter::measure(|| (0..COUNTED).for_each(decide));
    println!("{:.1} {}", rounds[ROUNDS / 2], allocated.count_total);
    Ok(())
}

async fn ready(database: &str) -> Result<Gateway, Box<dyn Error>> {
    let config = Config::read(&Flags { database_url: Some(database.to_owned()), ..Flags::default() })?;
    let store = config.database_url.open().await?;
    let given = Given {
        clock: Clock::System,
        chance: Chance::System,
        tokens: Arc::new(NoTokens),
        meter: Meter::new(),
        origins: Vec::new(),
        trusted_proxies: Vec::new(),
        proxy: config.proxy,
    };
    let gateway = Gateway::new(&store, given)?;
    let (stop, stopped) = watch::channel(false);
    // For as long as the process lives.
    std::mem::forget(stop);
    tokio::spawn(gateway.clone().run(stopped));
    while !gateway.is_ready() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(gateway)
}
