//! Rows of comma-separated values as RFC 4180 has them, each with the line on which it begins.

/// Where a quotation is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unquoted(pub u64);

pub fn rows(text: &str) -> Result<Vec<(u64, Vec<String>)>, Unquoted> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut began, mut quoted, mut was_quoted) = (1, 1, false, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
            '"' => return Err(Unquoted(line)),
            ',' if !quoted => {
                row.push(std::mem::take(&mut field));
                was_quoted = false;
            }
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                end_row(&mut rows, &mut row, &mut field, began);
                line += 1;
                (began, was_quoted) = (line, false);
            }
            // Behind a closed quotation comes the next field or nothing.
            _ if was_quoted && !quoted => return Err(Unquoted(line)),
            letter => {
                line += u64::from(letter == '\n');
                field.push(letter);
            }
        }
    }
    if quoted {
        return Err(Unquoted(began));
    }
    end_row(&mut rows, &mut row, &mut field, began);
    Ok(rows)
}

/// An empty line is no row.
fn end_row(rows: &mut Vec<(u64, Vec<String>)>, row: &mut Vec<String>, field: &mut String, began: u64) {
    row.push(std::mem::take(field));
    let row = std::mem::take(row);
    if row.len() > 1 || row.iter().any(|field| !field.trim().is_empty()) {
        rows.push((began, row));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u64, &[&str])]) {
        let found = rows(text).expect("rows");
        let found: Vec<_> = found.iter().map(|(line, row)| (*line, row.iter().map(String::as_str).collect())).collect();
        let expected: Vec<(u64, Vec<&str>)> = expected.iter().map(|(line, row)| (*line, row.to_vec())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn a_row_is_a_line_unless_it_is_quoted() {
        check("", &[]);
        check("a,b\n1,\n", &[(1, &["a", "b"]), (2, &["1", ""])]);
        check("a\r\n\r\nb", &[(1, &["a"]), (3, &["b"])]);
        check("\"a, \"\"b\"\"\",c\n", &[(1, &["a, \"b\"", "c"])]);
        check("\"a\nb\",c\nd,e", &[(1, &["a\nb", "c"]), (3, &["d", "e"])]);
    }

    #[test]
    fn a_quotation_that_does_not_end_is_a_mistake() {
        assert_eq!(rows("a\n\"b,c\nd"), Err(Unquoted(2)));
        assert_eq!(rows("a\nb\"c"), Err(Unquoted(2)));
        assert_eq!(rows("\"a\"b"), Err(Unquoted(1)));
    }
}
