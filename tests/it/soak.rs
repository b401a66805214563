//! Visitors who hang up in the middle cost nothing in the long run.

use crate::harness::Running;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CLIENTS: usize = 64;
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// Kilobytes that the process holds in memory.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("its status");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its size");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

/// Asks again and again; every second time it hangs up without waiting for the whole page.
async fn restless(portal: SocketAddr, until: Instant, whole: Arc<AtomicUsize>) {
    let mut patient = false;
    while Instant::now() < until {
        let mut stream = TcpStream::connect(portal).await.expect("a connection");
        stream.write_all(REQUEST).await.expect("a request");
        if patient {
            let mut page = String::new();
            stream.read_to_string(&mut page).await.expect("a page");
            assert!(page.starts_with("HTTP/1.1 200") && page.ends_with("</html>"), "a page was cut: {page}");
            whole.fetch_add(1, Ordering::Relaxed);
        } else {
            stream.read_exact(&mut [0; 64]).await.expect("its beginning");
        }
        patient = !patient;
    }
}

async fn crowd(portal: SocketAddr, seconds: u64) -> usize {
    let until = Instant::now() + Duration::from_secs(seconds);
    let whole = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS).map(|_| tokio::spawn(restless(portal, until, Arc::clone(&whole)))).collect();
    for client in clients {
        client.await.expect("a client that saw nothing wrong");
    }
    whole.load(Ordering::Relaxed)
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_hang_up_leave_the_memory_flat() {
    let running = Running::start("log_filter = \"error\"");
    let pid = running.child.id();
    crowd(running.portal, 5).await;
    let warm = resident(pid);
    let whole = crowd(running.portal, 20).await;
    let after = resident(pid);
    assert!(whole > 100, "only {whole} pages came whole");
    assert!(after < warm + 24 * 1024, "memory grew from {warm} to {after} kB over {whole} whole pages");
}
