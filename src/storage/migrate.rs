//! The schema: twin migrations for both databases, embedded in the program.

use super::{OpenError, Pools, Store, on};
use sqlx::migrate::{MigrateError, Migrator};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

const APPLIED: &str = "select version, checksum from _sqlx_migrations where success order by version";

impl Store {
    /// Runs what is missing. What is there is checked first, so a refusal has changed nothing.
    pub(super) async fn migrate(&self) -> Result<(), OpenError> {
        match self.check_schema().await {
            Ok(()) => return Ok(()),
            Err(OpenError::Older) => {}
            Err(refusal) => return Err(refusal),
        }
        let done = match &self.pools {
            Pools::Sqlite { write, .. } => SQLITE.run(write).await,
            Pools::Postgres(pool) => POSTGRES.run(pool).await,
        };
        match done {
            Ok(()) => Ok(()),
            Err(MigrateError::VersionMismatch(version)) => Err(OpenError::Altered(version)),
            Err(other) => Err(OpenError::Migration(other.to_string())),
        }
    }

    pub(super) async fn check_schema(&self) -> Result<(), OpenError> {
        let known = match &self.pools {
            Pools::Sqlite { .. } => &SQLITE,
            Pools::Postgres(_) => &POSTGRES,
        };
        let applied = self.applied().await.map_err(|why| OpenError::Unreadable(why.to_string()))?;
        compare(&applied, &known.iter().map(|m| (m.version, m.checksum.to_vec())).collect::<Vec<_>>())
    }

    async fn applied(&self) -> Result<Vec<(i64, Vec<u8>)>, sqlx::Error> {
        let ledger = match &self.pools {
            Pools::Sqlite { .. } => "select count(*) from sqlite_master where name = '_sqlx_migrations'",
            Pools::Postgres(_) => "select count(*) from pg_tables where tablename = '_sqlx_migrations'",
        };
        on!(self, db => {
            let (there,): (i64,) = sqlx::query_as(ledger).fetch_one(db).await?;
            if there == 0 {
                return Ok(Vec::new());
            }
            sqlx::query_as(APPLIED).fetch_all(db).await
        })
    }
}

fn compare(applied: &[(i64, Vec<u8>)], known: &[(i64, Vec<u8>)]) -> Result<(), OpenError> {
    let last = known.last().map_or(0, |(version, _)| *version);
    for (version, checksum) in applied {
        match known.iter().find(|(number, _)| number == version) {
            None => return Err(OpenError::Newer { found: *version, known: last }),
            Some((_, expected)) if expected != checksum => return Err(OpenError::Altered(*version)),
            Some(_) => {}
        }
    }
    if applied.len() < known.len() { Err(OpenError::Older) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(applied: &[(i64, u8)], told: &str) {
        let rows = |rows: &[(i64, u8)]| rows.iter().map(|(n, sum)| (*n, vec![*sum])).collect::<Vec<_>>();
        let answer = match compare(&rows(applied), &rows(&[(1, 7), (2, 8)])) {
            Ok(()) => "fits".to_owned(),
            Err(why) => why.to_string(),
        };
        assert!(answer.contains(told), "{applied:?}: {answer}");
    }

    #[test]
    fn a_schema_fits_or_the_reason_is_told() {
        check(&[(1, 7), (2, 8)], "fits");
        check(&[], "older");
        check(&[(1, 7)], "older");
        check(&[(1, 9)], "migration 1 in the database is not the one");
        check(&[(1, 7), (2, 8), (3, 1)], "it has migration 3, this program ends at 2");
    }
}
