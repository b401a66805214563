//! Mails as files: whole, once, and with the headers we wrote and no others.

use crate::mail::headers;
use portcullis::domain::account::{Email, FullName};
use portcullis::domain::mail::{Mail, Sender};
use portcullis::mail::{CantOpen, MailUrl, Transport, Undelivered};
use std::path::Path;

fn url(folder: &Path) -> MailUrl {
    format!("folder:{}", folder.display()).parse().expect("an address")
}

fn sender(name: &str) -> Sender {
    Sender { name: name.to_owned(), address: Email::parse("portal@acme.example").expect("an address") }
}

fn mail(subject: &str, name: Option<&str>) -> Mail {
    Mail {
        to: Email::parse("ada@example.com").expect("an address"),
        to_name: name.map(|name| FullName::parse(name).expect("a name")),
        subject: subject.to_owned(),
        text: "Hello\n".to_owned(),
        html: "<p>Hello</p>".to_owned(),
    }
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_mail_is_one_file_however_often_it_is_sent() {
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("new/mails");
    let transport = Transport::open(&url(&folder)).expect("a transport");
    assert!(files(&folder).is_empty(), "the folder is made at once");
    let (from, mail) = (sender("Acme"), mail("One", None));
    let sent = tokio::join!(
        transport.send(&from, &mail, "one"),
        transport.send(&from, &mail, "one"),
        transport.send(&from, &mail, "two_-2"),
    );
    assert_eq!(sent, (Ok(()), Ok(()), Ok(())));
    assert_eq!(files(&folder), ["one.eml", "two_-2.eml"]);
    // A folder that somebody cleared away is made again.
    std::fs::remove_dir_all(&folder).expect("it goes");
    assert_eq!(transport.send(&from, &mail, "one").await, Ok(()));
    assert_eq!(files(&folder), ["one.eml"]);
}

#[tokio::test]
async fn an_id_stays_in_its_folder() {
    let top = tempfile::tempdir().expect("a folder");
    let folder = top.path().join("mails");
    let transport = Transport::open(&url(&folder)).expect("a transport");
    for id in ["", "../one", "a/b", "a.b", "a>\r\nBcc: eve@evil.example", "ä", &"a".repeat(65)] {
        let sent = transport.send(&sender("Acme"), &mail("One", None), id).await;
        assert!(matches!(sent, Err(Undelivered::Refused(_))), "{id:?}: {sent:?}");
    }
    assert_eq!((files(top.path()), files(&folder)), (vec!["mails".to_owned()], Vec::new()));
}

#[tokio::test]
async fn a_folder_that_can_not_be_is_named() {
    let top = tempfile::tempdir().expect("a folder");
    let file = top.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let opened = Transport::open(&url(&file.join("mails"))).map(|_| ());
    assert!(matches!(&opened, Err(CantOpen::Folder { .. })), "{opened:?}");
    // What was a folder becomes a file: there is hope that it becomes one again.
    let folder = top.path().join("mails");
    let transport = Transport::open(&url(&folder)).expect("a transport");
    std::fs::remove_dir(&folder).expect("it goes");
    std::fs::write(&folder, "").expect("a file");
    let sent = transport.send(&sender("Acme"), &mail("One", None), "one").await;
    assert!(matches!(&sent, Err(Undelivered::NotYet(why)) if why.contains("mails can't be written")), "{sent:?}");
}

/// What people put where a header is made of it.
const HOSTILE: [&str; 12] = [
    "One\r\nBcc: eve@evil.example",
    "One\nBcc: eve@evil.example\n\n<script>",
    "One\r\n\r\nA body of my own",
    "One\rBcc: eve@evil.example",
    "One\u{85}Bcc: eve@evil.example",
    "One\u{2028}Bcc: eve@evil.example",
    "One\u{b}\u{c}\u{0}Bcc: eve@evil.example",
    "Ada\" <eve@evil.example>, \"Bob",
    "Ada, eve@evil.example; (x) \\",
    "=?utf-8?q?One=0D=0ABcc:_eve@evil.example?=",
    "\u{202e}moc.live@eve",
    "Zoë 李小龙 😀 Zoë 李小龙 😀 Zoë 李小龙 😀 Zoë 李小龙 😀 Zoë 李小龙 😀 Zoë 李小龙 😀 Zoë 李小龙 😀",
];

#[tokio::test]
async fn no_words_of_people_become_headers() {
    let folder = tempfile::tempdir().expect("a folder");
    let transport = Transport::open(&url(folder.path())).expect("a transport");
    let whole = ["from", "to", "subject", "message-id", "auto-submitted", "mime-version", "date", "content-type"];
    for (number, hostile) in HOSTILE.iter().enumerate() {
        let id = format!("mail{number}");
        // Names with control characters are no names; they end where a name is read.
        let name = FullName::parse(hostile).is_ok().then_some(*hostile);
        transport.send(&sender(hostile), &mail(hostile, name), &id).await.expect("it is written");
        let raw = std::fs::read_to_string(folder.path().join(format!("{id}.eml"))).expect("a mail");
        let headers = headers(&raw);
        let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, whole, "{hostile:?}:\n{raw}");
        assert!(raw.is_ascii() && raw.lines().all(|line| line.len() < 998), "{raw}");
        assert!(!raw.replace("\r\n", "").contains(['\r', '\n']), "a lone end of line: {raw:?}");
        let address = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        for (header, address) in [("from", address("from")), ("to", address("to"))] {
            let address = address.unwrap_or_default();
            // Outside of quotes, which are where a name stands, there is one address and it is the right one.
            let outside = outside_quotes(address);
            assert_eq!(outside.matches('@').count(), 1, "{header}: {address}");
            assert_eq!(outside.matches(',').count(), 0, "{header}: {address}");
            assert!(!address.contains("<eve@evil.example>") || address.contains('"'), "{header}: {address}");
        }
        // Nor does it come apart once it is decoded.
        assert!(!raw.to_ascii_lowercase().contains("=?utf-8?q?"), "{raw}");
        if number == 0 {
            assert!(raw.contains("Subject: One Bcc: eve@evil.example\r\n"), "{raw}");
        }
        assert!(raw.ends_with("--\r\n") && raw.contains("<p>Hello</p>"), "{raw}");
    }
}

/// Without quoted strings and encoded words.
fn outside_quotes(value: &str) -> String {
    let mut outside = String::new();
    let mut letters = value.chars();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if quoted => drop(letters.next()),
            '"' => quoted = !quoted,
            letter if !quoted => outside.push(letter),
            _ => {}
        }
    }
    assert!(!quoted, "{value}");
    outside.split_whitespace().filter(|word| !(word.starts_with("=?") && word.ends_with("?="))).collect()
}

#[tokio::test]
async fn other_scripts_arrive_as_they_were_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let transport = Transport::open(&url(folder.path())).expect("a transport");
    let said = "Grüße 李小龙\n".repeat(200);
    let mail = Mail { text: said, ..mail("Grüße", Some("Zoë")) };
    transport.send(&sender("Bücher"), &mail, "one").await.expect("it is written");
    let raw = std::fs::read_to_string(folder.path().join("one.eml")).expect("a mail");
    assert!(raw.is_ascii() && raw.lines().all(|line| line.len() <= 78), "{raw}");
    let headers = headers(&raw);
    let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    assert_eq!(header("subject"), Some("=?utf-8?b?R3LDvMOfZQ==?="));
    assert_eq!(header("from"), Some("=?utf-8?b?QsO8Y2hlcg==?= <portal@acme.example>"));
    assert_eq!(header("to"), Some("=?utf-8?b?Wm/Dqw==?= <ada@example.com>"));
}
