//! Small files that ask for more memory or time than there is.

use super::{bytes_of_pages, check};
use portcullis::content::openapi::{Problem, Reference, read};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// All that is kept of it stays within what the budget allows, and it takes seconds.
#[track_caller]
fn bounded(value: &Value, of: &str) -> Reference {
    let since = Instant::now();
    let reference = read(value.to_string().as_bytes()).expect("readable");
    let took = since.elapsed();
    println!("{of}: {took:?}, {} bytes", bytes_of_pages(&reference));
    assert!(took < Duration::from_secs(60), "{of} took {took:?}");
    assert!(reference.operations.len() <= 5_000, "{of}");
    assert!(bytes_of_pages(&reference) <= 120_000_000, "{of}: {} bytes", bytes_of_pages(&reference));
    // The first and the last of them are like all.
    let mut few = reference.clone();
    let last = few.operations.len().saturating_sub(5);
    few.operations = [
        &reference.operations[..few.operations.len().min(5)],
        &reference.operations[last.max(5).min(few.operations.len())..],
    ]
    .concat();
    few.schemas.truncate(if few.schemas.len() > 50 { 0 } else { 50 });
    if few.schemas.len() == reference.schemas.len() {
        check(&few, Path::new(of));
    }
    reference
}

fn tells(problems: &[Problem], words: &str) -> bool {
    problems.iter().any(|problem| problem.what.contains(words))
}

fn wide(count: usize) -> Value {
    json!({"type": "object", "properties": (0..count).map(|at| (format!("property{at}"), json!({"type": "string"}))).collect::<Map<_, _>>()})
}

fn old_form(paths: &Value, mut more: Value) -> Value {
    more["swagger"] = json!("2.0");
    more["info"] = json!({"title": "x", "version": "1"});
    more["paths"] = paths.clone();
    more
}

#[test]
fn the_old_form_multiplies_nothing_without_end() {
    let types: Vec<_> = (0..100).map(|at| format!("application/x{at}+json")).collect();
    let get = |operation: &Value| (0..2_000).map(|at| (format!("/{at}"), json!({"get": operation}))).collect::<Value>();
    let examples: Map<_, _> = (0..20_000).map(|at| (format!("a/{at}"), json!(1))).collect();
    let answer = json!({"responses": {"200": {"description": "", "schema": wide(5_000), "examples": examples}}});
    let one = old_form(&json!({"/a": {"get": answer}}), json!({"produces": types}));
    bounded(&one, "a schema for each example");
    let body = json!({"in": "body", "name": "b", "schema": wide(20_000)});
    let field = json!({"in": "formData", "name": "b", "type": "string", "description": "x".repeat(1_000_000)});
    for (name, parameter) in [("a body", body), ("a field", field)] {
        let more = json!({"consumes": types, "parameters": {"B": parameter}});
        let reference = bounded(&old_form(&get(&json!({"parameters": [{"$ref": "#/parameters/B"}]})), more), name);
        assert!(tells(&reference.problems, "two million values"), "{name}: {:?}", reference.problems);
    }
    let long = old_form(&json!({}), json!({"schemes": vec!["https"; 20_000], "host": "a".repeat(20_000)}));
    bounded(&long, "an address for each scheme");
}
