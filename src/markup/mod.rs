//! Small pieces of pages as text, the same on both sides: what stands in lists, and in pages that the server writes.

pub mod badge;
pub mod glyph;
pub mod icon;
pub mod strategy;
