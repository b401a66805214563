//! `portcullis mail test` as an operator meets it.

use crate::harness::program;
use crate::mail_server::{MailServer, certificate};
use std::path::Path;

fn plain(server: &MailServer) -> String {
    format!("smtp://127.0.0.1:{}", server.port)
}

/// Exit code, standard output and standard error of `mail test`.
fn command(folder: &Path, mail: &str, address: &str) -> (Option<i32>, String, String) {
    let mut command = program();
    command.current_dir(folder).args(["mail", "test", address, "--mail", mail]).env("SSL_CERT_FILE", certificate());
    let output = command.output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_command_sends_through_tls_to_whom_the_system_trusts() {
    let folder = tempfile::tempdir().expect("a folder");
    for (scheme, tls, host) in [("smtps", "implicit", "localhost"), ("smtp", "starttls", "0.0.0.0")] {
        let server = MailServer::start(&["--login", "u:hunter2", "--own-certificate", "--tls", tls]);
        let url = format!("{scheme}://u:hunter2@{host}:{}", server.port);
        let (code, said, failed) = command(folder.path(), &url, "ada@example.com");
        assert_eq!(said, format!("sent to ada@example.com through {scheme}://{host}:{}\n", server.port), "{failed}");
        assert_eq!(code, Some(0));
        let taken = server.taken();
        assert!(taken.secure && taken.from == "portcullis@localhost.localdomain", "{taken:?}");
        assert!(taken.raw.contains("Subject: Test mail from Portcullis"), "{}", taken.raw);
    }
    // Trusted, but somebody else's name.
    let server = MailServer::start(&["--own-certificate", "--tls", "implicit"]);
    let (code, _, failed) = command(folder.path(), &format!("smtps://127.0.0.2:{}", server.port), "ada@example.com");
    assert!(code == Some(1) && failed.lines().count() == 1, "{failed}");
}

#[test]
fn the_command_tells_what_went_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = MailServer::start(&["--refuse", "rcpt:550"]);
    let refusals = [
        (plain(&server), "ada@example.com", "the server said 550"),
        (plain(&server), "ada", "\"ada\" is not an email address"),
        ("smtp://u:hunter2@h/x".to_owned(), "ada@example.com", "mail: smtp://"),
        ("folder:/proc/x".to_owned(), "ada@example.com", "/proc/x can't be used as a folder"),
    ];
    for (url, address, part) in refusals {
        let (code, _, said) = command(folder.path(), &url, address);
        assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
        assert!(said.starts_with("portcullis: ") && said.contains(part) && !said.contains("hunter2"), "{said}");
    }
    let (code, said, _) = command(folder.path(), "folder:mails", "ada@example.com");
    assert_eq!((code, said.as_str()), (Some(0), "sent to ada@example.com through folder:mails\n"));
    let (code, said, log) = command(folder.path(), "log", "ada@example.com");
    assert!(code == Some(0) && said.starts_with("not sent:"), "{said}");
    assert!(log.contains("ada@example.com") && log.contains("Test mail from Portcullis"), "{log}");
    assert!(!log.contains("can send mail"), "what a mail says is not logged: {log}");
}
