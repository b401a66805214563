//! Looking through the catalog: what is asked, and how an answer is made from everything that a visitor may see.

use super::page::{cursor, read_cursor};
use super::product::Card;
use super::ranking::{Called, Rank};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The best match first; without words to look for, by name.
    #[default]
    Best,
    Name,
    Newest,
}

impl Sort {
    pub const ALL: [Self; 3] = [Self::Best, Self::Name, Self::Newest];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Name => "name",
            Self::Newest => "newest",
        }
    }

    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text).unwrap_or_default()
    }
}

/// As it stands in the address: `?q=refund&has=label:sales&sort=name&after=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CatalogQuestion {
    pub search: String,
    /// Facet and value, each as often as it is asked: `label:sales`.
    pub has: Vec<String>,
    pub sort: Sort,
    pub after: Option<String>,
}

impl CatalogQuestion {
    pub const LONGEST_SEARCH: usize = 200;

    pub fn parse(search: Option<String>, has: Vec<String>, sort: Option<&str>, after: Option<String>) -> Self {
        // No database keeps a zero in a text.
        let search = search.unwrap_or_default().trim().replace('\0', "");
        let mut has: Vec<_> = has.into_iter().filter(|filter| filter.contains(':')).take(20).collect();
        has.sort();
        has.dedup();
        Self {
            search: search.chars().take(Self::LONGEST_SEARCH).collect(),
            has,
            sort: sort.map(Sort::parse).unwrap_or_default(),
            after: after.filter(|after| !after.is_empty()),
        }
    }
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub hits: Vec<Hit>,
    pub facets: Vec<Facet>,
    /// How many there are on all pages.
    pub total: u32,
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub card: Arc<Card>,
    /// Where the words were found, if not in what the card says.
    pub place: Option<Place>,
}

/// A place inside a product that holds the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub kind: PlaceKind,
    /// The operation's path, the document's title, or the words around in the product's description.
    pub title: String,
    /// The operation's summary.
    pub note: String,
    pub href: String,
    /// So many more like it.
    pub more: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceKind {
    /// With its method.
    Operation(String),
    Document,
    Description,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    pub key: String,
    /// The most frequent first.
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    pub value: String,
    /// How many of what was found have it, whatever else is chosen of the same facet.
    pub count: u32,
    pub chosen: bool,
}

/// Everything that a visitor may see, in the order of names; kept in memory for as long as it is true.
#[derive(Debug, Default)]
pub struct Listing {
    listed: Vec<Listed>,
    facets: Vec<(String, Vec<String>)>,
}

#[derive(Debug)]
struct Listed {
    item: Item,
    /// Which values of which facets, as places in `facets`.
    tags: Vec<(usize, usize)>,
}

/// A product as the listing needs it.
#[derive(Debug)]
pub struct Item {
    pub card: Arc<Card>,
    pub id: String,
    pub sort_name: String,
    pub created_at: i64,
    /// Facet and value, as often as it has some.
    pub tags: Vec<(String, String)>,
    /// Those that the visitor may see, the newest first.
    pub versions: Vec<SeenVersion>,
    /// The numbers under which a search finds what is of it.
    pub itself: Option<i64>,
    pub documents: Option<i64>,
    /// Made when it is first found.
    pub called: OnceLock<Called>,
}

#[derive(Debug)]
pub struct SeenVersion {
    pub name: String,
    /// The number under which a search finds its operations, if it has some.
    pub operations: Option<i64>,
}

impl Listing {
    pub fn new(mut items: Vec<Item>) -> Self {
        items.sort_by(|a, b| (&a.sort_name, &a.card.slug).cmp(&(&b.sort_name, &b.card.slug)));
        let mut facets: Vec<(String, Vec<String>)> = Vec::new();
        let mut places: HashMap<(String, String), (usize, usize)> = HashMap::new();
        let mut place = |facet: &str, value: &str| {
            *places.entry((facet.to_owned(), value.to_owned())).or_insert_with(|| {
                let at = facets.iter().position(|(key, _)| key == facet).unwrap_or_else(|| {
                    facets.push((facet.to_owned(), Vec::new()));
                    facets.len() - 1
                });
                facets[at].1.push(value.to_owned());
                (at, facets[at].1.len() - 1)
            })
        };
        let listed = items.into_iter().map(|item| {
            let mut tags: Vec<_> = item.tags.iter().map(|(facet, value)| place(facet, value)).collect();
            tags.sort_unstable();
            tags.dedup();
            Listed { item, tags }
        });
        let listed = listed.collect();
        Self { listed, facets }
    }

    pub fn len(&self) -> usize {
        self.listed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.listed.iter().map(|listed| &listed.item)
    }

    /// `ranks`: where words are looked for, how well each of the items fits; the lowest first. One without a rank does
    /// not fit.
    pub fn answer(
        &self,
        question: &CatalogQuestion,
        ranks: Option<&[Option<Rank>]>,
        size: usize,
    ) -> (Vec<&Item>, Vec<Facet>, u32, Option<String>) {
        let chosen = self.chosen(&question.has);
        let mut counts: Vec<Vec<u32>> = self.facets.iter().map(|(_, values)| vec![0; values.len()]).collect();
        let mut fitting = Vec::new();
        for (at, Listed { item, tags }) in self.listed.iter().enumerate() {
            let rank = match ranks {
                Some(ranks) => ranks.get(at).copied().flatten(),
                None => Some(Rank::IsTheName),
            };
            let Some(rank) = rank else { continue };
            let mut failed = chosen.iter().filter(|(facet, values)| {
                !tags.iter().any(|(at, value)| Some(*at) == *facet && values.contains(&Some(*value)))
            });
            let (first, second) = (failed.next(), failed.next());
            // Within a facet any value will do, so its own counts don't depend on what is chosen there.
            match (first, second) {
                (None, _) => {
                    tags.iter().for_each(|(facet, value)| counts[*facet][*value] += 1);
                    fitting.push((rank, item));
                }
                (Some((only, _)), None) => {
                    let inside = tags.iter().filter(|(facet, _)| Some(*facet) == *only);
                    inside.for_each(|(facet, value)| counts[*facet][*value] += 1);
                }
                _ => {}
            }
        }
        let total = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
        let (items, next) = cut(fitting, question, ranks.is_some(), size);
        (items, self.counted(&counts, &chosen), total, next)
    }

    /// What is asked of each facet. A facet or value that nothing has fits nothing.
    fn chosen(&self, has: &[String]) -> Vec<(Option<usize>, Vec<Option<usize>>)> {
        let mut chosen: Vec<(Option<usize>, Vec<Option<usize>>)> = Vec::new();
        for (facet, value) in has.iter().filter_map(|filter| filter.split_once(':')) {
            let at = self.facets.iter().position(|(key, _)| key == facet);
            let value = at.and_then(|at| self.facets[at].1.iter().position(|known| known == value));
            match chosen.iter_mut().find(|(known, _)| *known == at) {
                Some((_, values)) => values.push(value),
                None => chosen.push((at, vec![value])),
            }
        }
        chosen
    }

    fn counted(&self, counts: &[Vec<u32>], chosen: &[(Option<usize>, Vec<Option<usize>>)]) -> Vec<Facet> {
        let facet = |(at, (key, values)): (usize, &(String, Vec<String>))| {
            let of_facet = chosen.iter().find(|(facet, _)| *facet == Some(at));
            let value = |(place, value): (usize, &String)| FacetValue {
                value: value.clone(),
                count: counts[at][place],
                chosen: of_facet.is_some_and(|(_, values)| values.contains(&Some(place))),
            };
            let mut values: Vec<_> = values.iter().enumerate().map(value).collect();
            values.retain(|value| value.count > 0 || value.chosen);
            values.sort_by(|a, b| (b.count, &a.value).cmp(&(a.count, &b.value)));
            Facet { key: key.clone(), values }
        };
        let mut facets: Vec<_> = self.facets.iter().enumerate().map(facet).collect();
        facets.retain(|facet| !facet.values.is_empty());
        facets.sort_by(|a, b| a.key.cmp(&b.key));
        facets
    }
}

/// One page, from behind the cursor's row: rows that come or go meanwhile never shift the rest.
fn cut<'a>(
    fitting: Vec<(Rank, &'a Item)>,
    question: &CatalogQuestion,
    ranked: bool,
    size: usize,
) -> (Vec<&'a Item>, Option<String>) {
    let key = |rank: Rank, item: &'a Item| -> Cow<'a, str> {
        match question.sort {
            Sort::Best if ranked => format!("{} {}", rank.place(), item.sort_name).into(),
            Sort::Best | Sort::Name => item.sort_name.as_str().into(),
            Sort::Newest => format!("{:020}", i64::MAX - item.created_at).into(),
        }
    };
    let mut keyed: Vec<_> = fitting.into_iter().map(|(rank, item)| (key(rank, item), item)).collect();
    if let Some((last, slug)) = question.after.as_deref().and_then(read_cursor) {
        keyed.retain(|(key, item)| (key.as_ref(), item.card.slug.as_str()) > (last.as_str(), slug.as_str()));
    }
    let order = |(a, left): &(Cow<'_, str>, &Item), (b, right): &(Cow<'_, str>, &Item)| {
        (a, &left.card.slug).cmp(&(b, &right.card.slug))
    };
    let more = keyed.len() > size;
    if more {
        // Only the page is put in order, not the thousands behind it.
        keyed.select_nth_unstable_by(size, order);
        keyed.truncate(size);
    }
    keyed.sort_by(order);
    let next = keyed.last().filter(|_| more).map(|(key, item)| cursor(key, item.card.slug.as_str()));
    (keyed.into_iter().map(|(_, item)| item).collect(), next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::slug::Slug;
    use crate::domain::version::VersionState;

    fn item(slug: &str, created_at: i64, tags: &[(&str, &str)]) -> Item {
        let card = Card {
            slug: Slug::parse(slug).expect("a slug"),
            name: slug.into(),
            summary: "".into(),
            labels: [].into(),
            version: "v1".into(),
            state: VersionState::Published,
            kind: None,
            image: false,
        };
        Item {
            card: Arc::new(card),
            id: slug.to_owned(),
            sort_name: slug.to_owned(),
            created_at,
            tags: tags.iter().map(|(facet, value)| ((*facet).to_owned(), (*value).to_owned())).collect(),
            versions: Vec::new(),
            itself: None,
            documents: None,
            called: OnceLock::new(),
        }
    }

    fn listing() -> Listing {
        Listing::new(vec![
            item("c", 1, &[("label", "x"), ("team", "red")]),
            item("a", 3, &[("label", "x"), ("label", "y"), ("team", "blue")]),
            item("b", 2, &[("label", "y"), ("team", "red")]),
        ])
    }

    fn asked(has: &[&str], sort: Sort) -> CatalogQuestion {
        let has = has.iter().map(|filter| (*filter).to_owned()).collect();
        CatalogQuestion { has, sort, ..CatalogQuestion::default() }
    }

    #[track_caller]
    fn check(question: &CatalogQuestion, slugs: &[&str], facets: &str) {
        let listing = listing();
        let (items, counted, total, next) = listing.answer(question, None, 9);
        let found: Vec<_> = items.iter().map(|item| item.card.slug.as_str()).collect();
        assert_eq!((found, total, next), (slugs.to_vec(), slugs.len() as u32, None));
        let words = counted.iter().flat_map(|facet| {
            facet.values.iter().map(|value| {
                format!("{}:{}={}{}", facet.key, value.value, value.count, if value.chosen { "!" } else { "" })
            })
        });
        assert_eq!(words.collect::<Vec<_>>().join(" "), facets);
    }

    #[test]
    fn facets_narrow_and_count() {
        check(&asked(&[], Sort::Name), &["a", "b", "c"], "label:x=2 label:y=2 team:red=2 team:blue=1");
        check(&asked(&["label:x"], Sort::Name), &["a", "c"], "label:x=2! label:y=2 team:blue=1 team:red=1");
        check(
            &asked(&["label:x", "label:y"], Sort::Newest),
            &["a", "b", "c"],
            "label:x=2! label:y=2! team:red=2 team:blue=1",
        );
        check(&asked(&["label:x", "team:red"], Sort::Name), &["c"], "label:x=1! label:y=1 team:blue=1 team:red=1!");
        check(&asked(&["label:gone"], Sort::Name), &[], "label:x=2 label:y=2");
        check(&asked(&["gone:x"], Sort::Name), &[], "");
    }

    #[test]
    fn the_best_match_comes_first() {
        // Of a, b and c.
        let ranks = [Some(Rank::Operation), None, Some(Rank::IsTheName)];
        let listing = listing();
        let (items, _, total, _) = listing.answer(&asked(&[], Sort::Best), Some(&ranks), 9);
        assert_eq!(items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["c", "a"]);
        assert_eq!(total, 2);
    }

    #[test]
    fn a_page_goes_on_where_the_last_one_ended() {
        for sort in Sort::ALL {
            let (before, mut question, mut seen) = (listing(), asked(&[], sort), Vec::new());
            loop {
                let (items, _, _, next) = before.answer(&question, None, 1);
                seen.extend(items.iter().map(|item| item.id.clone()));
                question.after = next;
                if question.after.is_none() {
                    break;
                }
            }
            let (all, ..) = before.answer(&asked(&[], sort), None, 9);
            assert_eq!(seen, all.iter().map(|item| item.id.clone()).collect::<Vec<_>>(), "{sort:?}");
        }
        let mut question = asked(&[], Sort::Name);
        question.after = Some("nobody issued this".to_owned());
        assert_eq!(listing().answer(&question, None, 9).2, 3);
    }
}
