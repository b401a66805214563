//! `apply` and `export`: the database becomes like a folder, whole or not at all.

use crate::harness::{on_each_store, portal, program, sqlite_url};
use crate::sheets::{apply, files, product, spec};
use portcullis::content::folder::Files;
use portcullis::domain::catalog::CatalogQuestion;
use portcullis::domain::version::Audience::Everybody;
use std::path::Path;
use std::process::Stdio;

fn small() -> Files {
    let mut all: Files = [
        product("a", "A", "S.", &[("v2", &["strategy: partner", "spec: a.json"]), ("v1", &["state: deprecated"])]),
        product("b", "B", "S.", &[("v1", &[])]),
    ]
    .into();
    all.insert("products/a/a.json".to_owned(), spec("A", &[("get", "/a", "Read a")]));
    all.extend(files(&[
        (
            "strategies.yaml",
            "- name: partner\n  display_name: Partner\n  description: d\n  kind: key_auth\n  key_names: [x-partner]\n",
        ),
        ("portal.yaml", "name: Harbour\n"),
        ("products/a/docs/start.md", "---\ntitle: Start\n---\nGo.\n"),
    ]));
    all
}

#[tokio::test]
async fn a_folder_is_applied_once() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let plan = apply(&portal, &small(), false).await.expect("applied");
        let expected = [
            "~ setting portal_name: Portcullis → Harbour",
            "+ strategy partner",
            "+ product a",
            "+ version a v1",
            "+ version a v2",
            "+ document a start",
            "+ product b",
            "+ version b v1",
        ];
        assert_eq!(plan, expected);
        for prune in [false, true] {
            assert_eq!(apply(&portal, &small(), prune).await.expect("applied"), Vec::<String>::new());
        }
        assert_eq!(portal.settings().await.expect("settings").portal_name, "Harbour");
        let rows = portal.store().verify_audit().await.expect("an audit").expect("whole");
        assert_eq!(rows, expected.len() as i64, "a line of the audit a step");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_named_goes_only_where_it_is_asked() {
    on_each_store(|store| async move {
        let portal = portal(store);
        apply(&portal, &small(), false).await.expect("applied");
        let less: Files = [product("b", "B", "S.", &[("v2", &[])])].into();
        assert_eq!(apply(&portal, &less, false).await.expect("applied"), ["+ version b v2"]);
        let gone = ["- product a", "- version b v1", "- strategy partner"];
        assert_eq!(apply(&portal, &less, true).await.expect("applied"), gone);
        assert_eq!(apply(&portal, &less, true).await.expect("applied"), Vec::<String>::new(), "key-auth stays");
    })
    .await;
}

#[tokio::test]
async fn paths_and_names_can_change_places_in_one_go() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let at = |slug: &str, path: &str| {
            let (up, path) = ("upstream: http://127.0.0.1:1".to_owned(), format!("path: {path}"));
            product(slug, slug, "S.", &[("v1", &[&up, &path])])
        };
        apply(&portal, &[at("a", "/x"), at("b", "/y")].into(), false).await.expect("applied");
        let swapped: Files = [at("a", "/y"), at("b", "/x")].into();
        assert_eq!(apply(&portal, &swapped, false).await.expect("applied").len(), 2);
        let renamed: Files = [at("c", "/x"), at("a", "/y")].into();
        assert_eq!(apply(&portal, &renamed, true).await.expect("applied")[0], "- product b");
        let mistakes = apply(&portal, &[at("d", "/x")].into(), false).await.expect_err("taken");
        assert_eq!(mistakes, ["products/d/product.yaml:10: versions[0].path: c v1 is called under this path already."]);
    })
    .await;
}

#[tokio::test]
async fn one_mistake_and_nothing_is_changed() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let wrong: [(&str, &str, &str); 7] = [
            (
                "products/a/product.yaml",
                "slug: a\nname: A\nsummry: S.\nversions: []\n",
                "products/a/product.yaml:3: summry",
            ),
            ("products/a/a.json", "{\"hello\": 1}", "products/a/product.yaml:"),
            (
                "products/a/docs/start.md",
                "---\ntitle: Start\nparent: gone\n---\n",
                "products/a/docs/start.md:3: parent",
            ),
            ("strategies.yaml", "- name: partner\n  display_name: P\n  kind: magic\n", "strategies.yaml:3: "),
            ("portal.yaml", "name: ''\n", "portal.yaml:1: name"),
            ("portal.yaml", "default_strategy: nonsense\n", "portal.yaml:1: default_strategy"),
            (
                "products/b/product.yaml",
                "slug: b\nname: B\nsummary: S.\nversions:\n- name: v1\n  strategy: nobody\n",
                "products/b/product.yaml:6: versions[0].strategy",
            ),
        ];
        for (path, text, told) in wrong {
            let mut all = small();
            all.insert(path.to_owned(), text.as_bytes().to_vec());
            let mistakes = apply(&portal, &all, false).await.expect_err(path);
            assert!(mistakes.iter().any(|mistake| mistake.starts_with(told)), "{path}: {mistakes:?}");
            let found = portal.catalog(Everybody, CatalogQuestion::default()).await.expect("an answer");
            assert_eq!(found.total, 0, "{path}");
        }
    })
    .await;
}

/// What the real run would refuse, the plan does not promise.
#[tokio::test]
async fn what_goes_is_missed_by_nobody() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let mut all = small();
        all.insert("portal.yaml".to_owned(), b"default_strategy: partner\n".to_vec());
        apply(&portal, &all, false).await.expect("applied");
        let less: Files = [product("b", "B", "S.", &[("v1", &[])])].into();
        let told = apply(&portal, &less, true).await.expect_err("the default would go");
        assert!(told[0].contains("default_strategy: New versions begin with partner"), "{told:?}");
        let named: Files = [product("b", "B", "S.", &[("v1", &["strategy: partner"])])].into();
        let told = apply(&portal, &named, true).await.expect_err("its strategy would go");
        assert!(told.iter().any(|told| told.contains("versions[0].strategy: There is no strategy")), "{told:?}");
        assert_eq!(apply(&portal, &all, true).await.expect("applied"), Vec::<String>::new(), "nothing was changed");
    })
    .await;
}

#[tokio::test]
async fn many_apply_at_once_and_each_sees_the_one_before() {
    on_each_store(|store| async move {
        let portal = portal(store);
        let tasks = (0..12).map(|at| {
            let portal = portal.clone();
            tokio::spawn(async move { apply(&portal, &if at % 2 == 0 { small() } else { other() }, true).await })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.expect("it ends").expect("applied");
        }
        let (one, two) = (apply(&portal, &small(), true).await, apply(&portal, &small(), true).await);
        assert!(one.is_ok());
        assert_eq!(two.expect("applied"), Vec::<String>::new());
        portal.store().verify_audit().await.expect("an audit").expect("whole");
    })
    .await;
}

/// Takes the place of a product's file, too.
fn other() -> Files {
    let mut all: Files = [
        product("a", "A", "S.", &[("v2", &["spec: a.json"])]),
        product("b", "Bee", "T.", &[("v2", &[]), ("v1", &[])]),
        product("c", "C", "S.", &[("v1", &[])]),
    ]
    .into();
    all.insert("products/a/a.json".to_owned(), spec("A", &[("get", "/other", "Read another")]));
    all
}

#[tokio::test]
async fn what_is_exported_is_what_is_there() {
    on_each_store(|store| async move {
        let portal = portal(store);
        portal.load_demo(None).await.expect("the demo content");
        let exported = portal.export().await.expect("files");
        assert_eq!(apply(&portal, &exported, true).await.expect("applied"), Vec::<String>::new());
        assert_eq!(portal.export().await.expect("files"), exported);
        assert!(exported.keys().any(|path| path.ends_with("/openapi.yaml")));
    })
    .await;
}

fn lay(top: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = top.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, bytes).expect("a file");
    }
}

#[test]
fn the_command_says_what_it_does_and_whether() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = sqlite_url(folder.path()).to_string();
    let run = |arguments: &[&str]| {
        let done = program().args(arguments).env("PORTCULLIS_DATABASE_URL", &url).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (done.status.code(), text(&done.stdout), text(&done.stderr))
    };
    let content = folder.path().join("content");
    lay(&content, &small());
    let (content, out) = (content.display().to_string(), folder.path().join("out").display().to_string());
    assert_eq!(run(&["migrate"]).0, Some(0));

    let (code, plan, _) = run(&["apply", "-f", &content, "--dry-run"]);
    assert_eq!(code, Some(2), "something would change");
    assert!(plan.lines().count() == 8 && plan.lines().all(|line| line.starts_with(['+', '~', '-'])), "{plan}");
    assert_eq!(run(&["apply", "-f", &content]), (Some(0), plan, String::new()), "the dry run changed nothing");
    assert_eq!(
        run(&["apply", "-f", &content, "--dry-run", "--prune"]),
        (Some(0), "No changes.\n".to_owned(), String::new())
    );

    assert_eq!(run(&["export", &out]).0, Some(0));
    assert_eq!(run(&["apply", "-f", &out, "--prune"]).1, "No changes.\n");
    let (code, _, told) = run(&["export", &out]);
    assert_eq!(code, Some(1));
    assert!(told.contains("the folder is not empty"), "{told}");

    std::fs::write(folder.path().join("content/products/b/product.yaml"), "slug: b\nname: [\n").expect("a file");
    let (code, plan, told) = run(&["apply", "-f", &content]);
    assert_eq!((code, plan.as_str()), (Some(1), ""));
    assert!(
        told.starts_with("products/b/product.yaml:") && told.ends_with("portcullis: nothing was changed\n"),
        "{told}"
    );
    let (code, _, told) = run(&["apply", "-f", "/nowhere"]);
    assert_eq!(code, Some(1));
    assert!(told.starts_with("portcullis: /nowhere: "), "{told}");
}

#[test]
fn processes_that_apply_at_once_come_one_after_the_other() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = sqlite_url(folder.path()).to_string();
    let run = |arguments: &[&str]| {
        let mut command = program();
        command.args(arguments).env("PORTCULLIS_DATABASE_URL", &url);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it runs")
    };
    assert!(run(&["migrate"]).wait().expect("it ends").success());
    let folders = [small(), other()].map(|files| {
        let place = folder.path().join(files.len().to_string());
        lay(&place, &files);
        place.display().to_string()
    });
    let all: Vec<_> = (0..8).map(|at| run(&["apply", "-f", &folders[at % 2], "--prune"])).collect();
    for running in all {
        let done = running.wait_with_output().expect("it ends");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    // Whoever came last, it is one of the two that is there, and whole.
    let would_change = |place: &str| {
        let done = run(&["apply", "-f", place, "--prune", "--dry-run"]).wait_with_output().expect("it ends");
        done.status.code() == Some(2)
    };
    assert_eq!(folders.iter().filter(|place| would_change(place)).count(), 1);
}
