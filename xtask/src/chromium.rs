//! The browser that pages are tried and measured in.

use crate::command::on_path;
use crate::debian;
use anyhow::Result;
use std::path::PathBuf;

pub fn find() -> Result<PathBuf> {
    debian::need("Chromium", &["chromium"], installed)
}

fn installed() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path))
}
