//! Every setting of the program, in one place. A flag wins over the environment, the environment over the
//! file, the file over the default.

mod addresses;

use crate::mail::MailUrl;
use crate::storage::DatabaseUrl;
use addresses::{public, reached};
use serde::Deserialize;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// The file that is read when it is there and no other is named.
pub const FILE: &str = "portcullis.toml";

#[derive(Clone, Debug)]
pub struct Config {
    /// Where people's browsers connect.
    pub portal: SocketAddr,
    /// Where applications call APIs.
    pub gateway: SocketAddr,
    /// Where health and metrics are asked. Keep it private.
    pub operations: SocketAddr,
    /// `sqlite:FILE` or `postgres://USER:PASSWORD@HOST/NAME`.
    pub database_url: DatabaseUrl,
    /// The portal's address as people see it: links in mails, cookies and the check of `Host` follow it.
    pub public_url: Option<url::Url>,
    /// The gateway's address as applications and browsers see it.
    pub gateway_url: Option<url::Url>,
    /// `smtp://[USER:PASSWORD@]HOST[:PORT]`, `smtps://...`, `folder:DIR` or `log`.
    pub mail: MailUrl,
    pub log: LogFormat,
    /// Which log lines are written, as `tracing` writes filters: `info`, `portcullis=debug`.
    pub log_filter: String,
    /// Show `/gallery`, every part of the design system in every state. A flag only: for who builds the portal.
    pub gallery: bool,
    pub limits: Limits,
    pub abuse: Abuse,
    pub proxy: Proxy,
    /// Proxies whose `X-Forwarded-For` is believed; nobody else's is.
    pub trusted_proxies: Vec<IpAddr>,
}

/// Budgets against guessing. `[abuse]` in the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Abuse {
    /// Failures within 15 minutes after which each further try for one address waits.
    pub sign_in_failures: u32,
    /// Seconds that such a try waits at most.
    pub sign_in_longest_wait: u32,
    /// Tries to sign in that one client has in a minute.
    pub sign_ins_a_minute: u32,
    /// Times that one client may ask to sign up or for a new password in an hour.
    pub asking_an_hour: u32,
    /// Mails that strangers can have sent to one address in a day.
    pub mails_a_day: u32,
}

impl Default for Abuse {
    fn default() -> Self {
        Self {
            sign_in_failures: 5,
            sign_in_longest_wait: 30,
            sign_ins_a_minute: 60,
            asking_an_hour: 20,
            mails_a_day: 5,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// What one client may take of the server. `[limits]` in the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Connections a listener keeps open at once; more wait.
    pub connections: usize,
    /// Seconds for the first byte, for the headers of a request, and between two requests.
    pub header_seconds: u64,
    /// Bytes of all headers of a request together, at least 8192.
    pub header_bytes: usize,
    /// Seconds for the body of a request.
    pub body_seconds: u64,
    /// Bytes of the body of a request to the portal.
    pub body_bytes: usize,
    /// Seconds until a page must be answered.
    pub answer_seconds: u64,
    /// Seconds for requests in flight when the program is told to stop.
    pub shutdown_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            header_seconds: 15,
            header_bytes: 64 * 1024,
            body_seconds: 30,
            body_bytes: 2 * 1024 * 1024,
            answer_seconds: 30,
            shutdown_seconds: 20,
        }
    }
}

/// How the gateway passes calls on. `[proxy]` in the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxy {
    /// Seconds for the connection to an upstream, encryption included.
    pub connect_seconds: u64,
    /// Seconds for the head of an answer, counted from the end of the call.
    pub first_byte_seconds: u64,
    /// Seconds in which nothing comes, on the way to the upstream or back.
    pub idle_seconds: u64,
    /// Seconds for a call in all; 0: as long as something comes.
    pub total_seconds: u64,
    /// Seconds that an unused connection to an upstream is kept.
    pub keep_seconds: u64,
    /// Bytes of the body of a call.
    pub body_bytes: u64,
    /// A file of certificates, in PEM: who vouches for upstreams, beside those that the system trusts.
    pub certificates: Option<PathBuf>,
    /// Whether upstreams may have link-local addresses, under which clouds tell a machine its secrets.
    pub link_local: bool,
    /// What a gateway does that has not heard from the database for a second.
    pub out_of_step: OutOfStep,
    pub access_log: AccessLog,
    /// Of so many calls one is logged, where they are sampled.
    pub access_log_every: u32,
    /// Seconds after which calls are counted in the database at the latest: what a crash loses at most.
    pub count_seconds: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutOfStep {
    /// It answers 503, so that nobody is let through who was revoked meanwhile.
    Refuse,
    /// It decides by what it knew last.
    Serve,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessLog {
    Off,
    Sampled,
    Full,
}

impl Default for Proxy {
    fn default() -> Self {
        Self {
            connect_seconds: 5,
            first_byte_seconds: 60,
            idle_seconds: 120,
            total_seconds: 0,
            keep_seconds: 60,
            body_bytes: 100 * 1024 * 1024,
            certificates: None,
            link_local: false,
            out_of_step: OutOfStep::Refuse,
            access_log: AccessLog::Off,
            access_log_every: 100,
            count_seconds: 5,
        }
    }
}

impl Proxy {
    pub fn serves_out_of_step(&self) -> bool {
        self.out_of_step == OutOfStep::Serve
    }

    fn check(&self) -> Result<(), ConfigError> {
        let seconds = [
            ("proxy.connect_seconds", self.connect_seconds),
            ("proxy.first_byte_seconds", self.first_byte_seconds),
            ("proxy.idle_seconds", self.idle_seconds),
            ("proxy.access_log_every", u64::from(self.access_log_every)),
            ("proxy.count_seconds", self.count_seconds),
        ];
        match seconds.into_iter().find(|(_, seconds)| *seconds == 0) {
            Some((key, _)) => Err(ConfigError::Value { key, why: "must be at least 1".to_owned() }),
            None => Ok(()),
        }
    }
}

/// What flags and environment may say.
#[derive(Clone, Default, clap::Args)]
pub struct Flags {
    /// Read settings from this file [default: portcullis.toml, where it is]
    #[arg(long, env = "PORTCULLIS_CONFIG", value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Where people's browsers connect [default: 127.0.0.1:3000]
    #[arg(long, env = "PORTCULLIS_PORTAL", value_name = "ADDR", global = true)]
    pub portal: Option<String>,
    /// Where applications call APIs [default: 127.0.0.1:8000]
    #[arg(long, env = "PORTCULLIS_GATEWAY", value_name = "ADDR", global = true)]
    pub gateway: Option<String>,
    /// Where health and metrics are asked [default: 127.0.0.1:9000]
    #[arg(long, env = "PORTCULLIS_OPERATIONS", value_name = "ADDR", global = true)]
    pub operations: Option<String>,
    /// sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME [default: sqlite:data/portcullis.db]
    #[arg(long, env = "PORTCULLIS_DATABASE_URL", value_name = "URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,
    /// The portal's address as people see it [default: http://localhost and the portal's port]
    #[arg(long, env = "PORTCULLIS_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<String>,
    /// The gateway's address as applications see it [default: the portal's host and the gateway's port]
    #[arg(long, env = "PORTCULLIS_GATEWAY_URL", value_name = "URL", global = true)]
    pub gateway_url: Option<String>,
    /// Where mails go: smtp://[USER:PASSWORD@]HOST[:PORT] (with STARTTLS), smtps://..., folder:DIR or log [default: log]
    #[arg(long, env = "PORTCULLIS_MAIL", value_name = "URL", global = true, hide_env_values = true)]
    pub mail: Option<String>,
    /// How log lines look [default: text]
    #[arg(long, env = "PORTCULLIS_LOG", value_name = "FORMAT", global = true)]
    pub log: Option<String>,
    /// Which log lines are written [default: info]
    #[arg(long, env = "PORTCULLIS_LOG_FILTER", value_name = "FILTER", global = true)]
    pub log_filter: Option<String>,
}

/// The file: the same keys, and tables for what is rarely changed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    portal: Option<String>,
    gateway: Option<String>,
    operations: Option<String>,
    database_url: Option<String>,
    public_url: Option<String>,
    gateway_url: Option<String>,
    mail: Option<String>,
    log: Option<String>,
    log_filter: Option<String>,
    trusted_proxies: Vec<IpAddr>,
    limits: Limits,
    abuse: Abuse,
    proxy: Proxy,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the settings file {}: {why}", file.display())]
    File { file: PathBuf, why: String },
    #[error("{key}: {why}")]
    Value { key: &'static str, why: String },
}

impl Config {
    pub fn read(flags: &Flags) -> Result<Self, ConfigError> {
        let File {
            portal,
            gateway,
            operations,
            database_url,
            public_url,
            gateway_url,
            mail,
            log,
            log_filter,
            trusted_proxies,
            limits,
            abuse,
            proxy,
        } = read_file(flags.config.as_deref())?;
        let first = |flag: &Option<String>, file: Option<String>, or: &str| {
            flag.clone().or(file).unwrap_or_else(|| or.to_owned())
        };
        let config = Self {
            portal: address("portal", &first(&flags.portal, portal, "127.0.0.1:3000"))?,
            gateway: address("gateway", &first(&flags.gateway, gateway, "127.0.0.1:8000"))?,
            operations: address("operations", &first(&flags.operations, operations, "127.0.0.1:9000"))?,
            database_url: first(&flags.database_url, database_url, "sqlite:data/portcullis.db")
                .parse()
                .map_err(|why| ConfigError::Value { key: "database_url", why })?,
            public_url: flags.public_url.clone().or(public_url).map(|text| public(&text)).transpose()?,
            gateway_url: flags.gateway_url.clone().or(gateway_url).map(|text| reached(&text)).transpose()?,
            mail: first(&flags.mail, mail, "log").parse().map_err(|why| ConfigError::Value { key: "mail", why })?,
            log: log_format(&first(&flags.log, log, "text"))?,
            log_filter: filter(first(&flags.log_filter, log_filter, "info"))?,
            gallery: false,
            limits,
            abuse,
            proxy,
            trusted_proxies,
        };
        config.limits.check()?;
        config.proxy.check()?;
        Ok(config)
    }
}

fn read_file(named: Option<&Path>) -> Result<File, ConfigError> {
    let file = named.unwrap_or(Path::new(FILE));
    let problem = |why: String| ConfigError::File { file: file.to_owned(), why };
    match std::fs::read_to_string(file) {
        // The first line of the parser's answer names the place, the last one the reason.
        Ok(text) => toml::from_str(&text).map_err(|why| {
            let line = why.span().map(|span| text[..span.start].matches('\n').count() + 1);
            problem(format!("line {}: {}", line.unwrap_or(1), why.message().replace('\n', " ")))
        }),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(File::default()),
        Err(why) => Err(problem(why.to_string())),
    }
}

fn address(key: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| ConfigError::Value {
        key,
        why: format!("{text:?} is not an address to listen on, like 127.0.0.1:3000 or [::]:3000"),
    })
}

fn log_format(text: &str) -> Result<LogFormat, ConfigError> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(ConfigError::Value { key: "log", why: format!("{text:?} is neither text nor json") }),
    }
}

fn filter(text: String) -> Result<String, ConfigError> {
    match text.parse::<tracing_subscriber::filter::targets::Targets>() {
        Ok(_) => Ok(text),
        Err(why) => Err(ConfigError::Value { key: "log_filter", why: format!("{text:?}: {why}") }),
    }
}

impl Limits {
    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, why: &str| Err(ConfigError::Value { key, why: why.to_owned() });
        let seconds = [
            ("limits.header_seconds", self.header_seconds),
            ("limits.body_seconds", self.body_seconds),
            ("limits.answer_seconds", self.answer_seconds),
        ];
        if let Some((key, _)) = seconds.into_iter().find(|(_, seconds)| *seconds == 0) {
            return wrong(key, "must be at least 1");
        }
        if self.connections == 0 {
            return wrong("limits.connections", "must be at least 1");
        }
        if self.header_bytes < 8192 {
            return wrong("limits.header_bytes", "must be at least 8192");
        }
        Ok(())
    }
}

/// What `--print-config` shows, in the form of the file. The database's `Display` and the mail's hide their passwords.
impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Limits {
            connections,
            header_seconds,
            header_bytes,
            body_seconds,
            body_bytes,
            answer_seconds,
            shutdown_seconds,
        } = &self.limits;
        writeln!(f, "portal = \"{}\"", self.portal)?;
        writeln!(f, "gateway = \"{}\"", self.gateway)?;
        writeln!(f, "operations = \"{}\"", self.operations)?;
        writeln!(f, "database_url = \"{}\"", self.database_url)?;
        writeln!(f, "public_url = \"{}\"", self.public_address(self.portal))?;
        writeln!(f, "gateway_url = \"{}\"", self.gateway_address(self.gateway))?;
        writeln!(f, "mail = \"{}\"", self.mail)?;
        let log = if self.log == LogFormat::Json { "json" } else { "text" };
        writeln!(f, "log = \"{log}\"")?;
        writeln!(f, "log_filter = \"{}\"", self.log_filter)?;
        let proxies: Vec<_> = self.trusted_proxies.iter().map(|proxy| format!("\"{proxy}\"")).collect();
        writeln!(f, "trusted_proxies = [{}]", proxies.join(", "))?;
        writeln!(f, "\n[limits]")?;
        writeln!(f, "connections = {connections}")?;
        writeln!(f, "header_seconds = {header_seconds}")?;
        writeln!(f, "header_bytes = {header_bytes}")?;
        writeln!(f, "body_seconds = {body_seconds}")?;
        writeln!(f, "body_bytes = {body_bytes}")?;
        writeln!(f, "answer_seconds = {answer_seconds}")?;
        writeln!(f, "shutdown_seconds = {shutdown_seconds}")?;
        let Abuse { sign_in_failures, sign_in_longest_wait, sign_ins_a_minute, asking_an_hour, mails_a_day } =
            &self.abuse;
        writeln!(f, "\n[abuse]")?;
        writeln!(f, "sign_in_failures = {sign_in_failures}")?;
        writeln!(f, "sign_in_longest_wait = {sign_in_longest_wait}")?;
        writeln!(f, "sign_ins_a_minute = {sign_ins_a_minute}")?;
        writeln!(f, "asking_an_hour = {asking_an_hour}")?;
        writeln!(f, "mails_a_day = {mails_a_day}")?;
        let Proxy { connect_seconds, first_byte_seconds, idle_seconds, total_seconds, keep_seconds, .. } = &self.proxy;
        let Proxy { body_bytes, link_local, out_of_step, access_log, access_log_every, count_seconds, .. } =
            &self.proxy;
        writeln!(f, "\n[proxy]")?;
        writeln!(f, "connect_seconds = {connect_seconds}")?;
        writeln!(f, "first_byte_seconds = {first_byte_seconds}")?;
        writeln!(f, "idle_seconds = {idle_seconds}")?;
        writeln!(f, "total_seconds = {total_seconds}")?;
        writeln!(f, "keep_seconds = {keep_seconds}")?;
        writeln!(f, "body_bytes = {body_bytes}")?;
        if let Some(certificates) = &self.proxy.certificates {
            writeln!(f, "certificates = {:?}", certificates.display().to_string())?;
        }
        writeln!(f, "link_local = {link_local}")?;
        writeln!(f, "out_of_step = \"{}\"", if *out_of_step == OutOfStep::Serve { "serve" } else { "refuse" })?;
        let access_log = match access_log {
            AccessLog::Off => "off",
            AccessLog::Sampled => "sampled",
            AccessLog::Full => "full",
        };
        writeln!(f, "access_log = \"{access_log}\"")?;
        writeln!(f, "access_log_every = {access_log_every}")?;
        writeln!(f, "count_seconds = {count_seconds}")
    }
}
