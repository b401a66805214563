//! What a decision of the gateway takes, alone: keys in turn against all that is known of them in memory.
//! Started by `cargo xtask bench gateway` with a database, a file of keys and a path; prints nanoseconds.

use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use portcullis::config::{Config, Flags};
use portcullis::gateway::{Gateway, Given, Judged, Meter, Moment, NoTokens};
use portcullis::portal::{Chance, Clock};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The program's allocator: where entries lie in memory is half of what a decision takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DECISIONS: usize = 2_048_000;
const AT_ONCE: usize = 64;
const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` starts every bench with arguments of its own.
    let [database, keys, path] = words.as_slice() else { return Ok(()) };
    if database.starts_with('-') {
        return Ok(());
    }
    let keys = std::fs::read_to_string(keys)?;
    let keys: Vec<_> = keys.lines().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let gateway = runtime.block_on(ready(database))?;
    let name = HeaderName::from_static("x-api-key");
    let call = |at: usize| {
        // A stride, so that neighbours in the file are not neighbours in time.
        let key = HeaderValue::from_str(keys[at.wrapping_mul(7_919) % keys.len()])?;
        Ok(HeaderMap::from_iter([(name.clone(), key)]))
    };
    let decide = |headers: &HeaderMap, moment| {
        let mut judged = Judged::new(moment);
        let at_once = gateway.judge(&mut judged, path, headers).now_or_never().is_some();
        assert!(at_once && judged.refused.is_none(), "it passes, and waits for nothing");
    };
    // What a call brings has just been read when it is decided, so here too: made some at a time, and not counted.
    let round = |decisions: usize| -> Result<Duration, http::header::InvalidHeaderValue> {
        let mut took = Duration::ZERO;
        for first in (0..decisions).step_by(AT_ONCE) {
            let calls = (first..first + AT_ONCE).map(call).collect::<Result<Vec<_>, _>>()?;
            let moment = Moment::now(Clock::System);
            calls.iter().for_each(|headers| decide(headers, moment));
            took += moment.began.elapsed();
        }
        Ok(took)
    };
    round(keys.len())?;
    let rounds = (0..ROUNDS).map(|_| Ok(round(DECISIONS)?.as_nanos() as f64 / DECISIONS as f64));
    let mut rounds = rounds.collect::<Result<Vec<f64>, http::header::InvalidHeaderValue>>()?;
    rounds.sort_by(f64::total_cmp);
    println!("{:.1}", rounds[ROUNDS / 2]);
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
