use super::super::{Files, read};
use super::{files, product, right, told};
use crate::domain::sheet::Attributes;
use serde_json::json;

#[track_caller]
fn check(files: &Files, wanted: &[&str]) {
    assert_eq!(told(&read(files).expect_err("mistakes")), wanted);
}

/// What is said of the product's own file, without its path.
#[track_caller]
fn of_product(lines: &str, wanted: &[&str]) {
    let wanted: Vec<_> = wanted.iter().map(|line| format!("products/orders/product.yaml:{line}")).collect();
    check(&product(lines), &wanted.iter().map(String::as_str).collect::<Vec<_>>());
}

#[track_caller]
fn of_version(lines: &str, wanted: &[&str]) {
    of_product(&format!("versions:\n  - name: v1\n    strategy: null\n{lines}"), wanted);
}

#[track_caller]
fn of_file(path: &str, text: &str, wanted: &[&str]) {
    let wanted: Vec<_> = wanted.iter().map(|line| format!("{path}:{line}")).collect();
    check(&files(&[(path, text)]), &wanted.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn keys_are_known_and_stand_there_once() {
    of_product(
        "colour: red\n",
        &[
            "4: colour: There is no such key. Those that are: slug, name, summary, description, labels, attributes, image, \
         versions.",
        ],
    );
    of_product("labels: [a]\nname: B\n", &["5: name: This key stands here twice."]);
    of_file(
        "products/orders/product.yaml",
        "name: Orders\nsummary:\n",
        &["1: slug: This key is missing.", "2: summary: Write something here. A word like null needs quotes."],
    );
    of_file(
        "products/orders/product.yaml",
        "# Nothing yet\n",
        &["1: name: This key is missing.", "1: slug: This key is missing.", "1: summary: This key is missing."],
    );
    of_version(
        "    limits: 1\n    limit: {requests: 1, per: minute, burst: 2}\n",
        &[
            "7: versions[0].limits: There is no such key. Those that are: name, state, sunset, visibility, spec, strategy, \
         registration, auto_approve, upstream, path, strip_path, limit.",
            "8: versions[0].limit.burst: There is no such key. Those that are: requests, per.",
        ],
    );
    of_product("versions:\n  - state: draft\n    strategy: ~\n", &["5: versions[0].name: This key is missing."]);
}

#[test]
fn values_have_their_form() {
    of_product(
        "labels: a, b\nattributes: [a]\nversions: {v1: 1}\n",
        &[
            "4: labels: Write a list here, like [a, b].",
            "5: attributes: Write keys and values here, like “name: Orders”.",
            "6: versions: Write a list here, each of its parts after a “-”.",
        ],
    );
    of_product(
        "labels: [a, null, [b]]\nattributes: {team: , domain: {a: b}}\n",
        &[
            "4: labels[1]: Write one text here, or take it out.",
            "4: labels[2]: Write one text here, or take it out.",
            "5: attributes.domain: Write one text here.",
            "5: attributes.team: Write something here. A word like null needs quotes.",
        ],
    );
    of_product(
        "versions:\n  - v1\n  - name: [v2]\n    strategy: ~\n",
        &[
            "5: versions[0]: Write keys and values here, like “name: Orders”.",
            "6: versions[1].name: Write one text here.",
        ],
    );
    of_version(
        "    state: gone\n    sunset: 2027-02-30\n    visibility: secret\n    registration: maybe\n    path: orders\n    \
         upstream: ftp://a\n    limit: {requests: -1, per: week}\n",
        &[
            "7: versions[0].state: “gone” is none of draft, published, deprecated and retired.",
            "8: versions[0].sunset: A date is written YYYY-MM-DD.",
            "9: versions[0].visibility: “secret” is none of public and private.",
            "10: versions[0].registration: “maybe” is none of on and off, true and false.",
            "11: versions[0].path: Enter a path like /orders/v2: letters, digits and . - _ ~ between single slashes.",
            "12: versions[0].upstream: Enter an address like https://orders.internal:8080/v1, without user, query or \
             fragment.",
            "13: versions[0].limit.per: “week” is none of second, minute, hour, day and month.",
            "13: versions[0].limit.requests: “-1” is not a number that fits here.",
        ],
    );
}

#[test]
fn nothing_is_opened_by_an_empty_value() {
    of_version(
        "    visibility:\n    registration: null\n",
        &[
            "7: versions[0].visibility: Write one of public and private, or leave the key out.",
            "8: versions[0].registration: Write one of on and off, true and false, or leave the key out.",
        ],
    );
}

#[test]
fn a_folder_has_its_bounds() {
    let many: Vec<_> = (0..600).map(|at| (format!("products/orders/docs/d{at}.md"), "---\ntitle: A\n---\n")).collect();
    let many: Vec<_> = many.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let wanted = "products/orders/product.yaml:1: documents: A product has at most 500 documents.";
    check(&files(&many), &[wanted]);
    let versions = (0..101).map(|at| format!("  - {{name: v{at}, strategy: ~}}\n"));
    let versions = format!("versions:\n{}", versions.collect::<String>());
    of_product(&versions, &["4: versions: A product has at most 100 versions."]);
}

#[test]
fn the_rules_of_sheets_are_told_with_their_lines() {
    of_product(
        "attributes:\n  team: a\n  state: b\n",
        &["6: attributes.state: The catalog has a filter of this name already."],
    );
    of_version(
        "    state: published\n    sunset: 2027-01-31\n    path: /a\n    auto_approve: on\n",
        &[
            "5: versions[0].upstream: A version with a gateway path needs an upstream to send its calls to.",
            "8: versions[0].sunset: Only a deprecated or retired version has a sunset date.",
            "10: versions[0].auto_approve: Without a strategy there is nothing to register for or to approve.",
        ],
    );
    // What only follows from another mistake is not told.
    of_version(
        "    state: depreciated\n    sunset: 2027-01-31\n",
        &["7: versions[0].state: “depreciated” is none of draft, published, deprecated and retired."],
    );
    of_product(
        "versions:\n  - name: v1\n    strategy: Key Auth\n    auto_approve: on\n",
        &["6: versions[0].strategy: A slug is 1 to 64 of a-z, 0-9 and single hyphens between them."],
    );
}

#[test]
fn a_version_is_open_only_where_that_is_said() {
    let missing = "versions[0].strategy: Name a strategy, or write “strategy: null” to serve this version openly.";
    of_product("versions:\n  - name: v1\n", &[&format!("5: {missing}")]);
    of_product("versions:\n  - name: v1\n    strategy:\n", &[&format!("6: {missing}")]);
    for (said, strategy) in
        [("null", None), ("~", None), ("\"null\"", Some("null")), ("no", Some("no")), ("1", Some("1"))]
    {
        let folder = right(&product(&format!("versions:\n  - name: v1\n    strategy: {said}\n")));
        let read = folder.sheets.products[0].versions[0].strategy.clone();
        assert_eq!(read.as_ref().map(|name| name.as_str()), strategy, "{said}");
    }
}

#[test]
fn what_was_meant_is_read() {
    let folder = right(&product(
        "labels: [1.0, no, 2025-01-01]\nattributes: {team: 007, on: [yes, ~x]}\nversions:\n  - {name: 1.10, strategy: ~, \
         registration: no}\n  - {name: 2025-01-01, strategy: ~, registration: On, strip_path: FALSE}\n  - {name: !!str 1e3, \
         strategy: ~}\n",
    ));
    let sheet = &folder.sheets.products[0];
    assert_eq!(sheet.labels, ["1.0", "no", "2025-01-01"]);
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let attributes = [("on".to_owned(), texts(&["yes", "~x"])), ("team".to_owned(), texts(&["007"]))];
    assert_eq!(sheet.attributes, Attributes::from(attributes));
    let versions: Vec<_> = sheet
        .versions
        .iter()
        .map(|version| (version.name.as_str(), version.registration, version.strip_path))
        .collect();
    assert_eq!(versions, [("1.10", false, true), ("2025-01-01", true, false), ("1e3", true, true)]);
    let settings = |text: &str| json!(right(&files(&[("portal.yaml", text)])).sheets.settings);
    assert_eq!(settings("# none\n"), json!({}));
    assert_eq!(settings("name: 1.0\nsign_up_open: off\n"), json!({"portal_name": "1.0", "sign_up_open": false}));
    assert_eq!(settings("sender: null\ndefault_strategy: ~\n"), json!({"sender": null, "default_strategy": null}));
    assert_eq!(settings("allowed_domains: ['@A.example', a.example]\n"), json!({"allowed_domains": ["a.example"]}));
}

#[test]
fn names_are_given_once() {
    of_product(
        "versions:\n  - {name: v1, strategy: ~}\n  - {name: v1, strategy: ~}\n",
        &["6: versions[1].name: Another version has this name already."],
    );
    of_product("slug: order\n", &["4: slug: This key stands here twice."]);
    of_file(
        "products/returns/product.yaml",
        "slug: orders\nname: A\nsummary: B\n",
        &["1: slug: Slug and folder have one name, but this folder is called “returns”."],
    );
    let one = "- {name: a, display_name: A, kind: key_auth, key_names: [x]}\n";
    of_file("strategies.yaml", &format!("{one}{one}"), &["2: [1].name: Another strategy has this name already."]);
    let served = "versions:\n  - {name: v1, strategy: ~, path: /orders, upstream: http://a}\n";
    let mut two = product(served);
    let other = format!("slug: returns\nname: A\nsummary: B\n{served}");
    two.insert("products/returns/product.yaml".to_owned(), other.into_bytes());
    check(
        &two,
        &[
            "products/returns/product.yaml:5: versions[0].path: Under this path another version is served already: v1 of \
         orders, products/orders/product.yaml:5.",
        ],
    );
}

#[test]
fn strategies_and_settings_have_rules_too() {
    of_file(
        "strategies.yaml",
        "- name: a\n  display_name: A\n  kind: key_auth\n  scopes: [b]\n  key_names: [host]\n",
        &[
            "4: [0].scopes: Only a strategy of the kind openid_connect has this key.",
            "5: [0].key_names: “host” can’t be the name of a header with a key.",
        ],
    );
    of_file(
        "strategies.yaml",
        "- name: a\n  display_name: A\n  kind: openid_connect\n  issuer: x\n",
        &[
            "1: [0].audience: This key is missing.",
            "1: [0].credential_claim: This key is missing.",
            "4: [0].issuer: Enter the address of the issuer, like https://id.example.com.",
        ],
    );
    of_file(
        "strategies.yaml",
        "- name: a\n  display_name: A\n  kind: basic\n  key_names: [x]\n",
        &["3: [0].kind: “basic” is none of key_auth and openid_connect."],
    );
    of_file("strategies.yaml", "a: b\n", &["1: Write a list here, each of its parts after a “-”."]);
    of_file(
        "portal.yaml",
        "name: ''\nsender: nobody\nallowed_domains: [a b]\ntheme: dark\ntagline:\nauto_approve: x\n",
        &[
            "1: name: Enter a name of 1 to 60 characters.",
            "2: sender: Enter an email address like ada@example.com.",
            "3: allowed_domains: “a” is not a mail domain like example.com.",
            "4: theme: There is no such key. Those that are: name, tagline, sign_up_open, auto_approve, allowed_domains, \
         approved_domains, sender, default_strategy, auto_approve_registrations, applications_per_developer, \
         credentials_per_application, key_prefix.",
            "5: tagline: Write something here. A word like null needs quotes.",
            "6: auto_approve: “x” is none of on and off, true and false.",
        ],
    );
}

#[test]
fn documents_have_a_title_and_a_place() {
    let start = "products/orders/docs/start.md";
    of_file(start, "# Hello\n", &["1: A document begins with a line “---”, its title, and a line “---”."]);
    of_file(start, "---\ntitle: A\n", &["1: A document begins with a line “---”, its title, and a line “---”."]);
    of_file(start, "---\n---\n", &["1: title: This key is missing."]);
    of_file(
        start,
        "---\ntitle: A\nparent: start\norder: first\npublished: 1\nx: y\n---\n",
        &[
            "3: parent: A document can’t stand below itself.",
            "4: order: “first” is not a number that fits here.",
            "5: published: “1” is none of on and off, true and false.",
            "6: x: There is no such key. Those that are: title, parent, order, published.",
        ],
    );
    of_file(start, "---\n# None\n\ntitle: A\nparent: gone\n---\n", &["5: parent: There is no document of this slug."]);
    of_file(start, "---\ntitle: 'A\n---\n", &["3: This is not YAML: invalid indentation in multiline quoted scalar."]);
    let below = |parent: &str| format!("---\ntitle: A\nparent: {parent}\n---\n");
    let circle = files(&[("products/orders/docs/a.md", &below("b")), ("products/orders/docs/b.md", &below("a"))]);
    check(
        &circle,
        &[
            "products/orders/docs/a.md:3: parent: Documents stand below each other in a circle.",
            "products/orders/docs/b.md:3: parent: Documents stand below each other in a circle.",
        ],
    );
    // A parent that can't be read is there all the same.
    check(
        &files(&[("products/orders/docs/a.md", &below("b")), ("products/orders/docs/b.md", "")]),
        &["products/orders/docs/b.md:1: A document begins with a line “---”, its title, and a line “---”."],
    );
    let body = |text: &str| right(&files(&[(start, text)])).sheets.products[0].documents[0].body.clone();
    assert_eq!(body("\u{feff}---\r\ntitle: A\r\n---\r\n\r\nOne\r\n\r\n---\r\n"), "One\r\n\r\n---\r\n");
    assert_eq!(body("---\ntitle: A\n---\nOne"), "One");
}

#[test]
fn files_are_where_they_are_looked_for() {
    let missing = |name: &str| format!("There is no such file “{name}” beside product.yaml.");
    of_product(
        "image: a.png\nversions:\n  - {name: v1, strategy: ~, spec: a.yaml}\n",
        &[&format!("4: image: {}", missing("a.png")), &format!("6: versions[0].spec: {}", missing("a.yaml"))],
    );
    for outside in ["../returns/openapi.yaml", "docs/a.md", "/etc/passwd", "product.yaml", ""] {
        let mut files = product(&format!("versions:\n  - {{name: v1, strategy: ~, spec: '{outside}'}}\n"));
        files.insert("products/orders/docs/a.md".to_owned(), b"---\ntitle: A\n---\n".to_vec());
        let told = told(&read(&files).expect_err("a mistake"));
        assert_eq!(told, [format!("products/orders/product.yaml:5: versions[0].spec: {}", missing(outside))]);
    }
    let mut picture = product("image: a.png\n");
    picture.insert("products/orders/a.png".to_owned(), b"<svg/>".to_vec());
    check(&picture, &["products/orders/product.yaml:4: image: An image is a PNG, JPEG or WebP file."]);
    check(
        &files(&[("products/a/docs/b.md", "---\ntitle: A\n---\n")]),
        &["products/a/product.yaml: This file is missing: a product is what it says."],
    );
    check(
        &files(&[("products/A/product.yaml", ""), ("products/A/docs/x/y.md", "")]),
        &["products/A: The folder of a product is called by its slug: a-z, 0-9 and single hyphens between."],
    );
    check(&Files::new(), &[".: There is neither portal.yaml nor strategies.yaml nor products/ in this folder."]);
}

#[test]
fn nothing_is_silently_passed_over() {
    let silent = [
        "README.md",
        ".git/a.yaml",
        "products/readme.md",
        "products/orders/openapi.yaml",
        "products/orders/docs/README.md",
        "products/orders/docs/a.png",
        "products/orders/.draft.md",
        "logo.svg",
        "products/.b/product.yaml",
    ];
    for path in silent {
        right(&files(&[(path, "a")]));
    }
    for (path, what) in [
        ("portal.yml", "This file is called portal.yaml."),
        ("other.yaml", "Nothing reads this file: it is not at a place of this folder’s form."),
        ("products/a.yaml", "Nothing reads this file: it is not at a place of this folder’s form."),
        ("products/orders/product.yml", "This file is called product.yaml."),
        ("products/orders/start.md", "Nothing reads this file. A product’s documents stand in docs/."),
        ("products/orders/docs/a.yaml", "Nothing reads this file. A document’s name ends with .md."),
        ("products/orders/docs/sub/a.md", "Nothing reads this file. Documents stand in docs/ itself."),
        (
            "products/orders/docs/A b.md",
            "A document’s file is called by its slug: a-z, 0-9 and single hyphens between.",
        ),
        ("products/orders/specs/a.yaml", "Nothing reads this file: it is not at a place of this folder’s form."),
    ] {
        check(&files(&[(path, "a")]), &[&format!("{path}: {what}")]);
    }
}

#[test]
fn hostile_yaml_is_refused() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\n";
    of_file("portal.yaml", bomb, &["2: Aliases, words that begin with “*”, are not read. Write it out."]);
    of_file(
        "portal.yaml",
        "name: !env HOME\n",
        &["1: Tags, words that begin with “!”, have no meaning here. Put the text in quotes."],
    );
    of_file(
        "portal.yaml",
        "name: A\n---\nname: B\n",
        &["2: A file holds one YAML document: nothing may follow after “---”."],
    );
    of_file("portal.yaml", "? [a]\n: b\n", &["1: A key is a short text."]);
    of_file("portal.yaml", "name: [A\n", &["1: This is not YAML: unclosed bracket '['."]);
    of_file("portal.yaml", &"[".repeat(100_000), &["1: This is not YAML: recursion limit exceeded."]);
    let deep: String = (0..500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    of_file("portal.yaml", &deep, &["17: This is not YAML: recursion limit exceeded."]);
    of_file(
        "portal.yaml",
        &format!("name: [{}]\n", "a, ".repeat(60_000)),
        &["1: There is more in this file than is read."],
    );
    check(
        &files(&[("portal.yaml", &"#".repeat(6_000_000))]),
        &["portal.yaml: A file of YAML or Markdown has 5 MB at most."],
    );
    let mut latin = files(&[]);
    latin.insert("portal.yaml".to_owned(), b"tagline: A\nname: caf\xe9\n".to_vec());
    check(&latin, &["portal.yaml:2: This is not text in UTF-8."]);
}

#[test]
fn all_mistakes_are_told_at_once_and_in_order() {
    let files = files(&[
        ("strategies.yaml", "- 1\n"),
        ("products/orders/docs/a.md", ""),
        (
            "products/orders/product.yaml",
            "slug: orders\nname: ''\nsummary: A\nlabels: ['']\nversions:\n  - name: 'v 1'\n",
        ),
        ("portal.yaml", "name: {}\n"),
    ]);
    check(
        &files,
        &[
            "portal.yaml:1: name: Write one text here.",
            "products/orders/docs/a.md:1: A document begins with a line “---”, its title, and a line “---”.",
            "products/orders/product.yaml:2: name: Enter one line of 1 to 120 characters.",
            "products/orders/product.yaml:4: labels: Enter one line of 1 to 40 characters.",
            "products/orders/product.yaml:6: versions[0].name: A version is 1 to 40 letters, digits, dots, hyphens and \
         underscores, like v2 or 2025-01.",
            "products/orders/product.yaml:6: versions[0].strategy: Name a strategy, or write “strategy: null” to serve this \
         version openly.",
            "strategies.yaml:1: [0]: Write keys and values here, like “name: Orders”.",
        ],
    );
}
