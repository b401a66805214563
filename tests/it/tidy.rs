//! The architecture as assertions. Each message says what to do instead.

use std::path::{Path, PathBuf};

struct Source {
    /// From the top of the repository, with `/`.
    path: String,
    text: String,
}

fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut todo: Vec<PathBuf> = vec![top.join(folder)];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if endings.iter().any(|ending| path.extension().is_some_and(|found| found == *ending)) {
            let name = path.strip_prefix(top).expect("below the top").to_string_lossy().replace('\\', "/");
            found.push(Source { path: name, text: std::fs::read_to_string(&path).expect("text") });
        }
    }
    assert!(!found.is_empty(), "{folder} holds nothing: this test looks in the wrong place");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Fails with every line of `folder` that holds one of `words`, unless it stands in an excepted file.
#[track_caller]
fn nowhere(folder: &str, words: &[&str], except: &[&str], instead: &str) {
    let mut strays = Vec::new();
    for Source { path, text } in sources(folder, &["rs"]) {
        if except.iter().any(|excepted| path.starts_with(excepted)) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) && !line.trim_start().starts_with("//") {
                strays.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(strays.is_empty(), "{instead}\n{}", strays.join("\n"));
}

#[test]
fn arrows_point_one_way() {
    let instead = "this folder may not know that one: see the arrows in ARCHITECTURE.md";
    let domain = [
        "crate::rpc",
        "crate::ui",
        "crate::portal",
        "crate::storage",
        "crate::content",
        "crate::gateway",
        "crate::mail",
        "crate::server",
        "crate::config",
        "crate::cli",
    ];
    nowhere("src/domain", &domain, &[], instead);
    nowhere(
        "src/domain",
        &["sqlx", "axum", "leptos", "tokio", "tracing", "SystemTime"],
        &[],
        "domain is pure: values in, values out",
    );
    nowhere(
        "src/storage",
        &["crate::rpc", "crate::ui", "crate::portal", "crate::gateway", "crate::mail", "crate::server", "crate::cli"],
        &[],
        instead,
    );
    // Not `config` either, which knows the address that mails go to.
    let mail = ["rpc", "ui", "portal", "storage", "gateway", "identity", "server", "config", "cli"];
    nowhere("src/mail", &mail.map(|folder| format!("crate::{folder}")).each_ref().map(String::as_str), &[], instead);
    nowhere("src/markup", &["crate::rpc", "crate::ui", "crate::portal", "crate::content", "leptos"], &[], instead);
    let pure = ["crate::rpc", "crate::ui", "crate::portal", "crate::storage", "crate::server", "crate::config"];
    nowhere("src/content", &pure, &[], instead);
    let everything = ["crate::rpc", "crate::ui", "crate::portal", "crate::storage", "crate::server", "crate::config"];
    nowhere("src/identity", &everything, &[], instead);
    nowhere("src/portal", &["crate::rpc", "crate::ui", "crate::gateway", "crate::server", "crate::cli"], &[], instead);
    nowhere("src/gateway", &["crate::rpc", "crate::ui", "crate::mail", "crate::cli"], &[], instead);
    nowhere(
        "src/ui",
        &[
            "crate::portal",
            "crate::storage",
            "crate::gateway",
            "crate::mail",
            "crate::server",
            "crate::cli",
            "crate::config",
        ],
        &[],
        instead,
    );
    nowhere("src/rpc", &["crate::ui", "crate::storage", "crate::gateway", "crate::mail", "crate::cli"], &[], instead);
    nowhere("src/server", &["crate::cli"], &[], instead);
}

#[test]
fn sql_stays_in_storage() {
    nowhere("src", &["sqlx"], &["src/storage/"], "put the query into storage/ and call it from portal/");
}

#[test]
fn mail_leaves_by_one_door() {
    nowhere("src", &["lettre"], &["src/mail/"], "mails are sent by mail/ only");
}

#[test]
fn targets_differ_at_three_edges_only() {
    let edges = ["src/lib.rs", "src/rpc/mod.rs", "src/ui/browser/mod.rs"];
    nowhere(
        "src",
        &["cfg(feature", "cfg(not(feature", "cfg_if", "cfg!("],
        &edges,
        "gate a module at an edge, not an item",
    );
    nowhere("src", &["cfg_attr"], &[], "write two types instead of one that changes its shape");
}

#[test]
fn server_functions_live_in_rpc_under_names_of_their_own() {
    nowhere("src", &["#[server"], &["src/rpc/"], "every function of the wire stands in rpc/");
    nowhere("src", &["ServerFnError"], &["src/rpc/error.rs"], "use RpcError: it says nothing of our insides");
    for Source { path, text } in sources("src/rpc", &["rs"]) {
        let lines: Vec<_> = text.lines().collect();
        // `#[server(default)]` stands before an argument.
        let begins = |line: &str| line.starts_with("#[server") && !line.starts_with("#[server(default)]");
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| begins(line.trim_start())) {
            let place = format!("{path}:{}", number + 1);
            assert!(
                line.contains("prefix = \"/rpc\"") && line.contains("endpoint = \""),
                "{place}: name prefix and endpoint"
            );
            let function = lines[number + 1..].iter().find(|line| line.contains("async fn")).expect("a function");
            let name = function.split("async fn ").nth(1).expect("its name");
            let reads = ["list_", "find_"].iter().any(|verb| name.starts_with(verb));
            assert_eq!(
                line.contains("GetUrl"),
                reads,
                "{place}: reading functions (list_, find_) use GetUrl, others never"
            );
        }
    }
}

#[test]
fn only_the_cleaner_makes_html() {
    nowhere("src", &["SafeHtml::cleaned"], &["src/content/markdown.rs"], "HTML comes from content::markdown only");
    nowhere(
        "src",
        &["SafeHtml::kept"],
        &["src/storage/", "src/portal/catalog.rs"],
        "only what was stored as HTML is kept HTML",
    );
    for Source { path, text } in sources("src/ui", &["rs"]) {
        for line in text.lines().filter(|line| line.contains("inner_html")) {
            assert!(
                line.contains(".as_str()") || line.contains(".into_string()"),
                "{path}: inner_html takes a SafeHtml: {line}"
            );
        }
    }
}

#[test]
fn spans_record_no_arguments() {
    for Source { path, text } in sources("src", &["rs"]) {
        for line in text.lines().filter(|line| line.contains("instrument(") || line.contains("#[instrument")) {
            assert!(line.contains("skip_all"), "{path}: an argument may be a secret: add skip_all");
        }
    }
}

#[test]
fn migrations_come_as_twins() {
    let names = |database: &str| {
        let files = sources(&format!("migrations/{database}"), &["sql"]);
        files.iter().map(|file| file.path.rsplit('/').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("sqlite"), names("postgres"), "every migration has one file for each database");
}

#[test]
fn files_stay_short() {
    for folder in ["src", "tests", "xtask/src", "style", "end2end/specs", "end2end/fixtures"] {
        for Source { path, text } in sources(folder, &["rs", "css", "ts"]) {
            let lines = text.lines().count();
            assert!(lines <= 500, "{path} has {lines} lines: part it where its ideas part");
        }
    }
}

#[test]
fn names_say_something() {
    let vague = ["utils", "helpers", "common", "manager", "service"];
    for Source { path, .. } in sources("src", &["rs"]) {
        let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        assert!(!vague.contains(&name), "{path}: name it after what it is about");
    }
    nowhere("src", &["fn get_"], &[], "a getter is named after what it gives");
}

#[test]
fn styles_stay_in_style_sheets() {
    nowhere("src/ui", &["style=", "style:"], &[], "the page's policy allows no inline style: use a class");
}
