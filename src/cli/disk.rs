//! A folder on disk, as the bytes of its files.

use super::Failure;
use crate::content::folder::Files;
use std::io;
use std::path::{Path, PathBuf};

const MOST_FILES: usize = 100_000;
const MOST_BYTES: u64 = 21 * 1024 * 1024;

/// Every file below `top`; hidden ones are nobody's content.
pub fn read(top: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    let mut open: Vec<PathBuf> = vec![top.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|why| told(&folder, &why))?;
        for entry in entries {
            let entry = entry.map_err(|why| told(&folder, &why))?;
            let path = entry.path();
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            // What a link points at is read, but no folder behind one: it could lead in a circle.
            let kind = entry.file_type().map_err(|why| told(&path, &why))?;
            if kind.is_dir() {
                open.push(path);
            } else if std::fs::metadata(&path).map_err(|why| told(&path, &why))?.is_file() {
                add(&mut files, top, &path)?;
            }
        }
    }
    Ok(files)
}

fn add(files: &mut Files, top: &Path, path: &Path) -> Result<(), Failure> {
    let size = std::fs::metadata(path).map_err(|why| told(path, &why))?.len();
    if size > MOST_BYTES {
        return Err(format!("{}: the file is larger than 20 MB", path.display()).into());
    }
    if files.len() >= MOST_FILES {
        return Err(format!("{}: the folder holds more than {MOST_FILES} files", top.display()).into());
    }
    let name = path.strip_prefix(top).unwrap_or(path).to_string_lossy().replace('\\', "/");
    files.insert(name, std::fs::read(path).map_err(|why| told(path, &why))?);
    Ok(())
}

/// Into a new or empty folder only: what lay there before would be read as content.
pub fn write(top: &Path, files: &Files) -> Result<(), Failure> {
    std::fs::create_dir_all(top).map_err(|why| told(top, &why))?;
    let entries = std::fs::read_dir(top).map_err(|why| told(top, &why))?;
    let names = entries.collect::<Result<Vec<_>, io::Error>>().map_err(|why| told(top, &why))?;
    if names.iter().any(|entry| !entry.file_name().as_encoded_bytes().starts_with(b".")) {
        return Err(format!("{}: the folder is not empty, and export overwrites nothing", top.display()).into());
    }
    for (name, bytes) in files {
        let path = top.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|why| told(folder, &why))?;
        }
        std::fs::write(&path, bytes).map_err(|why| told(&path, &why))?;
    }
    Ok(())
}

fn told(path: &Path, why: &io::Error) -> Failure {
    format!("{}: {why}", path.display()).into()
}
