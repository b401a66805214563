//! The design system in components: what two pages or more share. Their styles stand in `style/`, a file a part.

pub mod badge;
pub mod banner;
pub mod button;
pub mod code;
pub mod confirm;
pub mod dialog;
pub mod empty;
pub mod entry;
pub mod field;
pub mod glyph;
pub mod icon;
pub mod notice;
pub mod pager;
pub mod plain_field;
pub mod tabs;
pub mod text;
pub mod toast;
