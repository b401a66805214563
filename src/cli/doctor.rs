use super::Failure;
use crate::config::Config;
use crate::portal::Clock;
use crate::storage::Store;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

/// A gateway hears of a change within a second: what differs longer than this differs.
const PATIENCE: Duration = Duration::from_secs(2);
const ANSWERS_WITHIN: Duration = Duration::from_secs(60);
/// So many differences are shown; the rest are counted.
const SHOWN: usize = 20;

/// What gateways let through, compared with what the database says they must. A difference is a failure.
pub async fn doctor(config: &Config, gateways: &[SocketAddr]) -> Result<(), Failure> {
    let store = config.database_url.open().await?;
    let http = reqwest::Client::builder().no_proxy().timeout(ANSWERS_WITHIN).build()?;
    let own = [config.operations];
    let gateways = if gateways.is_empty() { &own } else { gateways };
    let mut healthy = true;
    for gateway in gateways {
        healthy &= examine(&store, &http, *gateway).await?;
    }
    store.close().await;
    if healthy {
        Ok(())
    } else {
        Err("a gateway lets through what it must not, or refuses what it must let through".into())
    }
}

async fn examine(store: &Store, http: &reqwest::Client, gateway: SocketAddr) -> Result<bool, Failure> {
    let address = format!("http://{gateway}/accepted");
    let ask = async || {
        let answer = http.get(&address).send().await?.error_for_status()?;
        answer.text().await
    };
    let failed =
        |cause: reqwest::Error| format!("the gateway whose operations are at {gateway} can't be asked: {cause}");
    let mut differences = Differences::new(store, &ask().await.map_err(failed)?).await?;
    if !differences.none() {
        // A change may have been on its way.
        tokio::time::sleep(PATIENCE).await;
        differences = Differences::new(store, &ask().await.map_err(failed)?).await?;
    }
    differences.tell(gateway);
    Ok(differences.none())
}

struct Differences {
    same: usize,
    /// Let through, though the database says no.
    wrong: Vec<String>,
    /// Refused, though the database says yes.
    missing: Vec<String>,
}

impl Differences {
    async fn new(store: &Store, accepted: &str) -> Result<Self, Failure> {
        let must = store.acceptable(Clock::System.now()).await?;
        let accepted: HashSet<&str> = accepted.lines().collect();
        let missing: Vec<_> = must.iter().filter(|line| !accepted.contains(line.as_str())).cloned().collect();
        let must: HashSet<&str> = must.iter().map(String::as_str).collect();
        let wrong: Vec<_> =
            accepted.iter().filter(|line| !must.contains(*line)).map(|line| (*line).to_owned()).collect();
        Ok(Self { same: accepted.len() - wrong.len(), wrong, missing })
    }

    fn none(&self) -> bool {
        self.wrong.is_empty() && self.missing.is_empty()
    }

    fn tell(&self, gateway: SocketAddr) {
        println!("{gateway}: {} pairs of a caller and a version as they must be", self.same);
        for (what, lines) in [("lets through, but must not", &self.wrong), ("refuses, but must not", &self.missing)] {
            for line in lines.iter().take(SHOWN) {
                println!("{gateway}: {what}: {line}");
            }
            if lines.len() > SHOWN {
                println!("{gateway}: {what}: and {} more", lines.len() - SHOWN);
            }
        }
    }
}
