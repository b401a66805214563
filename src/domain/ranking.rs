//! How well a product fits what somebody looks for.

/// The words on a product's card, for telling how well it fits what somebody looks for.
#[derive(Debug)]
pub struct Called {
    /// Of its name, in their order.
    name: Vec<String>,
    /// All of them, sorted, with the part of the card in which each stands first.
    words: Vec<(String, CardPart)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardPart {
    Name,
    Labels,
    Summary,
}

/// The best stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    IsTheName,
    BeginsTheName,
    On(CardPart),
    Operation,
    /// All the words are there only if the description is read too.
    Description,
    Document,
}

impl Rank {
    /// In cursors.
    pub fn place(self) -> u8 {
        match self {
            Self::IsTheName => 0,
            Self::BeginsTheName => 1,
            Self::On(part) => 2 + part as u8,
            Self::Operation => 5,
            Self::Description => 6,
            Self::Document => 7,
        }
    }
}

impl Called {
    pub fn new(name: Vec<String>, words: impl IntoIterator<Item = (String, CardPart)>) -> Self {
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort();
        words.dedup_by(|later, first| later.0 == first.0);
        Self { name, words }
    }

    /// Of a product in whose words all the terms were found. Each begins a word.
    pub fn rank(&self, terms: &[String]) -> Rank {
        if self.name == terms {
            return Rank::IsTheName;
        }
        if self.name_begins(terms) {
            return Rank::BeginsTheName;
        }
        let parts = terms.iter().map(|term| self.part(term)).collect::<Option<Vec<_>>>();
        parts.and_then(|parts| parts.into_iter().max()).map_or(Rank::Description, Rank::On)
    }

    /// Of the last word a beginning will do.
    fn name_begins(&self, terms: &[String]) -> bool {
        let Some((last, whole)) = terms.split_last() else { return false };
        self.name.starts_with(whole) && self.name.get(whole.len()).is_some_and(|word| word.starts_with(last.as_str()))
    }

    /// Where on the card the first word stands that the term begins.
    fn part(&self, term: &str) -> Option<CardPart> {
        let begin = self.words.partition_point(|(word, _)| word.as_str() < term);
        let begun = self.words[begin..].iter().take_while(|(word, _)| word.starts_with(term));
        begun.map(|(_, part)| *part).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_fits_as_well_as_its_worst_word() {
        let words = |text: &'static str, part| text.split(' ').map(move |word| (word.to_owned(), part));
        let name = ["port", "calls"].map(str::to_owned).to_vec();
        let all = words("summary of call berths", CardPart::Summary)
            .chain(words("port calls", CardPart::Name))
            .chain(words("berths ships", CardPart::Labels));
        let called = Called::new(name, all);
        for (terms, rank) in [
            ("port calls", Rank::IsTheName),
            ("port ca", Rank::BeginsTheName),
            ("po", Rank::BeginsTheName),
            ("calls", Rank::On(CardPart::Name)),
            ("call", Rank::On(CardPart::Name)),
            ("calls port", Rank::On(CardPart::Name)),
            ("ber", Rank::On(CardPart::Labels)),
            ("port sum", Rank::On(CardPart::Summary)),
            ("port quay", Rank::Description),
        ] {
            let terms: Vec<_> = terms.split(' ').map(str::to_owned).collect();
            assert_eq!(called.rank(&terms), rank, "{terms:?}");
        }
    }
}
