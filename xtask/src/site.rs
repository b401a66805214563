//! The folder that the server embeds: the client, the style sheet and the public files, and a manifest that
//! tells the server how they are called in this build.

use crate::client::{Client, SPLIT_SCRIPT, files};
use crate::project::Project;
use crate::style;
use anyhow::Result;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub type Site = BTreeMap<String, Vec<u8>>;

pub const MANIFEST: &str = "manifest.json";

/// The client's files refer to each other by name, so one hash of them all is the name of their folder.
pub fn assemble(project: &Project, client: Client) -> Result<Site> {
    let mut site = if project.assets.exists() { files(&project.assets)? } else { Site::new() };
    let Project { pkg, output_name, .. } = project;
    let style = style::bundle(&project.style)?.into_bytes();
    let css = format!("{pkg}/{output_name}.{}.css", hash([("", style.as_slice())]));
    site.insert(css.clone(), style);
    let folder =
        format!("{pkg}/{}", hash(client.files.iter().map(|(name, content)| (name.as_str(), content.as_slice()))));
    let manifest = serde_json::json!({
        "js": format!("/{folder}/{output_name}.js"),
        "wasm": format!("/{folder}/{output_name}.wasm"),
        "css": format!("/{css}"),
        "split": SPLIT_SCRIPT,
        "lazy": client.lazy,
    });
    site.insert(MANIFEST.to_owned(), serde_json::to_vec_pretty(&manifest)?);
    for (name, content) in client.files {
        site.insert(format!("{folder}/{name}"), content);
    }
    Ok(site)
}

fn hash<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut sum = Sha256::new();
    for (name, content) in parts {
        sum.update((name.len() as u64).to_le_bytes());
        sum.update(name);
        sum.update((content.len() as u64).to_le_bytes());
        sum.update(content);
    }
    sum.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes the folder hold exactly these files. One that is equal isn't touched, or the server, which embeds it,
/// would be compiled again. The manifest comes last: until then a running server finds the files of the old one.
pub fn write(site: &Site, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let before = files(folder)?;
    let (manifest, others): (Vec<_>, Vec<_>) = site.iter().partition(|(name, _)| *name == MANIFEST);
    for (name, content) in others.into_iter().chain(manifest) {
        if before.get(name) != Some(content) {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().unwrap_or(folder))?;
            fs::write(file, content)?;
        }
    }
    for name in before.keys().filter(|name| !site.contains_key(*name)) {
        let file = folder.join(name);
        fs::remove_file(&file)?;
        for empty in file.ancestors().skip(1).take_while(|above| *above != folder) {
            // Fails, and so ends, where something is left in it.
            if fs::remove_dir(empty).is_err() {
                break;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_holds_exactly_the_site() {
        let folder = std::env::temp_dir().join(format!("xtask-site-{}", std::process::id()));
        let site = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect();
        let first: Site = site(&["pkg/1/a.js", "pkg/1/deep/b.js", "robots.txt", MANIFEST]);
        write(&first, &folder).unwrap();
        assert_eq!(files(&folder).unwrap(), first);
        let kept = fs::metadata(folder.join("robots.txt")).unwrap().modified().unwrap();
        let second: Site = site(&["pkg/2/a.js", "robots.txt", MANIFEST]);
        write(&second, &folder).unwrap();
        assert_eq!(files(&folder).unwrap(), second);
        assert!(!folder.join("pkg/1").exists());
        assert_eq!(fs::metadata(folder.join("robots.txt")).unwrap().modified().unwrap(), kept);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_name_is_part_of_the_hash() {
        assert_ne!(hash([("a", b"bc".as_slice())]), hash([("ab", b"c".as_slice())]));
    }
}
