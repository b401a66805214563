//! What a decision of the gateway takes, alone: keys in turn against all that is known of them in memory.
//! Started by `cargo xtask bench gateway` with a database, a file of keys and a path; prints nanoseconds, and those of
//! a plain look-up.

use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use portcullis::config::{Config, Flags};
use portcullis::gateway::{Gateway, Given, Judged, Meter, Moment, NoTokens};
use portcullis::portal::{Chance, Clock};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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
    let plain = Plain::of(&keys);
    let name = HeaderName::from_static("x-api-key");
    let call = |key: &str| HeaderMap::from_iter([(name.clone(), HeaderValue::from_str(key).expect("a key"))]);
    let decide = |headers: &HeaderMap, moment| {
        let mut judged = Judged::new(moment);
        let at_once = gateway.judge(&mut judged, path, headers).now_or_never().is_some();
        assert!(at_once && judged.refused.is_none(), "it passes, and waits for nothing");
    };
    // Once, for what is made with the first call of each.
    round(keys.len(), &keys, call, decide);
    let mut rounds = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        rounds[0].push(round(DECISIONS, &keys, call, decide));
        rounds[1].push(round(DECISIONS, &keys, str::to_owned, |key, _| plain.find(key)));
    }
    let [decision, plain] = rounds.map(|mut rounds| {
        rounds.sort();
        rounds[ROUNDS / 2].as_nanos() as f64 / DECISIONS as f64
    });
    println!("{decision:.1} {plain:.1}");
    Ok(())
}

/// What a call brings has just been read when it is decided, so here too: made some at a time, and not counted.
fn round<C>(count: usize, keys: &[&str], make: impl Fn(&str) -> C, act: impl Fn(&C, Moment)) -> Duration {
    let mut took = Duration::ZERO;
    for first in (0..count).step_by(AT_ONCE) {
        // A stride, so that neighbours in the file are not neighbours in time.
        let key = |at: usize| keys[at.wrapping_mul(7_919) % keys.len()];
        let calls: Vec<_> = (first..first + AT_ONCE).map(|at| make(key(at))).collect();
        let moment = Moment::now(Clock::System);
        calls.iter().for_each(|call| act(call, moment));
        took += moment.began.elapsed();
    }
    took
}

/// What looking a key up takes as it comes: the library's SHA-256, one look-up in a map of the standard library, and one
/// boxed number to count in. Not the least that is possible, but as fast as the machine of the day, like a decision.
struct Plain(HashMap<[u8; 32], Box<AtomicU64>>);

impl Plain {
    fn of(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| (Sha256::digest(key).into(), Box::default())).collect())
    }

    fn find(&self, key: &str) {
        let hash: [u8; 32] = Sha256::digest(key).into();
        self.0[&hash].fetch_add(1, Ordering::Relaxed);
    }
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
