//! What a call says about who calls.

use super::routes::Asked;
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// The text that was presented as a key or a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented<'a> {
    Nothing,
    /// Two that differ: those behind might take the other one.
    Several,
    Text(&'a [u8]),
}

/// The first of the strategy's headers that holds something, else a bearer token.
pub fn presented<'a>(headers: &'a HeaderMap, asked: &Asked) -> Presented<'a> {
    for name in &asked.key_names {
        match named(headers, name) {
            Presented::Nothing => {}
            found => return found,
        }
    }
    bearer(headers)
}

fn named<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Presented<'a> {
    // Somebody may have named it as the header of keys: its scheme is not part of the key.
    if name == header::AUTHORIZATION {
        return Presented::Nothing;
    }
    let mut values = headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii());
    match (values.next(), values.next()) {
        (None | Some(b""), None) => Presented::Nothing,
        (Some(text), None) => Presented::Text(text),
        (_, Some(_)) => Presented::Several,
    }
}

fn bearer(headers: &HeaderMap) -> Presented<'_> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (None, _) => Presented::Nothing,
        (Some(value), None) => match after_scheme(value.as_bytes()) {
            None | Some(b"") => Presented::Nothing,
            Some(text) => Presented::Text(text),
        },
        (Some(_), Some(_)) => Presented::Several,
    }
}

fn after_scheme(value: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = value.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| rest.trim_ascii())
}

/// Takes away the key that `presented` found: it is nobody's business behind the gateway.
pub fn take_away(headers: &mut HeaderMap, asked: &Asked) {
    let mut key: Option<HeaderValue> = None;
    for name in &asked.key_names {
        let value = headers.remove(name).filter(|value| !value.as_bytes().trim_ascii().is_empty());
        key = key.or(value);
    }
    let key = key.as_ref().map(|key| key.as_bytes().trim_ascii());
    // Where no header of keys held it, it was the bearer token; where one did, another token is the upstream's.
    let carries =
        |value: &HeaderValue| after_scheme(value.as_bytes()).is_some_and(|token| key.is_none_or(|key| key == token));
    if headers.get_all(header::AUTHORIZATION).iter().any(carries) {
        headers.remove(header::AUTHORIZATION);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sheet::Method;

    fn asked(names: &[&str]) -> Asked {
        let key_names = names.iter().map(|name| (*name).to_owned()).collect();
        Asked::new(1, "s", Method::KeyAuth { key_names, lifetime_days: None })
    }

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn the_first_header_that_holds_something_counts() {
        let asked = asked(&["x-api-key", "apikey"]);
        for (lines, found) in [
            (&[][..], Presented::Nothing),
            (&[("x-api-key", "a")], Presented::Text(b"a")),
            (&[("x-api-key", " a ")], Presented::Text(b"a")),
            (&[("apikey", "b"), ("x-api-key", "a")], Presented::Text(b"a")),
            (&[("x-api-key", ""), ("apikey", "b")], Presented::Text(b"b")),
            (&[("x-api-key", "a"), ("x-api-key", "b")], Presented::Several),
            (&[("x-api-key", "a"), ("x-api-key", "a")], Presented::Several),
            (&[("authorization", "Bearer c")], Presented::Text(b"c")),
            (&[("authorization", "bearer  c")], Presented::Text(b"c")),
            (&[("authorization", "BEARER c"), ("x-api-key", "a")], Presented::Text(b"a")),
            (&[("authorization", "Basic c")], Presented::Nothing),
            (&[("authorization", "Bearer")], Presented::Nothing),
            (&[("authorization", "Bearer ")], Presented::Nothing),
            (&[("authorization", "Bearerc")], Presented::Nothing),
            (&[("authorization", "Bearer c"), ("authorization", "Bearer d")], Presented::Several),
            (&[("cookie", "x-api-key=a")], Presented::Nothing),
        ] {
            assert_eq!(presented(&headers(lines), &asked), found, "{lines:?}");
        }
    }

    #[test]
    fn the_key_is_taken_away_and_nothing_else() {
        let asked = asked(&["x-api-key", "apikey"]);
        for (lines, left) in [
            (
                &[("x-api-key", "a"), ("apikey", "a"), ("authorization", "Bearer a"), ("accept", "*/*")][..],
                &[("accept", "*/*")][..],
            ),
            (&[("x-api-key", " a "), ("authorization", "bearer  a ")], &[]),
            (&[("x-api-key", ""), ("apikey", "a"), ("authorization", "Bearer a")], &[]),
            (&[("authorization", "Bearer a"), ("accept", "*/*")], &[("accept", "*/*")]),
            (&[("x-api-key", ""), ("authorization", "Bearer a")], &[]),
            // These are for the upstream.
            (&[("x-api-key", "a"), ("authorization", "Basic b")], &[("authorization", "Basic b")]),
            (&[("x-api-key", "a"), ("authorization", "Bearer b")], &[("authorization", "Bearer b")]),
        ] {
            let mut sent = headers(lines);
            assert_eq!(presented(&sent, &asked), Presented::Text(b"a"), "{lines:?}");
            take_away(&mut sent, &asked);
            assert_eq!(sent, headers(left), "{lines:?}");
        }
    }
}
