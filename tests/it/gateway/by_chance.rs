//! Keys and paths that chance makes. Each round has a seed, which names what went wrong.

use super::upstream::Echo;
use super::{Node, World};
use portcullis::domain::key::{BYTES, Key, LENGTH, Prefix, Shape, shape};
use portcullis::portal::Chance;
use std::time::{Duration, Instant};

const LONGEST: Duration = Duration::from_secs(10);
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn below(dice: &Chance, end: usize) -> usize {
    u32::from_le_bytes(dice.bytes()) as usize % end
}

fn prefix(dice: &Chance) -> Prefix {
    let letter = || char::from(DIGITS[10 + below(dice, 52)]);
    Prefix::parse(&format!("{}{}_", letter(), letter())).expect("a prefix")
}

/// The last characters that a key with these before them has, by the polynomial itself, bit by bit.
fn proof(front: &[u8]) -> Vec<u8> {
    let mut sum: u32 = !0;
    for byte in front {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    let mut rest = u64::from(!sum);
    let mut digits = Vec::new();
    while digits.len() < 6 {
        digits.insert(0, DIGITS[(rest % 62) as usize]);
        rest /= 62;
    }
    digits
}

/// What a text is, by the words of the contract.
fn as_agreed(text: &[u8], prefix: Prefix) -> Shape {
    let (Some(front), true) = (text.get(..26), text.len() == 32) else { return Shape::Foreign };
    let written = text[3..].iter().all(|byte| DIGITS.contains(byte));
    match (text.starts_with(prefix.as_str().as_bytes()) && written, proof(front) == text[26..]) {
        (false, _) => Shape::Foreign,
        (true, true) => Shape::Ours,
        (true, false) => Shape::Broken,
    }
}

#[test]
fn a_key_is_ours_exactly_when_its_sum_is_right() {
    let began = Instant::now();
    let mut seen = [0; 3];
    for seed in 0..20_000 {
        let dice = Chance::seeded(seed);
        let prefix = prefix(&dice);
        let Some(key) = Key::new(prefix, &dice.bytes::<BYTES>()) else { continue };
        let key = key.expose().as_bytes();
        assert_eq!(shape(key, prefix), Shape::Ours, "{seed}");
        assert_eq!((key.len(), as_agreed(key, prefix)), (LENGTH, Shape::Ours), "{seed}");
        // One other character among the last, and each of the places has its turn.
        let (mut slip, at) = (key.to_vec(), 26 + below(&dice, 6));
        let other = DIGITS[below(&dice, 62)];
        if std::mem::replace(&mut slip[at], other) != other {
            assert_eq!(shape(&slip, prefix), Shape::Broken, "{seed}: {at}");
        }
        // Anything done to it, up to what is no text at all.
        let mut text = key.to_vec();
        for _ in 0..below(&dice, 4) {
            let at = below(&dice, text.len().max(1)).min(text.len());
            match below(&dice, 6) {
                0 => text.insert(at, dice.bytes::<1>()[0]),
                1 => text.truncate(at),
                2 if at < text.len() => text[at] = dice.bytes::<1>()[0],
                3 if at < text.len() => text[at] = DIGITS[below(&dice, 62)],
                4 => text.rotate_left(at),
                _ if at + 1 < text.len() => text.swap(at, at + 1),
                _ => {}
            }
        }
        // Of the right form, its sum most likely wrong; with the right sum; and whatever comes.
        let made: Vec<u8> = (0..23).map(|_| DIGITS[below(&dice, 62)]).collect();
        let front = [prefix.as_str().as_bytes(), &made].concat();
        let any = dice.bytes::<LENGTH>();
        for text in [&text[..], &[&front[..], &any[..6]].concat(), &[&front[..], &proof(&front)].concat(), &any] {
            let found = shape(text, prefix);
            assert_eq!(found, as_agreed(text, prefix), "{seed}: {text:?}");
            seen[found as usize] += 1;
        }
        if began.elapsed() > LONGEST {
            break;
        }
    }
    assert!(seen.iter().all(|times| *times > 500), "chance makes all kinds: {seen:?}");
}

/// The segments of a path as somebody may read it behind the gateway who reads escapes twice and follows dots.
fn careless(path: &str) -> Vec<String> {
    let read = |path: &str| percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    let mut segments: Vec<String> = Vec::new();
    for segment in read(&read(path)).split(['/', '\\']) {
        match segment.split(';').next().unwrap_or_default() {
            "" | "." => {}
            ".." => drop(segments.pop()),
            name => segments.push(name.to_owned()),
        }
    }
    segments
}

/// `/shop` is open and `/shop/desk` is not. Both end at one upstream, which serves them under the same paths.
#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_of_a_path_leads_past_the_key() {
    let world = World::sqlite().await;
    let echo = Echo::start().await;
    world.version("shop", "/shop", echo.address, None).await;
    world.version("desk", "/shop/desk", echo.address, Some("built-in")).await;
    let node = Node::start(&world).await;
    // Whole ones too, which chance would seldom put together.
    let pieces = [
        "/",
        "/",
        "/desk",
        "desk",
        "%64esk",
        "d%65sk",
        "x",
        "..",
        ".",
        "%2e",
        "%2E%2e",
        "%2f",
        "%5c",
        "%25",
        "2f",
        "%32%66",
        "65",
        "%36%35",
        "64",
        ";",
        ";a",
        "%3b",
        "/x/..",
        "%252e",
        "%0a",
        "\\",
        "?",
        "%",
        "/%25%36%34esk",
        "/x/%25%32%65%252e/desk",
        "/x/..;/desk",
        "/d;a/../desk",
    ];
    let began = Instant::now();
    let (mut passed, mut stopped) = (0, 0);
    for seed in 0..3_000 {
        let dice = Chance::seeded(seed);
        let path: String = (0..1 + below(&dice, 6)).map(|_| pieces[below(&dice, pieces.len())]).collect();
        let request = format!("GET /shop{path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let answer = node.send(&request).await;
        if answer.status == 200 {
            passed += 1;
            let told = answer.json()["path"].as_str().expect("a path").to_owned();
            let told = careless(told.split('?').next().unwrap_or_default());
            assert_eq!(told.first().map(String::as_str), Some("base"), "{seed}: {path} leads up to {told:?}");
            assert_ne!(told.get(1).map(String::as_str), Some("desk"), "{seed}: {path} leads past the key");
        } else {
            stopped += 1;
            assert!([400, 401, 404].contains(&answer.status), "{seed}: {path}: {} {}", answer.status, answer.body);
        }
        if began.elapsed() > LONGEST {
            break;
        }
    }
    assert!(passed > 50 && stopped > 50, "chance tries both: {passed}, {stopped}");
}
