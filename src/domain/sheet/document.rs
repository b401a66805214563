//! A page of words about a product, in Markdown.

use super::{Fault, Faults};
use crate::domain::slug::Slug;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSheet {
    /// Unlike every other of its product.
    pub slug: Slug,
    pub title: String,
    /// The document above it in the tree.
    pub parent: Option<Slug>,
    /// Among its siblings, then by title.
    pub order: i32,
    /// Hidden with everything below it where it is false.
    pub published: bool,
    pub body: String,
}

impl DocumentSheet {
    pub const LONGEST: usize = 1_000_000;

    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.address("slug", self.slug.as_str(), &["new"]);
        faults.line("title", &self.title, 200);
        faults.longest("body", &self.body, Self::LONGEST);
        faults.unless(self.parent.as_ref() != Some(&self.slug), "parent", "A document can’t stand below itself.");
        faults.0
    }

    /// In reading order with each one's depth: a parent before its children. What hangs below nothing stands at the
    /// top; what hangs in a circle is left out, since nothing leads to it.
    pub fn in_order(documents: &[Self]) -> Vec<(usize, &Self)> {
        let known = |slug: &Slug| documents.iter().any(|document| document.slug == *slug);
        let mut found = Vec::new();
        let top = |document: &&Self| document.parent.as_ref().is_none_or(|parent| !known(parent));
        below(documents, documents.iter().filter(top).collect(), 0, &mut found);
        found
    }

    /// The same without what is not published and what stands below it.
    pub fn published(documents: &[Self]) -> Vec<(usize, &Self)> {
        let mut hidden_from = None;
        let mut shown = Self::in_order(documents);
        shown.retain(|(depth, document)| {
            if hidden_from.is_some_and(|from| *depth > from) {
                return false;
            }
            hidden_from = (!document.published).then_some(*depth);
            document.published
        });
        shown
    }
}

fn below<'a>(
    all: &'a [DocumentSheet],
    mut siblings: Vec<&'a DocumentSheet>,
    depth: usize,
    found: &mut Vec<(usize, &'a DocumentSheet)>,
) {
    siblings.sort_by(|a, b| (a.order, &a.title, &a.slug).cmp(&(b.order, &b.title, &b.slug)));
    for document in siblings {
        found.push((depth, document));
        let children = all.iter().filter(|child| child.parent.as_ref() == Some(&document.slug)).collect();
        below(all, children, depth + 1, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(slug: &str, parent: &str, order: i32, published: bool) -> DocumentSheet {
        let parent = Slug::parse(parent).ok();
        let (slug, title) = (Slug::parse(slug).expect("a slug"), slug.to_owned());
        DocumentSheet { slug, title, parent, order, published, body: String::new() }
    }

    #[track_caller]
    fn check(documents: &[DocumentSheet], all: &[(usize, &str)], published: &[(usize, &str)]) {
        let names = |found: Vec<(usize, &DocumentSheet)>| {
            found.into_iter().map(|(depth, document)| (depth, document.title.clone())).collect::<Vec<_>>()
        };
        let wanted =
            |list: &[(usize, &str)]| list.iter().map(|(depth, name)| (*depth, (*name).to_owned())).collect::<Vec<_>>();
        assert_eq!(names(DocumentSheet::in_order(documents)), wanted(all));
        assert_eq!(names(DocumentSheet::published(documents)), wanted(published));
    }

    #[test]
    fn every_fault_names_its_field() {
        for (slug, parent, wrong) in [("a", "", &[][..]), ("a", "a", &["parent"]), ("new", "a", &["slug"])] {
            let faults: Vec<_> = document(slug, parent, 0, true).check().into_iter().map(|fault| fault.field).collect();
            assert_eq!(faults, wrong, "{slug} below {parent}");
        }
    }

    #[test]
    fn a_tree_is_read_from_the_top() {
        let tree = [
            document("c", "a", 2, true),
            document("b", "a", 1, false),
            document("d", "b", 1, true),
            document("a", "", 1, true),
            document("e", "gone", 0, true),
        ];
        let all = [(0, "e"), (0, "a"), (1, "b"), (2, "d"), (1, "c")];
        check(&tree, &all, &[(0, "e"), (0, "a"), (1, "c")]);
        check(&[document("a", "b", 0, true), document("b", "a", 0, true)], &[], &[]);
        check(&[], &[], &[]);
    }
}
