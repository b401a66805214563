//! Real descriptions, hostile ones, and what chance makes of them.

mod greedy;
mod hostile;
mod html;

use portcullis::content::openapi::{Reference, read};
use std::path::{Path, PathBuf};

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn top(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn demos() -> Vec<PathBuf> {
    let all = files(&top("demo/products"), &["yaml", "json"]);
    all.into_iter().filter(|path| !path.ends_with("product.yaml")).collect()
}

/// What holds of whatever was read.
#[track_caller]
fn check(reference: &Reference, file: &Path) {
    let keys: Vec<_> =
        reference.operations.iter().map(|one| &one.key).chain(reference.schemas.iter().map(|one| &one.key)).collect();
    let mut folded: Vec<_> = keys.iter().map(|key| key.to_lowercase()).collect();
    folded.sort();
    folded.dedup();
    assert_eq!(folded.len(), keys.len(), "{}: a key comes twice", file.display());
    for key in &keys {
        let is_safe = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        assert!((1..=100).contains(&key.len()) && key.chars().all(is_safe), "{}: {key}", file.display());
    }
    let pages = reference.operations.iter().map(|one| &one.html).chain(reference.schemas.iter().map(|one| &one.html));
    for html in pages.chain([&reference.overview]) {
        html::check(html.as_str(), &file.display().to_string());
        for key in html::keys_linked(html.as_str()) {
            let is_there = reference.schemas.iter().any(|one| one.key.strip_prefix("schema-") == Some(key));
            assert!(is_there, "{}: no page {key}", file.display());
        }
        assert!(html.as_str().len() < 400_000, "{}: a page of {} bytes", file.display(), html.as_str().len());
    }
}

/// Bytes of all its pages.
fn bytes_of_pages(reference: &Reference) -> usize {
    let pages = reference.operations.iter().map(|one| &one.html).chain(reference.schemas.iter().map(|one| &one.html));
    pages.chain([&reference.overview]).map(|html| html.as_str().len()).sum()
}

#[test]
fn the_demo_has_nothing_wrong() {
    assert!(demos().len() > 20);
    for path in demos() {
        let reference =
            read(&std::fs::read(&path).expect("a file")).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        assert!(reference.problems.is_empty(), "{}: {:?}", path.display(), reference.problems);
        assert!(!reference.operations.is_empty() && !reference.title.is_empty(), "{}", path.display());
        check(&reference, &path);
        // The downloads say the same.
        for file in [&reference.json, &reference.yaml] {
            assert_eq!(read(file.as_bytes()).expect("readable"), reference, "{}", path.display());
        }
    }
}

#[test]
fn examples_of_the_world_are_shown() {
    let folder = top("end2end/node_modules/@readme/oas-examples");
    assert!(folder.is_dir(), "{} is missing: `cargo xtask test it` installs it", folder.display());
    let all = files(&folder, &["yaml", "json"]);
    let all: Vec<_> = all
        .into_iter()
        .filter(|path| path.components().any(|part| ["json", "yaml"].iter().any(|form| part.as_os_str() == *form)))
        .collect();
    assert!(all.len() > 100, "only {} files", all.len());
    for path in all {
        let reference =
            read(&std::fs::read(&path).expect("a file")).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        check(&reference, &path);
        assert!(reference.operations.iter().all(|one| one.html.as_str().contains("<h1>")), "{}", path.display());
    }
}
