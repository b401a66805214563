//! The picture of a product.

use super::Fault;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageKind {
    Png,
    Jpeg,
    Webp,
}

impl ImageKind {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    pub fn parse(ending: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Webp].into_iter().find(|kind| kind.ending() == ending)
    }

    /// By what it is, whatever it is called.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    pub kind: ImageKind,
    /// A page asks for them by an address of their own.
    #[serde(skip)]
    pub bytes: Arc<[u8]>,
}

impl Image {
    const MOST_BYTES: usize = 500 * 1024;

    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let fault = |what: &str| Fault { field: "image".to_owned(), what: what.to_owned() };
        if bytes.len() > Self::MOST_BYTES {
            return Err(fault("An image may have 500 KB at most."));
        }
        let kind = ImageKind::of(bytes).ok_or_else(|| fault("An image is a PNG, JPEG or WebP file."))?;
        Ok(Self { kind, bytes: bytes.into() })
    }
}
