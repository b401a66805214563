//! Mails on their way out: to a real server that takes, refuses, stalls or hangs up, and into a folder.

use crate::mail_server::MailServer;
use portcullis::domain::account::{Email, FullName};
use portcullis::domain::mail::{Mail, Sender};
use portcullis::mail::{MailUrl, Patience, Transport, Undelivered, default_sender};
use std::time::{Duration, Instant};

fn sender() -> Sender {
    Sender { name: "Acme APIs".to_owned(), address: Email::parse("portal@acme.example").expect("an address") }
}

fn mail() -> Mail {
    Mail {
        to: Email::parse("ada@example.com").expect("an address"),
        to_name: Some(FullName::parse("Ada Lovelace").expect("a name")),
        subject: "Confirm your address".to_owned(),
        text: "Hello Ada,\n\n.\nhttps://portal.example/verify?token=abc\n".to_owned(),
        html: "<p>Hello Ada,</p>".to_owned(),
    }
}

async fn send(url: &str) -> Result<(), Undelivered> {
    send_with(url, Patience::default()).await
}

async fn send_with(url: &str, patience: Patience) -> Result<(), Undelivered> {
    let url: MailUrl = url.parse().expect("an address");
    Transport::open_with(&url, patience).expect("a transport").send(&sender(), &mail(), "0f1e").await
}

fn here(server: &MailServer) -> String {
    format!("smtp://127.0.0.1:{}", server.port)
}

/// One line that has the parts and no password.
#[track_caller]
fn check(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said:?}");
    }
    assert!(!said.contains("hunter2") && !said.chars().any(char::is_control), "{said:?}");
}

#[track_caller]
fn refused(sent: Result<(), Undelivered>, parts: &[&str]) {
    match sent {
        Err(Undelivered::Refused(why)) => check(&why, parts),
        other => panic!("{other:?} is no refusal"),
    }
}

#[track_caller]
fn not_yet(sent: Result<(), Undelivered>, parts: &[&str]) {
    match sent {
        Err(Undelivered::NotYet(why)) => check(&why, parts),
        other => panic!("{other:?} is not to be tried again"),
    }
}

#[tokio::test]
async fn a_server_takes_a_mail_as_it_was_written() {
    let server = MailServer::start(&[]);
    for _ in 0..2 {
        send(&here(&server)).await.expect("it is taken");
        let taken = server.taken();
        assert_eq!(
            (taken.from.as_str(), taken.to.as_slice()),
            ("portal@acme.example", &["ada@example.com".to_owned()][..])
        );
        assert_eq!((taken.hello.as_str(), taken.secure, taken.user), ("acme.example", false, None));
        let headers = headers(&taken.raw);
        let header = |name: &str| headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
        assert_eq!(header("message-id"), Some("<0f1e@acme.example>"));
        assert_eq!(header("from"), Some("\"Acme APIs\" <portal@acme.example>"));
        assert_eq!(header("to"), Some("\"Ada Lovelace\" <ada@example.com>"));
        assert_eq!(header("auto-submitted"), Some("auto-generated"));
        assert!(header("date").is_some_and(|date| date.ends_with("+0000")), "{headers:?}");
        // The line with the lone dot would end the mail if nobody took care of it.
        assert!(taken.raw.contains("Hello Ada,\r\n\r\n.\r\nhttps://portal.example/verify?token"), "{}", taken.raw);
        assert!(
            taken.raw.contains("multipart/alternative") && taken.raw.contains("<p>Hello Ada,</p>"),
            "{}",
            taken.raw
        );
    }
    assert_eq!(server.left(), 0);
}

#[tokio::test]
async fn a_login_is_told_only_where_it_is_asked_for() {
    let server = MailServer::start(&["--login", "portal@acme:hunter2/ä"]);
    let at = |login: &str| format!("smtp://{login}127.0.0.1:{}", server.port);
    send(&at("portal%40acme:hunter2%2F%C3%A4@")).await.expect("it is taken");
    assert_eq!(server.taken().user.as_deref(), Some("portal@acme"));
    // An operator can repair a login, so no mail is given up for it.
    not_yet(send(&at("portal%40acme:hunter2@")).await, &["login", "535"]);
    not_yet(send(&at("")).await, &["sender", "530"]);
    let open = MailServer::start(&[]);
    not_yet(send(&format!("smtp://u:hunter2@127.0.0.1:{}", open.port)).await, &["login"]);
    assert_eq!((server.left(), open.left()), (0, 0));
}

#[tokio::test]
async fn a_no_for_good_is_told_from_a_no_for_now() {
    let said = "the server said";
    for (step, named) in [("mail", "sender"), ("rcpt", "recipient"), ("data", "mail")] {
        let server = MailServer::start(&["--refuse", &format!("{step}:550")]);
        refused(send(&here(&server)).await, &[&here(&server), named, said, "550", "refused at", "a test"]);
        let server = MailServer::start(&["--refuse", &format!("{step}:451")]);
        not_yet(send(&here(&server)).await, &[named, said, "451"]);
        assert_eq!(server.left(), 0);
    }
    // Somebody who greets with a no means us, not the mail.
    let server = MailServer::start(&["--refuse", "connect:554"]);
    not_yet(send(&here(&server)).await, &["connection", "554"]);
}

#[tokio::test]
async fn nobody_is_waited_for_without_end() {
    let limit = Duration::from_millis(500);
    let one = Patience { answer: limit, goodbye: limit, ..Patience::default() };
    for step in ["mail", "rcpt", "data"] {
        let server = MailServer::start(&["--stall", step]);
        not_yet(send_with(&here(&server), one).await, &["no answer within 500ms"]);
    }
    let server = MailServer::start(&["--stall", "connect"]);
    let whole = Patience { whole: limit, ..Patience::default() };
    let begun = Instant::now();
    not_yet(send_with(&here(&server), whole).await, &["the whole", "no answer within 500ms"]);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_server_that_is_gone_is_tried_again() {
    for step in ["connect", "mail", "rcpt", "data"] {
        let server = MailServer::start(&["--drop", step]);
        not_yet(send(&here(&server)).await, &[&here(&server)]);
    }
    // It has the mail, whatever comes after.
    let server = MailServer::start(&["--drop", "taken"]);
    send(&here(&server)).await.expect("it is taken");
    server.taken();
    let address = here(&server);
    server.left();
    not_yet(send(&address).await, &["connection", "refused"]);
    not_yet(send("smtp://nowhere.invalid").await, &["smtp://nowhere.invalid:587", "connection"]);
}

#[tokio::test]
async fn another_machine_gets_nothing_in_plain_text() {
    // This address leads here too, but nobody would know that from its looks.
    let other = |server: &MailServer| format!("smtp://u:hunter2@0.0.0.0:{}", server.port);
    let plain = MailServer::start(&["--login", "u:hunter2"]);
    not_yet(send(&other(&plain)).await, &["offers no STARTTLS"]);
    let server = MailServer::start(&["--login", "u:hunter2", "--tls", "starttls"]);
    not_yet(send(&other(&server)).await, &["STARTTLS", "certificate"]);
    assert_eq!(plain.left(), 0);
    let server = MailServer::start(&["--login", "u:hunter2", "--tls", "starttls", "--own-certificate"]);
    not_yet(send(&other(&server)).await, &["STARTTLS", "UnknownIssuer"]);
    // On this machine whoever signed the certificate is nobody's business.
    send(&format!("smtp://u:hunter2@127.0.0.1:{}", server.port)).await.expect("it is taken");
    assert!(server.taken().secure);
    assert_eq!(server.left(), 0);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let server = MailServer::start(&["--tls", "implicit"]);
    not_yet(send(&format!("smtps://127.0.0.1:{}", server.port)).await, &["connection", "certificate"]);
    let server = MailServer::start(&["--tls", "implicit", "--own-certificate"]);
    not_yet(send(&format!("smtps://localhost:{}", server.port)).await, &["connection", "UnknownIssuer"]);
    assert_eq!(server.left(), 0);
}

#[test]
fn the_sender_follows_the_public_address() {
    let from = |url: &str| default_sender(Some(&url.parse().expect("an address"))).address.to_string();
    assert_eq!(from("https://developers.acme.example"), "portcullis@developers.acme.example");
    assert_eq!(from("https://bücher.example:8443"), "portcullis@xn--bcher-kva.example");
    for nameless in ["http://localhost:3000", "http://127.0.0.1", "http://[::1]", "http://portal"] {
        assert_eq!(from(nameless), "portcullis@localhost.localdomain", "{nameless}");
    }
    assert_eq!(default_sender(None).name, "Portcullis");
}

/// Names in lower case and unfolded values, up to the empty line.
pub fn headers(raw: &str) -> Vec<(String, String)> {
    let head = raw.split_once("\r\n\r\n").expect("headers and a body").0;
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let pair = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line:?} is no header"));
        (name.to_ascii_lowercase(), value.to_owned())
    };
    unfolded.split("\r\n").map(pair).collect()
}
