//! Names and places: from `[package.metadata.leptos]`, so that cargo-leptos finds the same.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

pub struct Project {
    pub root: PathBuf,
    pub target: PathBuf,
    /// The package, and so its binary and the file that rustc makes of the client.
    pub package: String,
    /// The client's files are named by it.
    pub output_name: String,
    pub site: PathBuf,
    /// Folder of the client's files, inside the site.
    pub pkg: String,
    pub style: PathBuf,
    pub assets: PathBuf,
    pub client_profile: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Dev,
    Release,
}

impl Project {
    pub fn read() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent folder")?.to_owned();
        let file = root.join("Cargo.toml");
        let text = fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
        let cargo: toml::Table = text.parse()?;
        let package = cargo.get("package").context("Cargo.toml has no [package]")?;
        let names = package.get("metadata").and_then(|metadata| metadata.get("leptos"));
        let at = |key: &str| {
            let found = names.and_then(|names| names.get(key)).and_then(toml::Value::as_str);
            found.map(str::to_owned).with_context(|| format!("Cargo.toml: [package.metadata.leptos] wants `{key}`"))
        };
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self {
            package: package.get("name").and_then(toml::Value::as_str).unwrap_or_default().to_owned(),
            output_name: at("output-name")?,
            site: root.join(at("site-root")?),
            pkg: at("site-pkg-dir")?,
            style: root.join(at("style-file")?),
            assets: root.join(at("assets-dir")?),
            client_profile: at("lib-profile-release")?,
            target,
            root,
        })
    }

    /// The client has a target folder of its own: other flags, and no waiting for the server's lock.
    pub fn front(&self) -> PathBuf {
        self.target.join("front")
    }

    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The glue is written for one version of wasm-bindgen, and another one's client fails in the browser.
    pub fn check_versions(&self) -> Result<()> {
        let lock: toml::Table = fs::read_to_string(self.root.join("Cargo.lock"))?.parse()?;
        let packages = lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock has no packages")?;
        let versions = |name: &str| -> Vec<&str> {
            let named =
                packages.iter().filter(|package| package.get("name").and_then(toml::Value::as_str) == Some(name));
            named.filter_map(|package| package.get("version").and_then(toml::Value::as_str)).collect()
        };
        let (client, glue) = (versions("wasm-bindgen"), versions("wasm-bindgen-cli-support"));
        if client != glue || client.len() != 1 {
            bail!(
                "Cargo.lock: wasm-bindgen {client:?} and wasm-bindgen-cli-support {glue:?} must be one equal version"
            );
        }
        Ok(())
    }
}
