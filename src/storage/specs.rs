//! OpenAPI files as they were read: what pages show of them, page by page, and their bytes.

use super::{Error, Store, Tx, on, within};
use crate::domain::sheet::{SpecFile, VersionName};
use crate::domain::slug::Slug;

const PUT: &str = "
insert into specs (version_id, file, digest, edition, title, dialect, base, operations, deprecated, problems, overview, list)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const PUT_FILE: &str = "insert into spec_files (version_id, form, bytes) values ($1, $2, $3)";
const PUT_PAGE: &str =
    "insert into reference_pages (version_id, key, position, title, html) values ($1, $2, $3, $4, $5)";
const PAGE: &str = "select r.title, r.html, r.position, s.base from reference_pages r
join specs s on s.version_id = r.version_id where r.version_id = $1 and r.key = $2";
const BESIDE: &str = "select position, key, title from reference_pages
where version_id = $1 and position in ($2 - 1, $2 + 1) order by position";
const NOTES: &str = "
select v.name, s.title, s.dialect, s.operations, cast(length(f.bytes) as bigint) as bytes, s.problems
from specs s join versions v on v.id = s.version_id
join spec_files f on f.version_id = s.version_id and f.form = 'source'
where v.product_id = $1 order by v.position desc";
const STALE: &str = "
select s.version_id, p.slug, v.name, s.file, f.bytes from specs s
join versions v on v.id = s.version_id join products p on p.id = v.product_id
join spec_files f on f.version_id = s.version_id and f.form = 'source' where s.edition < $1 limit 1";

/// What is kept of a file. Texts are HTML that can do no harm, or JSON.
pub struct NewSpec<'a> {
    pub file: &'a SpecFile,
    pub edition: i64,
    pub title: &'a str,
    pub dialect: &'a str,
    pub base: &'a str,
    pub operations: usize,
    pub deprecated: usize,
    pub problems: &'a str,
    pub overview: &'a str,
    pub list: &'a str,
}

pub struct NewPage<'a> {
    pub key: &'a str,
    /// Operations are numbered from 0; schemas have no place.
    pub position: Option<usize>,
    pub title: &'a str,
    pub html: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it came.
    Source,
    /// Without what it hides.
    Json,
    Yaml,
}

impl Form {
    fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }
}

#[derive(sqlx::FromRow)]
pub struct PageRow {
    pub title: String,
    pub html: String,
    pub position: Option<i64>,
    pub base: String,
}

#[derive(sqlx::FromRow)]
pub struct NoteRow {
    pub name: String,
    pub title: String,
    pub dialect: String,
    pub operations: i64,
    pub bytes: i64,
    pub problems: String,
}

pub struct StaleSpec {
    pub version_id: String,
    pub slug: Slug,
    pub version: VersionName,
    pub file: String,
    pub bytes: Vec<u8>,
}

impl Store {
    pub async fn reference_page(&self, version_id: &str, key: &str) -> Result<Option<PageRow>, Error> {
        Ok(on!(self, db => sqlx::query_as(PAGE).bind(version_id).bind(key).fetch_optional(db).await)?)
    }

    /// Position, key and title of the operations before and after one.
    pub async fn beside(&self, version_id: &str, position: i64) -> Result<Vec<(i64, String, String)>, Error> {
        Ok(on!(self, db => sqlx::query_as(BESIDE).bind(version_id).bind(position).fetch_all(db).await)?)
    }

    /// The list of a version's operations.
    pub async fn operation_list(&self, version_id: &str) -> Result<Option<String>, Error> {
        const LIST: &str = "select list from specs where version_id = $1";
        let found: Option<(String,)> = on!(self, db => sqlx::query_as(LIST).bind(version_id).fetch_optional(db).await)?;
        Ok(found.map(|(list,)| list))
    }

    pub async fn spec_file(&self, version_id: &str, form: Form) -> Result<Option<Vec<u8>>, Error> {
        const FILE: &str = "select bytes from spec_files where version_id = $1 and form = $2";
        let found: Option<(Vec<u8>,)> =
            on!(self, db => sqlx::query_as(FILE).bind(version_id).bind(form.as_str()).fetch_optional(db).await)?;
        Ok(found.map(|(bytes,)| bytes))
    }

    pub async fn spec_notes(&self, product_id: &str) -> Result<Vec<NoteRow>, Error> {
        Ok(on!(self, db => sqlx::query_as(NOTES).bind(product_id).fetch_all(db).await)?)
    }

    /// A file that was read by an older program.
    pub async fn stale_spec(&self, edition: i64) -> Result<Option<StaleSpec>, Error> {
        let found: Option<(String, String, String, String, Vec<u8>)> =
            on!(self, db => sqlx::query_as(STALE).bind(edition).fetch_optional(db).await)?;
        let Some((version_id, slug, version, file, bytes)) = found else { return Ok(None) };
        let corrupt = |what| Error::Corrupt { table: "versions", id: version_id.clone(), what };
        let slug = Slug::parse(&slug).map_err(|_| corrupt("the slug of its product"))?;
        let version = VersionName::parse(&version).map_err(|_| corrupt("its name"))?;
        Ok(Some(StaleSpec { slug, version, file, bytes, version_id }))
    }
}

impl Tx {
    pub async fn set_spec_edition(&mut self, version_id: &str, edition: i64) -> Result<(), Error> {
        const SET: &str = "update specs set edition = $2 where version_id = $1";
        within!(self, db => sqlx::query(SET).bind(version_id).bind(edition).execute(db).await.map(drop))?;
        Ok(())
    }

    pub async fn drop_spec(&mut self, version_id: &str) -> Result<(), Error> {
        const DROP: &str = "delete from specs where version_id = $1";
        within!(self, db => sqlx::query(DROP).bind(version_id).execute(db).await.map(drop))?;
        Ok(())
    }

    /// In the place of what is there.
    pub async fn put_spec(
        &mut self,
        version_id: &str,
        spec: &NewSpec<'_>,
        files: [(Form, &[u8]); 3],
        pages: impl Iterator<Item = NewPage<'_>>,
    ) -> Result<(), Error> {
        self.drop_spec(version_id).await?;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        within!(self, db => sqlx::query(PUT)
            .bind(version_id).bind(&spec.file.file).bind(&spec.file.digest).bind(spec.edition).bind(spec.title)
            .bind(spec.dialect).bind(spec.base).bind(count(spec.operations)).bind(count(spec.deprecated))
            .bind(spec.problems).bind(spec.overview).bind(spec.list)
            .execute(db).await.map(drop))?;
        for (form, bytes) in files {
            within!(self, db => sqlx::query(PUT_FILE)
                .bind(version_id).bind(form.as_str()).bind(bytes).execute(db).await.map(drop))?;
        }
        for page in pages {
            within!(self, db => sqlx::query(PUT_PAGE)
                .bind(version_id).bind(page.key).bind(page.position.map(count)).bind(page.title).bind(page.html)
                .execute(db).await.map(drop))?;
        }
        Ok(())
    }

    /// The bytes of a version's file as they came.
    pub async fn spec_source(&mut self, product_id: &str, version: &VersionName) -> Result<Option<Vec<u8>>, Error> {
        const SOURCE: &str = "select f.bytes from spec_files f join versions v on v.id = f.version_id
        where v.product_id = $1 and v.name = $2 and f.form = 'source'";
        let found: Option<(Vec<u8>,)> = within!(self, db => sqlx::query_as(SOURCE)
            .bind(product_id).bind(version.as_str()).fetch_optional(db).await)?;
        Ok(found.map(|(bytes,)| bytes))
    }
}
