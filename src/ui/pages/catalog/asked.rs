//! What the address asks the catalog for, and the addresses that ask for a little more or less.

use crate::domain::catalog::Sort;
use leptos_router::params::ParamsMap;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub search: String,
    /// `label:logistics`, as often as it is asked.
    pub has: Vec<String>,
    pub sort: Sort,
    pub table: bool,
    pub after: Option<String>,
}

/// As the server function takes it.
pub type Question = (Option<String>, Vec<String>, Option<String>, Option<String>);

impl Asked {
    /// What is too long or stands there twice, the server sees to.
    pub fn read(query: &ParamsMap) -> Self {
        let has = query.get_all("has").unwrap_or_default();
        Self {
            search: query.get_str("q").unwrap_or_default().trim().to_owned(),
            has: has.into_iter().filter(|filter| filter.contains(':')).collect(),
            sort: query.get_str("sort").map(Sort::parse).unwrap_or_default(),
            table: query.get_str("view") == Some("table"),
            after: query.get("after").filter(|after| !after.is_empty()),
        }
    }

    pub fn question(&self) -> Question {
        let sort = (self.sort != Sort::default()).then(|| self.sort.as_str().to_owned());
        let search = (!self.search.is_empty()).then(|| self.search.clone());
        (search, self.has.clone(), sort, self.after.clone())
    }

    /// Whether it asks for less than everything.
    pub fn narrows(&self) -> bool {
        !self.search.is_empty() || !self.has.is_empty()
    }

    pub fn address(&self) -> String {
        let mut query = ParamsMap::new();
        let mut add = |key: &'static str, value: &str| query.insert_decoded(key, value.to_owned());
        if !self.search.is_empty() {
            add("q", &self.search);
        }
        self.has.iter().for_each(|filter| add("has", filter));
        if self.sort != Sort::default() {
            add("sort", self.sort.as_str());
        }
        if self.table {
            add("view", "table");
        }
        if let Some(after) = &self.after {
            add("after", after);
        }
        ["/", &query.to_query_string()].concat()
    }

    pub fn page(&self, after: Option<String>) -> String {
        Self { after, ..self.clone() }.address()
    }

    pub fn shown_as(&self, table: bool) -> String {
        Self { table, ..self.clone() }.address()
    }

    /// Without one filter, from the first page.
    pub fn without(&self, filter: &str) -> String {
        let has = self.has.iter().filter(|has| *has != filter).cloned().collect();
        Self { has, after: None, ..self.clone() }.address()
    }

    /// Everything there is, shown as before.
    pub fn cleared(&self) -> String {
        Self { sort: self.sort, table: self.table, ..Self::default() }.address()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &[(&'static str, &str)]) -> Asked {
        let mut map = ParamsMap::new();
        query.iter().for_each(|(key, value)| map.insert_decoded(*key, (*value).to_owned()));
        Asked::read(&map)
    }

    #[track_caller]
    fn check(query: &[(&'static str, &str)], address: &str) {
        assert_eq!(asked(query).address(), address);
    }

    #[test]
    fn an_address_says_what_is_chosen_and_nothing_else() {
        check(&[], "/");
        check(&[("q", ""), ("sort", "best"), ("view", "cards"), ("after", "")], "/");
        check(
            &[("q", " a & b "), ("has", "label:x"), ("has", "team:Ä b")],
            "/?q=a%20%26%20b&has=label%3Ax&has=team%3A%C3%84%20b",
        );
        check(&[("sort", "newest"), ("view", "table"), ("after", "6f")], "/?sort=newest&view=table&after=6f");
    }

    #[test]
    fn a_narrower_list_starts_at_its_beginning() {
        let asked = asked(&[("q", "x"), ("has", "a:1"), ("has", "a:2"), ("after", "6f"), ("view", "table")]);
        assert_eq!(asked.without("a:1"), "/?q=x&has=a%3A2&view=table");
        assert_eq!(asked.cleared(), "/?view=table");
        assert_eq!(asked.page(None), "/?q=x&has=a%3A1&has=a%3A2&view=table");
        assert_eq!(asked.shown_as(false), "/?q=x&has=a%3A1&has=a%3A2&after=6f");
    }
}
