//! A line to the database that can be cut.

use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The server has gone: what is open breaks off, and nobody answers.
    Loud,
    /// A cable is pulled: nothing comes any more, and nobody says so. What was open then never speaks again.
    Silent,
}

pub struct Wire {
    pub address: SocketAddr,
    state: watch::Sender<Option<Cut>>,
}

impl Wire {
    pub async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = watch::Sender::new(None);
        let (server, told) = (Arc::<str>::from(server), state.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, Arc::clone(&server), told.subscribe()));
            }
        });
        Self { address, state }
    }

    pub fn cut(&self, how: Cut) {
        self.state.send_replace(Some(how));
    }

    pub fn mend(&self) {
        self.state.send_replace(None);
    }
}

async fn carry(mut client: TcpStream, server: Arc<str>, mut state: watch::Receiver<Option<Cut>>) {
    let mut how = *state.borrow_and_update();
    if how.is_none() {
        let Ok(mut server) = TcpStream::connect(&*server).await else { return };
        tokio::select! {
            _ = copy_bidirectional(&mut client, &mut server) => return,
            cut = state.wait_for(Option::is_some) => how = cut.map_or(Some(Cut::Loud), |cut| *cut),
        }
    }
    if how == Some(Cut::Silent) {
        // Held open, and never heard of again: until the test ends.
        let _ = state.wait_for(|_| false).await;
    }
}
