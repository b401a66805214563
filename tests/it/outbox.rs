//! Mails survive what programs do not. On both databases, and with the program itself.

use crate::harness::{Letters, NOON, on_each_store, portal, portal_at, program};
use crate::sign_up::admin;
use portcullis::domain::account::{Email, FullName};
use portcullis::domain::outbox::MailState;
use portcullis::domain::time::Timestamp;
use portcullis::portal::{Client, Portal, Transport};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

async fn ask(portal: &Portal, number: u8) {
    let email = Email::parse(&format!("p{number}@example.com")).expect("an address");
    let name = FullName::parse("Somebody").expect("a name");
    portal.sign_up(&name, &email, Client([192, 0, 2, number].into())).await.expect("an answer");
}

#[tokio::test]
async fn a_mail_in_the_hand_of_the_dead_is_delivered_by_the_next() {
    on_each_store(|store| async move {
        let (portal, letters) = (portal(store.clone()), Letters::new());
        ask(&portal, 1).await;
        let two_minutes = Timestamp(NOON.0 + 120_000);
        assert!(store.claim_mail(NOON, two_minutes).await.expect("a mail").is_some());
        // Whoever took it is gone. Nobody else has it before its time is up.
        assert!(letters.deliver(&portal).await.is_empty());
        assert_eq!(letters.deliver(&portal_at(store.clone(), two_minutes)).await.len(), 1);
        let next_day = portal_at(store, Timestamp(NOON.0 + 86_400_000));
        assert!(letters.deliver(&next_day).await.is_empty(), "delivered is delivered");
    })
    .await;
}

#[tokio::test]
async fn two_that_deliver_never_send_one_mail_twice() {
    on_each_store(|store| async move {
        let portal = portal(store);
        for number in 0..20 {
            ask(&portal, number).await;
        }
        let (one, two) = (Letters::new(), Letters::new());
        let (left, right) = tokio::join!(one.deliver(&portal), two.deliver(&portal));
        assert_eq!(left.len() + right.len(), 20, "{} and {}", left.len(), right.len());
    })
    .await;
}

#[tokio::test]
async fn what_can_not_be_delivered_waits_longer_each_time_and_is_given_up() {
    on_each_store(|store| async move {
        let portal = portal(store.clone());
        let admin = admin(&portal).await;
        ask(&portal, 1).await;
        // Nobody listens there.
        let nowhere = Transport::open(&"smtp://127.0.0.1:1".parse().expect("an address")).expect("a way");
        let (mut now, mut waits) = (NOON, Vec::new());
        loop {
            let later = portal_at(store.clone(), now);
            assert!(later.deliver_next(&nowhere).await.expect("a try"), "it was due");
            let mail = portal.mails(&admin, None, None).await.expect("mails").items.remove(0);
            assert!(mail.last_error.is_some_and(|why| !why.contains('\n')));
            if mail.state == MailState::Failed {
                break;
            }
            waits.push((mail.due_at.0 - now.0) / 1000);
            now = mail.due_at;
        }
        assert_eq!(waits[..10], [30, 60, 120, 240, 480, 960, 1920, 3840, 7200, 7200]);
        assert_eq!(waits.len(), 44);
        // An admin has it tried again, and it still knows what it is.
        let id = portal.mails(&admin, Some("failed"), None).await.expect("mails").items.remove(0).id;
        portal_at(store.clone(), now).retry_mail(&admin, &id).await.expect("again");
        let letters = Letters::new();
        let sent = letters.deliver(&portal_at(store, now)).await;
        assert!(sent.len() == 1 && sent[0].contains("/verify?token="), "{sent:?}");
        assert!(portal.retry_mail(&admin, &id).await.is_err(), "what was sent is not sent again");
    })
    .await;
}

#[tokio::test]
async fn the_outbox_and_the_audit_hold_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = crate::harness::sqlite_url(folder.path());
    let store = url.open_and_migrate().await.expect("a store");
    let (portal, letters) = (portal(store), Letters::new());
    let link = portal.setup_link().await.expect("an answer").expect("a link");
    admin(&portal).await;
    ask(&portal, 1).await;
    let token = crate::harness::token_in(&letters.deliver(&portal).await.concat());
    let pool = sqlx::SqlitePool::connect(&url.to_string()).await.expect("the file");
    let rows: Vec<(String,)> = sqlx::query_as(
        "select id || address || detail || coalesce(last_error, '') from outbox
         union all select actor || subject || detail from audit union all select hex(hash) from tokens",
    )
    .fetch_all(&pool)
    .await
    .expect("rows");
    assert!(rows.len() >= 4);
    for secret in [token, crate::harness::token_in(&link)] {
        assert!(rows.iter().all(|(row,)| !row.to_lowercase().contains(&secret)));
    }
}

/// The program on a folder that outlives it.
fn serve(folder: &Path) -> (Child, u16) {
    let ports = ["--portal", "127.0.0.1:0", "--gateway", "127.0.0.1:0", "--operations", "127.0.0.1:0"];
    let mail = format!("folder:{}", folder.join("mail").display());
    let mut command = program();
    command.current_dir(folder).arg("serve").args(ports).args(["--mail", &mail]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
    let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    (child, port)
}

#[test]
fn a_mail_outlives_a_kill_of_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut child, port) = serve(folder.path());
    let body = "name=Bob&email=bob%40example.com";
    let request = format!(
        "POST /sign-up HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).expect("an answer");
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert!(status.contains("303"), "{status}");

    let (mut child, _) = serve(folder.path());
    let mails = || std::fs::read_dir(folder.path().join("mail")).map_or(0, Iterator::count);
    // At once, unless the first one died with it in hand.
    let arrived = (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(500));
        mails() == 1
    });
    child.kill().expect("it ends");
    child.wait().expect("it ended");
    assert!(arrived, "{} mails", mails());
}
