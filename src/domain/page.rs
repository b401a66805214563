//! Keyset paging: a page says where the next one starts, so a row that comes or goes never shifts the rest.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The cursor to ask the next page with; none on the last page.
    pub next: Option<String>,
    pub total: u32,
}

impl<T> Page<T> {
    /// `rows` holds one more than `size` where there is a next page; `cursor` names the last row shown.
    pub fn cut(mut rows: Vec<T>, size: usize, total: u32, cursor: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { items: rows, next, total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &[u32], size: usize, shown: &[u32], next: Option<&str>) {
        let page = Page::cut(rows.to_vec(), size, 9, u32::to_string);
        assert_eq!(page, Page { items: shown.to_vec(), next: next.map(str::to_owned), total: 9 });
    }

    #[test]
    fn a_page_points_at_the_next_only_where_there_is_one() {
        check(&[], 2, &[], None);
        check(&[1, 2], 2, &[1, 2], None);
        check(&[1, 2, 3], 2, &[1, 2], Some("2"));
    }
}
