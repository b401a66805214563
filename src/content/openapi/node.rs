//! A file as a tree. Maps keep their order, texts hold no control characters: pages may use those as marks.

use serde_json::Number;

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(Box<str>),
    List(Vec<Node>),
    Map(Map),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    entries: Vec<(Box<str>, Node)>,
    /// The places of the entries, by key. Only large maps have it.
    order: Option<Box<[u32]>>,
}

const LARGE: usize = 12;

impl Node {
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    pub fn find(&self, key: &str) -> Option<&Node> {
        self.as_map()?.find(key)
    }

    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of a map, or nothing of anything else: a broken place is shown empty.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.as_map().into_iter().flat_map(Map::iter)
    }

    pub fn items(&self) -> &[Node] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub fn text_at(&self, key: &str) -> Option<&str> {
        self.find(key)?.as_text().map(str::trim).filter(|text| !text.is_empty())
    }

    pub fn is_set(&self, key: &str) -> bool {
        self.find(key) == Some(&Self::Bool(true))
    }

    pub fn entries_at(&self, key: &str) -> impl Iterator<Item = (&str, &Node)> {
        self.find(key).into_iter().flat_map(Node::entries)
    }

    pub fn items_at(&self, key: &str) -> &[Node] {
        self.find(key).map_or(&[], Node::items)
    }

    pub fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Map(_))
    }

    /// As somebody would type it: a text without quotes.
    pub fn spelled(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            other => super::write::line(other),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        }
    }
}

impl Map {
    /// Of keys that come twice the last one wins; they are given back beside.
    pub fn from_entries(mut entries: Vec<(Box<str>, Node)>) -> (Self, Vec<String>) {
        let mut repeated = Vec::new();
        if entries.len() > LARGE {
            let mut order = sorted(&entries);
            let twice: Vec<_> =
                order.windows(2).filter(|pair| key(&entries, pair[0]) == key(&entries, pair[1])).collect();
            let earlier: Vec<usize> = twice.iter().map(|pair| pair[0] as usize).collect();
            if !earlier.is_empty() {
                repeated = earlier.iter().map(|at| entries[*at].0.to_string()).collect();
                entries = without(entries, &earlier);
                order = sorted(&entries);
            }
            return (Self { entries, order: Some(order) }, repeated);
        }
        let is_later = |at: usize| entries[at + 1..].iter().any(|later| later.0 == entries[at].0);
        let earlier: Vec<usize> = (0..entries.len()).filter(|at| is_later(*at)).collect();
        if !earlier.is_empty() {
            repeated = earlier.iter().map(|at| entries[*at].0.to_string()).collect();
            entries = without(entries, &earlier);
        }
        (Self { entries, order: None }, repeated)
    }

    pub fn find(&self, wanted: &str) -> Option<&Node> {
        let at = match &self.order {
            Some(order) => {
                order.binary_search_by(|at| key(&self.entries, *at).cmp(wanted)).ok().map(|at| order[at] as usize)
            }
            None => self.entries.iter().position(|(key, _)| &**key == wanted),
        };
        at.and_then(|at| self.entries.get(at)).map(|(_, node)| node)
    }

    pub fn find_mut(&mut self, wanted: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(key, _)| &**key == wanted).map(|(_, node)| node)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.entries.iter().map(|(key, node)| (&**key, node))
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.entries.iter_mut().map(|(key, node)| (&**key, node))
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds it at the end, or puts it in the place of the one that has its key.
    pub fn put(&mut self, wanted: &str, node: Node) {
        match self.entries.iter_mut().find(|(key, _)| &**key == wanted) {
            Some((_, old)) => *old = node,
            None => {
                self.entries.push((wanted.into(), node));
                self.order = self.order.is_some().then(|| sorted(&self.entries));
            }
        }
    }

    pub fn take(&mut self, wanted: &str) -> Option<Node> {
        let at = self.entries.iter().position(|(key, _)| &**key == wanted)?;
        let (_, node) = self.entries.remove(at);
        self.order = self.order.is_some().then(|| sorted(&self.entries));
        Some(node)
    }

    pub fn retain(&mut self, mut stays: impl FnMut(&str, &mut Node) -> bool) {
        let before = self.entries.len();
        self.entries.retain_mut(|(key, node)| stays(key, node));
        if self.entries.len() != before {
            self.order = self.order.is_some().then(|| sorted(&self.entries));
        }
    }
}

impl FromIterator<(Box<str>, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (Box<str>, Node)>>(entries: I) -> Self {
        Self::from_entries(entries.into_iter().collect()).0
    }
}

fn key(entries: &[(Box<str>, Node)], at: u32) -> &str {
    &entries[at as usize].0
}

fn sorted(entries: &[(Box<str>, Node)]) -> Box<[u32]> {
    let mut order: Box<[u32]> = (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect();
    order.sort_by(|a, b| key(entries, *a).cmp(key(entries, *b)));
    order
}

fn without(entries: Vec<(Box<str>, Node)>, places: &[usize]) -> Vec<(Box<str>, Node)> {
    let mut gone = vec![false; entries.len()];
    places.iter().for_each(|at| gone[*at] = true);
    entries.into_iter().zip(gone).filter(|(_, gone)| !gone).map(|(entry, _)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_keep_order_and_the_last_of_two() {
        for size in [3, 40] {
            let numbered = |at: usize| (format!("k{}", at % size).into_boxed_str(), Node::Number(at.into()));
            let (map, repeated) = Map::from_entries((0..=size).map(numbered).collect());
            assert_eq!(repeated, ["k0"]);
            assert_eq!(map.iter().count(), size);
            assert_eq!(map.find("k0"), Some(&Node::Number(size.into())));
            assert_eq!(map.find("k2"), Some(&Node::Number(2.into())));
            assert_eq!(map.find("k"), None);
            assert_eq!(map.iter().next().map(|(key, _)| key), Some("k1"));
        }
    }
}
