//! From files to sheets. Every mistake is told at once.

use super::page::{Mistake, Page};
use super::tree::Node;
use super::{Files, Folder, product, settings, strategies};
use crate::domain::sheet::{GatewayPath, Sheets, SpecFile};
use crate::domain::slug::Slug;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub const SETTINGS: &str = "portal.yaml";
pub const STRATEGIES: &str = "strategies.yaml";

/// What has been read so far.
pub struct Reading<'a> {
    pub files: &'a Files,
    pub pages: Vec<Page>,
    /// Paths that something names; whatever remains may have been meant to be read.
    pub used: BTreeSet<String>,
    /// By their path.
    pub specs: BTreeMap<String, (SpecFile, Arc<[u8]>)>,
    /// Where each path of the gateway leads, in words.
    pub served: BTreeMap<GatewayPath, String>,
}

pub fn read(files: &Files) -> Result<Folder, Vec<Mistake>> {
    let (pages, used, specs, served) = Default::default();
    let mut reading = Reading { files, pages, used, specs, served };
    let sheets = reading.sheets();
    reading.tell_strays();
    let lines = reading.pages.iter().map(|page| (page.file.clone(), page.lines.clone())).collect();
    let mut mistakes: Vec<_> = reading.pages.into_iter().flat_map(Page::into_mistakes).collect();
    if mistakes.is_empty() {
        let specs = reading.specs.into_iter().map(|(path, (spec, bytes))| (spec, bytes, path)).collect();
        return Ok(Folder { sheets, specs, lines });
    }
    mistakes.sort();
    Err(mistakes)
}

impl Reading<'_> {
    fn sheets(&mut self) -> Sheets {
        let mut sheets = Sheets::default();
        if let Some((page, node)) = self.open(SETTINGS) {
            sheets.settings = node.map(|node| settings::read(&page, &node)).unwrap_or_default();
            self.pages.push(page);
        }
        if let Some((page, node)) = self.open(STRATEGIES) {
            sheets.strategies = node.map(|node| strategies::read(&page, &node)).unwrap_or_default();
            self.pages.push(page);
        }
        let folders: BTreeSet<_> = self.files.keys().filter_map(|path| product_folder(path)).collect();
        // Where someone names the wrong folder, `--prune` would delete everything.
        if self.pages.is_empty() && folders.is_empty() {
            self.tell(".", format!("There is neither {SETTINGS} nor {STRATEGIES} nor products/ in this folder."));
        }
        for folder in folders {
            match Slug::parse(folder) {
                Ok(slug) => sheets.products.extend(product::read(self, &slug)),
                Err(_) => {
                    let what = "The folder of a product is called by its slug: a-z, 0-9 and single hyphens between.";
                    self.tell(&format!("products/{folder}"), what);
                    let begin = format!("products/{folder}/");
                    self.used.extend(self.files.keys().filter(|path| path.starts_with(&begin)).cloned());
                }
            }
        }
        sheets
    }

    /// A mistake about something that is no text of ours, or isn't there.
    pub fn tell(&mut self, file: &str, what: impl Into<String>) {
        let page = Page::new(file);
        page.wrong("", what);
        self.pages.push(page);
    }

    /// None: there is no such file. A node: there is YAML in it.
    pub fn open(&mut self, path: &str) -> Option<(Page, Option<Node>)> {
        let mut page = Page::new(path);
        let bytes = self.files.get(path)?;
        self.used.insert(path.to_owned());
        let node = page.text(bytes).and_then(|text| page.yaml(text));
        Some((page, node))
    }

    pub fn spec(&mut self, path: &str, file: &str, bytes: &[u8]) -> SpecFile {
        if let Some((spec, _)) = self.specs.get(path) {
            return spec.clone();
        }
        let digest = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let spec = SpecFile { file: file.to_owned(), digest };
        self.specs.insert(path.to_owned(), (spec.clone(), bytes.into()));
        spec
    }

    /// A text in a place where it is never read was meant to be read.
    fn tell_strays(&mut self) {
        let strays: Vec<_> = self.files.keys().filter(|path| !self.used.contains(*path)).cloned().collect();
        for path in strays {
            if let Some(why) = stray(&path) {
                self.tell(&path, why);
            }
        }
    }
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// `orders` of `products/orders/docs/start.md`.
fn product_folder(path: &str) -> Option<&str> {
    let (folder, _) = path.strip_prefix("products/")?.split_once('/')?;
    (!is_hidden(path)).then_some(folder)
}

fn stray(path: &str) -> Option<&'static str> {
    let parts: Vec<_> = path.split('/').collect();
    let name = parts.last()?;
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let yaml = ["yaml", "yml"].contains(&ending.as_str());
    if is_hidden(path) || stem.eq_ignore_ascii_case("readme") || !(yaml || ending == "md") {
        return None;
    }
    match parts.as_slice() {
        ["products", _, _] if stem == "product" => Some("This file is called product.yaml."),
        // An OpenAPI file may lie there before a version names it.
        ["products", _, _] if yaml => None,
        ["products", _, _] => Some("Nothing reads this file. A product’s documents stand in docs/."),
        ["products", _, "docs", _] => Some("Nothing reads this file. A document’s name ends with .md."),
        ["products", _, "docs", ..] => Some("Nothing reads this file. Documents stand in docs/ itself."),
        ["portal.yml"] => Some("This file is called portal.yaml."),
        ["strategies.yml"] => Some("This file is called strategies.yaml."),
        _ => Some("Nothing reads this file: it is not at a place of this folder’s form."),
    }
}
