//! The gateway: real listeners, real databases, upstreams in this process.

mod by_chance;
mod counted;
mod following;
mod forwarding;
mod imported;
mod killed;
mod left;
mod measured;
mod outlast;
mod process;
mod slow;
mod steps;
mod stopped;
mod tricks;
mod unheard;
pub mod upstream;
mod verdicts;
mod wire;

use super::harness::{postgres_address, sqlite_url};
use portcullis::config::{Config, Flags, Proxy};
use portcullis::domain::key::{BYTES, Key, Prefix};
use portcullis::gateway::{Gateway, Given, Meter, NoTokens};
use portcullis::portal::{Chance, Clock};
use portcullis::server::Behind;
use portcullis::storage::{DatabaseUrl, Store};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// A database, written to by its own connection as another process would.
pub struct World {
    pub url: DatabaseUrl,
    /// With its password, as a setting has it.
    pub address: String,
    rows: Rows,
    _folder: TempDir,
}

enum Rows {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

pub const PORTAL: &str = "https://portal.example";

impl World {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = sqlite_url(folder.path());
        url.open_and_migrate().await.expect("a database").close().await;
        let file = format!("sqlite://{}", folder.path().join("portcullis.db").display());
        let options = file.parse::<sqlx::sqlite::SqliteConnectOptions>().expect("an address").foreign_keys(true);
        let rows = Rows::Sqlite(sqlx::SqlitePool::connect_with(options).await.expect("a connection"));
        Self { url, address: file, rows, _folder: folder }
    }

    pub async fn postgres() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let address = postgres_address().await;
        let url: DatabaseUrl = address.parse().expect("an address");
        url.open_and_migrate().await.expect("a database").close().await;
        let rows = Rows::Postgres(sqlx::PgPool::connect(&address).await.expect("a connection"));
        Self { url, address, rows, _folder: folder }
    }

    pub async fn both() -> [Self; 2] {
        [Self::sqlite().await, Self::postgres().await]
    }

    /// One statement, committed when this returns.
    pub async fn write(&self, statement: &str) {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        match &self.rows {
            Rows::Sqlite(pool) => sqlx::query(statement).execute(pool).await.map(drop),
            Rows::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(drop),
        }
        .expect("a statement");
    }

    pub async fn store(&self) -> Store {
        self.url.open().await.expect("the database")
    }

    /// A developer with an application and a key of it, and a version at `/orders/v1` that it is registered for.
    pub async fn with_orders(&self, upstream: SocketAddr) -> String {
        self.account("ada", "approved").await;
        self.version("orders", "/orders/v1", upstream, Some("built-in")).await;
        self.application("desk", "ada").await;
        self.register("desk", "orders", "approved").await;
        self.key("first", "desk").await
    }

    pub async fn account(&self, id: &str, state: &str) {
        self.write(&format!(
            "insert into accounts (id, email, email_key, name, role, state, created_at)
             values ('{id}', '{id}@x.example', '{id}@x.example', '{id}', 'developer', '{state}', 1)"
        ))
        .await;
    }

    pub async fn version(&self, id: &str, path: &str, upstream: SocketAddr, strategy: Option<&str>) {
        let strategy = strategy.map_or("null".to_owned(), |strategy| format!("'{strategy}'"));
        self.write(&format!(
            "insert into products (id, slug, name, sort_name, summary, description, labels, created_at)
             values ('{id}', '{id}', '{id}', '{id}', '', '', '[]', 1)"
        ))
        .await;
        self.write(&format!(
            "insert into versions (id, product_id, name, position, state, visibility, strategy_id, created_at, upstream,
                                   path)
             values ('{id}', '{id}', 'v1', 1, 'published', 'public', {strategy}, 1, 'http://{upstream}/base', '{path}')"
        ))
        .await;
    }

    pub async fn application(&self, id: &str, account: &str) {
        self.write(&format!(
            "insert into applications (id, account_id, name, sought, description, strategy_id, reference_id, created_at,
                                       changed_at)
             values ('{id}', '{account}', '{id}', '{id}', '', 'built-in', 'ref-{id}', 1, 1)"
        ))
        .await;
    }

    pub async fn register(&self, application: &str, version: &str, state: &str) {
        self.write(&format!(
            "insert into registrations (id, application_id, version_id, strategy_id, state, requested_at)
             values ('{application}-{version}', '{application}', '{version}', 'built-in', '{state}', 1)"
        ))
        .await;
    }

    /// Makes a key, and gives it in full.
    pub async fn key(&self, id: &str, application: &str) -> String {
        let key = key();
        self.import(id, application, &key).await;
        key
    }

    pub async fn import(&self, id: &str, application: &str, key: &str) {
        let hash: String = Sha256::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = match &self.rows {
            Rows::Sqlite(_) => format!("x'{hash}'"),
            Rows::Postgres(_) => format!("decode('{hash}', 'hex')"),
        };
        self.write(&format!(
            "insert into credentials (id, application_id, name, hash, start, tail, created_at)
             values ('{id}', '{application}', '{id}', {hash}, 'pk_', '', 1)"
        ))
        .await;
    }
}

pub fn key() -> String {
    let made =
        std::iter::repeat_with(|| Key::new(Prefix::default(), &Chance::System.bytes::<BYTES>())).flatten().next();
    made.expect("there is no end of them").expose().to_owned()
}

/// One gateway with its listeners.
pub struct Node {
    pub address: SocketAddr,
    pub operations: SocketAddr,
    pub gateway: Gateway,
    pub store: Store,
    stop: watch::Sender<bool>,
    served: tokio::task::JoinHandle<()>,
}

impl Node {
    pub async fn start(world: &World) -> Self {
        Self::with(world, Proxy::default()).await
    }

    pub async fn with(world: &World, proxy: Proxy) -> Self {
        let node = Self::unready(world.store().await, proxy).await;
        node.until(|gateway| gateway.is_ready()).await;
        node
    }

    /// Not waited for.
    pub async fn unready(store: Store, proxy: Proxy) -> Self {
        Self::by_the_clock(store, proxy, Clock::System).await
    }

    pub async fn by_the_clock(store: Store, proxy: Proxy, clock: Clock) -> Self {
        let any = Some("127.0.0.1:0".to_owned());
        let mut config =
            Config::read(&Flags { gateway: any.clone(), operations: any, ..Flags::default() }).expect("settings");
        config.limits.header_seconds = 2;
        config.limits.shutdown_seconds = 2;
        config.proxy = proxy.clone();
        let gateway = Gateway::new(
            &store,
            Given {
                clock,
                chance: Chance::System,
                tokens: Arc::new(NoTokens),
                meter: Meter::new(),
                origins: vec![PORTAL.to_owned()],
                trusted_proxies: Vec::new(),
                proxy,
            },
        )
        .expect("a gateway");
        let doors = Behind::bind(&config).await.expect("free ports");
        let [(_, address), (_, operations)] = doors.addresses();
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(gateway.clone().run(stopped.clone()));
        let served = {
            let (store, gateway) = (store.clone(), gateway.clone());
            tokio::spawn(async move { doors.serve(&config, store, gateway, stopped).await })
        };
        Self { address, operations, gateway, store, stop, served }
    }

    pub async fn until(&self, wanted: impl Fn(&Gateway) -> bool) {
        let patience = Instant::now() + Duration::from_secs(20);
        while !wanted(&self.gateway) {
            assert!(Instant::now() < patience, "the gateway does not come that far");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Drains, and says how long that took.
    pub async fn end(self) -> Duration {
        let began = Instant::now();
        self.stop.send(true).expect("it runs");
        self.served.await.expect("it ends");
        began.elapsed()
    }

    pub async fn get(&self, path: &str, key: &str) -> Answer {
        call(
            self.address,
            &format!("GET {path} HTTP/1.1\r\nhost: api\r\nx-api-key: {key}\r\nconnection: close\r\n\r\n"),
        )
        .await
    }

    pub async fn send(&self, request: &str) -> Answer {
        call(self.address, request).await
    }
}

pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {:?} {:?}", self.head, self.body))
    }

    /// Of the problem; empty where it is none.
    pub fn code(&self) -> String {
        if self.header("content-type") != Some("application/problem+json") {
            return String::new();
        }
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        assert_eq!(problem["request_id"], self.header("x-request-id").expect("a request id"));
        problem["code"].as_str().expect("a code").to_owned()
    }

    /// What the upstream was told in a header; it echoes all of them.
    pub fn told(&self, name: &str) -> Option<String> {
        let value = &self.json()["headers"][name];
        value.as_str().map(str::to_owned)
    }
}

/// Sends bytes as they are and reads until the other side closes.
pub async fn call(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    // It may be refused and closed before all of it is read.
    let _ = stream.write_all(request.as_bytes()).await;
    rest(&mut stream).await
}

pub async fn rest(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let read = async {
        let mut piece = [0; 8192];
        while let Ok(length @ 1..) = stream.read(&mut piece).await {
            bytes.extend_from_slice(&piece[..length]);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.expect("an end");
    parse(&bytes)
}

pub fn parse(bytes: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    let body = if chunked { whole(body) } else { body.to_owned() };
    Answer { status, head: head.to_owned(), body }
}

fn whole(mut rest: &str) -> String {
    let mut body = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or_default();
        if size == 0 || after.len() < size {
            break;
        }
        body.push_str(&after[..size]);
        rest = after[size..].trim_start_matches("\r\n");
    }
    body
}
