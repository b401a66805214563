//! The client: what rustc makes of the library for the browser, split into chunks and given its glue.

use crate::command::{FLAGS, cargo, check, on_path, read};
use crate::project::{Mode, Project};
use crate::step::step;
use crate::{fold, names, optimise, roots, script};
use anyhow::{Context, Result, anyhow, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;
use wasm_bindgen_cli_support::Bindgen;

pub const TARGET: &str = "wasm32-unknown-unknown";
/// The name that wasm_split's macros compiled into the client.
pub const SPLIT_SCRIPT: &str = "__wasm_split.______________________.js";
/// The splitter finds out what belongs to which route by the linker's relocations.
const RELOCATIONS: &str = "-Clink-args=--emit-relocs";

pub struct Client {
    /// By name inside the folder of the client's files.
    pub files: BTreeMap<String, Vec<u8>>,
    pub lazy: Lazy,
}

/// Which chunks a lazy part needs: file names without their ending.
pub type Lazy = BTreeMap<String, Vec<String>>;
const LAZY: &str = "lazy.json";

pub fn build(project: &Project, mode: Mode, optimiser: Option<&Path>) -> Result<Client> {
    add_target()?;
    let wasm = step("client: compile", || compile(project, mode))?;
    let made = project.front().join(if mode == Mode::Dev { "made-dev" } else { "made-release" });
    let stamp = stamp(&wasm, optimiser)?;
    let stamp_file = made.join("stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|before| before == stamp) {
        return collect(&made);
    }
    if made.exists() {
        fs::remove_dir_all(&made)?;
    }
    fs::create_dir_all(made.join("pkg"))?;
    step("client: split and bind", || split_and_bind(project, mode, &wasm, &made))?;
    if let Some(optimiser) = optimiser {
        let pkg = made.join("pkg");
        step("client: optimise", || optimise::wasm(optimiser, &pkg))?;
        // Only now is it plain which chunks have no code.
        let lazy = fold::constants(&pkg, &pkg.join(format!("{}.wasm", project.output_name)), lazy(&made)?)?;
        fs::write(made.join(LAZY), serde_json::to_vec(&lazy)?)?;
    }
    fs::write(stamp_file, stamp)?;
    collect(&made)
}

/// For all that is done with the client, so that it shares what is compiled.
pub fn flags() -> String {
    format!("{FLAGS} {RELOCATIONS}")
}

/// Asks rustc and not rustup where the target's library is, so that a toolchain of another origin will do.
pub fn add_target() -> Result<()> {
    let folder = read(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(folder.trim()).exists() {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!("the Rust toolchain lacks the target {TARGET}, and there is no rustup to add it");
    }
    step("rustup target add", || check(Command::new("rustup").args(["target", "add", TARGET])))
}

fn compile(project: &Project, mode: Mode) -> Result<PathBuf> {
    let (profile, folder) = match mode {
        Mode::Dev => ("dev", "debug"),
        Mode::Release => (project.client_profile.as_str(), project.client_profile.as_str()),
    };
    // As an rlib beside it, which the manifest asks for, the library would be linked without LTO.
    let rustc = ["rustc", "--lib", "--crate-type", "cdylib", "--target", TARGET];
    let features = ["--no-default-features", "--features", "hydrate", "--profile", profile, "--target-dir"];
    check(
        cargo(project)
            .args(rustc)
            .args(["--package", &project.package])
            .args(features)
            .arg(project.front())
            .env("RUSTFLAGS", flags()),
    )?;
    let file = format!("{}.wasm", project.package.replace('-', "_"));
    Ok(project.front().join(TARGET).join(folder).join(file))
}

/// Changes where the module changed, or anything that decides what is made of it.
fn stamp(wasm: &Path, optimiser: Option<&Path>) -> Result<String> {
    let of = |file: &Path| -> Result<String> {
        let data = fs::metadata(file).with_context(|| format!("can't read {}", file.display()))?;
        let changed = data.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
        Ok(format!("{} {changed}", data.len()))
    };
    Ok(format!("{}\n{}\n{optimiser:?}\n", of(wasm)?, of(&std::env::current_exe()?)?))
}

fn split_and_bind(project: &Project, mode: Mode, wasm: &Path, made: &Path) -> Result<()> {
    let pkg = made.join("pkg");
    let main = made.join("main.wasm");
    let input = fs::read(wasm)?;
    let split = |input: &[u8]| {
        let (main_script, link) = (format!("./{}.js", project.output_name), format!("./{SPLIT_SCRIPT}"));
        let mut options = wasm_split_cli_support::Options::new(input);
        options.output_dir = &pkg;
        options.main_out_path = &main;
        options.main_module = &main_script;
        options.link_name = &link;
        let split = wasm_split_cli_support::transform(options).map_err(|failure| anyhow!("splitting: {failure:#}"))?;
        anyhow::Ok(split.prefetch_map.into_iter().collect::<Lazy>())
    };
    // Twice: the first time shows what is not worth a file of its own.
    let small = roots::too_small(&pkg, &split(&input)?)?;
    fs::remove_dir_all(&pkg)?;
    fs::create_dir_all(&pkg)?;
    let lazy = split(&roots::exporting(&input, &small)?)?;
    fs::write(made.join(LAZY), serde_json::to_vec(&lazy)?)?;
    Bindgen::new()
        .input_path(&main)
        .out_name(&project.output_name)
        .web(true)?
        .typescript(false)
        .demangle(false)
        .keep_lld_exports(true)
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(mode == Mode::Release)
        .generate(&pkg)
        .context("wasm-bindgen")?;
    // Leptos asks for the module by this name.
    let (bound, wanted) = (format!("{}_bg.wasm", project.output_name), format!("{}.wasm", project.output_name));
    fs::rename(pkg.join(&bound), pkg.join(&wanted))?;
    let mut made_files = files(&pkg)?;
    for (_, content) in made_files.iter_mut().filter(|(name, _)| name.ends_with(".js")) {
        let text = std::str::from_utf8(content)?.replace(&bound, &wanted);
        *content = if mode == Mode::Release { script::without_comments(&text) } else { text }.into_bytes();
    }
    if mode == Mode::Release {
        names::count(made_files.values_mut())?;
    }
    for (name, content) in made_files {
        fs::write(pkg.join(name), content)?;
    }
    Ok(())
}

fn collect(made: &Path) -> Result<Client> {
    Ok(Client { files: files(&made.join("pkg"))?, lazy: lazy(made)? })
}

fn lazy(made: &Path) -> Result<Lazy> {
    Ok(serde_json::from_slice(&fs::read(made.join(LAZY))?)?)
}

/// Every file below a folder, by its path from there.
pub fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("can't read {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                found.insert(name, fs::read(&path)?);
            }
        }
    }
    Ok(found)
}
