//! Starting other programs.

use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Erased views make the client a tenth smaller and compile in less time. Server and client must agree on it, and
/// the tests use it too, so that they share what is compiled and try what is shipped.
pub const FLAGS: &str = "--cfg erase_components";

/// Cargo in the project's root. What cargo told this program about xtask is taken away again: a build script
/// that looks at it would run anew on every change between `cargo xtask` and `cargo`.
pub fn cargo(project: &Project) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(&project.root);
    for (name, _) in std::env::vars() {
        let ours = ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_BIN_NAME", "CARGO_CRATE_NAME"];
        if name.starts_with("CARGO_PKG_") || ours.contains(&name.as_str()) {
            command.env_remove(name);
        }
    }
    command
}

/// Cargo with the flags of every build of the program.
pub fn cargo_build(project: &Project) -> Command {
    let mut command = cargo(project);
    command.env("RUSTFLAGS", FLAGS);
    command
}

fn name(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Runs it with our own output, and fails where it fails.
pub fn check(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("can't start `{}`", name(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", name(command));
    }
    Ok(())
}

/// Runs it in silence; where it fails, what it wrote is in the error.
pub fn read(command: &mut Command) -> Result<String> {
    let done = command.stdin(Stdio::null()).output().with_context(|| format!("can't start `{}`", name(command)))?;
    let Output { status, stdout, stderr } = done;
    let text = String::from_utf8_lossy(&stdout);
    if !status.success() {
        bail!("`{}` failed ({status})\n{text}{}", name(command), String::from_utf8_lossy(&stderr));
    }
    Ok(text.into_owned())
}

/// Runs it, shows each line of its standard output and hands it to `look`. True where it succeeded.
pub fn follow(command: &mut Command, mut look: impl FnMut(&str)) -> Result<bool> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("can't start `{}`", name(command)))?;
    let output = child.stdout.take().context("no standard output")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        // Whoever reads us may be gone; the tests are run to their end all the same.
        let _ = writeln!(std::io::stdout(), "{line}");
        look(&line);
    }
    Ok(child.wait()?.success())
}

pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
