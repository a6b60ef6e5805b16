//! A folder with a diary in it, and the program run on it as a person runs it.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test that cannot go on fails; each test program uses a part of this"
)]

use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};
use tempfile::TempDir;

/// What locks the diaries of these tests.
pub const PASSPHRASE: &str = "quiet harbour violet stamp";
/// Wednesday 20 May 2026, 18:40 in London.
pub const NOW: &str = "2026-05-20T17:40:00Z";

/// A folder with a diary in it.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn empty() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(desk.path("pass"), PASSPHRASE).unwrap();
        desk
    }

    pub fn with_diary() -> Self {
        let desk = Self::empty();
        let made = desk.run(&["new", "--name", "Tamsin Okoye"]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name).display().to_string()
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daybook"));
        command
            .args(["--diary", self.path("daybook.db").to_str().unwrap()])
            .args(["--passphrase-file", self.path("pass").to_str().unwrap()])
            .args(args)
            .env("DAYBOOK_CLOCK", NOW);
        command
    }

    /// Runs with `--json` and expects this exit code.
    pub fn json(&self, args: &[&str], code: i32) -> Value {
        let done = self.run(&[&["--json"], args].concat());
        assert_eq!(done.status.code(), Some(code), "{args:?}: {}", said(&done));
        serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {}", said(&done)))
    }

    pub fn entry(&self, args: &[&str]) -> String {
        self.json(args, 0)["entry"].to_string()
    }
}

/// Everything a run printed.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}
