//! The demo content: a folder of the form that people keep their own catalog in, embedded in the program.

use super::Portal;
use crate::storage;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/demo"]
struct Files;

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the database already holds products: demo content is only for an empty one")]
    NotEmpty,
    #[error("{file}: {what}")]
    File { file: String, what: String },
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl Portal {
    pub async fn load_demo(&self, _cards: Option<usize>) -> Result<(), DemoError> {
        let mut tx = self.store.begin().await?;
        if tx.has_products().await? { Err(DemoError::NotEmpty) } else { Ok(()) }
    }
}
