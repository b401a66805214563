use super::super::{Files, Folder, Part, read, write};
use super::right;
use crate::domain::sheet::{DocumentSheet, ProductSheet, Upstream, VersionName, VersionSheet};
use crate::domain::slug::Slug;
use crate::domain::strategy::StrategyKind;
use crate::domain::version::{VersionState, Visibility};
use std::collections::BTreeMap;
use std::path::Path;

pub fn demo() -> Files {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let (mut todo, mut files) = (vec![top.clone()], Files::new());
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
    files
}

pub fn written(folder: &Folder) -> Files {
    let bytes: BTreeMap<_, _> =
        folder.specs.iter().map(|(spec, bytes, _)| (spec.digest.clone(), bytes.clone())).collect();
    write(&folder.sheets, &|spec, _, _| bytes.get(&spec.digest).cloned())
}

#[test]
fn the_demo_is_right_and_comes_back_as_it_was() {
    let folder = right(&demo());
    assert!(folder.sheets.products.len() >= 10);
    let again = written(&folder);
    let folder_again = right(&again);
    assert_eq!(folder_again.sheets, folder.sheets);
    assert_eq!(folder_again.specs, folder.specs);
    assert_eq!(written(&folder_again), again, "a second export changes nothing");
}

#[test]
fn the_demo_shows_what_a_folder_can_say() {
    let folder = right(&demo());
    let below = |documents: &[DocumentSheet]| DocumentSheet::in_order(documents).iter().any(|(depth, _)| *depth > 0);
    assert!(folder.sheets.products.iter().any(|product| below(&product.documents)), "one document below another");
    assert!(folder.sheets.settings.contains_key("tagline"));
    for product in &folder.sheets.products {
        for strategy in product.versions.iter().filter_map(|version| version.strategy.as_ref()) {
            assert!(folder.sheets.strategies.iter().any(|other| other.name == *strategy), "{strategy}");
        }
        assert!(product.versions.iter().all(|version| version.spec.is_some()), "{}", product.slug);
    }
}

/// What others try the portal with.
#[test]
fn the_demo_holds_a_case_of_everything() {
    let folder = right(&demo());
    let products = &folder.sheets.products;
    let all: Vec<_> = products.iter().flat_map(|product| &product.versions).collect();
    let count = |fits: &dyn Fn(&VersionSheet) -> bool| all.iter().filter(|version| fits(version)).count();
    let uses = |version: &VersionSheet, name: &str| version.strategy.as_ref().is_some_and(|one| one.as_str() == name);
    let kind = |version: &VersionSheet| {
        let strategy = folder.sheets.strategies.iter().find(|one| Some(&one.name) == version.strategy.as_ref());
        strategy.map(|strategy| strategy.method.kind())
    };
    assert!(products.len() >= 10);
    let shares = |product: &&ProductSheet| product.versions.iter().any(|version| uses(version, "key-auth"));
    assert!(products.iter().filter(shares).count() >= 2, "the built-in strategy is shared");
    assert!(count(&|version| kind(version) == Some(StrategyKind::OpenidConnect)) >= 1);
    assert!(count(&|version| version.strategy.is_none()) >= 1, "one is open");
    assert!(count(&|version| version.state == VersionState::Deprecated && version.sunset.is_some()) >= 1);
    assert!(count(&|version| version.visibility == Visibility::Private) >= 1);
    assert_eq!(count(&|version| version.registration && version.auto_approve), 1, "the others wait");
    assert!(count(&|version| version.limit.is_some()) >= 1);
    for version in all {
        let upstream = version.upstream.as_ref().map(Upstream::as_str).unwrap_or_default();
        assert!(upstream.starts_with("http://127.0.0.1:8099/") && version.path.is_some(), "{version:?}");
    }
}

#[test]
fn later_checks_name_file_and_line_too() {
    let folder = right(&demo());
    let (slug, version) = (Slug::parse("address-validation").unwrap(), VersionName::parse("2025-01").unwrap());
    let file = "products/address-validation/product.yaml".to_owned();
    assert_eq!(folder.place(&slug, Some(&version), "strategy"), (file.clone(), Some(34)));
    assert_eq!(folder.place(&slug, Some(&version), "strip_path"), (file.clone(), Some(29)), "where it would stand");
    assert_eq!(folder.place(&slug, None, "name"), (file, Some(2)));
    let told = folder.mistake(Part::Version(&slug, &version), "spec", "It is empty.").to_string();
    assert_eq!(told, "products/address-validation/product.yaml:33: versions[1].spec: It is empty.");
    let name = Slug::parse("partner-key").unwrap();
    let told = folder.mistake(Part::Strategy(&name), "key_names", "No.").to_string();
    assert_eq!(told, "strategies.yaml:12: [1].key_names: No.");
    let told = folder.mistake(Part::Settings, "default_strategy", "No.").to_string();
    assert_eq!(told, "portal.yaml:1: default_strategy: No.");
    let document = Slug::parse("signing-in").unwrap();
    let product = Slug::parse("partner-directory").unwrap();
    let told = folder.mistake(Part::Document(&product, &document), "title", "No.").to_string();
    assert_eq!(told, "products/partner-directory/docs/signing-in.md:2: title: No.");
}

/// Small, and the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

#[test]
fn no_damaged_file_brings_the_reader_down() {
    // Without the OpenAPI files, which are not looked into here, and large.
    let mut whole = demo();
    let small = |path: &str| path.ends_with("product.yaml") || path.ends_with(".md") || !path.contains('/');
    for (_, bytes) in whole.iter_mut().filter(|(path, _)| !small(path)) {
        bytes.truncate(10);
    }
    let mut dice = Dice(0x5eed_cafe);
    let paths: Vec<_> = whole.keys().filter(|path| small(path)).cloned().collect();
    let marks = b":-#'\"|>[]{}&*!%@`?,\n\t \0\xff\xc3~0no";
    let (mut right, rounds) = (0, 600);
    for _ in 0..rounds {
        let path = &paths[dice.below(paths.len())];
        let bytes = whole[path].clone();
        let mut damaged = bytes.clone();
        for _ in 0..=dice.below(4) {
            let at = dice.below(damaged.len().max(1));
            match dice.below(4) {
                0 if at < damaged.len() => damaged[at] = marks[dice.below(marks.len())],
                1 => damaged.insert(at, marks[dice.below(marks.len())]),
                2 => damaged.truncate(at),
                _ => damaged.splice(at..at, bytes[dice.below(bytes.len())..].iter().take(40).copied()).for_each(drop),
            }
        }
        // Alone, so that a round is short; the whole folder stands for its neighbours in other tests.
        let alone: Files = whole
            .iter()
            .filter(|(other, _)| {
                other.rsplit_once('/').map(|(folder, _)| folder) == path.rsplit_once('/').map(|(folder, _)| folder)
            })
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .chain([(path.clone(), damaged)])
            .collect();
        match read(&alone) {
            Ok(folder) => {
                right += 1;
                let again = written(&folder);
                assert_eq!(read(&again).map(|folder| folder.sheets), Ok(folder.sheets), "{path}");
            }
            Err(mistakes) => assert!(!mistakes.is_empty()),
        }
    }
    assert!(right > rounds / 20, "most damage to texts is none: {right}");
}
