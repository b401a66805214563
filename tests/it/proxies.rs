//! The blocks of `docs/proxies/`, in the real programs: nginx, Caddy and Envoy ask the gateway about each call.
//! `cargo xtask test it` installs them.

use crate::gateway::upstream::Echo;
use crate::gateway::{Answer, Node, World, call, key};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A proxy in front of an API; the gateway is asked, and carries nothing.
struct Setup {
    world: World,
    _node: Node,
    echo: Echo,
    good: String,
    address: SocketAddr,
    _proxy: Running,
    _folder: tempfile::TempDir,
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, which a test that waits for it would tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program that `cargo xtask test it` found or installed.
fn program(name: &str) -> String {
    let variable = format!("PORTCULLIS_TEST_{name}");
    let found = std::env::vars().find(|(known, _)| *known == variable);
    found.map(|(_, path)| path).unwrap_or_else(|| panic!("run `cargo xtask test it`: it sets {variable}"))
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

impl Setup {
    /// `start` writes what the program needs around the published block, and says how it is run.
    async fn new(block: &str, start: impl FnOnce(&Path, String) -> Command) -> Self {
        let (world, echo) = (World::sqlite().await, Echo::start().await);
        let good = world.with_orders(echo.address).await;
        let node = Node::start(&world).await;
        let port = free_port();
        let published = std::fs::read_to_string(format!("{}/docs/proxies/{block}", env!("CARGO_MANIFEST_DIR")));
        let published = published.expect("the block");
        let mut text = published.clone();
        for (address, port) in [("9000", node.operations.port()), ("8080", port), ("8099", echo.address.port())] {
            assert!(published.contains(address), "{block} names {address}");
            text = text.replace(&format!("127.0.0.1:{address}"), &format!("127.0.0.1:{port}"));
            text = text.replace(&format!("port_value: {address}"), &format!("port_value: {port}"));
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = std::fs::File::create(folder.path().join("log")).expect("a log");
        let child = start(folder.path(), text).stdout(Stdio::null()).stderr(log).spawn().expect("it starts");
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let running = Running(child);
        let patience = Instant::now() + Duration::from_secs(30);
        while std::net::TcpStream::connect(address).is_err() {
            let said = || std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
            assert!(Instant::now() < patience, "{block} does not listen: {}", said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { world, _node: node, echo, good, address, _proxy: running, _folder: folder }
    }

    async fn get(&self, path: &str, headers: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nhost: api\r\nconnection: close\r\n{headers}\r\n");
        call(self.address, &request).await
    }

    async fn with_key(&self, path: &str, key: &str) -> Answer {
        self.get(path, &format!("x-api-key: {key}\r\n")).await
    }

    #[track_caller]
    fn refused(&self, answer: &Answer, status: u16, code: &str) {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.body);
    }

    /// What could be read in two ways: whatever the proxy makes of it, without a key it goes nowhere.
    async fn nothing_gets_past(&self) {
        for path in
            ["/orders/v1/../../orders/v1", "/open/..%2forders/v1", "//orders/v1", "/orders/v1;a=b", "/orders/%76%31"]
        {
            assert_ne!(self.get(path, "").await.status, 200, "{path}");
        }
        assert_eq!(self.echo.calls(), 0);
    }

    /// What every proxy must do the same.
    async fn keeps_its_word(&self) {
        let passed = self.with_key("/orders/v1/items?a=b", &self.good).await;
        assert_eq!(passed.status, 200, "{}", passed.body);
        assert_eq!(passed.told("x-portcullis-application").as_deref(), Some("desk"));
        assert_eq!(passed.told("x-portcullis-developer").as_deref(), Some("ada"));
        assert!(passed.told("x-request-id").is_some(), "it can be found again");
        assert_eq!(passed.told("x-api-key"), None, "the key goes no further");
        assert_eq!(passed.json()["path"], "/orders/v1/items?a=b");
        let forged = format!("x-api-key: {}\r\nx-portcullis-application: forged\r\n", self.good);
        let passed = self.get("/orders/v1", &forged).await;
        assert_eq!(passed.told("x-portcullis-application").as_deref(), Some("desk"), "nobody says who they are");
        let bearer = self.get("/orders/v1", &format!("authorization: Bearer {}\r\n", self.good)).await;
        assert_eq!((bearer.status, bearer.told("authorization")), (200, None));

        let calls = self.echo.calls();
        self.refused(&self.get("/orders/v1", "").await, 401, "key_missing");
        self.refused(&self.with_key("/orders/v1", &key()).await, 401, "key_unknown");
        self.refused(&self.with_key("/orders/v1", &self.good[..31]).await, 401, "key_unknown");
        self.world.write("update registrations set state = 'pending' where id = 'desk-orders'").await;
        self.settle().await;
        self.refused(&self.with_key("/orders/v1", &self.good).await, 403, "registration_pending");
        self.world.write("update registrations set state = 'approved' where id = 'desk-orders'").await;
        self.world.write("update versions set limit_requests = 2, limit_per = 'hour' where id = 'orders'").await;
        self.settle().await;
        assert_eq!(self.echo.calls(), calls, "whoever is refused is not passed on");
        for _ in 0..2 {
            assert_eq!(self.with_key("/orders/v1", &self.good).await.status, 200);
        }
        let over = self.with_key("/orders/v1", &self.good).await;
        self.refused(&over, 429, "limit_exceeded");
        assert!(over.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
        self.world.write("update versions set limit_requests = null, limit_per = null where id = 'orders'").await;
        self.world.write("update versions set state = 'retired' where id = 'orders'").await;
        self.settle().await;
        self.refused(&self.with_key("/orders/v1", &self.good).await, 410, "version_retired");
        self.world.write("update versions set state = 'published' where id = 'orders'").await;
        self.world.write("update credentials set revoked_at = 5 where id = 'first'").await;
        self.settle().await;
        self.refused(&self.with_key("/orders/v1", &self.good).await, 401, "key_revoked");
    }

    /// As long as the gateway may take to hear of a change.
    async fn settle(&self) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_keeps_the_gateway_s_word() {
    let setup = Setup::new("nginx.conf", |folder, block| {
        let here = folder.display();
        let around = format!(
            "daemon off; master_process off; pid {here}/pid; error_log stderr;\nevents {{}}\nhttp {{ access_log off;\n\
             client_body_temp_path {here}/a; proxy_temp_path {here}/b; fastcgi_temp_path {here}/c; \
             uwsgi_temp_path {here}/d; scgi_temp_path {here}/e;\n{block}\n}}\n"
        );
        std::fs::write(folder.join("nginx.conf"), around).expect("a file");
        let mut command = Command::new(program("NGINX"));
        command.arg("-e").arg("stderr").arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf"));
        command
    })
    .await;
    setup.nothing_gets_past().await;
    setup.keeps_its_word().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caddy_keeps_the_gateway_s_word() {
    let setup = Setup::new("Caddyfile", |folder, block| {
        std::fs::write(folder.join("Caddyfile"), block).expect("a file");
        let mut command = Command::new(program("CADDY"));
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
        command.env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
        command
    })
    .await;
    setup.nothing_gets_past().await;
    setup.keeps_its_word().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn envoy_keeps_the_gateway_s_word() {
    let setup = Setup::new("envoy.yaml", |folder, block| {
        std::fs::write(folder.join("envoy.yaml"), block).expect("a file");
        let mut command = Command::new(program("ENVOY"));
        command.args(["--log-level", "warn", "--concurrency", "1", "--use-dynamic-base-id", "--config-path"]);
        command.arg(folder.join("envoy.yaml"));
        command
    })
    .await;
    setup.nothing_gets_past().await;
    setup.keeps_its_word().await;
}

/// There is no package of Traefik: what it would ask is asked here.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_as_traefik_does_gets_the_verdict() {
    let (world, echo) = (World::sqlite().await, Echo::start().await);
    let good = world.with_orders(echo.address).await;
    let node = Node::start(&world).await;
    let ask = async |uri: &str, key: &str| {
        let request = format!(
            "GET /ext-auth/traefik HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-forwarded-method: POST\r\n\
             x-forwarded-uri: {uri}\r\nx-api-key: {key}\r\n\r\n"
        );
        call(node.operations, &request).await
    };
    let yes = ask("/orders/v1/items?a=b", &good).await;
    assert_eq!((yes.status, yes.header("x-portcullis-application")), (200, Some("desk")));
    assert_eq!(ask("/orders/v1", "").await.code(), "key_missing");
    assert_eq!(ask("/nothing", &good).await.code(), "route_unknown");
    assert_eq!(ask("/orders/../orders/v1", &good).await.code(), "bad_request");
    let silent = call(node.operations, "GET /ext-auth/traefik HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert_eq!((silent.status, silent.code().as_str()), (400, "bad_request"), "a proxy that names no call");
    assert_eq!(echo.calls(), 0, "the gateway is only asked");
}
