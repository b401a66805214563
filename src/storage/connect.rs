//! Opening a database: which one, with which settings, and one clear line when it can't be done.

use super::{OpenError, Pools, Store};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// `sqlite:FILE` or `postgres://...`. Its `Display` and `Debug` show no password.
#[derive(Clone, PartialEq)]
pub struct DatabaseUrl(Kind);

#[derive(Clone, PartialEq)]
enum Kind {
    Sqlite(PathBuf),
    Postgres(url::Url),
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(file) = text.strip_prefix("sqlite:") {
            let file = file.strip_prefix("//").unwrap_or(file);
            return match file {
                "" | ":memory:" => Err("sqlite: wants the path of a file, like sqlite:data/portcullis.db".to_owned()),
                _ => Ok(Self(Kind::Sqlite(PathBuf::from(file)))),
            };
        }
        // The text itself may hold a password, so no message repeats it.
        let url = url::Url::parse(text).map_err(|why| format!("not a database address: {why}"))?;
        match url.scheme() {
            "postgres" | "postgresql" => Ok(Self(Kind::Postgres(url))),
            other => Err(format!("{other}: is not a database Portcullis knows; use sqlite: or postgres:")),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Kind::Postgres(url) => {
                let mut shown = url.clone();
                if shown.password().is_some() {
                    // A URL that has a password has a place for one.
                    let _ = shown.set_password(Some("***"));
                }
                // Settings behind the question mark may hold a password too.
                shown.set_query(None);
                write!(f, "{shown}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Held by the process that serves an SQLite file; the system releases it when the process ends, however it ends.
pub struct ServingLock {
    _file: Option<File>,
}

impl DatabaseUrl {
    /// Opens a database that is there and up to date.
    pub async fn open(&self) -> Result<Store, OpenError> {
        let store = self.connect(false).await?;
        store.check_schema().await?;
        Ok(store)
    }

    /// Opens it, creating a missing SQLite file, and brings the schema up to date.
    pub async fn open_and_migrate(&self) -> Result<Store, OpenError> {
        let store = self.connect(true).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Two servers on one SQLite file would each believe they are alone.
    pub fn lock_for_serving(&self) -> Result<ServingLock, OpenError> {
        let Kind::Sqlite(file) = &self.0 else { return Ok(ServingLock { _file: None }) };
        let mut beside = file.clone().into_os_string();
        beside.push(".lock");
        let unwritable = |why: std::io::Error| OpenError::Unwritable { file: file.clone(), why: why.to_string() };
        create_folder_of(file).map_err(unwritable)?;
        let lock = File::create(PathBuf::from(beside)).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => Ok(ServingLock { _file: Some(lock) }),
            Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse(file.clone())),
            Err(std::fs::TryLockError::Error(why)) => Err(unwritable(why)),
        }
    }

    async fn connect(&self, create: bool) -> Result<Store, OpenError> {
        match &self.0 {
            Kind::Sqlite(file) => connect_sqlite(file, create).await,
            Kind::Postgres(url) => connect_postgres(url, &self.to_string()).await,
        }
    }
}

async fn connect_sqlite(file: &Path, create: bool) -> Result<Store, OpenError> {
    if !create && !file.exists() {
        return Err(OpenError::Missing(file.to_owned()));
    }
    let unwritable = |why: String| OpenError::Unwritable { file: file.to_owned(), why };
    if create {
        create_folder_of(file).map_err(|why| unwritable(why.to_string()))?;
    }
    // Asked of the system first: its reason is clearer than SQLite's.
    File::options().append(true).create(create).open(file).map_err(|why| unwritable(why.to_string()))?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an approval that was answered is still there after a power cut.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .pragma("cache_size", "-20000")
        .pragma("temp_store", "memory")
        .statement_cache_capacity(256);
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await
        .map_err(|why| unwritable(why.to_string()))?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "on"))
        .await
        .map_err(|why| unwritable(why.to_string()))?;
    Ok(Store::of(Pools::Sqlite { read, write }))
}

async fn connect_postgres(url: &url::Url, shown: &str) -> Result<Store, OpenError> {
    let unreachable = |why: sqlx::Error| OpenError::Unreachable { server: shown.to_owned(), why: why.to_string() };
    let options = PgConnectOptions::from_str(url.as_str()).map_err(unreachable)?.application_name("portcullis");
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await
        .map_err(unreachable)?;
    Ok(Store::of(Pools::Postgres(pool)))
}

fn create_folder_of(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: Result<&str, &str>) {
        let read = text.parse::<DatabaseUrl>().map(|url| url.to_string());
        match shown {
            Ok(expected) => assert_eq!(read.as_deref(), Ok(expected)),
            Err(part) => assert!(read.clone().is_err_and(|why| why.contains(part)), "{text:?}: {read:?}"),
        }
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        check("sqlite:data/p.db", Ok("sqlite:data/p.db"));
        check("sqlite:///var/p.db", Ok("sqlite:/var/p.db"));
        check("postgres://u:hunter2@db/p?password=hunter2", Ok("postgres://u:***@db/p"));
        check("postgres://u@db/p", Ok("postgres://u@db/p"));
    }

    #[test]
    fn a_wrong_address_is_refused_without_repeating_it() {
        check("", Err("not a database address"));
        check("sqlite:", Err("path of a file"));
        check("sqlite::memory:", Err("path of a file"));
        check("mysql://u:hunter2@db/p", Err("mysql: is not a database"));
        let refusal = "postgres//u:hunter2@db".parse::<DatabaseUrl>().expect_err("it has no scheme");
        assert!(!refusal.contains("hunter2"));
    }
}
