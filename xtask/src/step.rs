//! One line a step, with its time.

use anyhow::Result;
use std::time::Instant;

pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    let done = work();
    let outcome = if done.is_ok() { "" } else { "  FAILED" };
    eprintln!("{:>8.1} s  {name}{outcome}", started.elapsed().as_secs_f64());
    done
}
