//! Lists in one line of a form: parted by commas. What holds a comma itself stands in double quotes.

/// Without blanks around them, empty ones and repetitions.
pub fn split(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (item, after) = first(rest);
        let item = item.trim();
        if !item.is_empty() && !found.iter().any(|known| known == item) {
            found.push(item.to_owned());
        }
        rest = after.trim_start();
    }
    found
}

/// As `split` reads it.
pub fn join<T: AsRef<str>>(items: &[T]) -> String {
    let items = items.iter().map(AsRef::as_ref).map(|item| {
        if item.contains([',', '"']) { format!("\"{}\"", item.replace('"', "\"\"")) } else { item.to_owned() }
    });
    items.collect::<Vec<_>>().join(", ")
}

/// The first item, and what stands behind its comma.
fn first(text: &str) -> (String, &str) {
    if let Some(quoted) = text.strip_prefix('"')
        && let Some((item, after)) = unquoted(quoted)
    {
        return (item, after);
    }
    let (item, after) = text.split_once(',').unwrap_or((text, ""));
    (item.to_owned(), after)
}

/// Nothing where the quotes don't enclose a whole item.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut item = String::new();
    let mut rest = text;
    loop {
        let (piece, after) = rest.split_once('"')?;
        item.push_str(piece);
        if let Some(more) = after.strip_prefix('"') {
            item.push('"');
            rest = more;
            continue;
        }
        let after = after.trim_start();
        return if after.is_empty() { Some((item, after)) } else { after.strip_prefix(',').map(|after| (item, after)) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, items: &[&str]) {
        assert_eq!(split(text), items, "{text:?}");
        assert_eq!(split(&join(items)), items, "{items:?}");
    }

    #[test]
    fn a_list_is_read_as_it_was_meant() {
        check("", &[]);
        check(" , ,", &[]);
        check("a", &["a"]);
        check("a, b ,c,a", &["a", "b", "c"]);
        check("\"Rotterdam, NL\", Kiel", &["Rotterdam, NL", "Kiel"]);
        check("\"say \"\"ah\"\"\"", &["say \"ah\""]);
        check("a \"b\" c", &["a \"b\" c"]);
        check("\"open, end", &["\"open", "end"]);
        check("\"a\"b, c", &["\"a\"b", "c"]);
    }
}
