//! Which version a path belongs to. What could be read as another path by whoever stands behind the gateway is refused
//! before it is matched, and what is matched is passed on byte for byte.

use super::facts::Number;
use super::meter::Counter;
use super::upstream::Upstream;
use crate::domain::limit::Rate;
use crate::domain::sheet::Method;
use crate::domain::version::VersionState;
use crate::storage::VersionFacts;
use hashbrown::HashMap;
use http::{HeaderName, HeaderValue};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// The way of authentication that a version asks for.
pub struct Asked {
    pub number: Number,
    pub id: Box<str>,
    pub method: Method,
    /// The headers that may carry a key.
    pub key_names: Vec<HeaderName>,
}

impl Asked {
    pub fn new(number: Number, id: &str, method: Method) -> Self {
        let key_names = match &method {
            Method::KeyAuth { key_names, .. } => {
                key_names.iter().filter_map(|name| HeaderName::from_bytes(name.as_bytes()).ok()).collect()
            }
            Method::OpenidConnect { .. } => Vec::new(),
        };
        Self { number, id: id.into(), method, key_names }
    }
}

pub struct Route {
    pub number: Number,
    /// Of its version.
    pub id: Arc<str>,
    path: Box<str>,
    segments: usize,
    pub state: VersionState,
    pub asked: Option<Arc<Asked>>,
    pub limit: Option<(Rate, HeaderValue)>,
    pub upstream: Arc<Upstream>,
    /// What stands before the path of every call to the upstream.
    base: Box<str>,
    strip: bool,
    pub kept: Arc<Kept>,
}

/// What a version keeps when its route is made anew.
#[derive(Default)]
pub struct Kept {
    /// Of the calls that belong to no application.
    counter: OnceLock<Arc<Counter>>,
}

impl Kept {
    pub fn counter(&self, mine: impl FnOnce() -> Arc<Counter>) -> &Arc<Counter> {
        self.counter.get_or_init(mine)
    }
}

impl Route {
    pub fn new(
        number: Number,
        facts: &VersionFacts,
        path: &str,
        asked: Option<Arc<Asked>>,
        (upstream, base): (Arc<Upstream>, Box<str>),
        kept: Arc<Kept>,
    ) -> Self {
        let limit = facts.limit.map(|limit| {
            let rate = Rate::new(limit);
            let policy = format!("\"default\";q={};w={}", rate.requests, rate.seconds);
            (rate, HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("")))
        });
        Self {
            number,
            id: facts.id.as_str().into(),
            path: path.into(),
            segments: path.matches('/').count(),
            state: facts.state,
            asked,
            limit,
            upstream,
            base,
            strip: facts.strip_path,
            kept,
        }
    }

    /// The path and query of the call to the upstream.
    pub fn target(&self, path: &str, query: Option<&str>) -> String {
        let rest = if self.strip { after_segments(path, self.segments) } else { path };
        let mut target = String::with_capacity(self.base.len() + rest.len() + query.map_or(0, str::len) + 2);
        target.push_str(&self.base);
        target.push_str(rest);
        if target.is_empty() {
            target.push('/');
        }
        if let Some(query) = query {
            target.push('?');
            target.push_str(query);
        }
        target
    }
}

/// What follows so many segments, the slash before it included.
fn after_segments(path: &str, segments: usize) -> &str {
    match path.match_indices('/').nth(segments) {
        Some((at, _)) => &path[at..],
        None => "",
    }
}

#[derive(Default)]
pub struct Routes {
    by_path: HashMap<Box<str>, Arc<Route>>,
    deepest: usize,
}

impl Routes {
    pub fn new(routes: Vec<Arc<Route>>) -> Self {
        let deepest = routes.iter().map(|route| route.segments).max().unwrap_or_default();
        Self { by_path: routes.into_iter().map(|route| (route.path.clone(), route)).collect(), deepest }
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Route>> {
        self.by_path.values()
    }

    /// The longest path that the call's begins with, whole segments compared.
    pub fn find(&self, path: &str) -> Option<&Arc<Route>> {
        let plain = plain(path);
        // Not further than the longest route. Byte by byte: a path is so short that looking for a letter in larger steps
        // takes longer to begin.
        let slashes = plain.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
        let end = slashes.map(|(at, _)| at).nth(self.deepest).unwrap_or(plain.len());
        let mut front = &plain[..end];
        loop {
            if let Some(route) = self.by_path.get(front) {
                return Some(route);
            }
            front = &front[..front.rfind('/')?];
        }
    }
}

/// The path as those behind the gateway may read it: letters that need no escape without one, and no parameters behind
/// the names of segments. Otherwise a call could go by a longer route's path under the name of a shorter one.
fn plain(path: &str) -> Cow<'_, str> {
    if !path.bytes().any(|byte| byte == b'%' || byte == b';') {
        return Cow::Borrowed(path);
    }
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    let mut parameters = false;
    while let Some(letter) = rest.chars().next() {
        let escaped =
            (letter == '%').then(|| rest.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok())).flatten();
        let (read, length) = match escaped {
            Some(byte) if byte.is_ascii() => (char::from(byte), 3),
            _ => (letter, letter.len_utf8()),
        };
        parameters = read == ';' || (parameters && read != '/');
        if !parameters {
            plain.push(read);
        }
        rest = &rest[length..];
    }
    Cow::Owned(plain)
}

/// Whether everybody reads this path in the same way.
pub fn is_plain(path: &str) -> bool {
    let bytes = path.as_bytes();
    if bytes.first() != Some(&b'/') {
        return false;
    }
    let mut at = 0;
    let mut segment = Segment::default();
    // How much there is already of what would be an escape to whoever reads twice.
    let mut again = 0;
    let mut before = 0;
    while let Some(&byte) = bytes.get(at) {
        let byte = if byte == b'%' {
            let hex = |place: usize| bytes.get(place).and_then(|digit| char::from(*digit).to_digit(16));
            let (Some(high), Some(low)) = (hex(at + 1), hex(at + 2)) else { return false };
            at += 2;
            let read = (high * 16 + low) as u8;
            // An escaped slash parts segments for some.
            if read == b'/' {
                return false;
            }
            read
        } else {
            byte
        };
        // An escape of an escape is read twice by some, be its digits escaped themselves or not.
        again = match (byte, again) {
            (b'%', _) => 1,
            (digit, 1 | 2) if digit.is_ascii_hexdigit() => again + 1,
            _ => 0,
        };
        if again == 3 {
            return false;
        }
        if byte == b'\\' || byte < b' ' || byte == 0x7f || is_overlong(before, byte) {
            return false;
        }
        before = byte;
        if byte == b'/' {
            // The first slash ends nothing.
            if at > 0 && !segment.ended() {
                return false;
            }
            segment = Segment::default();
        } else {
            segment.push(byte);
        }
        at += 1;
    }
    // A slash at the end is fine, dots are not.
    segment.length == 0 || segment.ended()
}

/// Whether these two begin a letter in more bytes than it needs: some read a slash or a dot in it, and UTF-8 forbids it.
fn is_overlong(first: u8, second: u8) -> bool {
    matches!((first, second), (_, 0xc0 | 0xc1) | (0xe0, 0x80..=0x9f) | (0xf0, 0x80..=0x8f))
}

#[derive(Default)]
struct Segment {
    length: usize,
    dots: usize,
    parameters: bool,
}

impl Segment {
    fn push(&mut self, byte: u8) {
        // Some take what stands behind a semicolon away, and see the dots then.
        self.parameters |= byte == b';';
        if !self.parameters {
            self.length += 1;
            self.dots += usize::from(byte == b'.');
        }
    }

    /// It says something, and is not a way up.
    fn ended(&self) -> bool {
        self.length > 0 && !(self.dots == self.length && self.length <= 2)
    }
}

#[cfg(test)]
mod by_chance;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_in_one_way() {
        for (path, fine) in [
            ("/", true),
            ("/orders/v2", true),
            ("/orders/v2/", true),
            ("/orders/v2/items/5.json", true),
            ("/orders/%20x", true),
            ("/orders/100%25", true),
            ("/orders/...", true),
            ("/orders/a..b", true),
            ("/orders/x;y=1", true),
            ("/orders/\u{e4}", true),
            ("", false),
            ("*", false),
            ("orders", false),
            ("//", false),
            ("//orders", false),
            ("/orders//v2", false),
            ("/orders//", false),
            ("/orders/..", false),
            ("/orders/../admin", false),
            ("/orders/./x", false),
            ("/.", false),
            ("/orders/%2e%2e/admin", false),
            ("/orders/.%2E/admin", false),
            ("/orders/%2fadmin", false),
            ("/orders%2Fadmin", false),
            ("/orders/%5cadmin", false),
            ("/orders/\\admin", false),
            ("/orders/%00", false),
            ("/orders/%0d%0aX: y", false),
            ("/orders/%7f", false),
            ("/orders/%", false),
            ("/orders/%2", false),
            ("/orders/%zz", false),
            ("/orders/%252fadmin", false),
            ("/orders/%25%32%66admin", false),
            ("/orders/%25%32e%252%65/admin", false),
            ("/orders/100%25/25", true),
            ("/orders/%c0%af..%c0%afadmin", false),
            ("/orders/%C1%9c", false),
            ("/orders/%e0%80%af", false),
            ("/orders/%f0%80%80%af", false),
            ("/orders/%e0%a4%85%f0%9f%99%82", true),
            ("/orders/..;/admin", false),
            ("/orders/;/admin", false),
            ("/orders/.;x", false),
        ] {
            assert_eq!(is_plain(path), fine, "{path}");
        }
    }

    #[test]
    fn a_path_is_matched_as_those_behind_may_read_it() {
        for (path, read) in [
            ("/orders", "/orders"),
            ("/%6frders/v2", "/orders/v2"),
            ("/orders;a=1/v2;b/x", "/orders/v2/x"),
            ("/orders%3Ba/v2", "/orders/v2"),
            ("/a%c3%a4b", "/a%c3%a4b"),
            ("/\u{e4}%41", "/\u{e4}A"),
        ] {
            assert_eq!(plain(path), read);
        }
    }

    #[test]
    fn what_follows_the_route_stays_as_it_is() {
        for (path, segments, rest) in [
            ("/orders/v2", 2, ""),
            ("/orders/v2/", 2, "/"),
            ("/orders/v2/items/%41", 2, "/items/%41"),
            ("/%6frders;x/v2/a", 2, "/a"),
        ] {
            assert_eq!(after_segments(path, segments), rest);
        }
    }
}
