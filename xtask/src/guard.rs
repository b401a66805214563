//! Clean-up that outlives us.

use anyhow::Result;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// A shell that waits for its input to end and then runs its script. Our end of the pipe closes when the guard
/// is dropped, but also when this program is interrupted or killed: no signal need be caught for it.
pub struct Guard {
    shell: Child,
}

impl Guard {
    /// `script` finds `words` as `$1`, `$2`, ... and runs as `user` (user and group number), where one is given.
    pub fn new<S: AsRef<OsStr>>(script: &str, words: &[S], user: Option<(u32, u32)>) -> Result<Self> {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("trap '' INT TERM HUP\nread -r nothing\n{script}")).arg("guard").args(words);
        if let Some((user, group)) = user {
            shell.uid(user).gid(group);
        }
        shell.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self { shell: shell.spawn()? })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // Nothing can be done about a shell that can't be waited for.
        let _ = self.shell.wait();
    }
}
