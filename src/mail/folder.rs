//! Mails as files, for trying and for programs that take them from there.

use super::Undelivered;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Parts the files of two tasks that write the same mail at once.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

pub(super) async fn deliver(folder: &Path, id: &str, bytes: Vec<u8>) -> Result<(), Undelivered> {
    let (into, id) = (folder.to_owned(), id.to_owned());
    let written = tokio::task::spawn_blocking(move || write(&into, &id, &bytes)).await;
    written
        .map_err(io::Error::other)
        .flatten()
        .map_err(|why| Undelivered::NotYet(format!("{} can't be written: {why}", folder.display())))
}

/// A file is there whole or not at all, and once.
fn write(folder: &Path, id: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let draft = folder.join(format!(".{id}.{}.{number}", std::process::id()));
    let done = fill(&draft, bytes).and_then(|()| fs::rename(&draft, folder.join(format!("{id}.eml"))));
    if done.is_err() {
        // What failed may have left nothing to remove.
        let _ = fs::remove_file(&draft);
    }
    done?;
    // The name is on the disk only when the folder is.
    File::open(folder)?.sync_all()
}

fn fill(draft: &PathBuf, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}
