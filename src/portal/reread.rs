//! What an older program wrote of OpenAPI files is written anew: pages are made when a file comes, so a better way of
//! making them reaches the files that are there only like this.

use super::carry_out::{ToIndex, index, list_operations, operation_words, put_spec, surroundings};
use super::publishing::{PublishRefusal, Spec};
use super::{Error, Portal};
use crate::content::openapi::EDITION;
use crate::domain::sheet::SpecFile;
use crate::storage::StaleSpec;

impl Portal {
    /// One file at a time, each in a transaction of its own; until its turn comes, a page shows what is there. Says how
    /// many there were.
    pub async fn reread_specs(&self) -> Result<usize, Error> {
        let mut count = 0;
        while let Some(stale) = self.store.stale_spec(EDITION).await? {
            match self.read_spec(&stale.file, stale.bytes.clone()).await {
                Ok(spec) => self.rewrite(&stale, &spec).await?,
                Err(PublishRefusal::Failed(error @ Error::Storage(_))) => return Err(error),
                // It could be read once: its old pages are better than none.
                Err(_) => {
                    tracing::warn!(slug = %stale.slug, version = %stale.version, "an OpenAPI file can't be read any more");
                    let mut tx = self.store.begin().await?;
                    tx.set_spec_edition(&stale.version_id, EDITION).await?;
                    tx.commit().await?;
                }
            }
            count += 1;
        }
        Ok(count)
    }

    /// Products of a time when nothing was found by words, or when words were kept differently. Says how many there were.
    pub async fn index_products(&self) -> Result<usize, Error> {
        let mut count = 0;
        while let Some(slug) = self.store.unindexed_product().await? {
            // In its turn: what an admin changes meanwhile is not written over with what was there before.
            let mut tx = self.change().await?;
            if let Some(stored) = tx.stored_product(&slug).await? {
                index(&mut tx, &stored, &ToIndex::ALL).await?;
            }
            tx.commit().await?;
            count += 1;
        }
        Ok(count)
    }

    async fn rewrite(&self, stale: &StaleSpec, spec: &Spec) -> Result<(), Error> {
        let mut tx = self.change().await?;
        let Some(product) = tx.stored_product(&stale.slug).await? else { return Ok(()) };
        let version = product.sheet.versions.iter().find(|version| version.name == stale.version);
        // Replaced meanwhile, it was read by this program.
        let same = |kept: &SpecFile| kept.digest == spec.file.digest;
        if !version.and_then(|version| version.spec.as_ref()).is_some_and(same) {
            return Ok(());
        }
        put_spec(&mut tx, &stale.version_id, spec).await?;
        list_operations(&mut tx, &product.id, &stale.version_id, &spec.reference.operations).await?;
        tx.surround_operations(&product.id, &surroundings(&product.sheet), operation_words).await?;
        Ok(tx.commit().await?)
    }
}
