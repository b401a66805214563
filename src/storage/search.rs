//! Finding by words. The words are the same on both databases (`content::words`); how each keeps them is the one
//! thing in which their SQL differs.

use super::{Error, Pools, Store, Tx, Within, on, within};
use crate::domain::slug::Slug;
use std::collections::{BTreeSet, HashMap};

const ADD: &str = "
insert into search_entries (product_id, version_id, kind, key, method, title, note) values ($1, $2, $3, $4, $5, $6, $7)
returning id";
const ENTRIES: &str = "select id, method, title, note, key from search_entries
where product_id = $1 and kind = 'operation'";
const DROP_ABOUT: &str = "delete from search_entries where product_id = $1 and kind = $2";
const DROP_VERSION: &str = "delete from search_entries where version_id = $1";

// One text, a line for each: a broad word has thousands of rows, and each would be handed over alone.
const SQLITE_FIND: &str = "
select coalesce(group_concat(product_id || '\t' || version_id || '\t' || kind || '\t' || places || '\t' || first, '\n'), '')
from (select e.product_id, coalesce(e.version_id, '') as version_id, e.kind, count(*) as places, min(e.id) as first
      from search_words w join search_entries e on e.id = w.rowid
      where search_words match $1 group by e.product_id, e.version_id, e.kind) found";
const POSTGRES_FIND: &str = "
select coalesce(string_agg(product_id || '\t' || version_id || '\t' || kind || '\t' || places || '\t' || first, '\n'), '')
from (select e.product_id, coalesce(e.version_id, '') as version_id, e.kind, count(*) as places, min(e.id) as first
      from search_words w join search_entries e on e.id = w.id
      where w.words @@ $1::text::tsquery group by e.product_id, e.version_id, e.kind) found";

/// What can be found: a product, one of its documents, or an operation of one of its versions.
pub struct NewEntry<'a> {
    pub product_id: &'a str,
    pub version_id: Option<&'a str>,
    pub kind: &'static str,
    pub key: &'a str,
    pub method: &'a str,
    pub title: &'a str,
    pub note: &'a str,
}

/// Where all the words stand together, as often as they do in one product or version.
#[derive(Debug)]
pub struct FoundRow {
    pub product_id: String,
    pub version_id: Option<String>,
    pub kind: String,
    pub places: i64,
    pub first: i64,
}

impl FoundRow {
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        Some(Self {
            product_id: fields.next()?.to_owned(),
            version_id: fields.next().filter(|id| !id.is_empty()).map(str::to_owned),
            kind: fields.next()?.to_owned(),
            places: fields.next()?.parse().ok()?,
            first: fields.next()?.parse().ok()?,
        })
    }

    fn of(&self) -> (String, Option<String>, String) {
        (self.product_id.clone(), self.version_id.clone(), self.kind.clone())
    }
}

#[derive(Debug, sqlx::FromRow)]
pub struct EntryRow {
    pub id: i64,
    product_id: String,
    version_id: Option<String>,
    pub kind: String,
    pub key: String,
    pub method: String,
    pub title: String,
    pub note: String,
}

impl EntryRow {
    /// A number can be used again: this may be another that took its place.
    pub fn is_of(&self, found: &FoundRow) -> bool {
        (&self.product_id, &self.version_id, &self.kind) == (&found.product_id, &found.version_id, &found.kind)
    }
}

#[derive(sqlx::FromRow)]
struct OperationRow {
    id: i64,
    method: String,
    title: String,
    note: String,
    key: String,
}

/// How many of the terms the entry itself has, and not only its product.
#[derive(Clone, Copy)]
enum Own {
    Any,
    All,
}

impl Store {
    /// Each term must begin a word of the entry or of its product, and one of them a word of the entry itself.
    pub async fn find(&self, terms: &[String]) -> Result<Vec<FoundRow>, Error> {
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.find_where(terms, Own::Any).await?;
        // The place that is shown has all the words itself, where one has: `/berths/{berth}/moor` and not `/berths`.
        if terms.len() > 1 && found.iter().any(|row| row.places > 1) {
            let whole = self.find_where(terms, Own::All).await?;
            let firsts: HashMap<_, _> = whole.iter().map(|row| (row.of(), row.first)).collect();
            for row in &mut found {
                row.first = firsts.get(&row.of()).copied().unwrap_or(row.first);
            }
        }
        Ok(found)
    }

    async fn find_where(&self, terms: &[String], own: Own) -> Result<Vec<FoundRow>, Error> {
        let found: String = match &self.pools {
            Pools::Sqlite { read, .. } => {
                let joined =
                    |with: &str| terms.iter().map(|term| format!("\"{term}\"*")).collect::<Vec<_>>().join(with);
                let own = joined(match own {
                    Own::Any => " OR ",
                    Own::All => " AND ",
                });
                let asked = format!("({}) AND own : ({own})", joined(" AND "));
                sqlx::query_scalar(SQLITE_FIND).bind(asked).fetch_one(read).await?
            }
            Pools::Postgres(pool) => {
                let joined = |weight: &str, with: &str| {
                    terms.iter().map(|term| format!("'{term}':*{weight}")).collect::<Vec<_>>().join(with)
                };
                let own = match own {
                    Own::Any => joined("A", " | "),
                    Own::All => joined("A", " & "),
                };
                let asked = format!("({}) & ({own})", joined("", " & "));
                sqlx::query_scalar(POSTGRES_FIND).bind(asked).fetch_one(pool).await?
            }
        };
        let corrupt = || Error::Corrupt { table: "search_entries", id: String::new(), what: "what was found" };
        found.lines().map(|line| FoundRow::read(line).ok_or_else(corrupt)).collect()
    }

    pub async fn unindexed_product(&self) -> Result<Option<Slug>, Error> {
        const UNINDEXED: &str = "select slug from products p where not exists (
            select 1 from search_entries e where e.product_id = p.id and e.kind = 'product') limit 1";
        let found: Option<(String,)> = on!(self, db => sqlx::query_as(UNINDEXED).fetch_optional(db).await)?;
        let corrupt = |slug: String| Error::Corrupt { table: "products", id: slug, what: "its slug" };
        found.map(|(slug,)| Slug::parse(&slug).map_err(|_| corrupt(slug))).transpose()
    }

    /// By their numbers; those that are gone are missing.
    pub async fn entries(&self, ids: impl Iterator<Item = i64>) -> Result<HashMap<i64, EntryRow>, Error> {
        let ids: Vec<_> = ids.map(|id| id.to_string()).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        // Numbers alone, so nothing can be smuggled into the text; it is another each time, so no plan of it is kept.
        let text = format!(
            "select id, product_id, version_id, kind, key, method, title, note from search_entries where id in ({})",
            ids.join(", ")
        );
        let rows: Vec<EntryRow> = on!(self, db => sqlx::query_as(sqlx::AssertSqlSafe(text)).persistent(false)
            .fetch_all(db).await)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

impl Tx {
    pub async fn add_entry(
        &mut self,
        entry: &NewEntry<'_>,
        own: &BTreeSet<String>,
        around: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let (id,): (i64,) = within!(self, db => sqlx::query_as(ADD)
            .bind(entry.product_id).bind(entry.version_id).bind(entry.kind).bind(entry.key).bind(entry.method)
            .bind(entry.title).bind(entry.note)
            .fetch_one(db).await)?;
        self.add_words(id, own, around).await
    }

    async fn add_words(&mut self, id: i64, own: &BTreeSet<String>, around: &BTreeSet<String>) -> Result<(), Error> {
        match &mut self.0 {
            Within::Sqlite(tx) => {
                const WORDS: &str = "insert into search_words (rowid, own, around) values ($1, $2, $3)";
                let line = |words: &BTreeSet<String>| words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
                sqlx::query(WORDS).bind(id).bind(line(own)).bind(line(around)).execute(&mut **tx).await?;
            }
            Within::Postgres(tx) => {
                const WORDS: &str = "insert into search_words (id, words) values ($1, $2::text::tsvector)";
                // The parser of a text search would split words its own way: these are already words.
                let own = own.iter().map(|word| format!("'{word}':1A"));
                let around = around.iter().map(|word| format!("'{word}':2"));
                let words = own.chain(around).collect::<Vec<_>>().join(" ");
                sqlx::query(WORDS).bind(id).bind(words).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    pub async fn drop_entries(&mut self, product_id: &str, kind: &'static str) -> Result<(), Error> {
        within!(self, db => sqlx::query(DROP_ABOUT).bind(product_id).bind(kind).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn drop_version_entries(&mut self, version_id: &str) -> Result<(), Error> {
        within!(self, db => sqlx::query(DROP_VERSION).bind(version_id).execute(db).await.map(drop))?;
        Ok(())
    }

    /// The product is called differently: its operations are found by its new words.
    pub async fn surround_operations(
        &mut self,
        product_id: &str,
        around: &BTreeSet<String>,
        own: impl Fn(&str, &str, &str, &str) -> BTreeSet<String>,
    ) -> Result<(), Error> {
        let rows: Vec<OperationRow> =
            within!(self, db => sqlx::query_as(ENTRIES).bind(product_id).fetch_all(db).await)?;
        for row in rows {
            const DROP: &str = "delete from search_words where rowid = $1";
            const DROP_ID: &str = "delete from search_words where id = $1";
            match &mut self.0 {
                Within::Sqlite(tx) => sqlx::query(DROP).bind(row.id).execute(&mut **tx).await.map(drop)?,
                Within::Postgres(tx) => sqlx::query(DROP_ID).bind(row.id).execute(&mut **tx).await.map(drop)?,
            }
            self.add_words(row.id, &own(&row.method, &row.title, &row.note, &row.key), around).await?;
        }
        Ok(())
    }
}
