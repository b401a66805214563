//! What people ask a catalog: no question twice, so that no answer is remembered.

use super::words::Words;
use crate::bench::asking::escape;
use anyhow::Result;
use std::collections::BTreeSet;

pub const PLAIN: &str = "/rpc/catalog/list?";

const WORD: &str = "one word";
const TWO: &str = "two words";
const OPERATION: &str = "a word of operations";
const BEGINNING: &str = "a beginning, 1 to 4 letters";
const FACETS: &str = "facets";
const BOTH: &str = "facets and a word";
const ORDER: &str = "in another order";
const SECOND: &str = "a second page";
pub const KINDS: [&str; 8] = [WORD, TWO, OPERATION, BEGINNING, FACETS, BOTH, ORDER, SECOND];
/// Of each kind at most, or the longest list would outweigh the others.
const MOST: usize = 50;

#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub kind: &'static str,
    pub path: String,
}

/// The first values of each kind that differ from all before them.
#[derive(Default)]
struct Asked {
    questions: Vec<Question>,
    known: BTreeSet<String>,
}

impl Asked {
    fn add(&mut self, kind: &'static str, paths: impl IntoIterator<Item = String>) {
        let before = self.questions.len();
        for path in paths {
            if self.questions.len() - before < MOST && self.known.insert(path.clone()) {
                self.questions.push(Question { kind, path });
            }
        }
    }
}

pub fn ask(words: &Words) -> Vec<Question> {
    let Words { said, pairs, operations, facets } = words;
    let mut asked = Asked::default();
    asked.add(WORD, said.iter().map(|word| path(&[("q", word)])));
    asked.add(TWO, pairs.iter().map(|(one, two)| path(&[("q", &format!("{one} {two}"))])));
    asked.add(OPERATION, operations.iter().map(|word| path(&[("q", word)])));
    let beginnings = (1..=4).flat_map(|length| {
        let mut beginnings: Vec<_> = said.iter().chain(operations).filter_map(|word| word.get(..length)).collect();
        beginnings.sort_unstable();
        beginnings.dedup();
        // Some of each length.
        beginnings.into_iter().take(MOST / 4)
    });
    asked.add(BEGINNING, beginnings.map(|begins| path(&[("q", begins)])));
    let single = facets.iter().map(|facet| path(&[("has", facet)]));
    let double = facets.iter().zip(facets.iter().rev()).filter(|(one, two)| one < two);
    let double = double.map(|(one, two)| path(&[("has", one), ("has", two)]));
    asked.add(FACETS, single.take(MOST / 2).chain(double));
    let with = |facet: usize| facets.get(facet % facets.len().max(1)).map_or("", String::as_str);
    asked.add(BOTH, said.iter().enumerate().map(|(at, word)| path(&[("q", word), ("has", with(at))])));
    let orders = ["name", "newest"];
    let ordered = said.iter().enumerate().map(|(at, word)| path(&[("q", word), ("sort", orders[at % 2])]));
    asked.add(ORDER, ordered);
    asked.questions
}

/// `next`: asks for a first page and tells where the second begins.
pub fn add_second_pages(
    words: &Words,
    questions: &mut Vec<Question>,
    mut next: impl FnMut(&str) -> Result<Option<String>>,
) -> Result<()> {
    let plain = ["name", "newest"].map(|sort| path(&[("sort", sort)]));
    let found = words.said.iter().rev().map(|word| path(&[("q", word)]));
    let faceted = words.facets.iter().map(|facet| path(&[("has", facet)]));
    let firsts: Vec<_> = plain.into_iter().chain(found.take(MOST / 2)).chain(faceted.take(MOST / 2)).collect();
    let mut asked = Asked::default();
    for first in firsts {
        if let Some(after) = next(&first)? {
            asked.add(SECOND, [format!("{first}&after={}", escape(&after))]);
        }
    }
    questions.extend(asked.questions);
    Ok(())
}

fn path(query: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = query.iter().map(|(key, value)| format!("{key}={}", escape(value))).collect();
    format!("{PLAIN}{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let said: Vec<String> = ["address", "booking", "customs"].map(str::to_owned).to_vec();
        Words {
            pairs: vec![("address".to_owned(), "booking".to_owned())],
            operations: vec!["address".to_owned(), "batches".to_owned()],
            facets: vec!["label:a".to_owned(), "team:b c".to_owned()],
            said,
        }
    }

    #[test]
    fn no_question_is_asked_twice() {
        let mut questions = ask(&words());
        add_second_pages(&words(), &mut questions, |path| Ok(Some(path.len().to_string()))).unwrap();
        let different: BTreeSet<_> = questions.iter().map(|question| &question.path).collect();
        assert_eq!(different.len(), questions.len());
        for kind in KINDS {
            assert!(questions.iter().any(|question| question.kind == kind), "{kind}");
        }
        let path = |kind| &questions.iter().find(|question| question.kind == kind).unwrap().path;
        assert_eq!(path(TWO), "/rpc/catalog/list?q=address%20booking");
        assert_eq!(path(OPERATION), "/rpc/catalog/list?q=batches");
        assert_eq!(path(BOTH), "/rpc/catalog/list?q=address&has=label%3Aa");
        assert_eq!(path(SECOND), "/rpc/catalog/list?sort=name&after=27");
    }

    #[test]
    fn no_kind_outweighs_the_others() {
        let mut asked = Asked::default();
        asked.add(WORD, (0..500).map(|number| number.to_string()));
        assert_eq!(asked.questions.len(), MOST);
    }
}
