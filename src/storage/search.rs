//! Finding by words. The words are the same on both databases (`content::words`); how each keeps them is the one
//! thing in which their SQL differs.

use super::{Error, Pools, Store, Tx, Within, on, within};
use crate::domain::slug::Slug;
use std::collections::{BTreeSet, HashMap};

/// Who comes later waits for who writes the same group now.
const GROUP: &str = "
insert into search_groups (product_id, version_id, kind) values ($1, $2, $3)
on conflict (product_id, kind, coalesce(version_id, '')) do update set kind = excluded.kind returning id";
const EMPTY: &str = "delete from search_entries where group_id = $1";
const ADD: &str = "
insert into search_entries (group_id, place, key, method, title, note) values ($1, $2, $3, $4, $5, $6)";
const OPERATIONS: &str = "
select e.group_id, e.place, e.method, e.title, e.note, e.key
from search_groups g join search_entries e on e.group_id = g.id where g.product_id = $1 and g.kind = 'operation'";
const DROP_GROUP: &str = "delete from search_groups where product_id = $1 and kind = $2";
const DROP_VERSION: &str = "delete from search_groups where version_id = $1";
const UNINDEXED: &str = "
select slug from products p where not exists (
    select 1 from search_groups g where g.product_id = p.id and g.kind = 'product') limit 1";

/// One text, as where words are found: joined to the listing, each group would be looked up alone.
const GROUPS: &str = "
select coalesce(string_agg(id || ' ' || kind || ' ' || coalesce(version_id, product_id), '\n'), '') from search_groups";

/// So many entries of a group can be found: the number of an entry's words is that of its group, then its place.
const PLACES: i64 = 1 << 20;

// One text, a line for each: a broad word has thousands of rows, and each would be handed over alone.
const SQLITE_FIND: &str = "
select coalesce(group_concat(number || ' ' || places || ' ' || first, '\n'), '')
from (select rowid >> 20 as number, count(*) as places, min(rowid) & 1048575 as first
      from search_words where search_words match $1 group by rowid >> 20) found";
const POSTGRES_FIND: &str = "
select coalesce(string_agg(number || ' ' || places || ' ' || first, e'\n'), '')
from (select group_id as number, count(*) as places, min(place) as first
      from search_words where words @@ $1::text::tsquery group by group_id) found";

/// Of what entries are: a product, its documents, or the operations of one of its versions.
#[derive(Clone, Copy)]
pub struct EntriesOf<'a> {
    pub product_id: &'a str,
    pub version_id: Option<&'a str>,
    pub kind: &'static str,
}

pub struct NewEntry<'a> {
    pub key: &'a str,
    pub method: &'a str,
    pub title: &'a str,
    pub note: &'a str,
    /// Its own words. An operation has none at first: `surround_operations` writes them with those of its product.
    pub words: Option<BTreeSet<String>>,
}

/// Where all the words stand together, as often as they do in one group.
#[derive(Clone, Copy, Debug)]
pub struct FoundGroup {
    pub number: i64,
    pub places: i64,
    pub first: i64,
}

impl FoundGroup {
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split(' ').map(str::parse);
        let mut next = || fields.next()?.ok();
        Some(Self { number: next()?, places: next()?, first: next()? })
    }
}

/// What was found, by the number of the group.
#[derive(Debug, Default)]
pub struct FoundGroups(HashMap<i64, FoundGroup>);

impl FoundGroups {
    pub fn of(&self, number: Option<i64>) -> Option<&FoundGroup> {
        self.0.get(&number?)
    }
}

/// The numbers of all groups, by their kind and the id of whose they are.
pub(super) struct SearchGroups(HashMap<String, i64>);

impl SearchGroups {
    fn read(line: &str) -> Option<(String, i64)> {
        let (number, of) = line.split_once(' ')?;
        Some((of.to_owned(), number.parse().ok()?))
    }

    pub fn number(&self, kind: &str, id: &str) -> Option<i64> {
        self.0.get(&format!("{kind} {id}")).copied()
    }
}

#[derive(Debug, sqlx::FromRow)]
pub struct EntryRow {
    group_id: i64,
    place: i64,
    pub key: String,
    pub method: String,
    pub title: String,
    pub note: String,
}

/// How many of the terms the entry itself has, and not only its product.
#[derive(Clone, Copy)]
enum Own {
    Any,
    All,
}

impl Store {
    /// Each term must begin a word of the entry or of its product, and one of them a word of the entry itself.
    pub async fn find(&self, terms: &[String]) -> Result<FoundGroups, Error> {
        if terms.is_empty() {
            return Ok(FoundGroups::default());
        }
        let found = self.find_where(terms, Own::Any).await?;
        let mut found: HashMap<_, _> = found.into_iter().map(|group| (group.number, group)).collect();
        // The place that is shown has all the words itself, where one has: `/berths/{berth}/moor` and not `/berths`.
        if terms.len() > 1 && found.values().any(|group| group.places > 1) {
            for whole in self.find_where(terms, Own::All).await? {
                if let Some(group) = found.get_mut(&whole.number) {
                    group.first = whole.first;
                }
            }
        }
        Ok(FoundGroups(found))
    }

    async fn find_where(&self, terms: &[String], own: Own) -> Result<Vec<FoundGroup>, Error> {
        let found: String = match &self.pools {
            Pools::Sqlite { read, .. } => {
                let term = |mark: &str, term: &str| format!("\"{mark}{term}\"*");
                sqlx::query_scalar(SQLITE_FIND).bind(asked(terms, own, term, " AND ", " OR ")).fetch_one(read).await?
            }
            Pools::Postgres(pool) => {
                let term = |mark: &str, term: &str| format!("'{mark}{term}':*");
                sqlx::query_scalar(POSTGRES_FIND).bind(asked(terms, own, term, " & ", " | ")).fetch_one(pool).await?
            }
        };
        let corrupt = || Error::Corrupt { table: "search_words", id: String::new(), what: "what was found" };
        found.lines().map(|line| FoundGroup::read(line).ok_or_else(corrupt)).collect()
    }

    pub(super) async fn search_groups(&self) -> Result<SearchGroups, Error> {
        let groups: String = on!(self, db => sqlx::query_scalar(GROUPS).fetch_one(db).await)?;
        let corrupt = || Error::Corrupt { table: "search_groups", id: String::new(), what: "one of them" };
        let read = groups.lines().map(|line| SearchGroups::read(line).ok_or_else(corrupt));
        Ok(SearchGroups(read.collect::<Result<_, _>>()?))
    }

    pub async fn unindexed_product(&self) -> Result<Option<Slug>, Error> {
        let found: Option<(String,)> = on!(self, db => sqlx::query_as(UNINDEXED).fetch_optional(db).await)?;
        let corrupt = |slug: String| Error::Corrupt { table: "products", id: slug, what: "its slug" };
        found.map(|(slug,)| Slug::parse(&slug).map_err(|_| corrupt(slug))).transpose()
    }

    /// The first of each group, by the group's number; those that are gone are missing.
    pub async fn first_entries(&self, of: impl Iterator<Item = &FoundGroup>) -> Result<HashMap<i64, EntryRow>, Error> {
        let firsts: Vec<_> = of.map(|group| format!("({}, {})", group.number, group.first)).collect();
        if firsts.is_empty() {
            return Ok(HashMap::new());
        }
        // Numbers alone, so nothing can be smuggled into the text; it is another each time, so no plan of it is kept.
        let text = format!(
            "select group_id, place, key, method, title, note from search_entries where (group_id, place) in (values {})",
            firsts.join(", ")
        );
        let rows: Vec<EntryRow> = on!(self, db => sqlx::query_as(sqlx::AssertSqlSafe(text)).persistent(false)
            .fetch_all(db).await)?;
        Ok(rows.into_iter().map(|row| (row.group_id, row)).collect())
    }
}

/// A word of the product around an entry.
const AROUND: &str = "~";

/// A single term must begin a word of the entry itself, so nothing else is asked.
fn asked(terms: &[String], own: Own, write: impl Fn(&str, &str) -> String, and: &str, or: &str) -> String {
    let each = |with: &str| terms.iter().map(|term| write("", term)).collect::<Vec<_>>().join(with);
    match own {
        Own::All => each(and),
        Own::Any if terms.len() == 1 => each(and),
        Own::Any => {
            let anywhere = terms.iter().map(|term| format!("({}{or}{})", write("", term), write(AROUND, term)));
            format!("{}{and}({})", anywhere.collect::<Vec<_>>().join(and), each(or))
        }
    }
}

/// What begins a word of the entry itself need not stand there a second time.
fn all_words(own: &BTreeSet<String>, around: &BTreeSet<String>, write: impl Fn(&str, &str) -> String) -> String {
    let around = around.difference(own).map(|word| write(AROUND, word));
    own.iter().map(|word| write("", word)).chain(around).collect::<Vec<_>>().join(" ")
}

impl Tx {
    /// They take the place of all that the group had. `around`: the words of their product.
    pub async fn put_entries(
        &mut self,
        of: EntriesOf<'_>,
        entries: &[NewEntry<'_>],
        around: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let (group,): (i64,) = within!(self, db => sqlx::query_as(GROUP)
            .bind(of.product_id).bind(of.version_id).bind(of.kind).fetch_one(db).await)?;
        within!(self, db => sqlx::query(EMPTY).bind(group).execute(db).await.map(drop))?;
        for (place, entry) in (0..PLACES).zip(entries) {
            within!(self, db => sqlx::query(ADD)
                .bind(group).bind(place).bind(entry.key).bind(entry.method).bind(entry.title).bind(entry.note)
                .execute(db).await.map(drop))?;
            if let Some(own) = &entry.words {
                self.put_words(group, place, own, around).await?;
            }
        }
        Ok(())
    }

    async fn put_words(
        &mut self,
        group: i64,
        place: i64,
        own: &BTreeSet<String>,
        around: &BTreeSet<String>,
    ) -> Result<(), Error> {
        match &mut self.0 {
            Within::Sqlite(tx) => {
                const WORDS: &str = "insert or replace into search_words (rowid, words) values ($1, $2)";
                let words = all_words(own, around, |mark, word| format!("{mark}{word}"));
                sqlx::query(WORDS).bind(group * PLACES + place).bind(words).execute(&mut **tx).await?;
            }
            Within::Postgres(tx) => {
                const WORDS: &str = "
                    insert into search_words (group_id, place, words) values ($1, $2, $3::text::tsvector)
                    on conflict (group_id, place) do update set words = excluded.words";
                // The parser of a text search would split words its own way: these are already words.
                let words = all_words(own, around, |mark, word| format!("'{mark}{word}'"));
                sqlx::query(WORDS).bind(group).bind(place).bind(words).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    pub async fn drop_entries(&mut self, product_id: &str, kind: &'static str) -> Result<(), Error> {
        within!(self, db => sqlx::query(DROP_GROUP).bind(product_id).bind(kind).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn drop_version_entries(&mut self, version_id: &str) -> Result<(), Error> {
        within!(self, db => sqlx::query(DROP_VERSION).bind(version_id).execute(db).await.map(drop))?;
        Ok(())
    }

    /// The operations of a product are found by its words too.
    pub async fn surround_operations(
        &mut self,
        product_id: &str,
        around: &BTreeSet<String>,
        own: impl Fn(&str, &str, &str, &str) -> BTreeSet<String>,
    ) -> Result<(), Error> {
        let rows: Vec<EntryRow> = within!(self, db => sqlx::query_as(OPERATIONS).bind(product_id).fetch_all(db).await)?;
        for EntryRow { group_id, place, method, title, note, key } in rows {
            self.put_words(group_id, place, &own(&method, &title, &note, &key), around).await?;
        }
        Ok(())
    }
}
