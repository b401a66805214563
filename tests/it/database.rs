//! Opening a database that is missing, foreign, newer or out of reach: one clear line, and nothing changed.

use crate::harness::{on_each_store, postgres_address, postgres_url, sqlite_url};
use portcullis::storage::DatabaseUrl;

async fn refusal(url: &DatabaseUrl) -> String {
    match url.open_and_migrate().await {
        Ok(_) => panic!("{url} was opened"),
        Err(why) => {
            let line = why.to_string();
            assert!(!line.contains('\n'), "one line: {line}");
            line
        }
    }
}

#[tokio::test]
async fn a_schema_is_made_once_and_then_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    for url in [sqlite_url(folder.path()), postgres_url().await] {
        url.open_and_migrate().await.expect("the first time").close().await;
        url.open_and_migrate().await.expect("the second time").close().await;
        url.open().await.expect("as it is").close().await;
    }
    on_each_store(|store| async move { store.ping().await.expect("it answers") }).await;
}

#[tokio::test]
async fn two_processes_may_bring_one_database_up_to_date_at_once() {
    let url = postgres_url().await;
    let (one, two) = tokio::join!(url.open_and_migrate(), url.open_and_migrate());
    one.expect("the one");
    two.expect("the other");
}

#[tokio::test]
async fn a_missing_file_is_only_made_by_migrate() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite_url(folder.path());
    let why = url.open().await.err().expect("it is missing").to_string();
    assert!(why.contains("does not exist") && why.contains("portcullis migrate"), "{why}");
    assert!(!folder.path().join("portcullis.db").exists());
}

#[tokio::test]
async fn a_newer_or_altered_database_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("portcullis.db");
    sqlite_url(folder.path()).open_and_migrate().await.expect("a database").close().await;
    let change = |sql: &'static str| {
        let address = format!("sqlite:{}", file.display());
        async move {
            let pool = sqlx::SqlitePool::connect(&address).await.expect("the file");
            sqlx::query(sql).execute(&pool).await.expect("a change");
            pool.close().await;
        }
    };
    let ledger = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                  values (900, 'x', 1, x'00', 0)";
    change(ledger).await;
    let before = std::fs::read(&file).expect("the file");
    assert!(refusal(&sqlite_url(folder.path())).await.contains("newer Portcullis: it has migration 900"));
    assert_eq!(std::fs::read(&file).expect("the file"), before);

    change("delete from _sqlx_migrations where version = 900").await;
    change("update _sqlx_migrations set checksum = x'00' where version = 1").await;
    assert!(refusal(&sqlite_url(folder.path())).await.contains("migration 1 in the database is not the one"));
}

#[tokio::test]
async fn the_same_refusals_on_postgresql() {
    let address = postgres_address().await;
    let url: DatabaseUrl = address.parse().expect("an address");
    url.open_and_migrate().await.expect("a database").close().await;
    let pool = sqlx::PgPool::connect(&address).await.expect("the database");
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                 values (900, 'x', true, '\\x00', 0)";
    sqlx::query(newer).execute(&pool).await.expect("a change");
    assert!(refusal(&url).await.contains("newer Portcullis: it has migration 900"));
    sqlx::query("delete from _sqlx_migrations where version = 900").execute(&pool).await.expect("a change");
    sqlx::query("update _sqlx_migrations set checksum = '\\x00'").execute(&pool).await.expect("a change");
    assert!(refusal(&url).await.contains("migration 1 in the database is not the one"));
}

#[tokio::test]
async fn what_can_not_be_opened_says_why() {
    // Not even the superuser can write there.
    let read_only: DatabaseUrl = "sqlite:/proc/portcullis.db".parse().expect("an address");
    let why = refusal(&read_only).await;
    assert!(why.contains("/proc/portcullis.db can't be opened for writing"), "{why}");

    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("portcullis.db"), "this is no database at all, just text").expect("a file");
    let why = refusal(&sqlite_url(folder.path())).await;
    assert!(why.contains("not a database"), "{why}");

    let nobody: DatabaseUrl = "postgres://u:hunter2@127.0.0.1:1/p".parse().expect("an address");
    let why = refusal(&nobody).await;
    assert!(why.contains("can't be reached") && why.contains("127.0.0.1:1"), "{why}");
    assert!(!why.contains("hunter2"), "{why}");
}

/// A comparison is made in the collation of the id, so an index in another one is not used.
#[tokio::test]
async fn what_names_an_id_on_postgresql_has_its_collation() {
    const OTHERS: &str = "
        select c.conrelid::regclass::text || '.' || l.attname from pg_constraint c
        cross join lateral unnest(c.conkey, c.confkey) as pair(from_column, to_column)
        join pg_attribute l on l.attrelid = c.conrelid and l.attnum = pair.from_column
        join pg_attribute r on r.attrelid = c.confrelid and r.attnum = pair.to_column
        where c.contype = 'f' and l.attcollation <> r.attcollation";
    let address = postgres_address().await;
    let url: DatabaseUrl = address.parse().expect("an address");
    url.open_and_migrate().await.expect("a database").close().await;
    let pool = sqlx::PgPool::connect(&address).await.expect("a connection");
    let others: Vec<String> = sqlx::query_scalar(OTHERS).fetch_all(&pool).await.expect("an answer");
    assert_eq!(others, Vec::<String>::new());
}
