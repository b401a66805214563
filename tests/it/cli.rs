//! The command line as an operator meets it: what is said, and with which exit code.

use crate::harness::{Running, exchange, program};
use std::net::TcpListener;
use std::path::Path;

/// Exit code, standard output and standard error.
#[track_caller]
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = program().current_dir(folder).args(arguments).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// A mistake: exit code 1, and one line that names what is wrong.
#[track_caller]
fn refused(folder: &Path, arguments: &[&str], parts: &[&str]) {
    let (code, _, said) = run(folder, arguments);
    assert_eq!(code, 1, "{said}");
    assert_eq!(said.trim().lines().count(), 1, "one line: {said}");
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said:?}");
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn every_command_explains_itself() {
    let folder = folder();
    for command in [
        &["--help"][..],
        &["serve", "--help"],
        &["migrate", "--help"],
        &["demo", "--help"],
        &["mail", "test", "--help"],
    ] {
        let (code, said, _) = run(folder.path(), command);
        assert_eq!(code, 0);
        assert!(said.contains("Usage: portcullis"), "{said}");
    }
    let (code, _, said) = run(folder.path(), &["open-sesame"]);
    assert_ne!(code, 0);
    assert!(said.contains("open-sesame"), "{said}");
}

#[test]
fn migrate_and_demo_make_a_catalog_once() {
    let folder = folder();
    refused(folder.path(), &["demo"], &["data/portcullis.db does not exist", "portcullis migrate"]);
    assert_eq!(run(folder.path(), &["migrate"]).0, 0);
    assert_eq!(run(folder.path(), &["migrate"]).0, 0);
    let (code, said, _) = run(folder.path(), &["demo"]);
    assert_eq!(code, 0);
    let password =
        said.split("Sign in as admin@demo.example with the password ").nth(1).and_then(|rest| rest.lines().next());
    assert_eq!(password.map(str::len), Some(23), "{said}");
    refused(folder.path(), &["demo"], &["already holds products"]);
    assert_eq!(run(folder.path(), &["demo", "--if-empty"]).0, 0);
}

#[test]
fn an_admin_is_made_with_a_password_from_a_pipe() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["migrate"]).0, 0);
    let create = |email: &str, password: &str| {
        let mut child = program()
            .current_dir(folder.path())
            .args(["admin", "create", "--email", email])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("it starts");
        // A command that refuses its arguments may end before it reads.
        let _ = std::io::Write::write_all(&mut child.stdin.take().expect("its input"), password.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(create("ada@example.com", "quay lantern otter seventeen\n").0, Some(0));
    for (email, password, told) in [
        ("ada@example.com", "quay lantern otter seventeen\n", "account with this address already"),
        ("bob@example.com", "password123\n", "easy to guess"),
        ("bob@example.com", "", "no password came"),
        ("bob", "quay lantern otter seventeen\n", "--email: \"bob\" is not an email address"),
    ] {
        let (code, said) = create(email, password);
        assert!(code == Some(1) && said.contains(told), "{email}: {said}");
        assert!(!said.contains("quay lantern"), "{said}");
    }
    let (code, said, _) = run(folder.path(), &["audit", "verify"]);
    assert!(code == 0 && said.contains("the audit is whole: 1 rows"), "{said}");
}

#[test]
fn a_busy_port_is_named() {
    let folder = folder();
    let busy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = busy.local_addr().expect("its address").to_string();
    refused(
        folder.path(),
        &["serve", "--gateway", &address, "--portal", "127.0.0.1:0"],
        &["gateway", &address, "in use"],
    );
    assert!(!folder.path().join("data/portcullis.db").exists(), "nothing was made");
}

#[test]
fn a_bad_database_is_named_without_its_password() {
    let folder = folder();
    refused(folder.path(), &["migrate", "--database-url", "mysql://u:hunter2@h/d"], &["database_url", "mysql:"]);
    let (_, _, said) = run(folder.path(), &["migrate", "--database-url", "postgres://u:hunter2@127.0.0.1:1/d"]);
    assert!(said.contains("can't be reached") && !said.contains("hunter2"), "{said}");
    refused(folder.path(), &["migrate", "--database-url", "sqlite:/proc/x/p.db"], &["/proc/x/p.db", "can't be opened"]);
}

#[test]
fn a_second_server_on_one_file_is_refused() {
    let folder = folder();
    let ports = ["serve", "--portal", "127.0.0.1:0", "--gateway", "127.0.0.1:0", "--operations", "127.0.0.1:0"];
    let mut first = program()
        .current_dir(folder.path())
        .args(ports)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let said = first.stdout.as_mut().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(said), &mut line).expect("it is ready");
    refused(folder.path(), &ports, &["in use by another"]);
    let alone = ["gateway", "--gateway", "127.0.0.1:0", "--operations", "127.0.0.1:0"];
    refused(folder.path(), &alone, &["in use by another"]);
    assert_eq!(run(folder.path(), &["demo"]).0, 0, "other commands may run beside it");
    first.kill().expect("it ends");
    first.wait().expect("it ended");
}

#[test]
fn a_stop_is_graceful_and_quick() {
    let mut running = Running::start("");
    assert!(
        exchange(running.operations, b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .contains("200 OK")
    );
    running.signal("TERM");
    assert_eq!(running.child.wait().expect("it ended").code(), Some(0));
    assert!(running.log().contains("requests in flight are finished first"));
}

#[test]
fn an_empty_portal_prints_a_link_to_set_it_up() {
    let folder = folder();
    let ports = ["serve", "--portal", "127.0.0.1:0", "--gateway", "127.0.0.1:0", "--operations", "127.0.0.1:0"];
    // All that it says until its three addresses are told, and as many lines after that.
    let said = |more: usize| {
        let mut serving = program()
            .current_dir(folder.path())
            .args(ports)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("it starts");
        let mut output = std::io::BufReader::new(serving.stdout.take().expect("its output"));
        let mut said = String::new();
        for _ in 0..3 + more {
            std::io::BufRead::read_line(&mut output, &mut said).expect("a line");
        }
        serving.kill().expect("it ends");
        serving.wait().expect("it ended");
        std::io::Read::read_to_string(&mut output, &mut said).expect("the rest");
        said
    };
    let first = said(1);
    assert!(first.lines().count() == 4 && first.contains("/setup?token="), "{first}");
    let mut create = program();
    create.current_dir(folder.path()).args(["admin", "create", "--email", "ada@example.com"]);
    create.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
    let mut create = create.spawn().expect("it starts");
    let mut input = create.stdin.take().expect("its input");
    std::io::Write::write_all(&mut input, b"quay lantern otter seventeen\n").expect("a password");
    drop(input);
    assert!(create.wait().expect("it ended").success());
    assert!(!said(0).contains("/setup"), "somebody is there");
}
