//! Opening a database that is missing, foreign, newer or out of reach: one clear line, and nothing changed.

use crate::harness::{on_each_store, portal, postgres_address, postgres_url, sqlite_url};
use crate::sheets::{apply, files, product, spec};
use portcullis::content::folder::Files;
use portcullis::domain::catalog::{CatalogQuestion, Hit};
use portcullis::domain::version::Audience::Approved;
use portcullis::portal::Portal;
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

/// As it was before words were counted by groups; what `search_entries` held is taken along.
const BEFORE_GROUPS: &str = "
    create temporary table kept as select g.product_id, g.version_id, g.kind, e.key, e.method, e.title, e.note
    from search_entries e join search_groups g on g.id = e.group_id order by e.group_id, e.place;
    drop table search_words;
    drop table search_entries;
    drop table search_groups;
    delete from _sqlx_migrations where version = 11;";
const TAKE_ALONG: &str = "
    insert into search_entries (product_id, version_id, kind, key, method, title, note)
    select product_id, version_id, kind, key, method, title, note from kept;";

fn as_it_was(publishing: &str, last: &str) -> String {
    let (_, after) = publishing.split_once("create table search_entries").expect("the older tables");
    let (old, _) = after.split_once(last).expect("what came after them");
    format!("{BEFORE_GROUPS} create table search_entries{old}; {TAKE_ALONG}")
}

async fn all_found(portal: &Portal) -> Vec<Vec<Hit>> {
    let mut found = Vec::new();
    for words in ["apples", "pick", "a pick", "p", "get", "cellar", "b apples"] {
        let question = CatalogQuestion::parse(Some(words.to_owned()), Vec::new(), None, None);
        found.push(portal.catalog(Approved, question).await.expect("an answer").hits.clone());
    }
    found
}

#[tokio::test]
async fn what_an_older_program_made_to_be_found_is_found_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = postgres_address().await;
    let file = sqlite_url(folder.path());
    for (url, on_file) in [(file, true), (address.parse().expect("an address"), false)] {
        let store = url.open_and_migrate().await.expect("a database");
        let mut all: Files = [
            product("a", "A", "S.", &[("v2", &["spec: a.json"]), ("v1", &["spec: a.json"])]),
            product("b", "B", "S.", &[("v1", &["visibility: private", "spec: a.json"])]),
        ]
        .into();
        let operations = [("get", "/apples", "List apples"), ("post", "/apples", "Pick apples")];
        all.insert("products/a/a.json".to_owned(), spec("A", &operations));
        all.insert("products/b/a.json".to_owned(), spec("B", &operations));
        all.extend(files(&[("products/a/docs/d.md", "---\ntitle: D\n---\nA cellar.\n")]));
        let before = portal(store.clone());
        apply(&before, &all, false).await.expect("applied");
        let expected = all_found(&before).await;
        assert!(expected.iter().all(|hits| !hits.is_empty()), "{expected:?}");
        store.close().await;
        if on_file {
            let pool = sqlx::SqlitePool::connect(&url.to_string()).await.expect("the file");
            let old = include_str!("../../migrations/sqlite/0004_publishing.sql");
            let old = as_it_was(old, "create trigger specs_insert");
            sqlx::raw_sql(sqlx::AssertSqlSafe(old)).execute(&pool).await.expect("as it was");
            pool.close().await;
        } else {
            let pool = sqlx::PgPool::connect(&address).await.expect("the database");
            let old = include_str!("../../migrations/postgres/0004_publishing.sql");
            let old = as_it_was(old, "create trigger specs_changed");
            sqlx::raw_sql(sqlx::AssertSqlSafe(old)).execute(&pool).await.expect("as it was");
            pool.close().await;
        }
        let store = url.open_and_migrate().await.expect("it is brought up to date");
        let after = portal(store.clone());
        // Remembered while nothing could be found.
        assert!(all_found(&after).await.iter().all(Vec::is_empty));
        assert_eq!(after.index_products().await.expect("indexed"), 2);
        assert_eq!(all_found(&after).await, expected, "{url}");
        assert_eq!(after.index_products().await.expect("indexed"), 0);
        store.close().await;
    }
}

/// The number of an entry's words is that of its group with twenty bits for its place.
#[tokio::test]
async fn a_place_never_reaches_into_the_next_group() {
    const ONE: &str = "insert into search_groups (product_id, kind) select id, 'document' from products";
    let entry = |place: i64| {
        format!(
            "insert into search_entries (group_id, place, key, method, title, note)
             select max(id), {place}, '', '', '', '' from search_groups"
        )
    };
    let folder = tempfile::tempdir().expect("a folder");
    let address = postgres_address().await;
    for url in [sqlite_url(folder.path()), address.parse().expect("an address")] {
        let store = url.open_and_migrate().await.expect("a database");
        apply(&portal(store.clone()), &[product("a", "A", "S.", &[("v1", &[])])].into(), false).await.expect("applied");
        store.close().await;
    }
    let pool = sqlx::SqlitePool::connect(&sqlite_url(folder.path()).to_string()).await.expect("the file");
    sqlx::query(ONE).execute(&pool).await.expect("a group");
    for (place, fits) in [(0, true), ((1 << 20) - 1, true), (1 << 20, false), (-1, false)] {
        let done = sqlx::query(sqlx::AssertSqlSafe(entry(place))).execute(&pool).await;
        assert_eq!(done.is_ok(), fits, "{place}: {done:?}");
    }
    pool.close().await;
    let pool = sqlx::PgPool::connect(&address).await.expect("the database");
    sqlx::query(ONE).execute(&pool).await.expect("a group");
    for (place, fits) in [(0, true), ((1 << 20) - 1, true), (1 << 20, false), (-1, false)] {
        let done = sqlx::query(sqlx::AssertSqlSafe(entry(place))).execute(&pool).await;
        assert_eq!(done.is_ok(), fits, "{place}: {done:?}");
    }
}
