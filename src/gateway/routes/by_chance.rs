//! Paths that chance makes, held against what can be said of them without any cleverness. A seed names what went wrong.

use super::*;
use crate::config::Proxy;
use crate::gateway::upstream::Upstreams;
use crate::portal::Chance;
use std::time::{Duration, Instant};

/// So many rounds, or so long: a slow machine proves less, and waits for nobody.
const ROUNDS: u64 = 30_000;
const LONGEST: Duration = Duration::from_secs(10);

/// What paths that mean harm are made of, beside what honest ones are.
const PIECES: [&str; 40] = [
    "/", "/", "/", "a", "b", "ab", "a/b", "orders", ".", "..", "...", ";", ";x=1", "%", "%%", "%2", "%2f", "%2F",
    "%5c", "%2e", "%2E", "%3b", "%3B", "%25", "%61", "%62", "%6f", "%00", "%7f", "%c3%a4", "\u{e4}", "\\", "%+f", "2f",
    "2e", "5c", "%32", "%65", "%66", "%255c",
];

struct Dice(Chance);

impl Dice {
    fn below(&self, end: usize) -> usize {
        u32::from_le_bytes(self.0.bytes()) as usize % end
    }

    fn path(&self, pieces: &[&str]) -> String {
        let length = self.below(9);
        let begin = if self.below(10) == 0 { "" } else { "/" };
        std::iter::once(begin).chain((0..length).map(|_| pieces[self.below(pieces.len())])).collect()
    }
}

/// Runs rounds, each on a seed of its own.
fn rounds(mut round: impl FnMut(u64, &Dice)) {
    let began = Instant::now();
    for seed in 0..ROUNDS {
        round(seed, &Dice(Chance::seeded(seed)));
        if began.elapsed() > LONGEST {
            break;
        }
    }
}

/// Each escape read once; as a careless reader does it, what is none stays as it is.
fn unescaped(path: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let mut read = Vec::new();
    let mut rest = path;
    while let [byte, more @ ..] = rest {
        (read, rest) = match (byte, more) {
            (b'%', [high, low, more @ ..]) if digit(*high).is_some() && digit(*low).is_some() => {
                let value = digit(*high).unwrap_or(0) * 16 + digit(*low).unwrap_or(0);
                ([read, vec![value]].concat(), more)
            }
            _ => ([read, vec![*byte]].concat(), more),
        };
    }
    read
}

/// As the most careless of those behind may read it: escapes twice, backslashes as slashes, no parameters, and the dots
/// followed.
fn careless(path: &str) -> Vec<Vec<u8>> {
    let twice = unescaped(&unescaped(path.as_bytes()));
    let mut segments: Vec<Vec<u8>> = Vec::new();
    for segment in twice.split(|byte| matches!(byte, b'/' | b'\\')) {
        match segment.split(|byte| *byte == b';').next().unwrap_or_default() {
            b"" | b"." => {}
            b".." => drop(segments.pop()),
            name => segments.push(name.to_vec()),
        }
    }
    segments
}

/// As somebody reads it who is careful: segments first, then the escapes in each, once.
fn careful(path: &str) -> Vec<Vec<u8>> {
    let segments = path.split('/').map(|segment| {
        let read = unescaped(segment.as_bytes());
        read.split(|byte| *byte == b';').next().unwrap_or_default().to_vec()
    });
    segments.filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_path_that_is_let_through_means_the_same_to_everybody() {
    let (mut plain, mut refused) = (0, 0);
    rounds(|seed, dice| {
        let path = dice.path(&PIECES);
        if is_plain(&path) {
            plain += 1;
            assert_eq!(careless(&path), careful(&path), "{seed}: {path}");
            let shown = unescaped(path.as_bytes());
            assert!(!shown.iter().any(|byte| *byte < b' ' || *byte == 0x7f || *byte == b'\\'), "{seed}: {path}");
        } else {
            refused += 1;
        }
    });
    assert!(plain > 500 && refused > 500, "chance tries both: {plain}, {refused}");
}

#[test]
fn a_path_of_plain_names_is_never_refused() {
    rounds(|seed, dice| {
        let names = ["a", "orders", "v1", "a.b", "..a", "100%25", "a;b=c", "\u{e4}", "%c3%a4", "%20", "-_~", "a%2eb"];
        let path: String = (0..1 + dice.below(5)).flat_map(|_| ["/", names[dice.below(names.len())]]).collect();
        let path = if dice.below(2) == 0 { path } else { path + "/" };
        assert!(is_plain(&path), "{seed}: {path}");
    });
}

fn route(number: Number, path: &str, strip: bool) -> Arc<Route> {
    let facts = VersionFacts {
        id: number.to_string(),
        name: String::new(),
        product: String::new(),
        state: VersionState::Published,
        strategy_id: None,
        served: None,
        strip_path: strip,
        limit: None,
    };
    let upstream = Upstreams::new(Proxy::default(), Vec::new()).open("http://127.0.0.1:1").expect("an upstream");
    Arc::new(Route::new(number, &facts, path, None, upstream, Arc::default()))
}

#[test]
fn the_longest_route_is_found_as_by_trying_all_of_them() {
    let names = ["a", "b", "ab", "a-b"];
    let (mut found, mut none) = (0, 0);
    let spelled = [
        "/", "/", "/", "a", "b", "ab", "%61", "%62", "%61b", ";", ";x", "%3Bx", "a;b", "-", "%2d", "c", "\u{e4}",
        "%c3%a4",
    ];
    let mut made = Vec::new();
    let mut routes = Routes::default();
    rounds(|seed, dice| {
        // A set of routes serves a while: making them costs more than asking.
        if seed % 100 == 0 {
            let path =
                |_| (0..1 + dice.below(3)).flat_map(|_| ["/", names[dice.below(names.len())]]).collect::<String>();
            let mut paths: Vec<String> = (0..1 + dice.below(6)).map(path).collect();
            paths.sort();
            paths.dedup();
            made = paths.iter().enumerate().map(|(at, path)| route(at as Number, path, dice.below(2) == 0)).collect();
            routes = Routes::new(made.clone());
        }
        let path = dice.path(&spelled);
        if !is_plain(&path) {
            // Never asked for, but it must not bring anything down.
            routes.find(&path);
            return;
        }
        let called = careful(&path);
        let fits = |route: &&Arc<Route>| called.starts_with(&careful(&route.path));
        let longest = made.iter().filter(fits).max_by_key(|route| route.segments);
        let answer = routes.find(&path);
        assert_eq!(answer.map(|route| &*route.path), longest.map(|route| &*route.path), "{seed}: {path}");
        let Some(route) = answer else {
            none += 1;
            return;
        };
        found += 1;
        let target = route.target(&path, Some("q=/../%2f"));
        let rest = target.strip_suffix("?q=/../%2f").expect("the query as it came");
        let wanted = if route.strip { called[route.segments..].to_vec() } else { called };
        assert_eq!(careful(rest), wanted, "{seed}: {path} becomes {target}");
        assert!(rest == "/" || path.ends_with(rest), "{seed}: {path} becomes {target}: byte for byte");
    });
    assert!(found > 500 && none > 500, "chance tries both: {found}, {none}");
}
