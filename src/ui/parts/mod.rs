//! The design system in components: what two pages or more share. Their styles stand in `style/`, a file a part.

pub mod badge;
pub mod glyph;
pub mod icon;
pub mod notice;
pub mod strategy;
