//! What the tests stand on: real stores, a real portal, raw HTTP.

use axum::body::Body;
use http::{Request, Response};
use portcullis::config::{Config, Flags};
use portcullis::domain::time::Timestamp;
use portcullis::identity::password::Passwords;
use portcullis::portal::{Chance, Clock, Portal};
use portcullis::storage::{DatabaseUrl, Store};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

/// 2026-11-21, noon. No test depends on the day it runs.
pub const NOON: Timestamp = Timestamp(1_795_262_400_000);

/// Runs one test on both databases, each empty and up to date.
pub async fn on_each_store<T: Future<Output = ()>>(test: impl Fn(Store) -> T) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = sqlite_url(folder.path()).open_and_migrate().await.expect("an SQLite file");
    test(store).await;
    let store = postgres_url().await.open_and_migrate().await.expect("a PostgreSQL database");
    test(store).await;
}

pub fn sqlite_url(folder: &Path) -> DatabaseUrl {
    format!("sqlite:{}", folder.join("portcullis.db").display()).parse().expect("an address")
}

/// A database of its own on the server that `cargo xtask test it` started.
pub async fn postgres_url() -> DatabaseUrl {
    postgres_address().await.parse().expect("an address")
}

pub async fn postgres_address() -> String {
    let server = postgres_server();
    let name = format!("it_{}", Chance::System.bytes::<8>().map(|byte| format!("{byte:02x}")).concat());
    let pool = sqlx::PgPool::connect(&format!("{server}/postgres")).await.expect("the PostgreSQL of the tests");
    let create = format!("create database {name} encoding 'UTF8' template template0");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&pool).await.expect("a new database");
    pool.close().await;
    format!("{server}/{name}")
}

fn postgres_server() -> String {
    let set = std::env::vars().find(|(name, _)| name == "PORTCULLIS_TEST_POSTGRES_URL");
    let (_, url) =
        set.expect("run `cargo xtask test it`: it starts a PostgreSQL and sets PORTCULLIS_TEST_POSTGRES_URL");
    url.trim_end_matches('/').trim_end_matches("/postgres").to_owned()
}

pub fn portal(store: Store) -> Portal {
    portal_at(store, NOON)
}

/// At a chosen moment, with passwords that are quick to hash.
pub fn portal_at(store: Store, now: Timestamp) -> Portal {
    let chance = Chance::System;
    let cheap = Passwords::with_cost(&chance, argon2::Params::new(8, 1, 1, None).expect("a cost"));
    Portal::new(store, Clock::Fixed(now), chance, cheap)
}

/// Mails as files in a folder of their own.
pub struct Letters {
    folder: TempDir,
    transport: portcullis::portal::Transport,
}

impl Letters {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("folder:{}", folder.path().display()).parse().expect("an address");
        let transport = portcullis::portal::Transport::open(&url).expect("a folder");
        Self { folder, transport }
    }

    /// Delivers all that is due, and gives what arrived, each as it stands in its file, decoded.
    pub async fn deliver(&self, portal: &Portal) -> Vec<String> {
        while portal.deliver_next(&self.transport).await.expect("a delivery") {}
        let files = std::fs::read_dir(self.folder.path()).expect("the folder");
        let mut letters = Vec::new();
        for file in files.map(|file| file.expect("a file").path()) {
            letters.push(plain(&std::fs::read_to_string(&file).expect("a mail")));
            std::fs::remove_file(file).expect("it goes");
        }
        letters
    }
}

/// Quoted-printable undone, as far as the tests look.
fn plain(mail: &str) -> String {
    mail.replace("=\r\n", "").replace("=3D", "=").replace("\r\n", "\n")
}

/// The secret of the first link in a letter.
pub fn token_in(letter: &str) -> String {
    let rest = letter.split("token=").nth(1).unwrap_or_else(|| panic!("no link in {letter}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// The portal's router on a fresh database with the demo content.
pub struct Served {
    pub router: axum::Router,
    pub portal: Portal,
    _folder: TempDir,
}

/// On a database of its own: `cargo xtask test it` runs all that asks for one on each kind.
pub async fn served() -> Served {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let on_postgres = std::env::vars().any(|(name, _)| name == "PORTCULLIS_TEST_SERVED_ON_POSTGRES");
    let url = if on_postgres { postgres_url().await } else { sqlite_url(folder.path()) };
    let store = url.open_and_migrate().await.expect("a database");
    let portal = portal(store);
    portal.load_demo(None).await.expect("the demo content");
    let config = Config::read(&Flags::default()).expect("the default settings");
    let router = portcullis::server::portal_router(&config, portal.clone(), vec!["localhost".to_owned()]);
    Served { router, portal, _folder: folder }
}

pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Served {
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).header("accept", "text/html").body(Body::empty()).expect("a request")).await
    }

    /// Asks as a browser on this machine would, unless the request names its own host.
    pub async fn ask(&self, mut request: Request<Body>) -> Answer {
        let host = http::HeaderValue::from_static("localhost");
        request.headers_mut().entry("host").or_insert(host);
        read(self.router.clone().oneshot(request).await.expect("an answer")).await
    }
}

async fn read(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a whole body");
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    // Settings of whoever runs the tests are none of the tests' business.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PORTCULLIS_")) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// The program itself, serving on free ports, ended when dropped.
pub struct Running {
    pub child: Child,
    pub portal: SocketAddr,
    pub gateway: SocketAddr,
    pub operations: SocketAddr,
    folder: TempDir,
}

impl Running {
    /// With the demo content, and settings beyond the defaults as the settings file has them.
    pub fn start(settings: &str) -> Self {
        Self::start_with_echo(settings, portcullis::portal::ECHO)
    }

    /// The demo's upstreams are on this port.
    pub fn start_with_echo(settings: &str, echo: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("portcullis.toml"), settings).expect("a settings file");
        let here = |arguments: &[&str]| {
            let mut command = program();
            command.current_dir(folder.path()).args(arguments);
            command
        };
        assert!(here(&["migrate"]).output().expect("it runs").status.success());
        assert!(here(&["demo", "--echo", &echo.to_string()]).output().expect("it runs").status.success());
        let ports = ["--portal", "127.0.0.1:0", "--gateway", "127.0.0.1:0", "--operations", "127.0.0.1:0"];
        let log = std::fs::File::create(folder.path().join("log")).expect("a log file");
        let mut child = here(&["serve"]).args(ports).stdout(Stdio::piped()).stderr(log).spawn().expect("it starts");
        let mut said = std::io::BufReader::new(child.stdout.take().expect("its output"));
        let mut address = || {
            let mut line = String::new();
            std::io::BufRead::read_line(&mut said, &mut line).expect("a line");
            let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
            SocketAddr::from(([127, 0, 0, 1], port.unwrap_or_else(|| panic!("no address in {line:?}"))))
        };
        let (portal, gateway, operations) = (address(), address(), address());
        Self { child, portal, gateway, operations, folder }
    }

    /// The gateway lets nobody through until it has read what it has to know.
    pub fn until_ready(&self) {
        let began = std::time::Instant::now();
        let ask = || exchange(self.operations, b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        while !ask().starts_with("HTTP/1.1 200") {
            assert!(began.elapsed() < Duration::from_secs(20), "it never becomes ready: {}", self.log());
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).expect("the log")
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.expect("kill runs").success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, which is what some tests wait for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends bytes as they are and reads until the other side closes.
pub fn exchange(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = connect(address);
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(request);
    rest(&mut stream)
}

pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
    stream
}

pub fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    // A reset after the answer is an end like any other.
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        bytes.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
