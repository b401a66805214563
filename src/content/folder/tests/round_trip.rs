use super::super::{Files, read, write};
use super::demo::written;
use super::right;
use crate::domain::settings::Settings;
use crate::domain::sheet::{
    Attributes, DocumentSheet, GatewayPath, Image, Limit, Method, Per, ProductSheet, Sheets, SpecFile, StrategySheet,
    Upstream, VersionName, VersionSheet,
};
use crate::domain::slug::Slug;
use crate::domain::time::Date;
use crate::domain::version::{VersionState, Visibility};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What YAML, front matter or an editor would like to read as something else.
const HOSTILE: [&str; 63] = [
    "no",
    "No",
    "yes",
    "on",
    "off",
    "y",
    "n",
    "true",
    "FALSE",
    "null",
    "Null",
    "~",
    "1.0",
    "010",
    "0x1F",
    "1e3",
    "1_000",
    ".5",
    "-1",
    "+1",
    "12:30:45",
    "2025-01-01",
    "2025-01",
    ".inf",
    "inf",
    "NaN",
    "=",
    "<<",
    "a: b",
    "a:",
    ":a",
    "a #b",
    "#a",
    "- a",
    "-",
    "--",
    "---",
    "...",
    "? a",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "[a]",
    "{a: b}",
    "a, b",
    "'a'",
    "\"a\"",
    "it's \"so\" \\n",
    "\\",
    " a",
    "a ",
    "ä ö ü é",
    "日本語: 港",
    "🚢 #1",
    "👩‍👩‍👧",
    "\u{202e}a",
    "a\u{a0}",
    "\u{feff}a",
];

const LONG: [&str; 30] = [
    "",
    "\n",
    "\n\n",
    "a\n",
    "a\n\n\n",
    "\na",
    "a\nb",
    "a\n\n\nb\n",
    "a\n  b\n    c\n",
    "  a\nb",
    "\ta\nb",
    "a\n\tb",
    "a \nb  \n",
    "a\n   \nb",
    "a\n ",
    "a\n\t",
    "a\r\nb\r\n",
    "a\rb",
    "# a\n- b\n",
    "---\na: b\n---\nc",
    "...\n---\n",
    "a: b\nc: [",
    "| a\n> b",
    "\u{85}a\u{2028}b\u{2029}",
    "\u{1}\u{7f}\u{9b}\nb",
    "\u{feff}a\nb",
    "a\n\u{feff}b",
    "\u{fffe}\nb",
    "🚢\n港\n",
    "'\"\\\n\"'",
];

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn bytes(text: &str) -> Arc<[u8]> {
    text.as_bytes().into()
}

fn spec(file: &str, text: &str) -> SpecFile {
    let digest = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    SpecFile { file: file.to_owned(), digest }
}

fn version(name: &str) -> VersionSheet {
    VersionSheet {
        name: VersionName::parse(name).unwrap(),
        state: VersionState::Draft,
        sunset: None,
        visibility: Visibility::Public,
        spec: None,
        strategy: None,
        registration: true,
        auto_approve: false,
        upstream: None,
        path: None,
        strip_path: true,
        limit: None,
    }
}

fn document(name: &str, body: &str) -> DocumentSheet {
    let title = "A".to_owned();
    DocumentSheet { slug: slug(name), title, parent: None, order: 0, published: true, body: body.to_owned() }
}

fn product(name: &str) -> ProductSheet {
    ProductSheet {
        slug: slug(name),
        name: "A".to_owned(),
        summary: "B".to_owned(),
        description: String::new(),
        labels: Vec::new(),
        attributes: Attributes::new(),
        image: None,
        versions: Vec::new(),
        documents: Vec::new(),
    }
}

/// Every spec of these tests holds the bytes of its own digest's text.
#[track_caller]
fn check(sheets: &Sheets, specs: &[&str]) -> Files {
    let known: Vec<_> = specs.iter().map(|text| (spec("", text).digest, bytes(text))).collect();
    let files = write(sheets, &|spec, _, _| {
        known.iter().find(|(digest, _)| *digest == spec.digest).map(|(_, bytes)| bytes.clone())
    });
    let folder = match read(&files) {
        Ok(folder) => folder,
        Err(mistakes) => {
            let texts: Vec<_> = files.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
            panic!("{}\n{}", super::told(&mistakes).join("\n"), texts.join("\n"))
        }
    };
    assert_eq!(folder.sheets, *sheets);
    assert_eq!(written(&folder), files, "a second export changes nothing");
    files
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(&files[path]).unwrap()
}

#[test]
fn no_text_is_misread() {
    let texts: Vec<_> = HOSTILE.iter().chain(&LONG).copied().collect();
    for hostile in texts {
        let mut sheet = product("a");
        sheet.description = hostile.to_owned();
        sheet.documents = vec![document("b", hostile)];
        if HOSTILE.contains(&hostile) {
            sheet.name = hostile.to_owned();
            sheet.summary = hostile.to_owned();
            sheet.labels = vec![hostile.to_owned(), "c".to_owned()];
            sheet.attributes = Attributes::from([
                ("team".to_owned(), vec![hostile.to_owned()]),
                ("no".to_owned(), vec![hostile.to_owned(); 2]),
                ("null".to_owned(), vec![hostile.to_owned(); 20]),
                ("1 2".to_owned(), vec![hostile.repeat(30); 2]),
            ]);
            sheet.attributes.retain(|_, values| values.iter().all(|value| value.chars().count() <= 200));
            sheet.documents[0].title = hostile.to_owned();
        }
        let strategy = StrategySheet {
            name: slug("k"),
            display_name: "K".to_owned(),
            description: hostile.to_owned(),
            method: Method::KeyAuth { key_names: vec!["x-key".to_owned(), "1.0".to_owned()], lifetime_days: None },
        };
        let settings = Sheets { strategies: vec![strategy], products: vec![sheet], ..Sheets::default() };
        check(&settings, &[]);
    }
}

#[test]
fn every_pair_of_hostile_lines_survives() {
    for first in HOSTILE.iter().chain(&LONG) {
        let described = HOSTILE.iter().chain(&LONG).map(|second| format!("{first}\n{second}"));
        let products = described.enumerate().map(|(at, description)| {
            let documents = vec![document("b", &description)];
            ProductSheet { description, documents, ..product(&format!("p{at:03}")) }
        });
        check(&Sheets { products: products.collect(), ..Sheets::default() }, &[]);
    }
}

#[test]
fn names_that_yaml_would_take_for_something_else_survive() {
    for name in ["null", "no", "on", "true", "1", "1e3", "0x1f", "12", "2025-01-01", "readme"] {
        let mut sheet = product(name);
        sheet.documents = vec![document(name, "a"), document("z", "b")];
        sheet.documents[1].parent = Some(slug(name));
        sheet.versions =
            vec![VersionSheet { strategy: Some(slug(name)), ..version(name) }, version("1.0"), version("1.10")];
        let settings = Settings { default_strategy: Some(slug(name)), ..Settings::default() };
        check(&Sheets { products: vec![sheet], settings: kept(&settings), ..Sheets::default() }, &[]);
    }
}

fn kept(settings: &Settings) -> serde_json::Map<String, serde_json::Value> {
    serde_json::to_value(settings).unwrap().as_object().unwrap().clone()
}

#[test]
fn settings_come_back_named_or_not() {
    let check_settings = |settings: &Settings| {
        let all = Sheets { settings: kept(settings), ..Sheets::default() };
        check(&all, &[]);
        for key in all.settings.keys() {
            let mut one = all.clone();
            one.settings.retain(|other, _| other == key);
            check(&one, &[]);
        }
    };
    check_settings(&Settings::default());
    check_settings(&Settings {
        portal_name: "no: #1".to_owned(),
        sign_up_open: false,
        auto_approve: true,
        allowed_domains: vec!["a.example".to_owned(), "1.0.example".to_owned()],
        approved_domains: vec!["b.example".to_owned()],
        sender: crate::domain::account::Email::parse("#a@b.example").ok(),
        tagline: String::new(),
        default_strategy: None,
        auto_approve_registrations: true,
        applications_per_developer: 7,
        credentials_per_application: 3,
        key_prefix: "Ab_".to_owned(),
    });
    check(&Sheets::default(), &[]);
}

fn full() -> Sheets {
    let method = Method::OpenidConnect {
        issuer: "https://id.example/".to_owned(),
        audience: String::new(),
        credential_claim: "client_id".to_owned(),
        scopes: vec!["a:b".to_owned(), "[c]".to_owned(), "#".to_owned()],
    };
    let text = |text: &str| text.to_owned();
    let key_names = vec![text("X-Key"), text("apikey")];
    let strategies = vec![
        StrategySheet { name: slug("token"), display_name: text("Token"), description: text("One.\nTwo.\n"), method },
        StrategySheet {
            name: slug("key"),
            display_name: text("Key"),
            description: String::new(),
            method: Method::KeyAuth { key_names, lifetime_days: Some(30) },
        },
    ];
    let versions = vec![
        VersionSheet {
            state: VersionState::Deprecated,
            sunset: Date::parse("2027-01-31").ok(),
            visibility: Visibility::Private,
            spec: Some(spec("openapi.yaml", "two")),
            strategy: Some(slug("key")),
            registration: false,
            auto_approve: true,
            upstream: Upstream::parse("http://a.internal:80/x").ok(),
            path: GatewayPath::parse("/orders/v2").ok(),
            strip_path: false,
            limit: Some(Limit { requests: 1, per: Per::Month }),
            ..version("v2")
        },
        version("v1"),
    ];
    let documents = vec![
        document("start", "# Hello\r\n"),
        DocumentSheet { parent: Some(slug("start")), order: -3, published: false, ..document("stop", "") },
    ];
    let sheet = ProductSheet {
        description: text("One.\n\nTwo.\n"),
        labels: vec![text("a"), text("b c")],
        attributes: Attributes::from([
            (text("team"), vec![text("Sales")]),
            (text("regions"), vec![text("EU"), text("NO")]),
        ]),
        image: Image::read(b"\x89PNG\r\n\x1a\n").ok(),
        versions,
        documents,
        ..product("orders")
    };
    Sheets { strategies, products: vec![sheet, product("plain")], ..Sheets::default() }
}

#[test]
fn what_is_written_reads_well() {
    let files = check(&full(), &["two"]);
    let wanted = "slug: orders
name: A
summary: B
description: |
  One.

  Two.
labels: [a, b c]
attributes:
  regions: [EU, \"NO\"]
  team: Sales
image: image.png
versions:
  - name: v2
    state: deprecated
    sunset: 2027-01-31
    visibility: private
    spec: openapi.yaml
    strategy: key
    registration: off
    auto_approve: true
    upstream: http://a.internal:80/x
    path: /orders/v2
    strip_path: false
    limit: {requests: 1, per: month}
  - name: v1
    state: draft
    visibility: public
    strategy: null
    registration: on
";
    assert_eq!(text(&files, "products/orders/product.yaml"), wanted);
    assert_eq!(
        text(&files, "products/orders/docs/stop.md"),
        "---\ntitle: A\nparent: start\norder: -3\npublished: false\n---\n"
    );
    assert_eq!(text(&files, "products/orders/docs/start.md"), "---\ntitle: A\n---\n\n# Hello\r\n");
}

#[track_caller]
fn named(specs: &[(&str, &str, &str)], names: &[&str]) {
    let mut sheet = product("orders");
    sheet.image = Image::read(b"\x89PNG\r\n\x1a\n").ok();
    sheet.versions =
        specs.iter().map(|(name, file, text)| VersionSheet { spec: Some(spec(file, text)), ..version(name) }).collect();
    let sheets = Sheets { products: vec![sheet], ..Sheets::default() };
    let files = write(&sheets, &|wanted, _, _| {
        specs.iter().find(|(_, _, text)| spec("", text).digest == wanted.digest).map(|(_, _, text)| bytes(text))
    });
    let folder = right(&files);
    let read: Vec<_> = folder.sheets.products[0].versions.iter().map(|version| version.spec.clone().unwrap()).collect();
    let wanted: Vec<_> = specs.iter().zip(names).map(|((_, _, text), name)| spec(name, text)).collect();
    assert_eq!(read, wanted);
    assert_eq!(written(&folder), files, "a second export changes nothing");
}

#[test]
fn two_files_of_one_name_get_two_names() {
    named(&[("v2", "a.yaml", "x"), ("v1", "a.yaml", "x")], &["a.yaml", "a.yaml"]);
    named(&[("v2", "a.yaml", "x"), ("v1", "a.yaml", "y")], &["a.yaml", "a-v1.yaml"]);
    named(&[("v2", "a.yaml", "x"), ("v1", "A.yaml", "y")], &["a.yaml", "A-v1.yaml"]);
    named(
        &[("v3", "a.yaml", "x"), ("v2", "a.yaml", "y"), ("v1", "a-v2.yaml", "z")],
        &["a.yaml", "a-v2-2.yaml", "a-v2.yaml"],
    );
    named(&[("v1", "product.yaml", "x"), ("v0", "image.png", "y")], &["product-v1.yaml", "image-v0.png"]);
    named(&[("v1", "docs", "x"), ("v0", "openapi.v0.md", "y")], &["docs-v1", "openapi.v0.md"]);
}

#[test]
fn a_version_without_its_file_at_hand_is_written_without_it() {
    let mut sheets = full();
    let folder = right(&write(&sheets, &|_, _, _| None));
    sheets.products[0].versions[0].spec = None;
    assert_eq!(folder.sheets, sheets);
}
