//! What a visitor may read.

use super::{Error, Portal, SignedIn};
use crate::content::openapi::{BASE, TRY};
use crate::content::words::{around, terms, words};
use crate::content::{self, markdown, operation_list};
use crate::domain::catalog::{self, CatalogQuestion, Found, Hit, Item, Listing, PlaceKind};
use crate::domain::html::SafeHtml;
use crate::domain::place::{Address, Place};
use crate::domain::product::{Card, DocumentLine, Leaf, Product, ProductPage, Version};
use crate::domain::ranking::{Called, CardPart, Rank};
use crate::domain::sheet::DocumentSheet;
use crate::domain::slug::Slug;
use crate::domain::try_it::closed;
use crate::domain::version::{Audience, current};
use crate::storage::{DocumentRow, EntryRow, Form, FoundGroup, FoundGroups, KeptProduct};
use std::sync::Arc;

pub const CARDS_A_PAGE: usize = 50;

impl Portal {
    /// Every page asks the database whether the catalog changed, and reads it again only then.
    pub async fn catalog(&self, audience: Audience, question: CatalogQuestion) -> Result<Arc<Found>, Error> {
        // What is not published stands on admins' own pages, not among what there is to call.
        let audience = if audience == Audience::Admins { Audience::Approved } else { audience };
        let revision = self.store.catalog_revision().await?;
        let asked = (audience, question);
        if let Some(known) = self.catalog_pages.recall(revision, &asked) {
            return Ok(known);
        }
        let listing = self.listing(audience, revision).await?;
        let found = Arc::new(self.look_through(&listing, &asked.1).await?);
        self.catalog_pages.keep(revision, asked, Arc::clone(&found));
        Ok(found)
    }

    async fn listing(&self, audience: Audience, revision: i64) -> Result<Arc<Listing>, Error> {
        if let Some(known) = self.listings.recall(revision, &audience) {
            return Ok(known);
        }
        let listing = Arc::new(Listing::new(self.store.listing(audience).await?));
        self.listings.keep(revision, audience, Arc::clone(&listing));
        Ok(listing)
    }

    async fn look_through(&self, listing: &Listing, question: &CatalogQuestion) -> Result<Found, Error> {
        if question.search.is_empty() {
            let (items, facets, total, next) = listing.answer(question, None, CARDS_A_PAGE);
            let hits = items.into_iter().map(|item| Hit { card: Arc::clone(&item.card), place: None }).collect();
            return Ok(Found { hits, facets, total, next });
        }
        let terms = terms(&question.search);
        let found = self.store.find(&terms).await?;
        let ranks: Vec<_> = listing.items().map(|item| rank(item, &found, &terms)).collect();
        let (items, facets, total, next) = listing.answer(question, Some(&ranks), CARDS_A_PAGE);
        let shown: Vec<_> = items.iter().map(|item| best(item, &found)).collect();
        let firsts = shown.iter().flatten().map(|(group, _)| *group);
        let mut entries = self.store.first_entries(firsts).await?;
        let mut hits = Vec::with_capacity(items.len());
        for (item, shown) in items.into_iter().zip(shown) {
            let place = match shown {
                // Gone since: the product is still a hit.
                Some((group, version)) => entries.remove(&group.number).map(|entry| place(item, group, version, entry)),
                None if rank(item, &found, &terms) == Some(Rank::Description) => self.described(item, &terms).await?,
                None => None,
            };
            hits.push(Hit { card: Arc::clone(&item.card), place });
        }
        Ok(Found { hits, facets, total, next })
    }

    /// Nothing on the card has all the words, so those of the description are shown.
    async fn described(&self, item: &Item, terms: &[String]) -> Result<Option<catalog::Place>, Error> {
        let description = self.store.description(&item.id).await?.unwrap_or_default();
        let title = around(&markdown::plain(&description), terms);
        Ok(title.map(|title| catalog::Place {
            kind: PlaceKind::Description,
            title,
            note: String::new(),
            href: format!("/apis/{}", item.card.slug),
            more: 0,
        }))
    }

    /// Remembered like the catalog: what an admin wrote is made into HTML once, and not for each who reads it.
    pub async fn product(&self, audience: Audience, slug: &str, version: Option<&str>) -> Result<Product, Error> {
        let revision = self.store.catalog_revision().await?;
        let asked = (audience, slug.to_owned(), version.map(str::to_owned));
        if let Some(known) = self.products.recall(revision, &asked) {
            return Ok(Product::clone(&known));
        }
        let product = self.read_product(audience, slug, version).await?;
        self.products.keep(revision, asked, Arc::new(product.clone()));
        Ok(product)
    }

    async fn read_product(&self, audience: Audience, slug: &str, version: Option<&str>) -> Result<Product, Error> {
        let (slug, kept) = self.kept(audience, slug).await?;
        let (_, shown) = chosen(&kept, version)?;
        let documents = documents(self.store.document_rows(&kept.id).await?);
        let line = |(depth, document): (usize, &DocumentSheet)| DocumentLine {
            slug: document.slug.clone(),
            title: document.title.clone(),
            depth,
        };
        Ok(Product {
            version: shown.clone(),
            versions: kept.versions.iter().map(|(_, version)| version.line()).collect(),
            documents: DocumentSheet::published(&documents).into_iter().map(line).collect(),
            slug,
            name: kept.name,
            summary: kept.summary,
            description: markdown::render(&kept.description),
            labels: kept.labels,
            attributes: kept.attributes.into_iter().collect(),
            image: kept.image,
        })
    }

    /// One page below a product, whole. `rest` is the address behind the slug.
    pub async fn page(&self, me: Option<&SignedIn>, slug: &str, rest: &str) -> Result<ProductPage, Error> {
        let audience = Audience::of(me.map(|me| me.account().role));
        let Address { version, place, .. } = Address::parse(slug, rest).ok_or(Error::NotFound)?;
        let product = self.product(audience, slug, version.as_deref()).await?;
        let shown = &product.version.name;
        let leaf = match &place {
            Place::Overview => Ok(None),
            Place::Document(document) => self.document(audience, slug, shown, document).await.map(Some),
            Place::Operation(key) => self.operation(audience, slug, shown, key).await.map(Some),
        };
        let leaf = match leaf {
            Err(Error::NotFound) => None,
            other => other?,
        };
        Ok(content::product::page(&product, &place, leaf.as_ref(), me.is_some()))
    }

    /// The list of a version's operations, with the page that is shown marked in it.
    pub async fn operations(
        &self,
        audience: Audience,
        slug: &str,
        version: &str,
        shown: &str,
    ) -> Result<SafeHtml, Error> {
        let (_, kept) = self.kept(audience, slug).await?;
        let (id, _) = chosen(&kept, Some(version))?;
        let list = self.store.operation_list(id).await?.ok_or(Error::NotFound)?;
        Ok(content::product::list(&SafeHtml::kept(operation_list::marked(&list, shown))))
    }

    pub async fn operation(&self, audience: Audience, slug: &str, version: &str, key: &str) -> Result<Leaf, Error> {
        let (_, kept) = self.kept(audience, slug).await?;
        let (id, served) = chosen(&kept, Some(version))?;
        // An address that can't name a page names none.
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::NotFound);
        }
        let page = self.store.reference_page(id, key).await?.ok_or(Error::NotFound)?;
        let (mut before, mut after) = (None, None);
        if let Some(position) = page.position {
            for (at, key, title) in self.store.beside(id, position).await? {
                *(if at < position { &mut before } else { &mut after }) = Some((key, title));
            }
        }
        let mut base = SafeHtml::default();
        match served.path.as_deref().filter(|path| closed(served.state, Some(path)).is_none()) {
            Some(path) => base.text(self.gateway_address()).text(path),
            None => base.text(&page.base),
        };
        let html = page.html.replace(BASE, base.as_str()).replace(TRY, content::product::bar(served).as_str());
        let html = SafeHtml::kept(html);
        Ok(Leaf { title: page.title, html, before, after })
    }

    pub async fn document(&self, audience: Audience, slug: &str, version: &str, name: &str) -> Result<Leaf, Error> {
        let revision = self.store.catalog_revision().await?;
        let asked = (audience, [slug, version, name].map(str::to_owned));
        if let Some(known) = self.documents.recall(revision, &asked) {
            return Ok(Leaf::clone(&known));
        }
        let leaf = self.read_document(audience, slug, version, name).await?;
        self.documents.keep(revision, asked, Arc::new(leaf.clone()));
        Ok(leaf)
    }

    async fn read_document(
        &self,
        audience: Audience,
        slug: &str,
        version: &str,
        document: &str,
    ) -> Result<Leaf, Error> {
        let (_, kept) = self.kept(audience, slug).await?;
        chosen(&kept, Some(version))?;
        let documents = documents(self.store.document_rows(&kept.id).await?);
        let published = DocumentSheet::published(&documents);
        let at = published.iter().position(|(_, sheet)| sheet.slug.as_str() == document).ok_or(Error::NotFound)?;
        let body = self.store.document_body(&kept.id, document).await?.ok_or(Error::NotFound)?;
        let beside = |at: Option<usize>| {
            at.and_then(|at| published.get(at)).map(|(_, sheet)| (sheet.slug.to_string(), sheet.title.clone()))
        };
        Ok(Leaf {
            title: published[at].1.title.clone(),
            html: markdown::render(&body),
            before: beside(at.checked_sub(1)),
            after: beside(Some(at + 1)),
        })
    }

    /// A version's OpenAPI file without what it hides.
    pub async fn spec_file(&self, audience: Audience, slug: &str, version: &str, form: Form) -> Result<Vec<u8>, Error> {
        // As it came, it may say what nobody but its admins is to read.
        let form =
            if form == Form::Source && audience != Audience::Admins { return Err(Error::NotFound) } else { form };
        let (_, kept) = self.kept(audience, slug).await?;
        let (id, _) = chosen(&kept, Some(version))?;
        self.store.spec_file(id, form).await?.ok_or(Error::NotFound)
    }

    /// The ending of its kind, and its bytes.
    pub async fn image(&self, audience: Audience, slug: &str) -> Result<(String, Vec<u8>), Error> {
        let (_, kept) = self.kept(audience, slug).await?;
        self.store.image(&kept.id).await?.ok_or(Error::NotFound)
    }

    /// A product with the versions that this visitor may see. Where there is none, there is no product.
    async fn kept(&self, audience: Audience, slug: &str) -> Result<(Slug, KeptProduct), Error> {
        // An address that can't name a product names none.
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let mut kept = self.store.kept_product(&slug).await?.ok_or(Error::NotFound)?;
        kept.versions.retain(|(_, version)| audience.sees(version.state, version.visibility));
        if kept.versions.is_empty() { Err(Error::NotFound) } else { Ok((slug, kept)) }
    }
}

fn chosen<'a>(kept: &'a KeptProduct, version: Option<&str>) -> Result<&'a (String, Version), Error> {
    let found = match version {
        Some(name) => kept.versions.iter().find(|(_, version)| version.name == name),
        None => current(&kept.versions, |(_, version)| version.state),
    };
    found.ok_or(Error::NotFound)
}

/// Their places in the tree; the texts are read where they are shown.
fn documents(rows: Vec<DocumentRow>) -> Vec<DocumentSheet> {
    let sheet = |row: DocumentRow| {
        Some(DocumentSheet {
            slug: Slug::parse(&row.slug).ok()?,
            title: row.title,
            parent: row.parent.as_deref().and_then(|parent| Slug::parse(parent).ok()),
            order: i32::try_from(row.position).unwrap_or_default(),
            published: row.published != 0,
            body: String::new(),
        })
    };
    rows.into_iter().filter_map(sheet).collect()
}

/// Of those that this visitor may see, the one that says the most: an operation of the newest version, which is named,
/// before a document. Where the product's own words were meant, no place inside it is.
fn best<'a>(item: &'a Item, found: &'a FoundGroups) -> Option<(&'a FoundGroup, Option<&'a str>)> {
    let mut operations =
        item.versions.iter().filter_map(|seen| Some((found.of(seen.operations)?, Some(seen.name.as_str()))));
    operations.next().or_else(|| Some((found.of(item.documents)?, None)))
}

/// How well a product fits; none where only what the visitor may not see does.
fn rank(item: &Item, found: &FoundGroups, terms: &[String]) -> Option<Rank> {
    if found.of(item.itself).is_some() {
        return Some(item.called.get_or_init(|| called(&item.card)).rank(terms));
    }
    if item.versions.iter().any(|seen| found.of(seen.operations).is_some()) {
        return Some(Rank::Operation);
    }
    found.of(item.documents).map(|_| Rank::Document)
}

fn called(card: &Card) -> Called {
    let of = |text: &str, part| words(text).into_iter().map(move |word| (word, part));
    let labels = card.labels.iter().flat_map(|label| of(label, CardPart::Labels));
    let all = of(&card.name, CardPart::Name).chain(labels).chain(of(&card.summary, CardPart::Summary));
    Called::new(terms(&card.name), all)
}

/// Where the words stand: in an operation of a version, or in a document.
fn place(item: &Item, group: &FoundGroup, version: Option<&str>, entry: EntryRow) -> catalog::Place {
    let (folder, kind) = match version {
        Some(_) => ("reference", PlaceKind::Operation(entry.method)),
        None => ("docs", PlaceKind::Document),
    };
    let version = version.unwrap_or(&item.card.version);
    catalog::Place {
        kind,
        href: format!("/apis/{}/{version}/{folder}/{}", item.card.slug, entry.key),
        title: entry.title,
        note: entry.note,
        more: u32::try_from(group.places - 1).unwrap_or_default(),
    }
}
