//! Settings: which wins, what is refused, what is never shown.

use crate::harness::program;
use std::path::Path;

/// What `serve --print-config` says, or why it refuses.
fn settings(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Result<String, String> {
    let mut command = program();
    command.current_dir(folder).args(["serve", "--print-config"]).args(arguments).envs(environment.iter().copied());
    let output = command.output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

#[track_caller]
fn check_file(file: &str, refusal: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("portcullis.toml"), file).expect("a file");
    let said = settings(folder.path(), &[], &[]).expect_err(file);
    assert_eq!(said.trim().lines().count(), 1, "one line: {said}");
    assert!(said.contains(refusal), "{file:?}: {said}");
}

#[test]
fn a_flag_beats_the_environment_beats_the_file_beats_the_default() {
    let folder = tempfile::tempdir().expect("a folder");
    let portal = |arguments: &[&str], environment: &[(&str, &str)]| {
        let said = settings(folder.path(), arguments, environment).expect("settings");
        said.lines().find_map(|line| line.strip_prefix("portal = ").map(str::to_owned)).expect("the portal")
    };
    assert_eq!(portal(&[], &[]), "\"127.0.0.1:3000\"");
    std::fs::write(folder.path().join("portcullis.toml"), "portal = \"127.0.0.1:3001\"").expect("a file");
    assert_eq!(portal(&[], &[]), "\"127.0.0.1:3001\"");
    let environment = [("PORTCULLIS_PORTAL", "127.0.0.1:3002")];
    assert_eq!(portal(&[], &environment), "\"127.0.0.1:3002\"");
    assert_eq!(portal(&["--portal", "127.0.0.1:3003"], &environment), "\"127.0.0.1:3003\"");
}

#[test]
fn what_is_printed_can_be_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mail = ["--mail", "smtps://mail.example.com"];
    let said = settings(folder.path(), &[&["--log", "json"][..], &mail].concat(), &[]).expect("settings");
    std::fs::write(folder.path().join("portcullis.toml"), &said).expect("a file");
    assert_eq!(settings(folder.path(), &[], &[]).expect("settings"), said);
}

#[test]
fn a_mistake_in_the_file_names_its_line_and_key() {
    check_file("portal = \"127.0.0.1:3000\"\nportel = 1", "line 2: unknown field `portel`");
    check_file("[limits]\nconections = 5", "line 2: unknown field `conections`");
    check_file("[limits]\nconnections = \"many\"", "line 2: invalid type");
    check_file("portal = ", "line 1:");
    check_file("portal = \"here\"", "portal: \"here\" is not an address");
    check_file("mail = \"mail.example.com\"", "mail: not a place for mails");
    check_file("mail = \"smtp://u:p@h/inbox\"", "mail: smtp:// must end after host and port");
    check_file("log = \"loud\"", "log: \"loud\" is neither text nor json");
    check_file("public_url = \"portal.example\"", "public_url:");
    check_file("public_url = \"https://portal.example/sub\"", "public_url:");
    check_file("gateway_url = \"ftp://api.example\"", "gateway_url:");
    check_file("gateway_url = \"https://api.example/?a\"", "gateway_url:");
    check_file("database_url = \"sqlite:\"", "database_url:");
    check_file("log_filter = \"portcullis=loudest\"", "log_filter:");
    check_file("[limits]\nheader_bytes = 100", "limits.header_bytes: must be at least 8192");
    check_file("[limits]\nbody_seconds = 0", "limits.body_seconds: must be at least 1");
}

#[test]
fn a_named_file_must_be_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = settings(folder.path(), &["--config", "elsewhere.toml"], &[]).expect_err("it is missing");
    assert!(said.contains("elsewhere.toml"), "{said}");
}

#[test]
fn secrets_are_not_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = [("PORTCULLIS_DATABASE_URL", "postgres://u:hunter2@db/p?password=hunter2")];
    let said = settings(folder.path(), &[], &secret).expect("settings");
    assert!(said.contains("postgres://u:***@db/p") && !said.contains("hunter2"), "{said}");
    let secret = [("PORTCULLIS_MAIL", "smtps://u:hunter2@mail.example.com")];
    let said = settings(folder.path(), &[], &secret).expect("settings");
    assert!(said.contains("mail = \"smtps://u:***@mail.example.com:465\"") && !said.contains("hunter2"), "{said}");
    let said = settings(folder.path(), &["--mail", "smtp://u:hunter2@h/x"], &[]).expect_err("a path");
    assert!(said.contains("mail: smtp://") && !said.contains("hunter2"), "{said}");
}
