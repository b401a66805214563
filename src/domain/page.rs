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

/// How many there are, where the first page holds them all and nobody has to count.
pub fn counted(after: Option<&str>, rows: usize, size: usize) -> Option<i64> {
    if after.is_none() && rows <= size { i64::try_from(rows).ok() } else { None }
}

/// In hexadecimal, so that it can stand in an address as it is. A line break can't stand in either part.
pub fn cursor(order: &str, id: &str) -> String {
    use std::fmt::Write;
    format!("{order}\n{id}").bytes().fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// None for a cursor that nobody issued.
pub fn read_cursor(text: &str) -> Option<(String, String)> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    let bytes = pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect::<Option<Vec<u8>>>()?;
    // No database keeps a zero in a text.
    let (order, id) = std::str::from_utf8(&bytes).ok()?.split_once('\n').filter(|_| !bytes.contains(&0))?;
    Some((order.to_owned(), id.to_owned()))
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
    fn a_cursor_comes_back_as_it_went() {
        let parts = ("émile & co".to_owned(), "a-b".to_owned());
        assert_eq!(read_cursor(&cursor(&parts.0, &parts.1)), Some(parts));
        for nonsense in ["", "zz", "6", "ff", "616263", "000a61"] {
            assert_eq!(read_cursor(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn a_first_page_that_holds_all_needs_no_counting() {
        assert_eq!(counted(None, 2, 2), Some(2));
        assert_eq!(counted(None, 0, 2), Some(0));
        assert_eq!(counted(None, 3, 2), None, "there are more");
        assert_eq!(counted(Some("after"), 1, 2), None, "there were others before");
    }

    #[test]
    fn a_page_points_at_the_next_only_where_there_is_one() {
        check(&[], 2, &[], None);
        check(&[1, 2], 2, &[1, 2], None);
        check(&[1, 2, 3], 2, &[1, 2], Some("2"));
    }
}
