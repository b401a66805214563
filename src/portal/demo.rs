//! The demo content: a folder of the form that people keep their own catalog in, embedded in the program.

use super::{ApplyRefusal, Portal};
use crate::content::folder::{self, Files, Folder, Mistake};
use crate::domain::sheet::{GatewayPath, ProductSheet, Upstream};
use crate::domain::slug::Slug;
use crate::storage;
use rust_embed::RustEmbed;
use std::net::{Ipv4Addr, SocketAddr};

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

/// What the upstreams of the demo's files name.
pub const ECHO: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8099);
/// Kept among the settings, set by nothing but the demo, and no part of what is exported: where it is not, nothing
/// listens for upstreams, whatever they name.
const ECHO_KEY: &str = "demo_echo";

/// Whether somebody has to answer for the demo's upstreams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EchoWanted {
    At(SocketAddr),
    /// What is published is not the demo content.
    No,
    /// Nothing is published yet.
    NotYet,
}

impl Portal {
    /// Fills an empty database. `cards` asks for that many catalog cards, made by repeating the demo
    /// products under numbered names: what a measurement needs.
    pub async fn load_demo(&self, cards: Option<usize>) -> Result<(), DemoError> {
        self.load_demo_with_echo(cards, ECHO).await
    }

    /// `echo`: where its upstreams are.
    pub async fn load_demo_with_echo(&self, cards: Option<usize>, echo: SocketAddr) -> Result<(), DemoError> {
        if self.store.snapshot().await?.has_products().await? {
            return Err(DemoError::NotEmpty);
        }
        let mut folder = demo_folder().map_err(DemoError::Mistakes)?;
        if let Some(cards) = cards {
            repeat(&mut folder, cards);
        }
        for version in folder.sheets.products.iter_mut().flat_map(|product| &mut product.versions) {
            version.upstream = version.upstream.take().map(|upstream| moved(upstream, echo));
        }
        folder.sheets.settings.insert(ECHO_KEY.to_owned(), echo.to_string().into());
        Ok(self.apply(&folder, false, |_| true).await?)
    }

    pub async fn demo_echo(&self) -> Result<EchoWanted, super::Error> {
        let mut tx = self.store.snapshot().await?;
        let kept = tx.settings().await?.into_iter().find(|(key, _)| key == ECHO_KEY);
        let address = kept.and_then(|(_, value)| serde_json::from_str::<SocketAddr>(&value).ok());
        Ok(match address.filter(|address| address.ip().is_loopback()) {
            Some(address) => EchoWanted::At(address),
            None if tx.has_products().await? => EchoWanted::No,
            None => EchoWanted::NotYet,
        })
    }
}

fn moved(upstream: Upstream, echo: SocketAddr) -> Upstream {
    let path = upstream.as_str().strip_prefix(&format!("http://{ECHO}"));
    let there = path.and_then(|path| Upstream::parse(&format!("http://{echo}{path}")).ok());
    there.unwrap_or(upstream)
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
