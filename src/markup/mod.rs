//! Small pieces of pages as text, the same on both sides: what stands in lists, and in pages that the server writes.

pub mod badge;
pub mod banner;
pub mod dialog;
pub mod field;
pub mod glyph;
pub mod icon;
pub mod pager;
pub mod strategy;
pub mod when;
