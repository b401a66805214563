//! Threads of the gateway's own. A connection stays on the thread that it was given to, with the connections to upstreams
//! that it uses, so nothing of a call is handed from one thread to another; and no slow page of the portal stands in its way.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

type Task = Box<dyn FnOnce(TcpStream) + Send>;

/// They end, and all that runs on them, when this is dropped.
pub struct Workers(Vec<Worker>);

struct Worker {
    connections: mpsc::UnboundedSender<(std::net::TcpStream, Task)>,
    busy: Arc<AtomicUsize>,
}

/// One connection that a thread has.
struct Busy(Arc<AtomicUsize>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Workers {
    pub fn start() -> io::Result<Self> {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        (0..count).map(Worker::start).collect::<io::Result<_>>().map(Self)
    }

    /// Gives a connection to the thread that has the fewest.
    pub fn serve<F>(&self, stream: TcpStream, serve: impl FnOnce(TcpStream) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let Some(worker) = self.0.iter().min_by_key(|worker| worker.busy.load(Ordering::Relaxed)) else { return };
        // A connection that is broken already is nobody's.
        let Ok(stream) = stream.into_std() else { return };
        worker.busy.fetch_add(1, Ordering::Relaxed);
        let busy = Busy(Arc::clone(&worker.busy));
        let task = |stream| {
            let serving = serve(stream);
            drop(tokio::spawn(async move {
                let _busy = busy;
                serving.await;
            }));
        };
        let _ = worker.connections.send((stream, Box::new(task)));
    }
}

impl Worker {
    fn start(number: usize) -> io::Result<Self> {
        let (connections, mut given) = mpsc::unbounded_channel::<(std::net::TcpStream, Task)>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new().name(format!("gateway-{number}")).spawn(move || {
            runtime.block_on(async move {
                while let Some((stream, task)) = given.recv().await {
                    if let Ok(stream) = TcpStream::from_std(stream) {
                        task(stream);
                    }
                }
            });
        })?;
        Ok(Self { connections, busy: Arc::default() })
    }
}
