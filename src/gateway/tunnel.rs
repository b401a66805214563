//! Two connections that have become one.

use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};

type Side = TokioIo<Upgraded>;

/// Bytes go both ways until both sides are at their end, one breaks off, or nothing came for too long.
pub async fn join(client: OnUpgrade, upstream: OnUpgrade, idle: Duration) {
    let (Ok(client), Ok(upstream)) = tokio::join!(client, upstream) else { return };
    let (client_read, client_write) = tokio::io::split(Side::new(client));
    let (upstream_read, upstream_write) = tokio::io::split(Side::new(upstream));
    let moved = Moved { begun: Instant::now(), last: AtomicU64::new(0) };
    let both = async {
        let (up, down) =
            tokio::join!(pass(client_read, upstream_write, &moved), pass(upstream_read, client_write, &moved));
        if let Err(cause) = up.and(down) {
            tracing::debug!(%cause, "a tunnel broke off");
        }
    };
    tokio::select! {
        () = both => {}
        () = moved.rested(idle) => tracing::debug!("a tunnel was closed: nothing came through it"),
    }
}

struct Moved {
    begun: Instant,
    last: AtomicU64,
}

impl Moved {
    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    async fn rested(&self, idle: Duration) {
        loop {
            let rest = Duration::from_millis(self.now().saturating_sub(self.last.load(Ordering::Relaxed)));
            match idle.checked_sub(rest) {
                None | Some(Duration::ZERO) => return,
                Some(more) => tokio::time::sleep(more).await,
            }
        }
    }
}

async fn pass(mut from: ReadHalf<Side>, mut to: WriteHalf<Side>, moved: &Moved) -> io::Result<()> {
    let mut piece = vec![0; 8192];
    loop {
        let length = from.read(&mut piece).await?;
        moved.last.store(moved.now(), Ordering::Relaxed);
        if length == 0 {
            return to.shutdown().await;
        }
        to.write_all(&piece[..length]).await?;
        to.flush().await?;
    }
}
