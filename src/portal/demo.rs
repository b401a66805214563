//! The demo content: a folder of the form that people keep their own catalog in, embedded in the program.

use super::Portal;
use crate::domain::slug::Slug;
use crate::domain::strategy::StrategyKind;
use crate::domain::time::Date;
use crate::domain::version::{VersionState, Visibility};
use crate::storage::{self, NewProduct, NewStrategy, NewVersion, Tx};
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::collections::HashMap;

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

#[derive(Deserialize)]
struct StrategyFile {
    name: String,
    display_name: String,
    description: String,
    kind: StrategyKind,
}

#[derive(Deserialize)]
struct ProductFile {
    slug: Slug,
    name: String,
    summary: String,
    description: String,
    labels: Vec<String>,
    versions: Vec<VersionFile>,
}

#[derive(Deserialize)]
struct VersionFile {
    name: String,
    state: VersionState,
    #[serde(default)]
    sunset: Option<Date>,
    visibility: Visibility,
    strategy: Option<String>,
}

impl Portal {
    /// Fills an empty database. `cards` asks for that many catalog cards, made by repeating the demo
    /// products under numbered names: what a measurement needs.
    pub async fn load_demo(&self, cards: Option<usize>) -> Result<(), DemoError> {
        let strategies: Vec<StrategyFile> = read("strategies.yaml")?;
        let mut products = products()?;
        let mut tx = self.store.begin().await?;
        if tx.has_products().await? {
            return Err(DemoError::NotEmpty);
        }
        let ids = self.add_strategies(&mut tx, &strategies).await?;
        if let Some(cards) = cards {
            // Only products with a card of their own count.
            products.retain(|product| product.versions.iter().any(VersionFile::is_offered));
            for copy in 0..cards {
                let original = &products[copy % products.len()];
                let round = copy / products.len();
                self.add_product(&mut tx, original, &ids, (round > 0).then_some(round + 1)).await?;
            }
        } else {
            for product in &products {
                self.add_product(&mut tx, product, &ids, None).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    async fn add_strategies(
        &self,
        tx: &mut Tx,
        strategies: &[StrategyFile],
    ) -> Result<HashMap<String, String>, DemoError> {
        let mut ids = HashMap::new();
        for StrategyFile { name, display_name, description, kind } in strategies {
            let id = self.new_id();
            tx.add_strategy(&NewStrategy { id: &id, name, display_name, description, kind: *kind }).await?;
            ids.insert(name.clone(), id);
        }
        Ok(ids)
    }

    async fn add_product(
        &self,
        tx: &mut Tx,
        product: &ProductFile,
        strategies: &HashMap<String, String>,
        copy: Option<usize>,
    ) -> Result<(), DemoError> {
        let file = || format!("products/{}/product.yaml", product.slug);
        let (slug, name) = match copy {
            None => (product.slug.clone(), product.name.clone()),
            Some(number) => (
                Slug::parse(&format!("{}-{number}", product.slug))
                    .map_err(|why| DemoError::File { file: file(), what: why.to_string() })?,
                format!("{} {number}", product.name),
            ),
        };
        let id = self.new_id();
        let created_at = self.clock.now();
        tx.add_product(&NewProduct {
            id: &id,
            slug: &slug,
            name: &name,
            summary: &product.summary,
            description: &product.description,
            labels: &product.labels,
            created_at,
        })
        .await?;
        // The file lists the newest first, the database counts upwards.
        for (position, version) in product.versions.iter().rev().enumerate() {
            let unknown = |name| DemoError::File { file: file(), what: format!("strategy: {name} is not defined") };
            let strategy_id = match &version.strategy {
                None => None,
                Some(name) => Some(strategies.get(name).ok_or_else(|| unknown(name))?.as_str()),
            };
            tx.add_version(&NewVersion {
                id: &self.new_id(),
                product_id: &id,
                name: &version.name,
                position: position as i64,
                state: version.state,
                sunset: version.sunset,
                visibility: version.visibility,
                strategy_id,
                created_at,
            })
            .await?;
        }
        Ok(())
    }
}

impl VersionFile {
    fn is_offered(&self) -> bool {
        self.state.is_served() && self.visibility == Visibility::Public
    }
}

/// In the order of their slugs.
fn products() -> Result<Vec<ProductFile>, DemoError> {
    let mut names: Vec<_> = Files::iter().filter(|name| name.ends_with("/product.yaml")).collect();
    names.sort();
    names.iter().map(|name| read(name)).collect()
}

fn read<T: for<'de> Deserialize<'de>>(name: &str) -> Result<T, DemoError> {
    let problem = |what: String| DemoError::File { file: format!("demo/{name}"), what };
    let file = Files::get(name).ok_or_else(|| problem("it is missing".to_owned()))?;
    serde_saphyr::from_slice(&file.data).map_err(|why| problem(why.to_string()))
}
