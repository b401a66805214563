//! Requests one after the other on one connection, cut into pieces by chance. A seed names what went wrong.

use super::*;
use crate::portal::Chance;
use std::time::{Duration, Instant};

const ROUNDS: u64 = 5_000;
const LONGEST: Duration = Duration::from_secs(10);

struct Sent {
    /// Where its head ends in all that is sent.
    head: usize,
    /// What the HTTP library lets one see of its length.
    length: Option<u64>,
    /// It told its length in both ways.
    both: bool,
}

fn below(dice: &Chance, end: usize) -> usize {
    u32::from_le_bytes(dice.bytes()) as usize % end
}

/// Bodies may say what they like, also what looks like the head of another request.
fn body(dice: &Chance, decoys: bool) -> String {
    let words = [
        "x",
        "\r\n",
        "\r\n\r\n",
        "POST ",
        "transfer-encoding: chunked\r\n",
        "content-length: 3\r\n",
        "\nPOST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n",
        "\nPOST / HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length: 9\r\n\r\n",
    ];
    (0..below(dice, 8)).map(|_| words[below(dice, if decoys { words.len() } else { 1 })]).collect()
}

fn connection(dice: &Chance, decoys: bool) -> (String, Vec<Sent>) {
    let (mut text, mut all) = (String::new(), Vec::new());
    for _ in 0..1 + below(dice, 5) {
        let body = body(dice, decoys);
        let (mut lines, mut both, mut length) = (vec!["host: a".to_owned()], false, None);
        let kind = below(dice, 4);
        if kind > 0 {
            lines.push(["Transfer-Encoding: chunked", "transfer-encoding:chunked"][below(dice, 2)].to_owned());
        } else {
            length = Some(body.len() as u64);
        }
        if kind == 0 || kind == 1 {
            both = kind == 1;
            lines.insert(below(dice, lines.len() + 1), format!("Content-Length: {}", body.len()));
        }
        text += &format!("POST / HTTP/1.1\r\n{}\r\n\r\n", lines.join("\r\n"));
        all.push(Sent { head: text.len(), length, both });
        text += &match length {
            Some(_) => body,
            None if body.is_empty() => "0\r\n\r\n".to_owned(),
            None => format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()),
        };
    }
    (text, all)
}

/// Whether each was found to be clear, read in pieces as they happen to come.
fn clear(dice: &Chance, text: &str, all: &[Sent]) -> Vec<bool> {
    let heads = Heads::default();
    let mut read = 0;
    let each = all.iter().map(|sent| {
        while read < sent.head {
            let more = 1 + below(dice, 200).min(text.len() - read - 1);
            heads.add(&text.as_bytes()[read..read + more]);
            read += more;
        }
        let request = http::Request::post("/").header(header::HOST, "a");
        let request = match sent.length {
            Some(length) => request.header(header::CONTENT_LENGTH, length),
            None => request.header(header::TRANSFER_ENCODING, "chunked"),
        };
        heads.are_clear(&request.body(()).expect("a request").into_parts().0)
    });
    each.collect()
}

#[test]
fn two_lengths_are_seen_wherever_and_however_they_come() {
    let began = Instant::now();
    let (mut refused, mut let_through) = (0, 0);
    for seed in 0..ROUNDS {
        let dice = Chance::seeded(seed);
        let decoys = seed % 2 == 0;
        let (text, all) = connection(&dice, decoys);
        let clear = clear(&dice, &text, &all);
        for (sent, clear) in all.iter().zip(&clear) {
            assert!(!(sent.both && *clear), "{seed}: two lengths went through: {text:?}");
        }
        // Nobody is refused for what others on their connection never sent.
        if !decoys && !all.iter().any(|sent| sent.both) {
            assert!(clear.iter().all(|clear| *clear), "{seed}: {text:?}");
        }
        refused += clear.iter().filter(|clear| !**clear).count();
        let_through += clear.iter().filter(|clear| **clear).count();
        if began.elapsed() > LONGEST {
            break;
        }
    }
    assert!(refused > 500 && let_through > 500, "chance tries both: {refused}, {let_through}");
}
