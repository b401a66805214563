//! The demo content: a folder of the form that people keep their own catalog in, embedded in the program.

use super::{ApplyRefusal, Portal};
use crate::content::folder::{self, Files, Folder, Mistake};
use crate::domain::sheet::{GatewayPath, ProductSheet};
use crate::domain::slug::Slug;
use crate::storage;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/demo"]
struct Embedded;

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the database already holds products: demo content is only for an empty one")]
    NotEmpty,
    /// Of the program itself: a test reads them all.
    #[error("demo/{}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Mistakes(Vec<Mistake>),
    #[error(transparent)]
    Refused(#[from] ApplyRefusal),
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl Portal {
    /// Fills an empty database. `cards` asks for that many catalog cards, made by repeating the demo
    /// products under numbered names: what a measurement needs.
    pub async fn load_demo(&self, cards: Option<usize>) -> Result<(), DemoError> {
        if self.store.snapshot().await?.has_products().await? {
            return Err(DemoError::NotEmpty);
        }
        let mut folder = demo_folder().map_err(DemoError::Mistakes)?;
        if let Some(cards) = cards {
            repeat(&mut folder, cards);
        }
        Ok(self.apply(&folder, false, |_| true).await?)
    }
}

pub fn demo_folder() -> Result<Folder, Vec<Mistake>> {
    let files: Files = Embedded::iter()
        .filter_map(|name| Embedded::get(&name).map(|file| (name.into_owned(), file.data.into_owned())))
        .collect();
    folder::read(&files)
}

/// Only products that everybody sees count.
fn repeat(folder: &mut Folder, cards: usize) {
    let originals: Vec<_> = folder.sheets.products.drain(..).filter(has_card).collect();
    folder.sheets.products = (0..cards)
        .filter_map(|copy| {
            let original = originals.get(copy % originals.len())?;
            let round = copy / originals.len();
            if round == 0 { Some(original.clone()) } else { numbered(original, round + 1) }
        })
        .collect();
}

fn has_card(product: &ProductSheet) -> bool {
    use crate::domain::version::Audience::Everybody;
    product.versions.iter().any(|version| Everybody.sees(version.state, version.visibility))
}

fn numbered(original: &ProductSheet, number: usize) -> Option<ProductSheet> {
    let mut copy = original.clone();
    copy.slug = Slug::parse(&format!("{}-{number}", original.slug)).ok()?;
    copy.name = format!("{} {number}", original.name);
    for version in &mut copy.versions {
        // A path leads to one version.
        let path = version.path.take().map(|path| GatewayPath::parse(&format!("{}-{number}", path.as_str())));
        version.path = path.transpose().ok()?;
    }
    Some(copy)
}
