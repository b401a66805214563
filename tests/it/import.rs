//! Keys that were handed out elsewhere come in as hashes, all of a file or none. On both databases, and by the command.

use crate::harbour::Harbour;
use crate::harness::{on_each_store, program, sqlite_url};
use portcullis::domain::apps::KeyFilter;
use portcullis::domain::credential::CredentialState;
use portcullis::portal::{ImportRefusal, Portal};
use std::io::Write;
use std::process::Stdio;

async fn refused(portal: &Portal, text: &str) -> Vec<String> {
    match portal.import_keys(text).await {
        Err(ImportRefusal::Mistakes(mistakes)) => mistakes.iter().map(ToString::to_string).collect(),
        other => panic!("it was to be refused: {other:?}"),
    }
}

#[tokio::test]
async fn keys_of_any_shape_are_taken_over() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        let bob = harbour.person("bob").await;
        let (application, _) = harbour.ask(&bob, "Freight desk", "payments", "v1").await;
        let reference = harbour.portal.application(&bob, &application).await.expect("a page").application.reference_id;
        let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        let text = format!(
            "application,name,key,sha256,expires\n{application},Old gateway,legacy-1234567890-abcdefghij,,2027-03-31\n\
             {reference},,,{hash},\n"
        );
        assert_eq!(harbour.portal.import_keys(&text).await.expect("imported"), 2);
        let keys = harbour.portal.keys(&harbour.admin, "", KeyFilter::All, None).await.expect("keys");
        let mut seen: Vec<_> = keys
            .page
            .items
            .iter()
            .map(|row| {
                let key = &row.credential;
                assert!(
                    key.imported && row.application_id == application && key.state(keys.now) == CredentialState::Active
                );
                (key.name.as_str(), [key.start.as_str(), "…", &key.tail].concat(), key.expires_at.is_some())
            })
            .collect();
        seen.sort_unstable();
        assert_eq!(seen, [("Imported", "?…".to_owned(), false), ("Old gateway", "lega…ghij".to_owned(), true)]);
        let mut tx = harbour.store.begin().await.expect("a transaction");
        for key in ["legacy-1234567890-abcdefghij", "test"] {
            assert!(tx.key_is_known(&portcullis::identity::secret::hash(key)).await.expect("an answer"), "{key}");
        }
        drop(tx);
        let rows = harbour.portal.audit(&harbour.admin, Some("key_imported"), None, None).await.expect("rows").items;
        assert!(rows.len() == 2 && rows.iter().all(|note| note.row.actor == "operator"), "{rows:?}");
        assert!(rows.iter().all(|note| !note.row.detail.contains("legacy")), "{rows:?}");
        // A second time they are there already.
        let mistakes = refused(&harbour.portal, &text).await;
        assert_eq!(mistakes, ["2: key: This key is there already.", "3: key: This key is there already."]);
    })
    .await;
}

#[tokio::test]
async fn one_mistake_and_nothing_comes_in() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        let bob = harbour.person("bob").await;
        let (application, _) = harbour.ask(&bob, "Freight desk", "payments", "v1").await;
        let text = format!(
            "application,key,expires\n{application},first-key-1234567890,\n{application},first-key-1234567890,\n\
             nobody,other-key-1234567890,\n{application},third-key-1234567890,2020-01-01\n,fourth-key,x\n"
        );
        let mistakes = refused(&harbour.portal, &text).await;
        let places: Vec<_> =
            mistakes.iter().map(|told| told.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(places, ["3: key:", "4: application:", "5: expires:", "6: application:", "6: expires:"]);
        let many: String = (0..21).map(|number| format!("{application},key-{number}-of-too-many,\n")).collect();
        let mistakes = refused(&harbour.portal, &format!("application,key,expires\n{many}")).await;
        assert_eq!(mistakes, ["22: application: It would have more than 20 active keys."]);
        let keys = harbour.portal.keys(&harbour.admin, "", KeyFilter::All, None).await.expect("keys");
        assert_eq!(keys.page.items, []);
        assert!(harbour.portal.import_keys("application,key\n").await.is_err());
    })
    .await;
}

/// Whoever takes another's ID as a reference ID gets none of its keys.
#[tokio::test]
async fn an_id_goes_before_a_reference_of_the_same_letters() {
    on_each_store(|store| async move {
        let harbour = Harbour::open(store).await;
        let (bob, eve) = (harbour.person("bob").await, harbour.person("eve").await);
        let (application, _) = harbour.ask(&bob, "Freight desk", "payments", "v1").await;
        let (thief, _) = harbour.ask(&eve, "Thief", "payments", "v1").await;
        let taken = portcullis::domain::application::NewApplication {
            name: "Thief".to_owned(),
            reference_id: application.clone(),
            ..Default::default()
        };
        harbour.portal.edit_application(&eve, &thief, &taken).await.expect("a free reference");
        let text = format!("application,key\n{application},a-key-from-elsewhere\n");
        harbour.portal.import_keys(&text).await.expect("imported");
        let keys = harbour.portal.keys(&harbour.admin, "", KeyFilter::All, None).await.expect("keys");
        assert_eq!(keys.page.items[0].application, "Freight desk");
    })
    .await;
}

#[tokio::test]
async fn the_command_names_line_and_field_and_prints_no_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = sqlite_url(folder.path());
    let harbour = Harbour::open(url.open_and_migrate().await.expect("a database")).await;
    let bob = harbour.person("bob").await;
    let (application, _) = harbour.ask(&bob, "Freight desk", "payments", "v1").await;
    let import = |file: &str, text: &str| {
        let mut command = program();
        command.current_dir(folder.path()).env("PORTCULLIS_DATABASE_URL", "sqlite:portcullis.db");
        command.args(["keys", "import", file]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
        let done = child.wait_with_output().expect("it ends");
        let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
        (done.status.code(), said)
    };
    const KEY: &str = "sk_live_0123456789abcdef";
    let wrong = format!("application,key,sha256\n{application},{KEY},{KEY}\n");
    std::fs::write(folder.path().join("keys.csv"), wrong).expect("a file");
    let (code, [out, err]) = import("keys.csv", "");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert_eq!(err, "keys.csv:2: sha256: Give the key or its SHA-256, not both.\nportcullis: nothing was imported\n");
    let line = format!("{{\"application\":\"{application}\",\"key\":\"{KEY}\"}}\n");
    let (code, [out, err]) = import("-", &line);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "1 key is imported\n", ""));
    let (code, [_, err]) = import("nothing.csv", "");
    assert!(code == Some(1) && err.starts_with("portcullis: nothing.csv can't be read"), "{err}");
    // Neither the file nor anything beside it holds the key, but the one that was imported from.
    harbour.store.close().await;
    for file in ["portcullis.db", "portcullis.db-wal"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()), "{file}");
    }
}
