//! The first question after the catalog changed: everything remembered is forgotten, and the catalog is read again.

use super::questions::PLAIN;
use crate::bench::asking::Asking;
use crate::bench::portal::Portal;
use crate::project::Project;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

const CHANGES: usize = 9;
const SUMMARY: &str = "summary: ";

/// Each change is one line of one product, applied as an administrator would while the portal runs.
pub fn measure(project: &Project, scratch: &Path, portal: &Portal<'_>) -> Result<Vec<f64>> {
    let demo = project.root.join("demo");
    let folder = scratch.join("change");
    let from = first_product(&demo.join("products"))?;
    let to = folder.join("products").join(from.file_name().context("a product without a name")?);
    copy(&from, &to)?;
    fs::copy(demo.join("strategies.yaml"), folder.join("strategies.yaml"))?;
    let sheet = fs::read_to_string(from.join("product.yaml"))?;
    let running = portal.serve()?;
    let mut asking = Asking::to(running.port)?;
    asking.get(PLAIN, "identity")?;
    let mut times = Vec::new();
    for number in 1..=CHANGES {
        fs::write(to.join("product.yaml"), changed(&sheet, number)?)?;
        portal.apply(&folder)?;
        // The server closed it if that took long.
        asking = Asking::to(running.port)?;
        times.push(asking.get(PLAIN, "identity")?.milliseconds);
    }
    Ok(times)
}

fn first_product(products: &Path) -> Result<std::path::PathBuf> {
    let mut folders: Vec<_> = fs::read_dir(products)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    folders.sort();
    folders.into_iter().next().context("the demo has no product")
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?
        } else {
            fs::copy(entry.path(), target).map(drop)?
        }
    }
    Ok(())
}

fn changed(sheet: &str, number: usize) -> Result<String> {
    let at = sheet.find(SUMMARY).context("a product without a summary")? + SUMMARY.len();
    let (before, after) = sheet.split_at(at);
    Ok(format!("{before}Change {number}, {after}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_change_is_one_line() {
        let sheet = "slug: a\nsummary: Check it.\nname: A\n";
        assert_eq!(super::changed(sheet, 3).unwrap(), "slug: a\nsummary: Change 3, Check it.\nname: A\n");
        assert!(super::changed("slug: a\n", 3).is_err());
    }
}
