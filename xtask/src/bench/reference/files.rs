//! The two OpenAPI files, and folders that publish them.

use crate::command::read;
use crate::step::step;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
pub const VERSION: &str = "v1";

pub struct Description {
    pub name: &'static str,
    pub slug: &'static str,
    pub file: PathBuf,
    pub bytes: u64,
    pub operations: usize,
    /// The `operationId` of one of them.
    pub one: String,
}

/// Both are put where the front finds them.
pub fn prepare(scripts: &Path, scratch: &Path) -> Result<(Description, Description)> {
    let files = scratch.join("files");
    fs::create_dir_all(&files)?;
    let large = files.join("large.json");
    let made = step("make 800 operations", || read(Command::new("node").arg(scripts.join("openapi.mjs")).arg("800")))?;
    fs::write(&large, made)?;
    let github = files.join("github.json");
    let package = scripts.join("node_modules/@octokit/openapi/generated/api.github.com.json");
    fs::copy(&package, &github).with_context(|| package.display().to_string())?;
    Ok((describe("made, 800 operations", "large", large)?, describe("GitHub's", "github", github)?))
}

fn describe(name: &'static str, slug: &'static str, file: PathBuf) -> Result<Description> {
    let text = fs::read(&file)?;
    let (operations, one) = operations(&serde_json::from_slice(&text)?);
    let one = one.with_context(|| format!("{name} file has no operation"))?;
    Ok(Description { name, slug, file, bytes: text.len() as u64, operations, one })
}

/// How many there are, and the `operationId` of one.
fn operations(file: &serde_json::Value) -> (usize, Option<String>) {
    let paths = file["paths"].as_object().into_iter().flatten();
    let all: Vec<_> = paths.flat_map(|(_, path)| METHODS.iter().filter_map(|method| path.get(method))).collect();
    (all.len(), all.iter().find_map(|operation| operation["operationId"].as_str().map(str::to_owned)))
}

/// A folder for `portcullis apply`, with a product for each.
pub fn folder(scratch: &Path, name: &str, descriptions: &[&Description]) -> Result<PathBuf> {
    let folder = scratch.join("folders").join(name);
    for Description { slug, name, file, .. } in descriptions {
        let product = folder.join("products").join(slug);
        fs::create_dir_all(&product)?;
        let sheet = format!(
            "slug: {slug}\nname: \"{name}\"\nsummary: To be measured.\nversions:\n  - name: {VERSION}\n    state: \
             published\n    visibility: public\n    spec: openapi.json\n    strategy: null\n"
        );
        fs::write(product.join("product.yaml"), sheet)?;
        fs::copy(file, product.join("openapi.json"))?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_methods_are_operations() {
        let file = serde_json::json!({"paths": {"/a": {"get": {}, "put": {"operationId": "a"}, "parameters": []}, "/b": {"patch": {}}}});
        assert_eq!(super::operations(&file), (3, Some("a".to_owned())));
        assert_eq!(super::operations(&serde_json::json!({})), (0, None));
    }
}
